/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file system that a kept overlay is in. */
#ifndef VOLUME_H
#define VOLUME_H

#include <stddef.h>

#include "boot.h"

struct volume {
	const struct boot *boot;
	char name[NOTE_SIZE]; /* "server 52-54-00-64-00-02.img ext4" */
	char why[NOTE_SIZE];  /* it cannot be had; empty: there */
	char remedy[NOTE_SIZE];
};

/* Says why it cannot be had, and what to do about it. Returns -ENODEV. */
int volume_refuse(struct volume *volume, const char *remedy, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));

/* The type of a file system by its first octets, as mount(2) names it; NULL
 * where it is none that an overlay may be on. Pure. */
const char *volume_type(const uint8_t *head, size_t size);

#define VOLUME_HEAD 0x10048 /* octets that volume_type looks at */

/*
 * Checks the file system on a device (ext4 by the root's e2fsck -p) and mounts
 * it on RW_DIR; its type goes behind volume->name. 0, or -errno with why.
 */
int volume_mount(struct volume *volume, const char *device);

#endif
