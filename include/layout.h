/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that the client and the server's helper share. */
#ifndef LAYOUT_H
#define LAYOUT_H

#define DEFAULT_ROOT_PATH "/srv/pxe/rescue64"
#define GENERATIONS_PATH  "/srv/pxe/generations/rescue64"

/* In the booted system. */
#define RUN_DIR	  "/run/rescue64"
#define EXEC_DIR  "/run/initramfs" /* a tmpfs of its own: exec, 0700 */
#define LOWER_DIR EXEC_DIR "/rescue64/lower"
#define RW_DIR	  EXEC_DIR "/rescue64/rw"

#endif
