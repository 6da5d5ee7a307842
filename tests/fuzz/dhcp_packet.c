/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers from a stranger, in every state. Half of the inputs get the fixed
 * fields that the client looks for, so that the options behind them are
 * reached; what is accepted must hold what boot.h and dhcp_packet.h promise.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "cmdline.h"
#include "dhcp.h"
#include "dhcp_packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t mac[MAC_LEN] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
static const uint8_t xid[] = { 0x11, 0x22, 0x33, 0x44 };

#define CHECK(condition)                                                       \
	do {                                                                   \
		if (!(condition))                                              \
			abort();                                               \
	} while (0)

static void check_text(const char *text, size_t size)
{
	size_t len = strnlen(text, size);

	CHECK(len < size);
	for (size_t i = 0; i < len; i++)
		CHECK(text[i] >= ' ' && text[i] <= '~');
}

static void check_name(const char *name, size_t size)
{
	check_text(name, size);
	CHECK(!name[0] || name_is_valid(name));
}

/* Names with one space between them. */
static void check_names(const char *list, size_t size)
{
	char name[DOMAIN_SIZE];
	size_t len;

	check_text(list, size);
	for (; *list; list += len) {
		len = strcspn(list, " ");
		memcpy(name, list, len);
		name[len] = '\0';
		CHECK(name_is_valid(name));
		if (list[len])
			CHECK(list[++len]);
	}
}

static void check_hosts(const uint32_t *list, unsigned count, unsigned max)
{
	CHECK(count <= max);
	for (unsigned i = 0; i < count; i++) {
		uint8_t first = ntohl(list[i]) >> 24;

		CHECK(first > 0 && first < 224 && first != 127);
	}
}

/* Neither the network's address nor the broadcast one. */
static void check_host_part(uint32_t ip, uint32_t bits)
{
	uint32_t host = ntohl(ip) & bits;

	CHECK(bits <= 1 || (host && host != bits));
}

static void check_extras(const struct lease *lease)
{
	check_hosts(&lease->gw, lease->gw != 0, 1);
	check_hosts(&lease->siaddr, lease->siaddr != 0, 1);
	check_hosts(lease->dns, lease->dns_count, DNS_MAX);
	check_hosts(lease->ntp, lease->ntp_count, NTP_MAX);
	CHECK(lease->mtu == 0 || lease->mtu >= DHCP_MTU_MIN);
	check_name(lease->hostname, sizeof(lease->hostname));
	check_name(lease->domain, sizeof(lease->domain));
	check_names(lease->search, sizeof(lease->search));
	check_text(lease->rootpath, sizeof(lease->rootpath));
	CHECK(lease->route_count <= ROUTES_MAX);
	CHECK(!lease->route_count || !lease->gw);
	for (unsigned i = 0; i < lease->route_count; i++) {
		const struct route *route = &lease->routes[i];
		uint64_t behind = 0xffffffffULL >> route->width;

		CHECK(route->width <= 32);
		CHECK(!(ntohl(route->dest) & behind));
		check_hosts(&route->gw, route->gw != 0, 1);
	}
}

static void check_lease(const struct lease *lease, const struct dhcp_ask *ask)
{
	uint32_t bits = ntohl(~lease->mask);

	check_hosts(&lease->ip, 1, 1);
	check_hosts(&lease->server_id, 1, 1);
	CHECK((bits & (bits + 1)) == 0 && bits != 0xffffffff);
	check_host_part(lease->ip, bits);
	if (!((lease->ip ^ lease->server_id) & lease->mask))
		check_host_part(lease->server_id, bits);
	CHECK(lease->seconds && lease->t1);
	CHECK(lease->t2 <= lease->seconds && lease->seconds >= 10);
	CHECK(lease->t1 < lease->t2 || lease->t1 == DHCP_INFINITE);
	CHECK(!lease->is_static && memcmp(lease->mac, mac, MAC_LEN) == 0);
	check_extras(lease);
	CHECK(ask->state != DHCP_BOUND);
	CHECK(ask->state != DHCP_REBOOTING || lease->ip == ask->requested);
	CHECK(ask->state == DHCP_SELECTING || lease->acked);
	if (ask->state == DHCP_REQUESTING || ask->state == DHCP_RENEWING)
		CHECK(lease->server_id == ask->server);
	CHECK(!lease->acked || ask->state != DHCP_SELECTING ||
	      ask->rapid_commit);
}

