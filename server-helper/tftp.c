// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "image.h"
#include "path.h"
#include "tftp.h"

#define MEMTEST "kernel/memtest86/memtest86"

/* pxelinux.0 looks for ldlinux.c32 beside itself, menu.c32 for libutil.c32. */
static const struct {
	const char *from, *to, *package;
} loader[] = {
	{ "/usr/lib/PXELINUX/pxelinux.0", "pxelinux.0", "pxelinux" },
	{ "/usr/lib/syslinux/modules/bios/ldlinux.c32", "ldlinux.c32",
	  "syslinux-common" },
	{ "/usr/lib/syslinux/modules/bios/libcom32.c32", "libcom32.c32",
	  "syslinux-common" },
	{ "/usr/lib/syslinux/modules/bios/libutil.c32", "libutil.c32",
	  "syslinux-common" },
	{ "/usr/lib/syslinux/modules/bios/menu.c32", "menu.c32",
	  "syslinux-common" },
};

/* Closes from. A file that is the same already is left alone: a client may be
 * half through it. */
static int install(const struct server *srv, const char *step, int from,
		   const char *to)
{
	struct path path = path_of(srv, TFTP_PATH "/%s", to);
	int same = file_same(from, path.s), err = 0;

	if (same == 1)
		err = chmod(path.s, 0644) ? -errno : file_sync(path.s);
	if (same != 1)
		err = file_parents(path.s);
	if (!err && same != 1)
		err = file_copy(from, path.s, 0644);
	close(from);
	return err ? say_errno(step, path.s, err) : 0;
}

int tftp_install_loader(const struct server *srv, const char *step,
			bool *memtest)
{
	static const char *const memtests[] = { "/boot/memtest86+x64.bin",
						"/boot/memtest86+ia32.bin" };
	int fd = -1, err;
	size_t i;

	for (i = 0; i < sizeof(loader) / sizeof(*loader); i++) {
		fd = open(loader[i].from, O_RDONLY | O_CLOEXEC);
		if (fd < 0) {
			say_error(step, loader[i].from, "%s; apt install %s",
				  strerror(errno), loader[i].package);
			return -ENOENT;
		}
		err = install(srv, step, fd, loader[i].to);
		if (err)
			return err;
	}
	/* Not under its own name: PXELINUX takes what ends in .bin for a boot
	 * sector. */
	for (i = 0, fd = -1; i < 2 && fd < 0; i++)
		fd = open(memtests[i], O_RDONLY | O_CLOEXEC);
	*memtest = fd >= 0;
	if (fd >= 0)
		return install(srv, step, fd, MEMTEST);
	say_warning(step, memtests[0],
		    "not there, and so no Memtest86+ in the menu; apt install "
		    "memtest86+");
	return 0;
}

static int install_from(const struct server *srv, const char *step,
			const char *root, const char *from, const char *id,
			const char *name)
{
	struct path to = { KERNEL_DIR };
	int fd = image_open(root, from);

	if (fd < 0)
		return say_errno(step, from, fd);
	snprintf(to.s, sizeof(to.s), KERNEL_DIR "/%s/%s", id, name);
	return install(srv, step, fd, to.s);
}

/* file.h: what runs that were killed have left, and nobody else's. */
int tftp_clean(const struct server *srv, const char *step)
{
	static const char menus[] = "/" MENU_DIR,
			  kernels[] = "/" KERNEL_DIR "/*";
	const char *const folders[] = { "", menus, "/kernel/*", kernels };
	size_t i, n;
	int err = 0;

	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		struct path form =
			path_of(srv, TFTP_PATH "%s/.*.tmp", folders[i]);
		glob_t found;

		if (glob(form.s, GLOB_NOSORT, NULL, &found))
			continue; /* there is none */
		for (n = 0; n < found.gl_pathc; n++)
			if (unlink(found.gl_pathv[n]) && !err)
				err = say_errno(step, found.gl_pathv[n],
						-errno);
		globfree(&found);
	}
	return err;
}

/* What an earlier run, which ended before it came to that, may have left
 * unsynced. */
static int sync_folders(const struct server *srv, const char *step,
			const char *id)
{
	static const char kernels[] = "/" KERNEL_DIR;
	const char *const folders[] = { "", "/kernel", kernels };
	struct path path = path_of(srv, TFTP_PATH "/" KERNEL_DIR "/%s", id);
	int err = file_sync(path.s);
	size_t i;

	for (i = 0; !err && i < sizeof(folders) / sizeof(*folders); i++) {
		path = path_of(srv, TFTP_PATH "%s", folders[i]);
		err = file_sync(path.s);
	}
	return err ? say_errno(step, path.s, err) : 0;
}

bool tftp_has_kernel(const struct server *srv, const char *id)
{
	struct path kernel =
		path_of(srv, TFTP_PATH "/" KERNEL_DIR "/%s/vmlinuz", id);
	struct path initrd =
		path_of(srv, TFTP_PATH "/" KERNEL_DIR "/%s/initrd.img", id);

	return !access(kernel.s, R_OK) && !access(initrd.s, R_OK);
}

int tftp_install_kernel(const struct server *srv, const char *step,
			const char *id)
{
	struct path root = path_of(srv, GENERATIONS_PATH "/%s", id);
	char release[KERNEL_RELEASE_SIZE], from[KERNEL_RELEASE_SIZE + 32];
	int err = image_kernel(root.s, step, release);

	if (err)
		return err;
	say_step(step, "kernel %s of generation %s", release, id);
	snprintf(from, sizeof(from), "/boot/vmlinuz-%s", release);
	err = install_from(srv, step, root.s, from, id, "vmlinuz");
	snprintf(from, sizeof(from), "/boot/initrd.img-%s", release);
	if (!err)
		err = install_from(srv, step, root.s, from, id, "initrd.img");
	return err ? err : sync_folders(srv, step, id);
}
