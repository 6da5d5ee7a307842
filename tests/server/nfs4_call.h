/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One NFS 4.0 compound after the other, over libnfs' raw calls. What cannot
 * be said to the server at all ends the program with status 2. */
#ifndef NFS4_CALL_H
#define NFS4_CALL_H

#include <nfsc/libnfs.h>
#include <nfsc/libnfs-raw.h>
#include <nfsc/libnfs-raw-nfs4.h>
#include <stdbool.h>
#include <stdint.h>

/* What answers have told. */
struct nfs4_got {
	bool done;
	int status;
	clientid4 clientid;
	verifier4 confirm;
	stateid4 open;
	bool to_confirm;
	uint32_t access;
	uint64_t size;
	char data[256];
	u_int data_len;
};

extern struct nfs4_got got;
extern char nfs4_owner[32]; /* of files, of locks, and the client's name */

void nfs4_die(const char *what, const char *why);

void nfs4_connect(const char *server, const char *path);
void nfs4_disconnect(void);

/* The next operation of the compound, zeroed. */
nfs_argop4 *nfs4_add(nfs_opnum4 op);
utf8str_cs nfs4_name(const char *text);
/* Begin a compound at the export, or at a file there. */
void nfs4_go_to_export(void);
void nfs4_go_to_file(const char *name);
void nfs4_look_up(const char *name);
/* Sends the compound; returns its status. */
int nfs4_call(void);

/* Opens for reading and writing, at most once; then the next seqid of the
 * owner is nfs4_seqid's. Return the status. */
int nfs4_open(const char *name, bool create);
seqid4 nfs4_seqid(void);
int nfs4_close(const char *name);

#endif
