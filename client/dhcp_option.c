/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options of a DHCP message: found, joined, and read by their types. */
#include "dhcp_option.h"
#include "dns.h"

#include <arpa/inet.h>
#include <string.h>

#include "cmdline.h"
#include "dhcp.h"
#include "dhcp_packet.h"

#define LABEL_POINTER 0xc0 /* RFC 1035 4.1.4 */

/* The option that begins at *at (pads before it are passed over), and *at
 * behind it; false at the end, also where the area ends within an option. */
static bool option_next(struct octets area, size_t *at, uint8_t *code,
			struct octets *value)
{
	const uint8_t *octet;

	while ((octet = octets_at(area, *at, 1)) && *octet == DHCP_OPT_PAD)
		++*at;
	if (!octet || *octet == DHCP_OPT_END)
		return false;
	*code = *octet;
	octet = octets_at(area, *at + 1, 1);
	if (!octet || !octets_at(area, *at + 2, *octet))
		return false;
	*value = octets_part(area, *at + 2, *octet);
	*at += 2 + *octet;
	return true;
}

void dhcp_option_areas(struct octets message, struct dhcp_options *options)
{
	uint8_t overload;

	memset(options, 0, sizeof(*options));
	if (!octets_at(message, 0, DHCP_AT_OPTIONS))
		return;
	options->areas[0] = octets_part(message, DHCP_AT_OPTIONS,
					message.len - DHCP_AT_OPTIONS);
	/* RFC 3396 5: option 52 within file or sname does not count. */
	if (!dhcp_option_fixed(options, DHCP_OPT_OVERLOAD, &overload, 1) ||
	    overload > (DHCP_OVERLOAD_FILE | DHCP_OVERLOAD_SNAME))
		return;
	if (overload & DHCP_OVERLOAD_FILE)
		options->areas[1] =
			octets_part(message, DHCP_AT_FILE, DHCP_FILE_LEN);
	if (overload & DHCP_OVERLOAD_SNAME)
		options->areas[2] =
			octets_part(message, DHCP_AT_SNAME, DHCP_SNAME_LEN);
}

bool dhcp_option_join(const struct dhcp_options *options, uint8_t code,
		      uint8_t *data, size_t size, size_t *len)
{
	bool found = false;

	*len = 0;
	for (size_t i = 0; i < 3; i++) {
		struct octets value;
		uint8_t here;
		size_t at = 0;

		while (option_next(options->areas[i], &at, &here, &value)) {
			if (here != code)
				continue;
			if (value.len > size - *len)
				return false;
			if (value.len)
				memcpy(data + *len, value.data, value.len);
			*len += value.len;
			found = true;
		}
	}
	return found;
}

bool dhcp_option_fixed(const struct dhcp_options *options, uint8_t code,
		       void *value, size_t size)
{
	uint8_t data[DHCP_PACKET_MAX];
	size_t len;

	if (!dhcp_option_join(options, code, data, sizeof(data), &len) ||
	    len == 0 || len % size)
		return false;
	for (size_t at = size; at < len; at += size)
		if (memcmp(data, data + at, size) != 0)
			return false;
	memcpy(value, data, size);
	return true;
}

uint32_t dhcp_option_number(const struct dhcp_options *options, uint8_t code)
{
	uint8_t value[4];

	if (!dhcp_option_fixed(options, code, value, sizeof(value)))
		return 0;
	return octets_be32(value);
}

bool dhcp_option_is_unicast(uint32_t address)
{
	uint8_t first = ntohl(address) >> 24;

	return first != 0 && first != 127 && first < 224;
}

unsigned dhcp_option_addresses(const struct dhcp_options *options, uint8_t code,
			       uint32_t *list, unsigned max)
{
	uint8_t data[DHCP_PACKET_MAX];
	unsigned count = 0;
	uint32_t address;
	size_t len;

	memset(list, 0, max * sizeof(*list));
	if (!dhcp_option_join(options, code, data, sizeof(data), &len) ||
	    len % sizeof(*list))
		return 0;
	for (size_t at = 0; at < len && count < max; at += sizeof(*list)) {
		memcpy(&address, data + at, sizeof(address));
		if (dhcp_option_is_unicast(address))
			list[count++] = address;
	}
	return count;
}

