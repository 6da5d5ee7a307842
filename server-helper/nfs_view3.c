// SPDX-License-Identifier: GPL-2.0-or-later
/* NFS version 3, RFC 1813. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include <nfsc/libnfs.h>
#include <nfsc/libnfs-raw.h>
#include <nfsc/libnfs-raw-mount.h>
#include <nfsc/libnfs-raw-nfs.h>

#include "nfs_view_call.h"
#include "rpc.h"
#include "rpc_probe.h"

static bool keep_handle(char *to, size_t *to_len, const char *from, size_t len)
{
	if (!len || len > NFS_VIEW_HANDLE_MAX)
		return false;
	memcpy(to, from, len);
	*to_len = len;
	return true;
}

static void keep_attributes(struct view *view, const fattr3 *attr)
{
	view->is_dir = attr->type == NF3DIR;
	view->is_file = attr->type == NF3REG;
	view->mode = attr->mode;
	snprintf(view->owner, sizeof(view->owner), "%u", attr->uid);
}

static void mounted(struct rpc_context *rpc, int status, void *data, void *ctx)
{
	const mountres3 *res = data;
	struct view *view = ctx;
	const fhandle3 *handle;

	(void)rpc;
	if (!nfs_view_answered(view, status, data))
		return;
	view->status = (int)res->fhs_status;
	handle = &res->mountres3_u.mountinfo.fhandle;
	if (!view->status &&
	    !keep_handle(view->root, &view->root_len, handle->fhandle3_val,
			 handle->fhandle3_len))
		view->failed = true;
}

static void unmounted(struct rpc_context *rpc, int status, void *data,
		      void *ctx)
{
	(void)rpc;
	nfs_view_answered(ctx, status, data);
}

static void got_attributes(struct rpc_context *rpc, int status, void *data,
			   void *ctx)
{
	const GETATTR3res *res = data;
	struct view *view = ctx;

	(void)rpc;
	if (!nfs_view_answered(view, status, data))
		return;
	view->status = (int)res->status;
	if (!view->status)
		keep_attributes(view, &res->GETATTR3res_u.resok.obj_attributes);
}

static void looked_up(struct rpc_context *rpc, int status, void *data,
		      void *ctx)
{
	const LOOKUP3res *res = data;
	struct view *view = ctx;
	const nfs_fh3 *handle;

	(void)rpc;
	if (!nfs_view_answered(view, status, data))
		return;
	view->status = (int)res->status;
	handle = &res->LOOKUP3res_u.resok.object;
	if (!view->status &&
	    !keep_handle(view->handle, &view->handle_len, handle->data.data_val,
			 handle->data.data_len))
		view->failed = true;
}

static void got_data(struct rpc_context *rpc, int status, void *data, void *ctx)
{
	const READ3res *res = data;
	struct view *view = ctx;

	(void)rpc;
	if (!nfs_view_answered(view, status, data))
		return;
	view->status = (int)res->status;
	if (!view->status)
		nfs_view_keep(view, res->READ3res_u.resok.data.data_val,
			      res->READ3res_u.resok.data.data_len);
}

static void got_entries(struct rpc_context *rpc, int status, void *data,
			void *ctx)
{
	const READDIR3res *res = data;
	struct view *view = ctx;

	(void)rpc;
	if (nfs_view_answered(view, status, data))
		view->status = (int)res->status;
}

/* As the client does: rpcbind's word, else IANA's port. */
static unsigned mount_port(const struct view *view)
{
	struct in_addr addr = { 0 };
	unsigned port;

	inet_pton(AF_INET, view->ask->server, &addr);
	if (rpc_probe_port(ntohl(addr.s_addr), RPC_PROGRAM_MOUNT, MOUNT_VERSION,
			   nfs_view_left(view), &port) == RPC_PROBE_SERVED &&
	    port)
		return port;
	return MOUNTD_PORT;
}

static enum nfs_view_result open3(struct view *view)
{
	unsigned port = mount_port(view);
	enum nfs_view_result ret =
		nfs_view_connect(view, port, RPC_PROGRAM_MOUNT, MOUNT_VERSION);

	if (ret) {
		char why[128];

		snprintf(why, sizeof(why), "%s", view->why);
		return nfs_view_fail(view, ret, "mountd (TCP port %u): %s",
				     port, why);
	}
	view->done = false;
	ret = nfs_view_wait(
		view, rpc_mount3_mnt_async(view->rpc, mounted,
					   (char *)view->ask->export, view));
	if (!ret && !view->status) {
		view->done = false;
		nfs_view_wait(view, rpc_mount3_umnt_async(
					    view->rpc, unmounted,
					    (char *)view->ask->export, view));
	}
	if (ret || view->status)
		return ret;
	nfs_view_disconnect(view);
	return nfs_view_connect(view, NFS_PORT, RPC_PROGRAM_NFS, 3);
}

static nfs_fh3 handle_of(struct view *view)
{
	return (nfs_fh3){ { (u_int)view->handle_len, view->handle } };
}

static enum nfs_view_result walk_to(struct view *view, const char *path)
{
	enum nfs_view_result ret = NFS_VIEW_GOOD;
	char copy[1024], *rest = copy, *part;

	memcpy(view->handle, view->root, view->root_len);
	view->handle_len = view->root_len;
	snprintf(copy, sizeof(copy), "%s", path);
	view->status = 0;
	while (!ret && !view->status && (part = strsep(&rest, "/"))) {
		LOOKUP3args args = { { handle_of(view), part } };

		if (!*part)
			continue;
		view->done = false;
		ret = nfs_view_wait(view,
				    rpc_nfs3_lookup_async(view->rpc, looked_up,
							  &args, view));
	}
	return ret;
}

static enum nfs_view_result look3(struct view *view, const char *path)
{
	enum nfs_view_result ret = walk_to(view, path);
	GETATTR3args args = { handle_of(view) };

	if (ret || view->status)
		return ret;
	view->done = false;
	return nfs_view_wait(
		view,
		rpc_nfs3_getattr_async(view->rpc, got_attributes, &args, view));
}

static enum nfs_view_result read3(struct view *view, const char *path)
{
	enum nfs_view_result ret = walk_to(view, path);
	READ3args args = { handle_of(view), 0, NFS_VIEW_BLOCK };

	if (ret || view->status)
		return ret;
	view->done = false;
	return nfs_view_wait(
		view, rpc_nfs3_read_async(view->rpc, got_data, &args, view));
}

static enum nfs_view_result list3(struct view *view)
{
	READDIR3args args = { .dir = { { (u_int)view->root_len, view->root } },
			      .count = NFS_VIEW_BLOCK };

	view->done = false;
	return nfs_view_wait(
		view,
		rpc_nfs3_readdir_async(view->rpc, got_entries, &args, view));
}

const struct nfs_view_version nfs_view3 = { open3, look3, read3, list3,
					    nfs_view_disconnect };
