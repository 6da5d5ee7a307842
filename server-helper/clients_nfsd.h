/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of the kernel's NFS 4 server, one folder a client: pure. Linux,
 * fs/nfsd/nfs4state.c, client_info_show and client_states_open. */
#ifndef CLIENTS_NFSD_H
#define CLIENTS_NFSD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "clients.h"

#define NFSD_CLIENTS  "/proc/fs/nfsd/clients"
#define NFSD_NAME_MAX 1024 /* NFS4_OPAQUE_LIMIT, RFC 8881 3.2 */

/*
 * The file "info". client gets address, name, version and, by its name, which
 * root; that generation need not be there. False where the file does not name
 * a client, or one that has not been confirmed yet.
 */
bool nfsd_info_read(const char *text, struct client *client);

/* The next open file, delegation or layout of "states" from *rest on; false at
 * the end. */
bool nfsd_state_next(const char **rest, dev_t *device, ino_t *inode);

#endif
