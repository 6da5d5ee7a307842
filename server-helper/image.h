/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file tree of a root: the golden one, or a generation. */
#ifndef IMAGE_H
#define IMAGE_H

#include <stdbool.h>

#define KERNEL_RELEASE_SIZE 128

/* Opens a file of the tree for reading; the tree's symbolic links are those of
 * a chroot and never lead out of it. Returns a descriptor or -errno. */
int image_open(const char *root, const char *path);

/* 0 where the root is a finished build; else -errno (reported). */
int image_is_finished(const char *root, const char *step);

/*
 * The newest kernel that is there as a whole: /boot/vmlinuz-R,
 * /boot/initrd.img-R and /lib/modules/R. Also asks for rescue64-client and an
 * init. Returns 0 or -errno (reported).
 */
int image_kernel(const char *root, const char *step, char *release);

/*
 * Takes out of the tree whatever belongs to one machine, or to the past: logs,
 * caches, leases, host keys, the machine-id; and tells systemd that its caches
 * are up to date. For run_job, called inside the root; arg: the step, for
 * reports. Returns 0 or -errno (reported).
 */
int image_clean(void *step);

#endif
