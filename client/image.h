/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IMAGE_H
#define IMAGE_H

#include "volume.h"

#define IMAGE_NAME_SIZE 41 /* a UUID's 36 octets, ".img" and NUL */

/* The file of the image for a MAC address, a UUID or "any"; as
 * 52-54-00-64-00-02.img. Pure. */
void image_name(const char *of, char name[IMAGE_NAME_SIZE]);

/*
 * The machine's own image on the server that gave the root: locked, and its
 * file system on RW_DIR through a loop device. The lock lasts as long as that
 * is mounted. 0; or -errno with volume->why, and what image_release undoes.
 */
int image_take(struct volume *volume);

#endif
