// SPDX-License-Identifier: GPL-2.0-or-later
#include "export.h"
#include "path.h"

static void print_one(FILE *out, const struct server *srv, const char *id)
{
	char uuid[GENERATION_UUID_SIZE];
	unsigned i;

	generation_uuid(id, uuid);
	fprintf(out, "%s%s%s", id ? GENERATIONS_PATH : DEFAULT_ROOT_PATH,
		id ? "/" : "", id ? id : "");
	for (i = 0; i < srv->conf.network_count; i++)
		fprintf(out,
			" %s(ro,no_root_squash,no_subtree_check,sec=sys,fsid=%"
			"s)",
			srv->conf.networks[i], uuid);
	fputc('\n', out);
}

/* sync: what the PC has been told is kept is on the disk. subtree_check: a
 * guessed handle leads to no other file of that file system. */
static void print_overlays(FILE *out, const struct server *srv)
{
	unsigned i, uid = srv->conf.overlay_uid;

	fputs(OVERLAYS_PATH, out);
	for (i = 0; i < srv->conf.network_count; i++)
		fprintf(out,
			" %s(rw,sync,all_squash,anonuid=%u,anongid=%u,"
			"subtree_check,sec=sys,fsid=" OVERLAYS_UUID ")",
			srv->conf.networks[i], uid, uid);
	fputc('\n', out);
}

/* exports(5). no_root_squash: root's files of the image are read by root. */
void export_nfsd_print(FILE *out, const struct server *srv,
		       const struct exports *exports)
{
	size_t i;

	fputs("# Written by rescue64-server export: do not edit.\n"
	      "# no_root_squash: PCs read this as their own root does, and so "
	      "everyone in\n"
	      "# these networks can read all of it, read-only. Keep secrets "
	      "out of it.\n",
	      out);
	if (exports->golden)
		print_one(out, srv, NULL);
	for (i = 0; i < exports->list.count; i++)
		print_one(out, srv, exports->list.ids[i]);
	if (exports->overlays)
		print_overlays(out, srv);
}
