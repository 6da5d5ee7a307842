/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The DHCP exchange of one interface: RFC 2131 4.4, figure 5, up to BOUND. */
#include "dhcp_client.h"

#include <string.h>
#include <unistd.h>

#include "dhcp_frame.h"
#include "dhcp_socket.h"
#include "dhcp.h"
#include "sys.h"

#define CHOOSE_MS 2000 /* how long an offer without a root waits */
#define REBOOT_MS                                                              \
	2500		   /* INIT-REBOOT, sent twice; a server without a      \
			    * record keeps silent (RFC 2131 4.3.2) */
#define REQUEST_TRIES 3	   /* then the offer is given up */
#define BACKOFF_MS    4000 /* RFC 2131 4.1: 4 s, doubled, +-1 s */
/* RFC 2131 4.1 doubles up to 64 s; somebody stands before this machine, so a
 * server that comes back is asked after 16 s at most. */
#define BACKOFF_DOUBLINGS 2
/* The first message leaves with the carrier, before some switch ports forward
 * and some bridges learn: it alone is sent again after 2 s, +-500 ms. (ISC
 * dhcpd pings an address for 1 s before it offers it.) */
#define FIRST_MS      2000
#define SEND_AGAIN_MS 100 /* the link took no packet */
#define RECEIVE_MAX   64  /* packets at a time */

static void exchange_schedule(struct exchange *x, uint64_t now_ms)
{
	unsigned doublings = x->tries - 1;
	uint32_t wait = sys_random_between(FIRST_MS * 3 / 4, FIRST_MS * 5 / 4);

	if (doublings > BACKOFF_DOUBLINGS)
		doublings = BACKOFF_DOUBLINGS;
	if (x->tries)
		wait = (BACKOFF_MS << doublings) - 1000 +
		       sys_random_between(0, 2000);
	x->next_ms = now_ms + wait;
	x->tries++;
}

static void exchange_send(struct exchange *x, uint64_t now_ms)
{
	uint8_t packet[DHCP_FRAME_HEAD + DHCP_PACKET_MAX];
	uint64_t secs = (now_ms - x->began_ms) / 1000;
	uint8_t type = x->ask.state == DHCP_SELECTING ? DHCP_DISCOVER
						      : DHCP_REQUEST;
	size_t len;

	/* RFC 2131 4.4.1: a REQUEST carries the DISCOVER's secs. */
	if (x->ask.state != DHCP_REQUESTING)
		x->ask.secs = secs < UINT16_MAX ? secs : UINT16_MAX;
	len = dhcp_packet_write(packet + DHCP_FRAME_HEAD, DHCP_PACKET_MAX, type,
				&x->ask);
	len = dhcp_frame_write(packet, len, 0, UINT32_MAX);
	if (dhcp_socket_send(x->fd, x->ifindex, packet, len) < 0)
		x->next_ms = now_ms + SEND_AGAIN_MS;
	else
		exchange_schedule(x, now_ms);
}

static void exchange_enter(struct exchange *x, enum dhcp_state state,
			   uint64_t now_ms)
{
	x->ask.state = state;
	x->tries = 0;
	x->next_ms = now_ms;
	x->choose_ms = 0;
}

static void exchange_restart(struct exchange *x, uint64_t now_ms)
{
	exchange_enter(x, DHCP_SELECTING, now_ms);
	sys_random(&x->ask.xid, sizeof(x->ask.xid));
	x->ask.server = 0;
	x->ask.requested = 0;
}

int exchange_begin(struct exchange *x, const struct link *link,
		   const struct cmdline *cmdline, uint64_t now_ms)
{
	memset(x, 0, sizeof(*x));
	x->fd = dhcp_socket_open(link->index);
	if (x->fd < 0)
		return x->fd;
	x->ifindex = link->index;
	x->began_ms = now_ms;
	x->choosy = !cmdline->root.given;
	memcpy(x->ask.mac, link->mac, MAC_LEN);
	x->ask.mtu = link->mtu < UINT16_MAX ? link->mtu : UINT16_MAX;
	x->ask.rapid_commit = !x->choosy;
	if (cmdline->clientid_len) {
		memcpy(x->ask.clientid, cmdline->clientid,
		       cmdline->clientid_len);
		x->ask.clientid_len = cmdline->clientid_len;
	}
	strcpy(x->ask.hostname, cmdline->hostname);
	exchange_restart(x, now_ms);
	if (cmdline->wish) {
		x->ask.state = DHCP_REBOOTING;
		x->ask.requested = cmdline->client;
		x->reboot_ms = now_ms + REBOOT_MS;
	}
	exchange_send(x, now_ms);
	return 0;
}

