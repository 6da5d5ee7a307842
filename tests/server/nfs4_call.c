// SPDX-License-Identifier: GPL-2.0-or-later
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../server-helper/nfs4_compound.h"
#include "nfs4_call.h"

#define PORT	2049
#define SECONDS 15

static struct rpc_context *rpc;
static struct nfs4_compound compound;
static char export[256];

struct nfs4_got got;
char nfs4_owner[32];

void nfs4_die(const char *what, const char *why)
{
	fprintf(stderr, "nfs4-try: %s: %s\n", what, why);
	exit(2);
}

utf8str_cs nfs4_name(const char *text)
{
	return (utf8str_cs){ (u_int)strlen(text), (char *)text };
}

nfs_argop4 *nfs4_add(nfs_opnum4 op)
{
	return nfs4_compound_add(&compound, op);
}

static void keep_attribute(const fattr4 *attr)
{
	const uint8_t *at = (const uint8_t *)attr->attr_vals.attrlist4_val;
	int i;

	got.size = 0;
	for (i = 0; i < 8 && attr->attr_vals.attrlist4_len == 8; i++)
		got.size = got.size << 8 | at[i];
}

static void keep_result(const nfs_resop4 *res)
{
	const SETCLIENTID4resok *id =
		&res->nfs_resop4_u.opsetclientid.SETCLIENTID4res_u.resok4;
	const READ4resok *in = &res->nfs_resop4_u.opread.READ4res_u.resok4;
	const OPEN4resok *open = &res->nfs_resop4_u.opopen.OPEN4res_u.resok4;

	switch (res->resop) {
	case OP_SETCLIENTID:
		got.clientid = id->clientid;
		memcpy(got.confirm, id->setclientid_confirm,
		       sizeof(got.confirm));
		break;
	case OP_OPEN:
		got.open = open->stateid;
		got.to_confirm = open->rflags & OPEN4_RESULT_CONFIRM;
		break;
	case OP_OPEN_CONFIRM:
		got.open = res->nfs_resop4_u.opopen_confirm.OPEN_CONFIRM4res_u
				   .resok4.open_stateid;
		break;
	case OP_READ:
		got.data_len = in->data.data_len;
		if (got.data_len <= sizeof(got.data))
			memcpy(got.data, in->data.data_val, got.data_len);
		break;
	case OP_ACCESS:
		got.access =
			res->nfs_resop4_u.opaccess.ACCESS4res_u.resok4.access;
		break;
	case OP_GETATTR:
		keep_attribute(&res->nfs_resop4_u.opgetattr.GETATTR4res_u.resok4
					.obj_attributes);
		break;
	default:
		break;
	}
}

static void answered(struct rpc_context *context, int status, void *data,
		     void *private)
{
	const COMPOUND4res *res = data;
	u_int i;

	(void)context;
	(void)private;
	got.done = true;
	if (status != RPC_STATUS_SUCCESS)
		nfs4_die("server",
			 status == RPC_STATUS_ERROR ? data : "no answer");
	if (!res) /* connected */
		return;
	got.status = (int)res->status;
	for (i = 0; !got.status && i < res->resarray.resarray_len; i++)
		keep_result(&res->resarray.resarray_val[i]);
}

static void wait_for_answer(void)
{
	time_t end = time(NULL) + SECONDS;

	for (got.done = false; !got.done;) {
		struct pollfd poll_fd = {
			.fd = rpc_get_fd(rpc),
			.events = (short)rpc_which_events(rpc),
		};

		if (poll(&poll_fd, 1, 1000) < 0 || time(NULL) > end)
			nfs4_die("server", "no answer");
		if (rpc_service(rpc, poll_fd.revents) < 0)
			nfs4_die("server", rpc_get_error(rpc));
	}
}

int nfs4_call(void)
{
	if (nfs4_compound_send(&compound, rpc, answered, NULL))
		nfs4_die("compound", rpc_get_error(rpc));
	nfs4_compound_begin(&compound);
	wait_for_answer();
	return got.status;
}

void nfs4_look_up(const char *name)
{
	nfs4_compound_look_up(&compound, name);
}

void nfs4_go_to_export(void)
{
	nfs4_add(OP_PUTROOTFH);
	nfs4_look_up(export);
}

void nfs4_go_to_file(const char *name)
{
	nfs4_go_to_export();
	nfs4_look_up(name);
}

static int greet(void)
{
	SETCLIENTID4args *id;
	SETCLIENTID_CONFIRM4args *confirm;

	id = &nfs4_add(OP_SETCLIENTID)->nfs_argop4_u.opsetclientid;
	id->client.id.id_len = (u_int)strlen(nfs4_owner);
	id->client.id.id_val = nfs4_owner;
	id->callback.cb_location.r_netid = (char *)"tcp";
	id->callback.cb_location.r_addr = (char *)"0.0.0.0.0.0";
	if (nfs4_call())
		return got.status;
	confirm = &nfs4_add(OP_SETCLIENTID_CONFIRM)
			   ->nfs_argop4_u.opsetclientid_confirm;
	confirm->clientid = got.clientid;
	memcpy(confirm->setclientid_confirm, got.confirm, sizeof(got.confirm));
	return nfs4_call();
}

int nfs4_open(const char *name, bool create)
{
	OPEN4args *open;
	OPEN_CONFIRM4args *confirm;

	if (greet())
		return got.status;
	nfs4_go_to_export();
	open = &nfs4_add(OP_OPEN)->nfs_argop4_u.opopen;
	open->share_access = OPEN4_SHARE_ACCESS_BOTH;
	open->owner.clientid = got.clientid;
	open->owner.owner.owner_len = (u_int)strlen(nfs4_owner);
	open->owner.owner.owner_val = nfs4_owner;
	open->openhow.opentype = create ? OPEN4_CREATE : OPEN4_NOCREATE;
	open->openhow.openflag4_u.how.mode = GUARDED4;
	open->claim.claim = CLAIM_NULL;
	open->claim.open_claim4_u.file = nfs4_name(name);
	if (nfs4_call() || !got.to_confirm)
		return got.status;
	nfs4_go_to_file(name);
	confirm = &nfs4_add(OP_OPEN_CONFIRM)->nfs_argop4_u.opopen_confirm;
	confirm->open_stateid = got.open;
	confirm->seqid = 1;
	return nfs4_call();
}

seqid4 nfs4_seqid(void)
{
	return got.to_confirm ? 2 : 1;
}

int nfs4_close(const char *name)
{
	CLOSE4args *close;

	nfs4_go_to_file(name);
	close = &nfs4_add(OP_CLOSE)->nfs_argop4_u.opclose;
	close->open_stateid = got.open;
	close->seqid = nfs4_seqid();
	return nfs4_call();
}

void nfs4_connect(const char *server, const char *path)
{
	snprintf(export, sizeof(export), "%s", path);
	snprintf(nfs4_owner, sizeof(nfs4_owner), "nfs4-try %d", (int)getpid());
	rpc = rpc_init_context();
	if (!rpc || rpc_connect_port_async(rpc, server, PORT, NFS4_PROGRAM,
					   NFS_V4, answered, NULL))
		nfs4_die("connect", "cannot");
	wait_for_answer();
}

void nfs4_disconnect(void)
{
	rpc_destroy_context(rpc);
}
