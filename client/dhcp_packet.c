/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DHCP messages: which answers count, and what is asked. */
#include "dhcp_packet.h"

#include <arpa/inet.h>
#include <string.h>

#include "cmdline.h"
#include "dhcp.h"
#include "dhcp_option.h"
#include "octets.h"

/*
 * The shortest lease that is believed. RFC 2131 names none; below this a
 * renewal would be due before a lost packet could be sent again (4.1: 4 s).
 */
#define LEASE_MIN 10

#define SERVER_NO_HOST "server identifier is no host's address (option 54)"

/* What identifies this client where the kernel line does not: hardware type
 * and address, the form that iPXE sends too, so that the server sees one
 * client and gives both the same address. RFC 2132 9.14. */
static size_t packet_clientid(const struct dhcp_ask *ask,
			      uint8_t id[CLIENTID_SIZE])
{
	if (ask->clientid_len && ask->clientid_len <= CLIENTID_SIZE) {
		memcpy(id, ask->clientid, ask->clientid_len);
		return ask->clientid_len;
	}
	id[0] = DHCP_HTYPE_ETHERNET;
	memcpy(id + 1, ask->mac, MAC_LEN);
	return 1 + MAC_LEN;
}

/* RFC 6842 3: an option 61 in an answer is the one that was sent. A single
 * octet cannot be one (RFC 2132 9.14) and does not count. */
static bool packet_is_for_client(const struct dhcp_options *options,
				 const struct dhcp_ask *ask)
{
	uint8_t theirs[DHCP_PACKET_MAX], ours[CLIENTID_SIZE];
	size_t len;
	bool whole = dhcp_option_join(options, DHCP_OPT_CLIENTID, theirs,
				      sizeof(theirs), &len);

	if (len < 2)
		return true;
	return whole && len == packet_clientid(ask, ours) &&
	       memcmp(theirs, ours, len) == 0;
}

/* The fixed fields, RFC 2131 2: NULL, or why this is no answer to us. */
static const char *packet_refuse_head(struct octets message,
				      const struct dhcp_ask *ask)
{
	const uint8_t *head = octets_at(message, 0, DHCP_AT_OPTIONS);

	if (!head)
		return "shorter than a DHCP message";
	if (head[DHCP_AT_OP] != DHCP_BOOTREPLY)
		return "not an answer (op)";
	if (head[DHCP_AT_HTYPE] != DHCP_HTYPE_ETHERNET)
		return "not for Ethernet (htype)";
	if (head[DHCP_AT_HLEN] != MAC_LEN)
		return "wrong length of the hardware address (hlen)";
	if (memcmp(head + DHCP_AT_XID, &ask->xid, sizeof(ask->xid)) != 0)
		return "answer to another question (xid)";
	if (memcmp(head + DHCP_AT_CHADDR, ask->mac, MAC_LEN) != 0)
		return "answer to another machine (chaddr)";
	if (octets_be32(head + DHCP_AT_COOKIE) != DHCP_COOKIE)
		return "no DHCP magic cookie";
	return NULL;
}

/* RFC 2131 4.4, figure 5: whose ACK and NAK counts in which state. */
static const char *packet_refuse_sender(uint8_t type, uint32_t server,
					bool rapid, const struct dhcp_ask *ask)
{
	switch (ask->state) {
	case DHCP_SELECTING:
		if (type == DHCP_OFFER)
			return NULL;
		if (type == DHCP_NAK)
			return "NAK, but nothing was requested";
		if (!ask->rapid_commit)
			return "ACK, but nothing was requested";
		/* RFC 4039 3.1 */
		return rapid ? NULL : "ACK without rapid commit (option 80)";
	case DHCP_REQUESTING:
	case DHCP_RENEWING:
		if (type == DHCP_OFFER)
			return "offer, but one was already chosen";
		if (server != ask->server)
			return "from another server than the chosen one "
			       "(option 54)";
		return NULL;
	case DHCP_REBOOTING:
	case DHCP_REBINDING:
		if (type == DHCP_OFFER)
			return "offer, but none was asked for";
		return NULL;
	case DHCP_BOUND:
		break;
	}
	return "no answer is awaited";
}

