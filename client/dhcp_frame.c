/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPv4 and UDP around a DHCP message, on an interface without an address. */
#include "dhcp_frame.h"

#include <string.h>

#include "dhcp.h"
#include "octets.h"

/* RFC 791 3.1 */
#define IP_HEAD	       20
#define IP_AT_LENGTH   2
#define IP_AT_FRAGMENT 6
#define IP_AT_TTL      8
#define IP_AT_PROTOCOL 9
#define IP_AT_CHECKSUM 10
#define IP_AT_SOURCE   12
#define IP_AT_DEST     16
#define IP_ADDRESSES   8      /* source and destination */
#define IP_FRAGMENT    0x3fff /* more fragments, or an offset */
#define IP_UDP	       17     /* RFC 768, protocol application */
#define IP_TTL	       64     /* RFC 1700 */

/* RFC 768 */
#define UDP_HEAD	8
#define UDP_AT_SOURCE	0
#define UDP_AT_DEST	2
#define UDP_AT_LENGTH	4
#define UDP_AT_CHECKSUM 6

/* Adds to a one's complement sum, RFC 1071 1; an odd end counts as padded. */
static uint32_t sum_add(uint32_t sum, const uint8_t *data, size_t len)
{
	for (; len > 1; data += 2, len -= 2) {
		sum += octets_be16(data);
		sum = (sum & 0xffff) + (sum >> 16);
	}
	if (len)
		sum += data[0] << 8;
	return (sum & 0xffff) + (sum >> 16);
}

/* RFC 768: the pseudo header's addresses, protocol and length count too. */
static uint32_t sum_udp(const uint8_t *addresses, const uint8_t *udp,
			size_t len)
{
	uint32_t sum = sum_add(IP_UDP + len, addresses, IP_ADDRESSES);

	return sum_add(sum, udp, len);
}

/* The UDP datagram within the packet; empty, with *reason, where there is
 * none. */
static struct octets frame_read_ip(struct octets packet, const char **reason)
{
	const struct octets none = { NULL, 0 };
	const uint8_t *ip = octets_at(packet, 0, IP_HEAD);
	size_t head, total;

	*reason = "IP: shorter than its header";
	if (!ip)
		return none;
	*reason = "IP: not version 4";
	if (ip[0] >> 4 != 4)
		return none;
	head = (ip[0] & 0xf) * 4;
	total = octets_be16(ip + IP_AT_LENGTH);
	*reason = "IP: wrong header length";
	if (head < IP_HEAD || head > total)
		return none;
	*reason = "IP: cut off";
	if (total > packet.len)
		return none;
	*reason = "IP: wrong header checksum";
	if (sum_add(0, ip, head) != 0xffff)
		return none;
	*reason = "IP: a fragment";
	if (octets_be16(ip + IP_AT_FRAGMENT) & IP_FRAGMENT)
		return none;
	*reason = "IP: not UDP";
	if (ip[IP_AT_PROTOCOL] != IP_UDP)
		return none;
	*reason = NULL;
	/* What follows is the link's padding. */
	return octets_part(packet, head, total - head);
}

const uint8_t *dhcp_frame_read(const uint8_t *packet, size_t len,
			       bool unfinished, size_t *payload_len,
			       const char **reason)
{
	struct octets all = { packet, len };
	struct octets datagram = frame_read_ip(all, reason);
	const uint8_t *udp;
	size_t udp_len;

	if (*reason)
		return NULL;
	*reason = "UDP: shorter than its header";
	udp = octets_at(datagram, 0, UDP_HEAD);
	if (!udp)
		return NULL;
	*reason = "UDP: not from a DHCP server's port to a client's";
	if (octets_be16(udp + UDP_AT_SOURCE) != DHCP_SERVER_PORT ||
	    octets_be16(udp + UDP_AT_DEST) != DHCP_CLIENT_PORT)
		return NULL;
	*reason = "UDP: wrong length";
	udp_len = octets_be16(udp + UDP_AT_LENGTH);
	if (udp_len < UDP_HEAD || !octets_at(datagram, 0, udp_len))
		return NULL;
	*reason = "UDP: wrong checksum";
	if (!unfinished && octets_be16(udp + UDP_AT_CHECKSUM) &&
	    sum_udp(octets_at(all, IP_AT_SOURCE, IP_ADDRESSES), udp, udp_len) !=
		    0xffff)
		return NULL;
	*reason = NULL;
	*payload_len = udp_len - UDP_HEAD;
	return udp + UDP_HEAD;
}

size_t dhcp_frame_write(uint8_t *packet, size_t payload_len, uint32_t src,
			uint32_t dst)
{
	uint8_t *udp = packet + IP_HEAD;
	size_t udp_len = UDP_HEAD + payload_len;
	uint16_t sum;

	memset(packet, 0, DHCP_FRAME_HEAD);
	packet[0] = 4 << 4 | IP_HEAD / 4;
	octets_put_be16(packet + IP_AT_LENGTH, IP_HEAD + udp_len);
	packet[IP_AT_TTL] = IP_TTL;
	packet[IP_AT_PROTOCOL] = IP_UDP;
	memcpy(packet + IP_AT_SOURCE, &src, sizeof(src));
	memcpy(packet + IP_AT_DEST, &dst, sizeof(dst));
	octets_put_be16(packet + IP_AT_CHECKSUM, ~sum_add(0, packet, IP_HEAD));

	octets_put_be16(udp + UDP_AT_SOURCE, DHCP_CLIENT_PORT);
	octets_put_be16(udp + UDP_AT_DEST, DHCP_SERVER_PORT);
	octets_put_be16(udp + UDP_AT_LENGTH, udp_len);
	sum = ~sum_udp(packet + IP_AT_SOURCE, udp, udp_len);
	/* RFC 768: a sum of zero is sent as all ones. */
	octets_put_be16(udp + UDP_AT_CHECKSUM, sum ? sum : 0xffff);
	return IP_HEAD + udp_len;
}