void exchange_end(struct exchange *x)
{
	if (x->fd >= 0)
		close(x->fd);
	x->fd = -1;
}

static uint64_t exchange_patience_ms(const struct exchange *x)
{
	if (x->ask.state == DHCP_REBOOTING)
		return x->reboot_ms;
	return x->choose_ms ? x->choose_ms : UINT64_MAX;
}

uint64_t exchange_due_ms(const struct exchange *x)
{
	uint64_t patience = exchange_patience_ms(x);

	return x->next_ms < patience ? x->next_ms : patience;
}

static void exchange_request(struct exchange *x, uint64_t now_ms)
{
	exchange_enter(x, DHCP_REQUESTING, now_ms);
	x->ask.server = x->offer.server_id;
	x->ask.requested = x->offer.ip;
	exchange_send(x, now_ms);
}

void exchange_tick(struct exchange *x, uint64_t now_ms)
{
	bool impatient = now_ms >= exchange_patience_ms(x);

	if (impatient && x->ask.state == DHCP_SELECTING) {
		exchange_request(x, now_ms);
		return;
	}
	if (impatient && x->ask.state == DHCP_REBOOTING) {
		uint32_t wish = x->ask.requested;

		exchange_restart(x, now_ms);
		x->ask.requested = wish; /* a hint in DISCOVER (4.4.1) */
	}
	if (x->ask.state == DHCP_REQUESTING && now_ms >= x->next_ms &&
	    x->tries >= REQUEST_TRIES)
		exchange_restart(x, now_ms);
	if (now_ms >= x->next_ms)
		exchange_send(x, now_ms);
}

static void exchange_take_offer(struct exchange *x, const struct lease *offer,
				uint64_t now_ms)
{
	bool first = x->choose_ms == 0;

	x->answered = true;
	if (first || (offer->rootpath[0] && !x->offer.rootpath[0]))
		x->offer = *offer;
	if (!x->choosy || x->offer.rootpath[0])
		exchange_request(x, now_ms);
	else if (first) {
		x->choose_ms = now_ms + CHOOSE_MS;
		x->next_ms = UINT64_MAX; /* asked enough */
	}
}

/* RFC 2131 3.1.5: a NAK begins anew. A server that answers every request so
 * must not make a storm: the second and later ones wait. */
static void exchange_take_nak(struct exchange *x, uint64_t now_ms)
{
	x->answered = true;
	exchange_restart(x, now_ms);
	if (x->naks)
		x->next_ms = now_ms + sys_random_between(1000, 3000);
	x->naks++;
}

/* Only what was meant for this exchange tells why there is no lease: another
 * machine's answer on the same wire does not. RFC 2131 2: xid, chaddr. */
static bool exchange_is_ours(const struct exchange *x, const uint8_t *payload,
			     size_t len)
{
	return len >= DHCP_AT_CHADDR + MAC_LEN &&
	       memcmp(payload + DHCP_AT_XID, &x->ask.xid, sizeof(x->ask.xid)) ==
		       0 &&
	       memcmp(payload + DHCP_AT_CHADDR, x->ask.mac, MAC_LEN) == 0;
}

static bool exchange_take(struct exchange *x, const uint8_t *payload,
			  size_t len, uint64_t now_ms)
{
	struct lease lease = { 0 };
	const char *reason;

	switch (dhcp_packet_read(payload, len, &x->ask, &lease, &reason)) {
	case DHCP_IGNORE:
		if (exchange_is_ours(x, payload, len) &&
		    x->ask.state != DHCP_REQUESTING)
			x->refused = reason;
		return false;
	case DHCP_RESTART:
		x->refused = reason;
		exchange_take_nak(x, now_ms);
		return false;
	case DHCP_ACCEPT:
		break;
	}
	if (lease.acked)
		x->offer = lease;
	else
		exchange_take_offer(x, &lease, now_ms);
	return lease.acked;
}

bool exchange_receive(struct exchange *x, uint64_t now_ms)
{
	uint8_t packet[2048];
	const uint8_t *payload;
	const char *reason;
	bool unfinished;
	size_t payload_len;
	ssize_t len;

	/* A flood on one wire must not starve the others. */
	for (int i = 0; i < RECEIVE_MAX; i++) {
		len = dhcp_socket_receive(x->fd, packet, sizeof(packet),
					  &unfinished);
		if (len < 0)
			break;
		payload = dhcp_frame_read(packet, len, unfinished, &payload_len,
					  &reason);
		if (!payload && !x->refused)
			x->refused = reason;
		if (payload && exchange_take(x, payload, payload_len, now_ms))
			return true;
	}
	return false;
}