/* The message's type and sender; NULL, or why neither counts. */
static const char *packet_refuse_type(const struct dhcp_options *options,
				      const struct dhcp_ask *ask, uint8_t *type,
				      uint32_t *server)
{
	uint8_t none;
	size_t len;
	bool rapid = dhcp_option_join(options, DHCP_OPT_RAPID_COMMIT, &none, 0,
				      &len);

	if (!dhcp_option_fixed(options, DHCP_OPT_TYPE, type, 1))
		return "no message type (option 53): BOOTP";
	if (*type != DHCP_OFFER && *type != DHCP_ACK && *type != DHCP_NAK)
		return "not a message for clients (option 53)";
	if (!packet_is_for_client(options, ask))
		return "for another client identifier (option 61)";
	if (!dhcp_option_fixed(options, DHCP_OPT_SERVER, server,
			       sizeof(*server)))
		return "no server identifier (option 54)";
	if (!dhcp_option_is_unicast(*server))
		return SERVER_NO_HOST;
	return packet_refuse_sender(*type, *server, rapid, ask);
}

/* Option 1, or the class's mask where there is none that can be one. */
static uint32_t packet_netmask(const struct dhcp_options *options, uint32_t ip)
{
	uint32_t bits = ~dhcp_option_number(options, DHCP_OPT_MASK);

	if (bits == 0xffffffff || (bits & (bits + 1)))
		return classful_netmask(ip);
	return htonl(~bits);
}

/* RFC 1122 3.2.1.3; RFC 3021: /31 and /32 have no network and no broadcast
 * address. */
static bool packet_is_host(uint32_t ip, uint32_t mask)
{
	uint32_t host = ntohl(ip & ~mask), all = ntohl(~mask);

	if (!dhcp_option_is_unicast(ip))
		return false;
	return all <= 1 || (host != 0 && host != all);
}

/* The address, its mask and how long it lasts; NULL, or why not. */
static const char *packet_refuse_address(const uint8_t *head,
					 const struct dhcp_options *options,
					 const struct dhcp_ask *ask,
					 struct lease *out)
{
	uint8_t vendor[DHCP_PACKET_MAX];
	size_t len;

	memcpy(&out->ip, head + DHCP_AT_YIADDR, sizeof(out->ip));
	if (!out->ip &&
	    dhcp_option_join(options, DHCP_OPT_VENDOR, vendor, sizeof(vendor),
			     &len) &&
	    len >= 9 && memcmp(vendor, "PXEClient", 9) == 0)
		return "proxyDHCP: boot information, no address";
	if (!out->ip)
		return "no address (yiaddr)";
	out->mask = packet_netmask(options, out->ip);
	out->has_mask = dhcp_option_number(options, DHCP_OPT_MASK);
	if (!packet_is_host(out->ip, out->mask))
		return "yiaddr is no host's address";
	if (!((out->ip ^ out->server_id) & out->mask) &&
	    !packet_is_host(out->server_id, out->mask))
		return SERVER_NO_HOST;
	if (ask->state == DHCP_REBOOTING && out->ip != ask->requested)
		return "another address than the one asked for (yiaddr)";
	out->seconds = dhcp_option_number(options, DHCP_OPT_LEASE);
	if (!out->seconds)
		return "no lease time (option 51)";
	if (out->seconds < LEASE_MIN)
		return "lease time below 10 s (option 51)";
	return NULL;
}

/* RFC 2131 4.4.5: T1 before T2 before the end; else the defaults. */
static void packet_read_times(const struct dhcp_options *options,
			      struct lease *out)
{
	uint64_t all = out->seconds;
	bool infinite = out->seconds == DHCP_INFINITE;
	uint32_t t1 = infinite ? DHCP_INFINITE : all / 2;
	uint32_t t2 = infinite ? DHCP_INFINITE : all * 7 / 8;

	out->t1 = dhcp_option_number(options, DHCP_OPT_T1);
	out->t2 = dhcp_option_number(options, DHCP_OPT_T2);
	if (!out->t1 || out->t1 >= out->seconds)
		out->t1 = t1;
	if (!out->t2 || out->t2 >= out->seconds)
		out->t2 = t2;
	if (out->t1 >= out->t2) {
		out->t1 = t1;
		out->t2 = t2;
	}
}

