// SPDX-License-Identifier: GPL-2.0-or-later
/* export: the NFS server's list of exports. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "export.h"
#include "file.h"
#include "path.h"

#define STEP	   "export"
#define MOUNT_PORT 20048 /* where rpc.mountd has it as well */

static struct ganesha ganesha = {
	.protocols = "3,4",
	.minor_versions = "0,1,2",
	.mount_port = MOUNT_PORT,
};
static bool only_print;

/* Two generations with one Export_Id would be one for their clients. */
static int check_export_ids(const struct generations *list, const char *step)
{
	size_t i, j;

	for (i = 0; i < list->count; i++)
		for (j = 0; j < i; j++)
			if (generation_export_id(list->ids[i]) ==
			    generation_export_id(list->ids[j])) {
				say_error(
					step, list->ids[i],
					"would have the Export_Id of %s: make "
					"another snapshot and remove this one",
					list->ids[j]);
				return -EEXIST;
			}
	return 0;
}

static void leave_out(struct generations *list, const char *id)
{
	size_t i, kept = 0;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->ids[i], id))
			memmove(list->ids[kept++], list->ids[i],
				sizeof(*list->ids));
	list->count = kept;
}

static int print(FILE *out, const struct server *srv, const char *step,
		 const char *without)
{
	struct path golden = path_of(srv, DEFAULT_ROOT_PATH);
	struct path overlays = path_of(srv, OVERLAYS_PATH);
	struct exports exports = {
		.golden = !access(golden.s, F_OK),
		.overlays = !access(overlays.s, F_OK),
	};
	int err = generation_list(srv, step, &exports.list);

	if (without)
		leave_out(&exports.list, without);
	if (!err && srv->conf.export != EXPORT_NFSD) {
		err = check_export_ids(&exports.list, step);
		if (!err)
			export_ganesha_print(out, srv, &exports, &ganesha);
	} else if (!err) {
		export_nfsd_print(out, srv, &exports);
	}
	free(exports.list.ids);
	return err;
}

int export_update(const struct server *srv, const char *step,
		  const char *without, bool *told)
{
	bool nobody;
	bool nfsd = srv->conf.export == EXPORT_NFSD;
	struct path path = path_of(srv, nfsd ? EXPORTS_PATH : GANESHA_PATH);
	struct path state = path_of(srv, "/var/lib/nfs/ganesha");
	char *text = NULL;
	size_t size;
	FILE *out;
	int err;

	if (!told)
		told = &nobody;
	*told = false;
	if (!srv->conf.network_count) {
		say_warning(step, path.s,
			    "not written, for no network is named (--network, "
			    "or networks= in %s)",
			    CONF_PATH);
		return 0;
	}
	out = open_memstream(&text, &size);
	if (!out)
		return say_errno(step, path.s, -errno);
	err = print(out, srv, step, without);
	if (fclose(out) && !err)
		err = say_errno(step, path.s, -ENOMEM);
	if (!err) {
		err = file_parents(path.s);
		if (!err && srv->conf.export == EXPORT_STANDALONE)
			err = file_mkdirs(state.s);
		if (!err)
			err = file_write(path.s, text, 0644);
		if (err)
			say_errno(step, path.s, err);
	}
	free(text);
	if (err)
		return err;
	say_step(step, "%s", path.s);
	return export_tell(srv, step, told);
}

static int check_export(const struct server *srv, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	if (srv->conf.network_count)
		return conf_check_networks(srv, STEP);
	say_error(STEP, "--network",
		  "missing: who may read the root? (or networks= in %s)",
		  CONF_PATH);
	return -EINVAL;
}

static int run_export(struct server *srv, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return only_print ? print(stdout, srv, STEP, NULL)
			  : export_update(srv, STEP, NULL, NULL);
}

static const char *set_graceless(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	ganesha.graceless = true;
	return NULL;
}

/* A list without repetitions of the digits in all, separated by commas. */
static const char *check_digits(const char *value, const char *all)
{
	const char *at;

	for (at = value; strchr(all, *at) && *at; at++) {
		if (memchr(value, *at, (size_t)(at - value)))
			break;
		if (!*++at)
			return NULL;
		if (*at != ',')
			break;
	}
	return "not a list like 3,4 or 0,1,2";
}

static const char *set_protocols(struct server *srv, const char *value)
{
	(void)srv;
	ganesha.protocols = value;
	return check_digits(value, "34");
}

static const char *set_minor_versions(struct server *srv, const char *value)
{
	(void)srv;
	ganesha.minor_versions = value;
	return check_digits(value, "012");
}

static const char *set_bind(struct server *srv, const char *value)
{
	uint32_t addr;

	(void)srv;
	ganesha.bind = value;
	return check_quad(value, &addr) ? NULL : "not an IPv4 address";
}

static const char *set_mount_port(struct server *srv, const char *value)
{
	(void)srv;
	return check_number(value, 65535, &ganesha.mount_port)
		       ? NULL
		       : "no port (0: any)";
}

static const char *set_print(struct server *srv, const char *value)
{
	(void)value;
	srv->reads_only = only_print = true;
	return NULL;
}

static const struct opt options[] = {
	{ "network", "A.B.C.D/N", "Who may read; may be given more than once.",
	  conf_set_network },
	{ "nfsd", NULL,
	  "For the kernel's server: /etc/exports.d/rescue64.exports (default).",
	  conf_set_nfsd },
	{ "ganesha", NULL,
	  "For nfs-ganesha: /etc/ganesha/rescue64.conf, which ganesha.conf "
	  "includes.",
	  conf_set_ganesha },
	{ "standalone", NULL,
	  "A whole ganesha.conf (ganesha.nfsd -f /etc/ganesha/rescue64.conf); "
	  "the\n"
	  "      options below are for it.",
	  conf_set_standalone },
	{ "protocols", "LIST", "NFS versions: 3, 4 or 3,4 (default).",
	  set_protocols },
	{ "minor-versions", "LIST", "Of NFS 4; default 0,1,2.",
	  set_minor_versions },
	{ "bind", "ADDRESS", "Listen only there.", set_bind },
	{ "mount-port", "PORT", "Of the MOUNT protocol; default 20048.",
	  set_mount_port },
	{ "graceless", NULL, "No 90 s of grace after the start; for tests.",
	  set_graceless },
	{ "anyone", NULL, "Allow networks wider than /8, and *.",
	  conf_set_anyone },
	{ "print", NULL, "Print the file instead of writing it.", set_print },
	{ 0 },
};

const struct subcommand export_command = {
	.name = "export",
	.operands = "",
	.summary = "write the NFS server's exports",
	.help = "Exports the golden root and every generation, read-only, to "
		"the named networks\n"
		"only, and has the server read that (not below --root). Files "
		"of the root that\n"
		"only root may read are served to those networks too "
		"(no_root_squash). The images of\n"
		"kept overlays, where there are any, are served for writing: "
		"any host of those\n"
		"networks can read or spoil them.\n",
	.options = options,
	.lock = true,
	.check = check_export,
	.run = run_export,
};