void dhcp_option_text(const struct dhcp_options *options, uint8_t code,
		      char *text, size_t size)
{
	uint8_t data[DHCP_PACKET_MAX];
	size_t len;

	text[0] = '\0';
	if (!dhcp_option_join(options, code, data, sizeof(data), &len))
		return;
	/* RFC 2132 2: trailing NULs are to be taken off. */
	while (len && data[len - 1] == '\0')
		len--;
	if (len >= size)
		return;
	for (size_t i = 0; i < len; i++)
		if (data[i] < ' ' || data[i] > '~')
			return;
	memcpy(text, data, len);
	text[len] = '\0';
}

void dhcp_option_name(const struct dhcp_options *options, uint8_t code,
		      char *name, size_t size)
{
	dhcp_option_text(options, code, name, size);
	if (!name_is_valid(name))
		name[0] = '\0';
}

int dhcp_option_read_name(struct octets list, size_t *at,
			  char name[DOMAIN_SIZE])
{
	size_t limit = *at, from = *at, len = 0;
	bool jumped = false;
	const uint8_t *octet, *label;

	for (;;) {
		octet = octets_at(list, from, 1);
		if (!octet)
			return -1;
		if ((*octet & LABEL_POINTER) == LABEL_POINTER) {
			octet = octets_at(list, from, 2);
			if (!octet)
				return -1;
			if (!jumped)
				*at = from + 2;
			jumped = true;
			from = octets_be16(octet) & 0x3fff;
			if (from >= limit)
				return -1;
			limit = from;
			continue;
		}
		if (*octet == 0)
			break;
		label = octets_at(list, from + 1, *octet);
		if (*octet > DNS_LABEL_MAX || !label ||
		    len + 1 + *octet > DNS_NAME_MAX - 2)
			return -1;
		if (len)
			name[len++] = '.';
		memcpy(name + len, label, *octet);
		len += *octet;
		from += 1 + *octet;
	}
	if (!jumped)
		*at = from + 1;
	name[len] = '\0';
	return memchr(name, '\0', len) ? -1 : (int)len;
}

void dhcp_option_search(const struct dhcp_options *options, char *list,
			size_t size)
{
	uint8_t data[DHCP_PACKET_MAX];
	struct octets names = { data, 0 };
	char name[DOMAIN_SIZE];
	size_t at = 0, used = 0;
	bool full = false;

	list[0] = '\0';
	if (!dhcp_option_join(options, DHCP_OPT_SEARCH, data, sizeof(data),
			      &names.len))
		return;
	while (at < names.len) {
		int len = dhcp_option_read_name(names, &at, name);

		if (len < 0) {
			list[0] = '\0';
			return;
		}
		if (!name_is_valid(name) || full)
			continue;
		full = used + 1 + len >= size;
		if (full)
			continue;
		if (used)
			list[used++] = ' ';
		memcpy(list + used, name, len + 1);
		used += len;
	}
}

/* One destination descriptor and its router (RFC 3442, "Classless Route
 * Option Format"); false where it is malformed. */
static bool routes_read_one(struct octets data, size_t *at, struct route *route)
{
	const uint8_t *width = octets_at(data, *at, 1);
	const uint8_t *octets;
	size_t significant;
	uint32_t mask;

	if (!width || *width > 32)
		return false;
	significant = (*width + 7) / 8;
	octets = octets_at(data, *at + 1, significant + 4);
	if (!octets)
		return false;
	memset(route, 0, sizeof(*route));
	memcpy(&route->dest, octets, significant);
	memcpy(&route->gw, octets + significant, sizeof(route->gw));
	route->width = *width;
	/* RFC 3442: bits behind the mask are to be cleared. */
	mask = *width ? htonl(0xffffffff << (32 - *width)) : 0;
	route->dest &= mask;
	*at += 1 + significant + 4;
	return true;
}

bool dhcp_option_routes(const struct dhcp_options *options,
			struct route routes[ROUTES_MAX], unsigned *count)
{
	uint8_t buffer[DHCP_PACKET_MAX];
	struct octets data = { buffer, 0 };
	struct route route;
	size_t at = 0;

	*count = 0;
	if (!dhcp_option_join(options, DHCP_OPT_ROUTES, buffer, sizeof(buffer),
			      &data.len) ||
	    data.len == 0)
		return false;
	while (at < data.len) {
		if (!routes_read_one(data, &at, &route)) {
			*count = 0;
			return false;
		}
		/* A router of 0.0.0.0: the destination is on the link. */
		if (route.gw && !dhcp_option_is_unicast(route.gw))
			continue;
		if (*count < ROUTES_MAX)
			routes[(*count)++] = route;
		else if (!route.width) /* more than all that it displaces */
			routes[ROUTES_MAX - 1] = route;
	}
	return true;
}
