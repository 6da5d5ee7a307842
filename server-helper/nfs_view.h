/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An export as a client sees it: mounted, looked at, read. Nothing of it stays
 * on the server: no state of NFSv4, no entry in mountd's list.
 */
#ifndef NFS_VIEW_H
#define NFS_VIEW_H

#include <stddef.h>
#include <stdint.h>

#define NFS_VIEW_BLOCK 4096 /* octets of the init that are read */

enum nfs_view_result {
	NFS_VIEW_GOOD,
	NFS_VIEW_NOT_ASKED,   /* from here the server must refuse it */
	NFS_VIEW_NOT_SERVED,  /* this version is not */
	NFS_VIEW_UNREACHABLE, /* nothing listens, or the network says no */
	NFS_VIEW_SILENT,      /* no answer within the deadline */
	NFS_VIEW_MISSING,     /* no such export */
	NFS_VIEW_DENIED,
	NFS_VIEW_OWNERS,   /* not root's number: see below */
	NFS_VIEW_SQUASHED, /* root is nobody to the server */
	NFS_VIEW_GRACE,	   /* right so far, but it lets nothing be read yet */
	NFS_VIEW_WRONG,	   /* another tree, or it cannot be read */
};

/*
 * Owners: over NFSv4 they are texts (RFC 7530 5.9). Only a decimal number means
 * the same to a PC whose initramfs maps no names: to it, any name is nobody.
 */
struct nfs_view_ask {
	const char *server;  /* dotted quad */
	unsigned version;    /* 3 or 4 (4.0) */
	const char *export;  /* its path for clients */
	const char *init;    /* below it, links resolved */
	const char *private; /* a file that only root may read, or NULL */
	const uint8_t *head; /* the init, up to NFS_VIEW_BLOCK octets */
	size_t head_len;
	unsigned ms; /* for all of it */
	/* Called with the address (host order) that the server sees, before it
	 * is asked for the export; false: it must refuse that one. */
	int (*may_ask)(void *ctx, uint32_t from);
	void *ctx;
};

/* why: what was found, in words; empty where it is good. */
enum nfs_view_result nfs_view(const struct nfs_view_ask *ask, char *why,
			      size_t size);

#endif
