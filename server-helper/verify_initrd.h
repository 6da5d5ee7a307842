/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VERIFY_INITRD_H
#define VERIFY_INITRD_H

#include <stddef.h>
#include <stdint.h>

/* What an initrd must hold. */
struct verify_initrd {
	const char *release; /* modules of this kernel, and of no other */
	const uint8_t *client;
	size_t client_size;
};

/* Returns 0; else -errno, and why says what is wrong. */
int verify_initrd(int fd, const struct verify_initrd *wanted, char *why,
		  size_t size);

#endif
