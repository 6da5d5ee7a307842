// SPDX-License-Identifier: GPL-2.0-or-later
/* NFS version 4.0, RFC 7530. Nothing is opened: no client ID is taken, and a
 * file is read with the stateid of nobody (9.1.4.3: all zeros). */
#include <stdio.h>
#include <string.h>

#include "nfs4_compound.h"
#include "nfs_view_call.h"
#include "rpc.h"

#define LIST_SIZE 8192

static uint32_t read32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

/* Type, mode, owner: in the order of their numbers (5.). */
static void keep_attributes(struct view *view, const fattr4 *attr)
{
	const uint8_t *at = (const uint8_t *)attr->attr_vals.attrlist4_val;
	size_t len = attr->attr_vals.attrlist4_len, owner;
	uint32_t type;

	view->is_dir = view->is_file = false;
	view->mode = 0;
	snprintf(view->owner, sizeof(view->owner), "%s", "");
	if (len < 12)
		return;
	type = read32(at);
	view->is_dir = type == NF4DIR;
	view->is_file = type == NF4REG;
	view->mode = read32(at + 4);
	owner = read32(at + 8);
	if (owner <= len - 12)
		snprintf(view->owner, sizeof(view->owner), "%.*s", (int)owner,
			 (const char *)at + 12);
}

static void answered(struct rpc_context *rpc, int status, void *data, void *ctx)
{
	const COMPOUND4res *res = data;
	struct view *view = ctx;
	nfs_resop4 op;
	const READ4resok *read = &op.nfs_resop4_u.opread.READ4res_u.resok4;
	u_int i;

	(void)rpc;
	if (!nfs_view_answered(view, status, data))
		return;
	view->status = (int)res->status;
	for (i = 0; !view->status && i < res->resarray.resarray_len; i++) {
		/* libnfs decodes with no regard to alignment. */
		memcpy(&op,
		       (const char *)res->resarray.resarray_val +
			       i * sizeof(op),
		       sizeof(op));
		if (op.resop == OP_GETATTR)
			keep_attributes(view,
					&op.nfs_resop4_u.opgetattr.GETATTR4res_u
						 .resok4.obj_attributes);
		else if (op.resop == OP_READ)
			nfs_view_keep(view, read->data.data_val,
				      read->data.data_len);
	}
}

static void go_to(struct nfs4_compound *compound, const struct view *view,
		  const char *path)
{
	nfs4_compound_begin(compound);
	nfs4_compound_add(compound, OP_PUTROOTFH);
	nfs4_compound_look_up(compound, view->ask->export);
	nfs4_compound_look_up(compound, path);
}

static enum nfs_view_result call(struct view *view,
				 struct nfs4_compound *compound)
{
	if (compound->full)
		return nfs_view_fail(view, NFS_VIEW_WRONG,
				     "its path is too long");
	view->done = false;
	return nfs_view_wait(
		view, nfs4_compound_send(compound, view->rpc, answered, view));
}

static enum nfs_view_result open4(struct view *view)
{
	view->status = 0;
	return nfs_view_connect(view, NFS_PORT, RPC_PROGRAM_NFS, 4);
}

static enum nfs_view_result look4(struct view *view, const char *path)
{
	static uint32_t wanted[2] = { 1u << FATTR4_TYPE,
				      1u << (FATTR4_MODE - 32) |
					      1u << (FATTR4_OWNER - 32) };
	struct nfs4_compound compound;

	go_to(&compound, view, path);
	nfs4_compound_add(&compound, OP_GETATTR)
		->nfs_argop4_u.opgetattr.attr_request = (bitmap4){ 2, wanted };
	return call(view, &compound);
}

static enum nfs_view_result read4(struct view *view, const char *path)
{
	struct nfs4_compound compound;

	go_to(&compound, view, path);
	nfs4_compound_add(&compound, OP_READ)->nfs_argop4_u.opread.count =
		NFS_VIEW_BLOCK;
	return call(view, &compound);
}

static enum nfs_view_result list4(struct view *view)
{
	struct nfs4_compound compound;
	READDIR4args *list;

	go_to(&compound, view, "");
	list = &nfs4_compound_add(&compound, OP_READDIR)->nfs_argop4_u.opreaddir;
	list->dircount = list->maxcount = LIST_SIZE;
	return call(view, &compound);
}

const struct nfs_view_version nfs_view4 = { open4, look4, read4, list4,
					    nfs_view_disconnect };
