/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns_packet.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "dhcp_option.h"

size_t dns_packet_write(uint8_t query[DNS_QUERY_MAX], const char *name)
{
	static const uint8_t head[DNS_HEADER_LEN] = {
		[DNS_AT_FLAGS] = DNS_RD >> 8,
		[DNS_AT_QDCOUNT + 1] = 1,
	};
	/* The root's label, type and class. */
	static const uint8_t tail[] = { 0, 0, DNS_TYPE_A, 0, DNS_CLASS_IN };
	size_t at = sizeof(head), len;

	memcpy(query, head, sizeof(head));
	do {
		len = strcspn(name, ".");
		if (!len || len > DNS_LABEL_MAX ||
		    at + 1 + len + sizeof(tail) > DNS_QUERY_MAX)
			return 0;
		query[at++] = len;
		memcpy(query + at, name, len);
		at += len;
		name += len;
	} while (*name++);
	memcpy(query + at, tail, sizeof(tail));
	return at + sizeof(tail);
}

/* Whether upper and lower case alone tell them apart (RFC 1035 2.3.3). What
 * else one bit makes of a host name's characters is in no host name. */
static bool name_same(const char *a, const char *b)
{
	while (((*a ^ *b) & ~('a' ^ 'A')) == 0 && *a)
		a++, b++;
	return *a == *b;
}

/*
 * Takes from the answer section, which begins at that offset, the addresses of
 * name or of what it is an alias for, in the order in which servers write them:
 * an alias before its target. (What stands otherwise is asked for by its name.)
 * Returns what dns_packet_read does.
 */
static int records_take(struct octets message, size_t at,
			char name[DOMAIN_SIZE], uint32_t *addresses)
{
	unsigned left = octets_be16(message.data + DNS_AT_ANCOUNT);
	unsigned count = 0, aliases = 0;
	char owner[DOMAIN_SIZE];

	while (left--) {
		const uint8_t *fields;
		size_t data_at, len;

		if (dhcp_option_read_name(message, &at, owner) < 0)
			return -EPROTO;
		fields = octets_at(message, at, DNS_RECORD_LEN);
		if (!fields)
			return -EPROTO;
		len = octets_be16(fields + DNS_RECORD_RDLEN);
		data_at = at + DNS_RECORD_LEN;
		at = data_at + len;
		if (at > message.len)
			return -EPROTO;
		if (!name_same(owner, name))
			continue;
		switch (octets_be32(fields + DNS_RECORD_TYPE)) {
		case DNS_TYPE_A << 16 | DNS_CLASS_IN:
			if (len != sizeof(*addresses))
				return -EPROTO;
			if (count == DNS_ADDRESSES)
				break;
			memcpy(addresses + count, message.data + data_at, len);
			count += dhcp_option_is_unicast(addresses[count]);
			break;
		case DNS_TYPE_CNAME << 16 | DNS_CLASS_IN:
			if (count)
				break;
			if (dhcp_option_read_name(message, &data_at, name) <=
				    0 ||
			    data_at != at || ++aliases > DNS_ALIASES_MAX)
				return -EPROTO;
		}
	}
	return count || aliases ? (int)count : -ENODATA;
}

int dns_packet_read(struct octets message, struct octets query,
		    char name[DOMAIN_SIZE], uint32_t addresses[DNS_ADDRESSES])
{
	const uint8_t *head = octets_at(message, 0, query.len);
	unsigned flags;

	/* RFC 5452 9.1: what must be the same before anything counts. */
	if (!head || memcmp(head, query.data, DNS_AT_FLAGS) != 0 ||
	    octets_be16(head + DNS_AT_QDCOUNT) != 1 ||
	    memcmp(head + DNS_HEADER_LEN, query.data + DNS_HEADER_LEN,
		   query.len - DNS_HEADER_LEN) != 0)
		return -EAGAIN;
	flags = octets_be16(head + DNS_AT_FLAGS);
	if ((flags & (DNS_QR | DNS_OPCODE)) != DNS_QR)
		return -EAGAIN;
	if (flags & DNS_TC)
		return -EMSGSIZE;
	if ((flags & DNS_RCODE) == DNS_NXDOMAIN)
		return -ENOENT;
	/* One that knows nothing itself and asks nobody sends us elsewhere. */
	if ((flags & DNS_RCODE) || (!octets_be16(head + DNS_AT_ANCOUNT) &&
				    !(flags & (DNS_AA | DNS_RA))))
		return -EIO;
	return records_take(message, query.len, name, addresses);
}
