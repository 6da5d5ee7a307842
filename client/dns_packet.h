/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DNS questions for the addresses of a name, and their answers: pure. */
#ifndef DNS_PACKET_H
#define DNS_PACKET_H

#include "boot.h"
#include "dns.h"
#include "octets.h"

#define DNS_ADDRESSES	4 /* of one name that are kept */
#define DNS_ALIASES_MAX 8 /* CNAMEs from a name to its address */
#define DNS_QUERY_MAX	(DNS_HEADER_LEN + DNS_NAME_MAX + DNS_QUESTION_LEN)

/* Writes the question for a name's A records and returns its length, 0 where
 * the name has an empty label, one of more than 63 octets, or more than 255 in
 * all. The first two octets are the id, to be drawn each time it is sent. */
size_t dns_packet_write(uint8_t query[DNS_QUERY_MAX], const char *name);

/*
 * Reads what came from the server that was asked for name. The message must
 * have the query's id and repeat its question octet for octet. Returns how many
 * addresses there are (network order), or 0 where the name has an alias without
 * an address in this message; then name is that alias, to be asked for. Or
 *   -EAGAIN    no answer to this query: wait on
 *   -EMSGSIZE  cut off: ask again over TCP (RFC 2181 9)
 *   -ENOENT    no such name (NXDOMAIN)
 *   -ENODATA   it has no A record that a host could have
 *   -EIO       the server says that it cannot or will not tell
 *   -EPROTO    it says something that cannot be
 * and name is of no use any more.
 */
int dns_packet_read(struct octets message, struct octets query,
		    char name[DOMAIN_SIZE], uint32_t addresses[DNS_ADDRESSES]);

#endif
