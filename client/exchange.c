/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The DHCP exchange of one interface: RFC 2131 4.4, figure 5. */
#include "exchange.h"

#include <linux/if_ether.h>
#include <string.h>
#include <unistd.h>

#include "arp.h"
#include "console.h"
#include "dhcp_frame.h"
#include "dhcp_socket.h"
#include "dhcp.h"
#include "packet_socket.h"
#include "sys.h"
#include "text.h"

#define CHOOSE_MS 2000 /* how long an offer without a root waits */
/* INIT-REBOOT, sent twice; a server without a record keeps silent (RFC 2131
 * 4.3.2). */
#define REBOOT_MS     2500
#define REQUEST_TRIES 3	   /* then the offer is given up */
#define BACKOFF_MS    4000 /* RFC 2131 4.1: 4 s, doubled, +-1 s */
/* RFC 2131 4.1 doubles up to 64 s. Where somebody stands before the machine, a
 * server that comes back is asked after 16 s at most. */
#define BACKOFF_DOUBLINGS      4
#define BACKOFF_DOUBLINGS_BOOT 2
/* The first message leaves with the carrier, before some switch ports forward
 * and some bridges learn: it alone is sent again after 2 s, +-500 ms. (ISC
 * dhcpd pings an address for 1 s before it offers it.) */
#define FIRST_MS      2000
#define SEND_AGAIN_MS 100 /* the link took no packet */
/* RFC 2131 4.4.5: never sooner. In a lease of minutes, where that would leave
 * no second try, 4.1's shortest wait holds. */
#define RENEW_MIN_MS	   60000
#define RENEW_MIN_SHORT_MS 4000
#define DECLINE_MS	   10000 /* RFC 2131 3.1.5 */
#define CONFLICTS_MAX	   10	 /* RFC 5227 2.1.1: then once a minute */
#define CONFLICT_MS	   60000
/* Relays and bridges that lose unicast to an address which nobody has yet:
 * from the third message on the answer is asked for as a broadcast. */
#define BROADCAST_TRIES 2
#define RECEIVE_MAX	64 /* packets at a time */

static bool exchange_renews(const struct exchange *x)
{
	return x->ask.state == DHCP_RENEWING || x->ask.state == DHCP_REBINDING;
}

/* RFC 2131 4.4.5: half of the time that is left. */
static uint64_t exchange_renew_wait_ms(const struct exchange *x,
				       uint64_t now_ms)
{
	uint64_t half = (x->until_ms - now_ms) / 2;
	bool is_short = x->until_ms - x->began_ms < 4 * RENEW_MIN_MS;
	uint64_t least = is_short ? RENEW_MIN_SHORT_MS : RENEW_MIN_MS;

	return half > least ? half : least;
}

static uint64_t exchange_wait_ms(const struct exchange *x, uint64_t now_ms)
{
	unsigned most = x->keeps ? BACKOFF_DOUBLINGS : BACKOFF_DOUBLINGS_BOOT;
	unsigned doublings = x->tries - 1;

	if (exchange_renews(x))
		return exchange_renew_wait_ms(x, now_ms);
	if (!x->tries)
		return sys_random_between(FIRST_MS * 3 / 4, FIRST_MS * 5 / 4);
	if (doublings > most)
		doublings = most;
	return (BACKOFF_MS << doublings) - 1000 + sys_random_between(0, 2000);
}

static int exchange_transmit(const struct exchange *x, uint8_t type)
{
	uint8_t packet[DHCP_FRAME_HEAD + DHCP_PACKET_MAX];
	uint8_t *payload = packet + DHCP_FRAME_HEAD;
	size_t len = dhcp_packet_write(payload, DHCP_PACKET_MAX, type, &x->ask);

	/* RFC 2131 4.4.5: RENEWING is unicast, with an address by now. */
	if (x->ask.state == DHCP_RENEWING)
		return dhcp_socket_send_unicast(x->unicast, x->ask.server,
						payload, len);
	len = dhcp_frame_write(packet, len,
			       x->ask.state == DHCP_REBINDING ? x->ask.requested
							      : 0,
			       UINT32_MAX);
	return packet_socket_send(x->fd, x->ifindex, ETH_P_IP, packet, len);
}

