/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef QUOTE_H
#define QUOTE_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Writes KEY='value' and a newline, the value quoted for a POSIX shell
 * (XCU 2.2.2): a single quote within becomes '\''. What is written so can be
 * sourced whatever the value's bytes are.
 */
void quote_write(FILE *file, const char *key, const char *value);

/* Reads such a line's value for a key from text; false where it is absent or
 * longer than size - 1. */
bool quote_read(const char *text, const char *key, char *value, size_t size);

#endif
