/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BZIMAGE_H
#define BZIMAGE_H

#include <stddef.h>
#include <stdint.h>

/* More than any kernel's boot sector and setup code, which end at 256 sectors
 * of 512 octets. */
#define BZIMAGE_HEAD_SIZE 131072

/*
 * Reads what the start of a kernel says of itself. head: the first len octets
 * of a file of size octets, all of them or BZIMAGE_HEAD_SIZE; release: where
 * the first word of its version string goes, as a string of at most
 * release_size - 1 octets. Pure. Returns NULL, or what is wrong with it.
 */
const char *bzimage_release(const uint8_t *head, size_t len, uint64_t size,
			    char *release, size_t release_size);

#endif