static void exchange_send(struct exchange *x, uint64_t now_ms)
{
	uint64_t secs = (now_ms - x->began_ms) / 1000;
	uint8_t type = x->ask.state == DHCP_SELECTING ? DHCP_DISCOVER
						      : DHCP_REQUEST;

	/* RFC 2131 4.4.1: a REQUEST carries the DISCOVER's secs. */
	if (x->ask.state != DHCP_REQUESTING)
		x->ask.secs = secs < UINT16_MAX ? secs : UINT16_MAX;
	if (x->tries >= BROADCAST_TRIES)
		x->ask.broadcast = true;
	x->sent_ms = now_ms;
	if (exchange_transmit(x, type) < 0 && !x->keeps) {
		x->next_ms = now_ms + SEND_AGAIN_MS;
		return;
	}
	x->next_ms = now_ms + exchange_wait_ms(x, now_ms);
	x->tries++;
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

void exchange_init(struct exchange *x)
{
	memset(x, 0, sizeof(*x));
	x->fd = -1;
	x->unicast = -1;
	x->arp = -1;
}

/* What every message of this interface says, and a socket for the answers. */
static int exchange_open(struct exchange *x, const struct link *link,
			 const struct cmdline *cmdline, uint64_t now_ms)
{
	exchange_init(x);
	x->fd = dhcp_socket_open(link->index);
	if (x->fd < 0)
		return x->fd;
	x->ifindex = link->index;
	x->began_ms = now_ms;
	memcpy(x->ask.mac, link->mac, MAC_LEN);
	x->ask.mtu = link->mtu < UINT16_MAX ? link->mtu : UINT16_MAX;
	memcpy(x->ask.clientid, cmdline->clientid, sizeof(x->ask.clientid));
	x->ask.clientid_len = cmdline->clientid_len;
	strcpy(x->ask.hostname, cmdline->hostname);
	exchange_restart(x, now_ms);
	return 0;
}

int exchange_begin(struct exchange *x, const struct link *link,
		   const struct cmdline *cmdline, uint64_t now_ms)
{
	int ret = exchange_open(x, link, cmdline, now_ms);

	if (ret < 0)
		return ret;
	x->choosy = !cmdline->root.given;
	x->ask.rapid_commit = !x->choosy;
	x->ask.requested = cmdline->client;
	if (cmdline->wish) {
		x->ask.state = DHCP_REBOOTING;
		x->until_ms = now_ms + REBOOT_MS;
	}
	exchange_send(x, now_ms);
	return 0;
}

int exchange_renew(struct exchange *x, const struct link *link,
		   const struct cmdline *cmdline, const struct lease *lease,
		   enum dhcp_state state, uint64_t until_ms, uint64_t now_ms)
{
	int ret = exchange_open(x, link, cmdline, now_ms);

	if (ret < 0)
		return ret;
	if (state == DHCP_RENEWING)
		x->unicast = dhcp_socket_open_unicast(link->index, lease->ip);
	x->keeps = true;
	x->ask.state = state;
	x->ask.server = lease->server_id;
	x->ask.requested = lease->ip;
	x->until_ms = until_ms;
	exchange_send(x, now_ms);
	return 0;
}

static void exchange_decline(struct exchange *x, uint64_t now_ms)
{
	x->ask.state = DHCP_REQUESTING; /* a broadcast, whatever was before */
	x->ask.server = x->offer.server_id;
	x->ask.requested = x->offer.ip;
	/* One that is lost is made up for by the next conflict. */
	exchange_transmit(x, DHCP_DECLINE);
	exchange_restart(x, now_ms);
	x->next_ms = now_ms + (++x->conflicts > CONFLICTS_MAX ? CONFLICT_MS
							      : DECLINE_MS);
	x->answered = true;
	x->refused = "its address is another machine's (ARP)";
}

bool exchange_claim(struct exchange *x)
{
	uint32_t ip = x->offer.ip;

	if (x->arp < 0)
		x->arp = arp_open(x->ifindex);
	if (!arp_probe(x->arp, x->ifindex, x->ask.mac, ip)) {
		arp_announce(x->arp, x->ifindex, x->ask.mac, ip);
		return true;
	}
	console_warning(text_quad(ip).text,
			"another machine on the wire has this address; the "
			"server is told, and asked again later");
	exchange_decline(x, sys_now_ms());
	return false;
}

void exchange_end(struct exchange *x)
{
	if (x->fd >= 0)
		close(x->fd);
	if (x->unicast >= 0)
		close(x->unicast);
	if (x->arp >= 0)
		close(x->arp);
	exchange_init(x);
}

static uint64_t exchange_patience_ms(const struct exchange *x)
{
	if (x->ask.state == DHCP_REBOOTING)
		return x->until_ms;
	return x->choose_ms ? x->choose_ms : UINT64_MAX;
}

uint64_t exchange_due_ms(const struct exchange *x)
{
	uint64_t patience = exchange_patience_ms(x);

	if (exchange_renews(x) && x->next_ms >= x->until_ms)
		return UINT64_MAX;
	return sys_earlier(x->next_ms, patience);
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
	/* RFC 2131 4.4.1: a lease runs from the moment it was asked for. */
	lease.began_ms = x->sent_ms;
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