/*
 * {net, -1}, or {net, 0} where option 28 says so (RFC 1122 3.3.6). Nothing
 * else: the kernel sends no unicast to a broadcast address, so that a wrong
 * one could cut off the file server.
 */
static uint32_t packet_broadcast(const struct dhcp_options *options,
				 const struct lease *lease)
{
	uint32_t net = lease->ip & lease->mask, given;

	if (ntohl(~lease->mask) <= 1)
		return 0;
	if (dhcp_option_fixed(options, DHCP_OPT_BROADCAST, &given,
			      sizeof(given)) &&
	    given == net)
		return net;
	return net | ~lease->mask;
}

/* All that may be absent. */
static void packet_read_extras(const uint8_t *head,
			       const struct dhcp_options *options,
			       struct lease *out)
{
	uint8_t mtu[2];

	out->broadcast = packet_broadcast(options, out);
	memcpy(&out->siaddr, head + DHCP_AT_SIADDR, sizeof(out->siaddr));
	if (!dhcp_option_is_unicast(out->siaddr))
		out->siaddr = 0;
	/* RFC 3442: with option 121, option 3 must not count. */
	if (dhcp_option_routes(options, out->routes, &out->route_count))
		out->gw = 0;
	else
		dhcp_option_addresses(options, DHCP_OPT_ROUTER, &out->gw, 1);
	out->dns_count =
		dhcp_option_addresses(options, DHCP_OPT_DNS, out->dns, DNS_MAX);
	out->ntp_count =
		dhcp_option_addresses(options, DHCP_OPT_NTP, out->ntp, NTP_MAX);
	/* What RFC 2132 5.1 allows; lease_apply sets none below 576. */
	out->mtu = 0;
	if (dhcp_option_fixed(options, DHCP_OPT_MTU, mtu, sizeof(mtu)) &&
	    octets_be16(mtu) >= DHCP_MTU_MIN)
		out->mtu = octets_be16(mtu);
	dhcp_option_text(options, DHCP_OPT_HOSTNAME, out->hostname_refused,
			 sizeof(out->hostname_refused));
	dhcp_option_name(options, DHCP_OPT_HOSTNAME, out->hostname,
			 sizeof(out->hostname));
	if (out->hostname[0])
		out->hostname_refused[0] = '\0';
	dhcp_option_name(options, DHCP_OPT_DOMAIN, out->domain,
			 sizeof(out->domain));
	dhcp_option_search(options, out->search, sizeof(out->search));
	dhcp_option_text(options, DHCP_OPT_ROOTPATH, out->rootpath,
			 sizeof(out->rootpath));
}

enum dhcp_verdict dhcp_packet_read(const uint8_t *data, size_t len,
				   const struct dhcp_ask *ask,
				   struct lease *out, const char **reason)
{
	struct octets message = { data, len };
	struct dhcp_options options;
	struct lease lease = *out; /* a refused answer changes nothing */
	uint8_t type;

	*reason = packet_refuse_head(message, ask);
	if (*reason)
		return DHCP_IGNORE;
	dhcp_option_areas(message, &options);
	*reason = packet_refuse_type(&options, ask, &type, &lease.server_id);
	if (*reason)
		return DHCP_IGNORE;
	if (type == DHCP_NAK) {
		*reason = "NAK: the server refuses the address";
		return DHCP_RESTART;
	}
	*reason = packet_refuse_address(data, &options, ask, &lease);
	if (*reason)
		return DHCP_IGNORE;
	packet_read_times(&options, &lease);
	packet_read_extras(data, &options, &lease);
	memcpy(lease.mac, ask->mac, MAC_LEN);
	lease.acked = type == DHCP_ACK;
	lease.is_static = false;
	*out = lease;
	return DHCP_ACCEPT;
}

/* A message that grows; an option that does not fit is left out. */
struct message {
	uint8_t *data;
	size_t len, size;
};

static void message_add(struct message *m, uint8_t code, const void *value,
			size_t len)
{
	/* The last octet is the end option's. */
	if (len > 255 || m->len + 2 + len > m->size - 1)
		return;
	m->data[m->len++] = code;
	m->data[m->len++] = len;
	memcpy(m->data + m->len, value, len);
	m->len += len;
}

