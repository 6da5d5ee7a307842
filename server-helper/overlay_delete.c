// SPDX-License-Identifier: GPL-2.0-or-later
/* overlay delete: a machine is given up. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "file.h"
#include "overlay.h"
#include "path.h"

#define STEP "overlay delete"

static char machine[MACHINE_NAME_SIZE];

static int run_delete(struct server *srv, int argc, char **argv)
{
	struct path path = overlay_path(srv, machine);
	int err = overlay_clean(srv, STEP), fd;

	(void)argc;
	(void)argv;
	if (err)
		return err;
	fd = overlay_hold(srv, STEP, machine, F_WRLCK);
	if (fd < 0)
		return fd;
	err = unlink(path.s) ? -errno : file_sync_parent(path.s);
	overlay_drop(fd);
	if (err)
		return say_errno(STEP, path.s, err);
	say_step(STEP, "%s: removed", path.s);
	return 0;
}

static int check_delete(const struct server *srv, int argc, char **argv)
{
	(void)srv;
	(void)argc;
	return overlay_check_machine(STEP, argv[0], machine);
}

static const struct opt options[] = { { 0 } };

const struct subcommand overlay_delete_command = {
	.name = STEP,
	.operands = "MACHINE",
	.summary = "remove a machine's image",
	.help = "Removes /srv/pxe/overlays/rescue64/MACHINE.img with all that "
		"the machine has kept.\n"
		"Refused while a PC holds its lock; the NFS server "
		"frees that of one that is\n"
		"off within two minutes.\n",
	.options = options,
	.operands_min = 1,
	.operands_max = 1,
	.lock = true,
	.check = check_delete,
	.run = run_delete,
};
