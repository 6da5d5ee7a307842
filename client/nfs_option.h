/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFS_OPTION_H
#define NFS_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A decimal number, the whole of text. 0 or -EINVAL. */
int number_parse(const char *text, uint32_t *out);

/* Whether a list, separated by spaces, has this word. */
bool nfs_list_has(const char *list, const char *word);

/* Why the kernel's NFS client would not take a text option, or NULL. value is
 * NULL where there is no "=". Those of the version are read apart. */
const char *nfs_option_objection(const char *name, const char *value);

/*
 * Adds the comma-separated options of more to options (OPTIONS_SIZE octets),
 * in which a later one replaces an earlier one of its name: as the kernel
 * reads them, and so that a reader may take the first that it finds. Returns
 * 0, or -ENOSPC with options as they were.
 */
int nfs_options_add(char *options, const char *more);

/* The text behind the first name (such as "port=") among options, or NULL. */
const char *nfs_option_find(const char *options, const char *name);

#endif