/* What only DISCOVER and REQUEST may carry (RFC 2131 4.4.1, table 5). */
static void message_add_wishes(struct message *m, uint8_t type,
			       const struct dhcp_ask *ask)
{
	/* RFC 3442: 121 stands before 3. */
	static const uint8_t parameters[] = {
		DHCP_OPT_MASK,	   DHCP_OPT_ROUTES,   DHCP_OPT_ROUTER,
		DHCP_OPT_DNS,	   DHCP_OPT_HOSTNAME, DHCP_OPT_DOMAIN,
		DHCP_OPT_ROOTPATH, DHCP_OPT_MTU,      DHCP_OPT_BROADCAST,
		DHCP_OPT_NTP,	   DHCP_OPT_LEASE,    DHCP_OPT_SERVER,
		DHCP_OPT_T1,	   DHCP_OPT_T2,	      DHCP_OPT_SEARCH,
	};
	const unsigned frame_max = DHCP_PACKET_MAX + 28; /* RFC 791, RFC 768 */
	unsigned mtu = ask->mtu ? ask->mtu : frame_max;
	uint8_t size[2];

	/* The IP datagram's length, of which RFC 2131 2 counts 576; jumbo
	 * frames are no use to a buffer of DHCP_PACKET_MAX. */
	if (mtu > frame_max)
		mtu = frame_max;
	octets_put_be16(size, mtu < DHCP_SIZE_MIN ? DHCP_SIZE_MIN : mtu);
	message_add(m, DHCP_OPT_SIZE, size, sizeof(size));
	message_add(m, DHCP_OPT_PARAMETERS, parameters, sizeof(parameters));
	if (type == DHCP_DISCOVER && ask->rapid_commit)
		message_add(m, DHCP_OPT_RAPID_COMMIT, "", 0);
	if (ask->hostname[0])
		message_add(m, DHCP_OPT_HOSTNAME, ask->hostname,
			    strnlen(ask->hostname, sizeof(ask->hostname)));
}

/* RFC 2131 4.4.1, table 5, by the message's type and the client's state. */
size_t dhcp_packet_write(uint8_t *data, size_t size, uint8_t type,
			 const struct dhcp_ask *ask)
{
	struct message m = { data, DHCP_AT_OPTIONS, size };
	bool asks = type == DHCP_DISCOVER || type == DHCP_REQUEST;
	bool has_address = type == DHCP_RELEASE ||
			   (type == DHCP_REQUEST && ask->state >= DHCP_BOUND);
	bool names_server =
		type == DHCP_DECLINE || type == DHCP_RELEASE ||
		(type == DHCP_REQUEST && ask->state <= DHCP_REQUESTING);
	const uint8_t cookie[] = { 99, 130, 83, 99 };
	uint8_t id[CLIENTID_SIZE];
	size_t id_len = packet_clientid(ask, id);

	memset(data, 0, size);
	data[DHCP_AT_OP] = DHCP_BOOTREQUEST;
	data[DHCP_AT_HTYPE] = DHCP_HTYPE_ETHERNET;
	data[DHCP_AT_HLEN] = MAC_LEN;
	memcpy(data + DHCP_AT_XID, &ask->xid, sizeof(ask->xid));
	if (asks)
		octets_put_be16(data + DHCP_AT_SECS, ask->secs);
	if (asks && ask->broadcast && !has_address)
		octets_put_be16(data + DHCP_AT_FLAGS, DHCP_FLAG_BROADCAST);
	if (has_address)
		memcpy(data + DHCP_AT_CIADDR, &ask->requested,
		       sizeof(ask->requested));
	memcpy(data + DHCP_AT_CHADDR, ask->mac, MAC_LEN);
	memcpy(data + DHCP_AT_COOKIE, cookie, sizeof(cookie));

	message_add(&m, DHCP_OPT_TYPE, &type, 1);
	message_add(&m, DHCP_OPT_CLIENTID, id, id_len);
	if (names_server)
		message_add(&m, DHCP_OPT_SERVER, &ask->server,
			    sizeof(ask->server));
	if (!has_address && ask->requested)
		message_add(&m, DHCP_OPT_REQUESTED, &ask->requested,
			    sizeof(ask->requested));
	if (asks)
		message_add_wishes(&m, type, ask);
	data[m.len++] = DHCP_OPT_END;
	return m.len < DHCP_MESSAGE_MIN ? DHCP_MESSAGE_MIN : m.len;
}
