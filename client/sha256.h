/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

/* The SHA-256 digest (FIPS 180-4) of data; klibc has no such library. */
void sha256(const void *data, size_t len, uint8_t digest[SHA256_SIZE]);

#endif
