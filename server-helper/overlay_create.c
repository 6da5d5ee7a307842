// SPDX-License-Identifier: GPL-2.0-or-later
/* overlay create: an image for what a machine shall keep. */
#include <errno.h>

#include "export.h"
#include "overlay.h"
#include "path.h"
#include "run.h"

#define STEP "overlay create"

static uint64_t size;
static char machine[MACHINE_NAME_SIZE];

static int run_create(struct server *srv, int argc, char **argv)
{
	struct path path = overlay_path(srv, machine);
	struct stat st;
	int err;

	(void)argc;
	(void)argv;
	if (!lstat(path.s, &st)) {
		say_error(STEP, path.s,
			  "is there already, and may hold what its PC has "
			  "kept; to start afresh, rescue64-server overlay "
			  "reset %s while that PC is off",
			  machine);
		return -EEXIST;
	}
	err = run_check(STEP, "mke2fs", "e2fsprogs");
	if (!err)
		err = overlay_make_folder(srv, STEP);
	if (!err)
		err = overlay_clean(srv, STEP);
	if (!err)
		err = overlay_make_image(srv, STEP, machine, size, false);
	if (err)
		return err;
	say_step(STEP, "%s", path.s);
	return export_update(srv, STEP, NULL, NULL);
}

static int check_create(const struct server *srv, int argc, char **argv)
{
	(void)argc;
	if (overlay_check_machine(STEP, argv[0], machine))
		return -EINVAL;
	if (!size) {
		say_error(STEP, "--size",
			  "missing: how much may it keep? Like 2G");
		return -EINVAL;
	}
	return conf_check_networks(srv, STEP);
}

static const char *set_size(struct server *srv, const char *value)
{
	(void)srv;
	return overlay_check_size(value, &size);
}

static const struct opt options[] = {
	{ "size", "SIZE",
	  "What the machine can keep, like 500M or 2G; takes space as it is "
	  "used.",
	  set_size },
	{ "network", "A.B.C.D/N",
	  "Who may boot, and so read and change the images; may be given more "
	  "than once.",
	  conf_set_network },
	{ "nfsd", NULL, "The kernel's NFS server (default).", conf_set_nfsd },
	{ "ganesha", NULL, "nfs-ganesha.", conf_set_ganesha },
	{ "standalone", NULL, "nfs-ganesha with a whole ganesha.conf.",
	  conf_set_standalone },
	{ "anyone", NULL, "Allow networks wider than /8, and *.",
	  conf_set_anyone },
	{ 0 },
};

const struct subcommand overlay_create_command = {
	.name = STEP,
	.operands = "MACHINE",
	.summary = "make an image for what a machine shall keep",
	.help = "Makes /srv/pxe/overlays/rescue64/MACHINE.img, a file system "
		"that a PC booted with\n"
		"rescue64.overlay=server writes to instead of its memory, and "
		"has the folder\n"
		"exported (as export does). MACHINE is the MAC of the NIC that "
		"boots, the UUID of\n"
		"the PC's DMI, or any: for whichever PC asks first. An image "
		"that is there is\n"
		"never overwritten.\n\n"
		"Any host of the named networks can read the images, spoil "
		"them, and fill the disk\n"
		"that they are on: NFS has no passwords. Keep no secrets "
		"there.\n",
	.options = options,
	.operands_min = 1,
	.operands_max = 1,
	.lock = true,
	.check = check_create,
	.run = run_create,
};
