// SPDX-License-Identifier: GPL-2.0-or-later
/* overlay reset: a machine starts afresh. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "overlay.h"
#include "path.h"
#include "run.h"

#define STEP "overlay reset"

static uint64_t size;
static char machine[MACHINE_NAME_SIZE];

/* That of the image that is there, where none is named. */
static int choose_size(const char *path, int fd)
{
	const char *wrong;
	char text[32];
	struct stat st;

	if (size)
		return 0;
	if (fstat(fd, &st))
		return say_errno(STEP, path, -errno);
	snprintf(text, sizeof(text), "%" PRIu64 "M",
		 (uint64_t)st.st_size >> 20);
	wrong = overlay_check_size(text, &size);
	if (!wrong)
		return 0;
	say_error(STEP, path, "has %lld octets; name a --size",
		  (long long)st.st_size);
	return -EINVAL;
}

/* The old image keeps its name, and we its lock, until the new one takes it
 * in one rename. */
static int run_reset(struct server *srv, int argc, char **argv)
{
	struct path path = overlay_path(srv, machine);
	int err = run_check(STEP, "mke2fs", "e2fsprogs"), fd;

	(void)argc;
	(void)argv;
	if (!err)
		err = overlay_clean(srv, STEP);
	if (err)
		return err;
	fd = overlay_hold(srv, STEP, machine, F_WRLCK);
	if (fd < 0)
		return fd;
	err = choose_size(path.s, fd);
	if (!err)
		err = overlay_make_folder(srv, STEP);
	if (!err)
		err = overlay_make_image(srv, STEP, machine, size, true);
	overlay_drop(fd);
	if (!err)
		say_step(STEP, "%s: new, %llu MB", path.s,
			 (unsigned long long)size >> 20);
	return err;
}

static int check_reset(const struct server *srv, int argc, char **argv)
{
	(void)srv;
	(void)argc;
	return overlay_check_machine(STEP, argv[0], machine);
}

static const char *set_size(struct server *srv, const char *value)
{
	(void)srv;
	return overlay_check_size(value, &size);
}

static const struct opt options[] = {
	{ "size", "SIZE", "Of the new image; default: as it was.", set_size },
	{ 0 },
};

const struct subcommand overlay_reset_command = {
	.name = STEP,
	.operands = "MACHINE",
	.summary = "replace a machine's image by a new one",
	.help = "Makes a new, empty image beside the one that is there and "
		"renames it over that:\n"
		"what the machine has kept is gone. Refused while a PC holds "
		"its lock; the NFS\n"
		"server frees that of one that is off within two minutes.\n",
	.options = options,
	.operands_min = 1,
	.operands_max = 1,
	.lock = true,
	.check = check_reset,
	.run = run_reset,
};
