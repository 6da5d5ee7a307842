/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INITRD_H
#define INITRD_H

#include <stddef.h>

#include "cpio.h"

/*
 * Visits every entry of an initrd as the kernel would unpack it: cpio archives
 * behind each other, plain or compressed. An entry may come more than once,
 * then always in the same order. Returns 0; else -errno, and why says what is
 * wrong with the file.
 */
int initrd_visit(int fd, const struct cpio_visitor *visitor, char *why,
		 size_t size);

#endif
