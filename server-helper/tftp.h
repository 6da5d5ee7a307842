/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree that the TFTP server serves. */
#ifndef TFTP_H
#define TFTP_H

#include <stdbool.h>

struct server;

/* Removes the temporary files of runs that were killed; under the lock only.
 * Returns 0 or -errno (reported). */
int tftp_clean(const struct server *srv, const char *step);

/* PXELINUX and Memtest86+ from Debian's packages; *memtest tells whether there
 * is one. Returns 0 or -errno (reported). */
int tftp_install_loader(const struct server *srv, const char *step,
			bool *memtest);

/* Whether kernel and initrd of a generation are there: it has been published. */
bool tftp_has_kernel(const struct server *srv, const char *id);

/* Kernel and initrd of a generation. Returns 0 or -errno (reported). */
int tftp_install_kernel(const struct server *srv, const char *step,
			const char *id);

#endif
