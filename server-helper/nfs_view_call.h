/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of nfs_view. */
#ifndef NFS_VIEW_CALL_H
#define NFS_VIEW_CALL_H

#include <stdbool.h>

#include "nfs_view.h"
#include "say.h"

#define NFS_VIEW_HANDLE_MAX 128 /* RFC 7530 3.3; 64 for v3: RFC 1813 2.4 */

struct rpc_context;

/* Status numbers that v3 (RFC 1813 2.6) and v4 (RFC 7530 13) share. */
enum {
	NFS_VIEW_PERM = 1,
	NFS_VIEW_NOENT = 2,
	NFS_VIEW_ACCES = 13,
	NFS_VIEW_IN_GRACE = 10013, /* v4 only */
};

struct view {
	const struct nfs_view_ask *ask;
	struct rpc_context *rpc;
	uint64_t end_ms;
	char *why;
	size_t why_size;
	bool done, failed; /* the call; failed: without an answer */
	int status;	   /* the server's answer */
	/* What answers told. */
	bool is_dir, is_file;
	uint32_t mode;
	char owner[128];
	uint8_t data[NFS_VIEW_BLOCK];
	size_t data_len;
	/* v3's file handles: of the export, of what is walked to. */
	char root[NFS_VIEW_HANDLE_MAX], handle[NFS_VIEW_HANDLE_MAX];
	size_t root_len, handle_len;
};

/* How a version does it; each returns 0 (view->status is the server's answer)
 * or what went wrong (why is set). Paths are below the export. */
struct nfs_view_version {
	enum nfs_view_result (*open)(struct view *view);
	enum nfs_view_result (*look)(struct view *view, const char *path);
	enum nfs_view_result (*read)(struct view *view, const char *path);
	enum nfs_view_result (*list)(struct view *view);
	void (*close)(struct view *view);
};

extern const struct nfs_view_version nfs_view3, nfs_view4;

enum nfs_view_result nfs_view_fail(struct view *view,
				   enum nfs_view_result result, const char *fmt,
				   ...) PRINTF(3, 4);

/* Connects view->rpc to a program, or waits for a call that was queued
 * (queued: what queuing returned). */
enum nfs_view_result nfs_view_connect(struct view *view, unsigned port,
				      unsigned program, unsigned version);
enum nfs_view_result nfs_view_wait(struct view *view, int queued);
void nfs_view_disconnect(struct view *view);

/* For callbacks of libnfs: false where there is no answer. */
bool nfs_view_answered(struct view *view, int status, const void *data);
/* Keeps at most NFS_VIEW_BLOCK octets. */
void nfs_view_keep(struct view *view, const void *data, size_t len);
unsigned nfs_view_left(const struct view *view);

#endif