/* The same message gives the same lease, whatever was in the struct before. */
static void check_again(const uint8_t *packet, size_t len,
			const struct dhcp_ask *ask, const struct lease *first)
{
	static struct lease again;
	const char *reason;

	memset(&again, 0xa5, sizeof(again));
	CHECK(dhcp_packet_read(packet, len, ask, &again, &reason) ==
	      DHCP_ACCEPT);
	CHECK(again.ip == first->ip && again.mask == first->mask);
	CHECK(again.gw == first->gw && again.broadcast == first->broadcast);
	CHECK(again.server_id == first->server_id);
	CHECK(again.siaddr == first->siaddr && again.mtu == first->mtu);
	CHECK(again.seconds == first->seconds);
	CHECK(again.t1 == first->t1 && again.t2 == first->t2);
	CHECK(again.acked == first->acked);
	CHECK(memcmp(again.dns, first->dns, sizeof(again.dns)) == 0);
	CHECK(memcmp(again.ntp, first->ntp, sizeof(again.ntp)) == 0);
	CHECK(again.dns_count == first->dns_count);
	CHECK(again.ntp_count == first->ntp_count);
	CHECK(again.route_count == first->route_count);
	CHECK(memcmp(again.routes, first->routes,
		     first->route_count * sizeof(again.routes[0])) == 0);
	CHECK(strcmp(again.hostname, first->hostname) == 0);
	CHECK(strcmp(again.domain, first->domain) == 0);
	CHECK(strcmp(again.search, first->search) == 0);
	CHECK(strcmp(again.rootpath, first->rootpath) == 0);
}

/* What counts from the chosen server counts from any when rebinding, and
 * nothing counts to another xid or when bound. */
static void check_other_states(const uint8_t *packet, size_t len,
			       const struct dhcp_ask *ask,
			       enum dhcp_verdict verdict)
{
	struct dhcp_ask other = *ask;
	struct lease lease;
	const char *reason;

	if (ask->state != DHCP_SELECTING) {
		other.state = DHCP_REBINDING;
		CHECK(dhcp_packet_read(packet, len, &other, &lease, &reason) ==
		      verdict);
	}
	other.xid ^= 1;
	CHECK(dhcp_packet_read(packet, len, &other, &lease, &reason) ==
	      DHCP_IGNORE);
	other = *ask;
	other.state = DHCP_BOUND;
	CHECK(dhcp_packet_read(packet, len, &other, &lease, &reason) ==
	      DHCP_IGNORE);
}

static void judge(const uint8_t *packet, size_t len, const struct dhcp_ask *ask)
{
	static const struct lease before;
	static struct lease lease;
	const char *reason = NULL;
	enum dhcp_verdict verdict;

	memset(&lease, 0, sizeof(lease));
	verdict = dhcp_packet_read(packet, len, ask, &lease, &reason);
	if (verdict == DHCP_ACCEPT) {
		check_lease(&lease, ask);
		check_again(packet, len, ask, &lease);
	} else {
		CHECK(reason && reason[0]);
		CHECK(memcmp(&lease, &before, sizeof(lease)) == 0);
	}
	if (verdict == DHCP_RESTART)
		CHECK(ask->state != DHCP_SELECTING && ask->state != DHCP_BOUND);
	if (verdict != DHCP_IGNORE)
		check_other_states(packet, len, ask, verdict);
}

static void make_right(uint8_t *packet)
{
	packet[DHCP_AT_OP] = DHCP_BOOTREPLY;
	packet[DHCP_AT_HTYPE] = DHCP_HTYPE_ETHERNET;
	packet[DHCP_AT_HLEN] = MAC_LEN;
	memcpy(packet + DHCP_AT_XID, xid, sizeof(xid));
	memcpy(packet + DHCP_AT_CHADDR, mac, sizeof(mac));
	memcpy(packet + DHCP_AT_COOKIE, "\x63\x82\x53\x63", 4);
}

/*
 * The first octet: 1 the fixed fields are made right, 2 rapid commit was asked
 * for, 4 the client has an identifier of its own, the rest of it the state;
 * behind it the payload.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char id[] = "\0fuzz";
	struct dhcp_ask ask = { .server = htonl(0xc0a80101),
				.requested = htonl(0xc0a80132) };
	uint8_t *packet;
	size_t len = size - 1;

	if (size == 0)
		return 0;
	packet = malloc(len ? len : 1); /* exact, for ASan */
	CHECK(packet);
	memcpy(packet, data + 1, len);
	if ((data[0] & 1) && len >= DHCP_AT_OPTIONS)
		make_right(packet);
	ask.rapid_commit = data[0] & 2;
	if (data[0] & 4) {
		ask.clientid_len = sizeof(id) - 1;
		memcpy(ask.clientid, id, ask.clientid_len);
	}
	ask.state = (data[0] >> 3) % (DHCP_REBINDING + 1);
	memcpy(&ask.xid, xid, sizeof(xid));
	memcpy(ask.mac, mac, sizeof(mac));
	judge(packet, len, &ask);
	free(packet);
	return 0;
}
