/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a server's mountd exports: to say why a mount was denied. */
#ifndef EXPORT_LIST_H
#define EXPORT_LIST_H

#include <stdint.h>

enum export_state {
	EXPORT_UNKNOWN, /* could not be asked */
	EXPORT_MISSING, /* neither the path nor a folder above it is exported */
	EXPORT_LISTED,	/* it is, so this client is not in its list */
};

/* Looks for the path in a list of exports (RFC 1813 5.2.5): count words in host
 * order. Pure. */
enum export_state export_list_read(const uint32_t *words, unsigned count,
				   const char *path);

/* Asks MOUNT version 3 over TCP at a known port (host order; address in network
 * order), for at most timeout_ms milliseconds. */
enum export_state export_list_find(uint32_t address, uint16_t mount_port,
				   const char *path, unsigned timeout_ms);

#endif
