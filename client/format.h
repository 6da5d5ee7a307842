/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMAT_H
#define FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/*
 * vsnprintf(3) with what this program uses of it: %c %d %s %u %x %%, a width
 * (padded with spaces on the left or, with "-", on the right; with "0", by
 * zeros), a precision of %s, "*" for it, and l and z. It takes the place of
 * klibc's, which is 1.9 KiB larger.
 */
int format_write(char *to, size_t size, const char *format, va_list args);

#endif
