/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The DHCP exchange of one interface: RFC 2131 4.4, figure 5, up to BOUND. */
#include "dhcp_client.h"

#include <string.h>
#include <unistd.h>

#include "dhcp_frame.h"
#include "dhcp_socket.h"
#include "dhcp.h"
#include "sys.h"

#define CHOOSE_MS     2000  /* how long an offer without a root waits */
#define REBOOT_MS     10000 /* INIT-REBOOT without an answer */
#define REQUEST_TRIES 3	    /* then the offer is given up */
#define BACKOFF_MS    4000  /* RFC 2131 4.1: 4 s, doubled, +-1 s */
/* RFC 2131 4.1 doubles up to 64 s; somebody stands before this machine, so a
 * server that comes back is asked after 16 s at most. */
#define BACKOFF_DOUBLINGS 2

static void exchange_schedule(struct exchange *x, uint64_t now_ms)
{
	unsigned doublings = x->tries < BACKOFF_DOUBLINGS ? x->tries
							  : BACKOFF_DOUBLINGS;
	uint32_t middle = BACKOFF_MS << doublings;

	x->next_ms = now_ms + sys_random_between(middle - 1000, middle + 1000);
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
	/* What cannot be sent now is sent again when it is due. */
	dhcp_socket_send(x->fd, x->link->index, packet, len);
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
	x->began_ms = now_ms;
}

int exchange_begin(struct exchange *x, const struct link *link,
		   const struct cmdline *cmdline, uint64_t now_ms)
{
	memset(x, 0, sizeof(*x));
	x->fd = dhcp_socket_open(link->index);
	if (x->fd < 0)
		return x->fd;
	x->link = link;
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
		return x->began_ms + REBOOT_MS;
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
	if (impatient && x->ask.state == DHCP_REBOOTING)
		exchange_restart(x, now_ms);
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

	if (first || (offer->rootpath[0] && !x->offer.rootpath[0]))
		x->offer = *offer;
	if (!x->choosy || x->offer.rootpath[0])
		exchange_request(x, now_ms);
	else if (first)
		x->choose_ms = now_ms + CHOOSE_MS;
}

/* RFC 2131 3.1.5: a NAK begins anew. A server that answers every request so
 * must not make a storm: the second and later ones wait. */
static void exchange_take_nak(struct exchange *x, uint64_t now_ms)
{
	exchange_restart(x, now_ms);
	if (x->naks)
		x->next_ms = now_ms + sys_random_between(1000, 3000);
	x->naks++;
}

bool exchange_receive(struct exchange *x, uint64_t now_ms)
{
	uint8_t packet[2048];
	const uint8_t *payload;
	const char *reason;
	struct lease lease;
	bool unfinished;
	size_t payload_len;
	ssize_t len;

	while ((len = dhcp_socket_receive(x->fd, packet, sizeof(packet),
					  &unfinished)) >= 0) {
		payload = dhcp_frame_read(packet, len, unfinished, &payload_len,
					  &x->refused);
		if (!payload)
			continue;
		memset(&lease, 0, sizeof(lease));
		switch (dhcp_packet_read(payload, payload_len, &x->ask, &lease,
					 &reason)) {
		case DHCP_IGNORE:
			x->refused = reason;
			break;
		case DHCP_RESTART:
			x->refused = reason;
			exchange_take_nak(x, now_ms);
			break;
		case DHCP_ACCEPT:
			if (!lease.acked) {
				exchange_take_offer(x, &lease, now_ms);
				break;
			}
			x->offer = lease;
			return true;
		}
	}
	return false;
}
