/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a server's mountd exports: to say why a mount was denied. */
#ifndef EXPORT_LIST_H
#define EXPORT_LIST_H

#include <stdbool.h>
#include <stdint.h>

enum export_state {
	EXPORT_UNKNOWN, /* could not be asked */
	EXPORT_MISSING, /* neither the path nor a folder above it is exported */
	EXPORT_LISTED,	/* it is, so this client is not in its list */
};

/* A path that is looked for in a list of exports (RFC 1813 5.2.5); all else
 * zero at its beginning. */
struct export_search {
	const char *path;
	const char *at; /* behind the part that a name has in common with it */
	uint32_t left;	/* octets of a name to come */
	uint8_t state;
	bool differs; /* the name from the path */
	bool group;   /* the name is a client's, not an export's */
};

/* Takes the next word (host order) of the list. Returns EXPORT_UNKNOWN while
 * it does not know, or -EPROTO where this is no such list. Pure. */
int export_list_take(struct export_search *search, uint32_t word);

/* Asks MOUNT version 3 over TCP at a known port (host order; address in network
 * order), for at most timeout_ms milliseconds. */
enum export_state export_list_find(uint32_t address, uint16_t mount_port,
				   const char *path, unsigned timeout_ms);

#endif
