/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHCP_OPTION_H
#define DHCP_OPTION_H

#include "boot.h"
#include "octets.h"

/* Where a message's options stand: the options field and, where option 52
 * says so, file and sname, in this order (RFC 2131 4.1, RFC 3396 5). */
struct dhcp_options {
	struct octets areas[3];
};

/* Finds the option areas of a message that has the fixed fields. */
void dhcp_option_areas(struct octets message, struct dhcp_options *options);

/*
 * All that follow ignore one option, not the message: where its length or its
 * value cannot be, it counts as not there. Instances of one option are joined
 * (RFC 3396 7); a last one that is cut off does not count.
 */

/* Joins an option into data; false where it is absent (*len is 0) or longer
 * than size (*len tells what had room). */
bool dhcp_option_join(const struct dhcp_options *options, uint8_t code,
		      uint8_t *data, size_t size, size_t *len);

/* An option of exactly size octets (at most 4), as it stands on the wire. One
 * that is repeated word for word counts once: it is not ambiguous. */
bool dhcp_option_fixed(const struct dhcp_options *options, uint8_t code,
		       void *value, size_t size);

/* An unsigned number of 4 octets; 0 where there is none. */
uint32_t dhcp_option_number(const struct dhcp_options *options, uint8_t code);

/* The first max addresses of a list that a host can have; returns how many,
 * the others are 0. */
unsigned dhcp_option_addresses(const struct dhcp_options *options, uint8_t code,
			       uint32_t *list, unsigned max);

/* NVT ASCII without control characters (RFC 2132 2); else empty. */
void dhcp_option_text(const struct dhcp_options *options, uint8_t code,
		      char *text, size_t size);

/* Text that is a name by RFC 1123 2.1; else empty. */
void dhcp_option_name(const struct dhcp_options *options, uint8_t code,
		      char *name, size_t size);

/*
 * Reads the name at *at, in a list or in a DNS message, and moves *at behind
 * it. A pointer must lead to an earlier place than the name or the last
 * pointer's target, so that none can lead in a circle (RFC 1035 4.1.4: "a prior
 * occurance"). Returns the name's length, 0 for the root, or -1 where it is
 * malformed.
 */
int dhcp_option_read_name(struct octets list, size_t *at,
			  char name[DOMAIN_SIZE]);

/* Option 119, RFC 3397: names separated by spaces, as many as fit whole. */
void dhcp_option_search(const struct dhcp_options *options, char *list,
			size_t size);

/*
 * Option 121, RFC 3442: the first ROUTES_MAX routes, and a default route also
 * where it stands behind them. A width over 32 or a route that is cut off makes
 * the whole option not count, since what follows cannot be told apart. False
 * where it does not count.
 */
bool dhcp_option_routes(const struct dhcp_options *options,
			struct route routes[ROUTES_MAX], unsigned *count);

/* An address that one host can have: not of 0/8 or 127/8, not of class D or
 * E (RFC 1122 3.2.1.3). Network order. */
bool dhcp_option_is_unicast(uint32_t address);

#endif
