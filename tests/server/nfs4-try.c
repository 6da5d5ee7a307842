// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What NFS 4.0 (RFC 7530) lets a client do on an export: the server's own word
 * to one call. (libnfs' nfs_open asks for access to the folder, too, which
 * nobody needs who opens a file in it: these are its raw calls.)
 *
 *	nfs4-try SERVER EXPORT CALL NAME [ARGUMENT]
 *
 * create, mkdir, unlink NAME; rename NAME ARGUMENT; truncate NAME to ARGUMENT
 * octets; size of NAME; access to NAME (. is the export); list the export;
 *write ARGUMENT to the start of NAME and read it again; lock the last octet
 *that NAME could have, say "locked", and hold that until the end of standard
 *input. Prints "ok" (size: the number) or the status' name or number.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nfs4_call.h"

static int try_write(const char *name, const char *text)
{
	WRITE4args *out;
	READ4args *in;
	int status = nfs4_open(name, false);

	if (status)
		return status;
	nfs4_go_to_file(name);
	out = &nfs4_add(OP_WRITE)->nfs_argop4_u.opwrite;
	out->stateid = got.open;
	out->stable = FILE_SYNC4;
	out->data.data_len = (u_int)strlen(text);
	out->data.data_val = (char *)text;
	in = &nfs4_add(OP_READ)->nfs_argop4_u.opread;
	in->stateid = got.open;
	in->count = (count4)strlen(text);
	status = nfs4_call();
	if (!status && (got.data_len != strlen(text) ||
			memcmp(got.data, text, got.data_len)))
		nfs4_die("read", "not what was written");
	nfs4_close(name);
	return status;
}

static int try_truncate(const char *name, const char *octets)
{
	static uint32_t size_mask = 1u << FATTR4_SIZE;
	uint64_t size = strtoull(octets, NULL, 10);
	SETATTR4args *set;
	char value[8];
	int i, status = nfs4_open(name, false);

	if (status)
		return status;
	for (i = 8; i--; size >>= 8)
		value[i] = (char)(size & 255);
	nfs4_go_to_file(name);
	set = &nfs4_add(OP_SETATTR)->nfs_argop4_u.opsetattr;
	set->stateid = got.open;
	set->obj_attributes.attrmask = (bitmap4){ 1, &size_mask };
	set->obj_attributes.attr_vals = (attrlist4){ 8, value };
	status = nfs4_call();
	nfs4_close(name);
	return status;
}

static int try_lock(const char *name)
{
	LOCK4args *lock;
	open_to_lock_owner4 *new;
	int status = nfs4_open(name, false);

	if (status)
		return status;
	nfs4_go_to_file(name);
	lock = &nfs4_add(OP_LOCK)->nfs_argop4_u.oplock;
	lock->locktype = WRITE_LT;
	lock->offset = INT64_MAX - 1;
	lock->length = 1;
	lock->locker.new_lock_owner = 1;
	new = &lock->locker.locker4_u.open_owner;
	new->open_seqid = nfs4_seqid();
	new->open_stateid = got.open;
	new->lock_owner.clientid = got.clientid;
	new->lock_owner.owner.owner_len = (u_int)strlen(nfs4_owner);
	new->lock_owner.owner.owner_val = nfs4_owner;
	status = nfs4_call();
	if (status)
		return status;
	puts("locked");
	fflush(stdout);
	while (getchar() != EOF)
		;
	/* And goes without a word: the lease has to end. */
	return 0;
}

static int try_size(const char *name)
{
	static uint32_t size_mask = 1u << FATTR4_SIZE;

	nfs4_go_to_file(name);
	nfs4_add(OP_GETATTR)->nfs_argop4_u.opgetattr.attr_request =
		(bitmap4){ 1, &size_mask };
	if (!nfs4_call())
		printf("%llu\n", (unsigned long long)got.size);
	return got.status;
}

static int try_access(const char *name)
{
	static const char *const words[] = { "read",   "lookup", "modify",
					     "extend", "delete", "execute" };
	int i;

	nfs4_go_to_export();
	if (strcmp(name, "."))
		nfs4_look_up(name);
	nfs4_add(OP_ACCESS)->nfs_argop4_u.opaccess.access = 0x3f;
	if (nfs4_call())
		return got.status;
	for (i = 0; i < 6; i++)
		if (got.access & 1u << i)
			printf("%s ", words[i]);
	return 0;
}

static int try_list(void)
{
	READDIR4args *list;

	nfs4_go_to_export();
	list = &nfs4_add(OP_READDIR)->nfs_argop4_u.opreaddir;
	list->dircount = list->maxcount = 4096;
	return nfs4_call();
}

static int try_rename(const char *old, const char *new)
{
	RENAME4args *rename;

	nfs4_go_to_export();
	nfs4_add(OP_SAVEFH);
	rename = &nfs4_add(OP_RENAME)->nfs_argop4_u.oprename;
	rename->oldname = nfs4_name(old);
	rename->newname = nfs4_name(new);
	return nfs4_call();
}

static int try_mkdir(const char *name)
{
	CREATE4args *create;

	nfs4_go_to_export();
	create = &nfs4_add(OP_CREATE)->nfs_argop4_u.opcreate;
	create->objtype.type = NF4DIR;
	create->objname = nfs4_name(name);
	return nfs4_call();
}

static int try_unlink(const char *name)
{
	nfs4_go_to_export();
	nfs4_add(OP_REMOVE)->nfs_argop4_u.opremove.target = nfs4_name(name);
	return nfs4_call();
}

static int try(const char *what, const char *name, const char *arg)
{
	if (!strcmp(what, "write"))
		return try_write(name, arg);
	if (!strcmp(what, "truncate"))
		return try_truncate(name, arg);
	if (!strcmp(what, "lock"))
		return try_lock(name);
	if (!strcmp(what, "create"))
		return nfs4_open(name, true);
	if (!strcmp(what, "size"))
		return try_size(name);
	if (!strcmp(what, "access"))
		return try_access(name);
	if (!strcmp(what, "list"))
		return try_list();
	if (!strcmp(what, "mkdir"))
		return try_mkdir(name);
	if (!strcmp(what, "unlink"))
		return try_unlink(name);
	if (!strcmp(what, "rename"))
		return try_rename(name, arg);
	nfs4_die(what, "no such call");
	return 0;
}

static void print_status(int status)
{
	switch (status) {
	case NFS4_OK:
		puts("ok");
		break;
	case NFS4ERR_PERM:
	case NFS4ERR_ACCESS:
		puts("refused");
		break;
	case NFS4ERR_NOENT:
		puts("not there");
		break;
	case NFS4ERR_DENIED:
		puts("locked by another");
		break;
	default:
		printf("status %d\n", status);
	}
}

int main(int argc, char **argv)
{
	int status;

	if (argc < 5)
		nfs4_die("usage", "SERVER EXPORT CALL NAME [ARGUMENT]");
	nfs4_connect(argv[1], argv[2]);
	status = try(argv[3], argv[4], argc > 5 ? argv[5] : "");
	if (status || strcmp(argv[3], "size"))
		print_status(status);
	nfs4_disconnect();
	return status ? 1 : 0;
}
