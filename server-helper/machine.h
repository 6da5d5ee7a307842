/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a machine is named: by its NIC, by its board, or as any of them. Pure. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>

/* 4c4c4544-0042-4b10-8052-b4c04f564d31 + NUL */
#define MACHINE_NAME_SIZE 37

/*
 * A MAC (colons or dashes), the DMI product's UUID, or "any", in any case;
 * name gets what layout.h calls its files: small letters, dashes. Returns NULL,
 * or what is wrong.
 */
const char *machine_parse(const char *text, char *name);

/* "mac", "uuid" or "any", of a name as machine_parse makes it; NULL where it
 * is none. */
const char *machine_kind(const char *name);

#endif
