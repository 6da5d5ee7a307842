/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STATUS_H
#define STATUS_H

#include "boot.h"
#include "layout.h"

#define STATUS_FILE RUN_DIR "/boot.env" /* written last */

/* Writes RUN_DIR/boot.env: KEY='value' lines, quoted for the shell. 0 or
 * -errno. */
int status_write(const struct boot *boot);

/* Prints in the booted system how it got there and how it is; option: NULL, or
 * "--json" for programs. Returns an exit status: 0; 1 where this system was not
 * booted by rescue64, or nothing could be printed; 2 for another option. */
int status_run(const char *option);

#endif
