/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An NFS 4.0 compound (RFC 7530 15.2) that is being put together. */
#ifndef NFS4_COMPOUND_H
#define NFS4_COMPOUND_H

#include <nfsc/libnfs.h>
#include <nfsc/libnfs-raw.h>
#include <nfsc/libnfs-raw-nfs4.h>
#include <stdbool.h>

#define NFS4_COMPOUND_MAX  64
#define NFS4_COMPOUND_PATH 2048

struct nfs4_compound {
	nfs_argop4 ops[NFS4_COMPOUND_MAX];
	u_int count;
	bool full;			/* it did not fit */
	char names[NFS4_COMPOUND_PATH]; /* what lookups name */
	size_t names_len;
};

void nfs4_compound_begin(struct nfs4_compound *compound);
/* The next operation, zeroed. */
nfs_argop4 *nfs4_compound_add(struct nfs4_compound *compound, nfs_opnum4 op);
/* A LOOKUP for each part of a path. */
void nfs4_compound_look_up(struct nfs4_compound *compound, const char *path);
/* Sends it: 0, or -1 (rpc_get_error). */
int nfs4_compound_send(struct nfs4_compound *compound, struct rpc_context *rpc,
		       rpc_cb answered, void *ctx);

#endif
