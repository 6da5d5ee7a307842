/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that the client and the server's helper share. */
#ifndef LAYOUT_H
#define LAYOUT_H

#define DEFAULT_ROOT_PATH "/srv/pxe/rescue64"
#define GENERATIONS_PATH  "/srv/pxe/generations/rescue64"
/* The machines' images: 52-54-00-64-00-02.img, 4c4c4544-....img (the DMI
 * product UUID in small letters), any.img. */
#define OVERLAYS_PATH "/srv/pxe/overlays/rescue64"

/* In the booted system. */
#define RUN_DIR	  "/run/rescue64"
#define EXEC_DIR  "/run/initramfs" /* a tmpfs of its own: exec, 0700 */
#define LOWER_DIR EXEC_DIR "/rescue64/lower"
#define RW_DIR	  EXEC_DIR "/rescue64/rw" /* what holds the upper */
#define IMAGES_DIR                                                             \
	EXEC_DIR "/rescue64/images" /* OVERLAYS_PATH, where it is used */

/* In the file system of an overlay that is kept, a server's image or a local
 * disk's: all that rescue64 has there is below this folder. */
#define KEPT_DIR "rescue64"

#endif
