/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPv4 addresses and routes of an interface: rtnetlink(7). */
#ifndef ADDRESS_H
#define ADDRESS_H

#include "link.h"

/* Each changes the kernel and waits for its answer; 0 or -errno. Addresses are
 * in network order, width is the prefix's in bits. */

/* Adds an address that lives for ever, or makes one that is there do so. */
int address_add(struct links *links, int index, uint32_t ip, unsigned width,
		uint32_t broadcast);

/* Removes an address, and with it the routes that stand on it. */
int address_remove(struct links *links, int index, uint32_t ip, unsigned width);

/* Adds a route behind others to the same destination, with the preferred
 * source address; gw 0: to hosts on the link itself. One that is there already
 * is success. */
int address_add_route(struct links *links, int index, const struct route *route,
		      uint32_t source);

/* Removes such a route. */
int address_remove_route(struct links *links, int index,
			 const struct route *route, uint32_t source);

#endif
