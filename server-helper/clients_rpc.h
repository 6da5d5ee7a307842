/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Questions to the RPC services of an address, each with a deadline of
 * CLIENTS_DEADLINE_MS. Nothing is reported; 0, or -errno: -EPROTONOSUPPORT
 * where the server has no such program or version, -ETIMEDOUT, -EPROTO where
 * it answers nonsense.
 */
#ifndef CLIENTS_RPC_H
#define CLIENTS_RPC_H

#include <stdbool.h>

/* Whether an NFS server answers on TCP port 2049, and has not that version. */
bool clients_nfs_lacks(const char *address, unsigned version);

/* MOUNT's DUMP (RFC 1813 5.2.2): calls see for each entry until it returns
 * other than 0, and returns that. */
int clients_mount_dump(const char *address,
		       int (*see)(void *ctx, const char *host, const char *dir),
		       void *ctx);

#endif
