/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Grammars of what comes from outside. Pure. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Strict dotted quad, host byte order; the whole of text. */
bool check_quad(const char *text, uint32_t *out);

/* A.B.C.D or A.B.C.D/N. Returns NULL, or what is wrong. */
const char *check_network(const char *text, uint32_t *addr, unsigned *width);

/* Decimal number within [0, max], no sign, no blanks. */
bool check_number(const char *text, unsigned max, unsigned *out);

/* A number with M, G or T behind it, powers of 1024 (small letters too); in
 * octets. */
bool check_size(const char *text, uint64_t *out);

/* Printable ASCII, at most size - 1 octets. Returns NULL, or what is wrong. */
const char *check_line(const char *text, size_t size);

/* A note on a generation: it stands in a menu (where ^ would mark a hotkey, see
 * menu.c32), in a file of lines, and in a list. At most 64 octets, NUL apart.
 * Returns NULL, or what is wrong. */
#define CHECK_NOTE_SIZE 65
const char *check_note(const char *text);

/* Words for the end of a menu's kernel line: check_line, and none that changes
 * what is booted or hides what is behind it. Returns NULL, or what is wrong. */
const char *check_append(const char *text, size_t size);

/* Only ASCII letters, digits and the octets of more; at least one octet, at
 * most size - 1; no leading dash. Returns NULL, or what is wrong. */
const char *check_word(const char *text, const char *more, size_t size);

/* A host name of one label (RFC 1123 2.1). */
bool check_hostname(const char *text);

/* A Debian package name, perhaps with =VERSION (Debian Policy 5.6.1, 5.6.12). */
bool check_package(const char *text);

/* http or https URL, without what sources.list or a shell would read
 * otherwise. Returns NULL, or what is wrong. */
const char *check_url(const char *text);

#endif
