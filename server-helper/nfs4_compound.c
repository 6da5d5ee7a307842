// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "nfs4_compound.h"

void nfs4_compound_begin(struct nfs4_compound *compound)
{
	compound->count = 0;
	compound->full = false;
	compound->names_len = 0;
}

nfs_argop4 *nfs4_compound_add(struct nfs4_compound *compound, nfs_opnum4 op)
{
	nfs_argop4 *arg;

	if (compound->count == NFS4_COMPOUND_MAX) {
		compound->full = true;
		compound->count--;
	}
	arg = &compound->ops[compound->count++];
	memset(arg, 0, sizeof(*arg));
	arg->argop = op;
	return arg;
}

void nfs4_compound_look_up(struct nfs4_compound *compound, const char *path)
{
	size_t size = strlen(path) + 1;
	char *rest = compound->names + compound->names_len, *part;

	if (size > sizeof(compound->names) - compound->names_len) {
		compound->full = true;
		return;
	}
	memcpy(rest, path, size);
	compound->names_len += size;
	while ((part = strsep(&rest, "/")))
		if (*part)
			nfs4_compound_add(compound, OP_LOOKUP)
				->nfs_argop4_u.oplookup.objname =
				(utf8str_cs){ (u_int)strlen(part), part };
}

int nfs4_compound_send(struct nfs4_compound *compound, struct rpc_context *rpc,
		       rpc_cb answered, void *ctx)
{
	COMPOUND4args args = { 0 };

	if (compound->full)
		return -1;
	args.argarray.argarray_len = compound->count;
	args.argarray.argarray_val = compound->ops;
	return rpc_nfs4_compound_async(rpc, answered, &args, ctx);
}
