/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which machine this is, by what it is built of. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>

#include "boot.h"

#define UUID_SIZE     37 /* 8-4-4-4-12 hexadecimal digits + NUL */
#define MAC_TEXT_SIZE 18 /* "02:00:5e:00:53:01" + NUL */

/*
 * The DMI product UUID in small letters, out of the text that sysfs has of it;
 * false, and an empty string, where that is none or one that careless makers
 * give to all their machines. Pure.
 */
bool machine_uuid_parse(const char *text, char uuid[UUID_SIZE]);

/* The same of this machine. */
bool machine_uuid(char uuid[UUID_SIZE]);

/*
 * The MAC, in small letters, that a machine is known by, out of a folder such
 * as /sys/class/net: it must not hang on the cable, on who answers first or on
 * a NIC that is added. It is wish (BOOTIF's; may be empty) where a NIC has it,
 * else that of the first NIC: on-board ones by their number, cards by their
 * place on the bus, USB ones, wireless ones. False where there is none.
 */
bool machine_find_mac(const char *folder, const char *wish,
		      char mac[MAC_TEXT_SIZE]);

/* The same of this machine; the lease's where no NIC is found. */
void machine_mac(const struct boot *boot, char mac[MAC_TEXT_SIZE]);

/*
 * 32 hexadecimal digits that stay the same for one machine and purpose and
 * differ between two: SHA-256 over purpose, UUID (may be empty) and MAC. Not a
 * secret. Pure; what it makes of its arguments never changes: servers and kept
 * overlays know machines by it.
 */
void machine_id_make(const char *uuid, const char *mac, const char *purpose,
		     char id[33]);

/* The same of this machine. */
void machine_id(const struct boot *boot, const char *purpose, char id[33]);

#endif
