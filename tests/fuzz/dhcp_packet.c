/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers from a stranger, in every state. Half of the inputs get the fixed
 * fields that the client looks for, so that the options behind them are
 * reached; what is accepted must hold what boot.h and dhcp_packet.h promise.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

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

static void check_hosts(const uint32_t *list, unsigned count, unsigned max)
{
	CHECK(count <= max);
	for (unsigned i = 0; i < count; i++) {
		uint8_t first = ntohl(list[i]) >> 24;

		CHECK(first > 0 && first < 224 && first != 127);
	}
}

static void check_lease(const struct lease *lease, const struct dhcp_ask *ask)
{
	uint32_t bits = ntohl(~lease->mask);

	check_hosts(&lease->ip, 1, 1);
	check_hosts(&lease->server_id, 1, 1);
	check_hosts(&lease->gw, lease->gw != 0, 1);
	check_hosts(&lease->siaddr, lease->siaddr != 0, 1);
	check_hosts(lease->dns, lease->dns_count, DNS_MAX);
	check_hosts(lease->ntp, lease->ntp_count, NTP_MAX);
	CHECK((bits & (bits + 1)) == 0 && bits != 0xffffffff);
	CHECK(lease->seconds && lease->t1 && lease->t1 <= lease->t2);
	CHECK(lease->t2 <= lease->seconds);
	CHECK(lease->mtu == 0 || lease->mtu >= DHCP_MTU_MIN);
	check_text(lease->hostname, sizeof(lease->hostname));
	check_text(lease->domain, sizeof(lease->domain));
	check_text(lease->search, sizeof(lease->search));
	check_text(lease->rootpath, sizeof(lease->rootpath));
	CHECK(!strpbrk(lease->hostname, " /;%$`'\"\\"));
	CHECK(lease->route_count <= ROUTES_MAX);
	for (unsigned i = 0; i < lease->route_count; i++)
		CHECK(lease->routes[i].width <= 32);
	CHECK(ask->state != DHCP_BOUND);
	CHECK(ask->state != DHCP_REBOOTING || lease->ip == ask->requested);
	CHECK(ask->state == DHCP_SELECTING || lease->acked);
	if (ask->state == DHCP_REQUESTING || ask->state == DHCP_RENEWING)
		CHECK(lease->server_id == ask->server);
	CHECK(!lease->acked || ask->state != DHCP_SELECTING ||
	      ask->rapid_commit);
}

static void judge(const uint8_t *packet, size_t len, const struct dhcp_ask *ask)
{
	static struct lease before;
	struct lease lease = before;
	const char *reason = NULL;

	switch (dhcp_packet_read(packet, len, ask, &lease, &reason)) {
	case DHCP_ACCEPT:
		check_lease(&lease, ask);
		return;
	case DHCP_RESTART:
		CHECK(ask->state != DHCP_SELECTING && ask->state != DHCP_BOUND);
		break;
	case DHCP_IGNORE:
		break;
	}
	CHECK(reason && reason[0]);
	CHECK(memcmp(&lease, &before, sizeof(lease)) == 0);
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
 * for, the rest of it the state; behind it the payload.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dhcp_ask ask = { 0 };
	uint8_t *packet;
	size_t len = size - 1;

	if (size == 0 || len > DHCP_PACKET_MAX)
		return 0;
	packet = malloc(len ? len : 1); /* exact, for ASan */
	CHECK(packet);
	memcpy(packet, data + 1, len);
	if ((data[0] & 1) && len >= DHCP_AT_OPTIONS)
		make_right(packet);
	ask.state = (data[0] >> 2) % (DHCP_REBINDING + 1);
	ask.rapid_commit = data[0] & 2;
	memcpy(&ask.xid, xid, sizeof(xid));
	memcpy(ask.mac, mac, sizeof(mac));
	ask.server = htonl(0xc0a80101);
	ask.requested = htonl(0xc0a80132);
	judge(packet, len, &ask);
	free(packet);
	return 0;
}
