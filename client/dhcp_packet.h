/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHCP_PACKET_H
#define DHCP_PACKET_H

#include <stddef.h>
#include "boot.h"

#define DHCP_PACKET_MAX 1472 /* UDP payload in one Ethernet frame */

/* RFC 2131 figure 5, as far as an answer can be expected. */
enum dhcp_state {
	DHCP_SELECTING,
	DHCP_REQUESTING,
	DHCP_REBOOTING,
	DHCP_BOUND,
	DHCP_RENEWING,
	DHCP_REBINDING,
};

/* What was asked, and so what an answer must match. Network order. */
struct dhcp_ask {
	enum dhcp_state state;
	uint32_t xid;
	uint8_t mac[MAC_LEN];
	uint32_t server;    /* the chosen one, 0: not yet */
	uint32_t requested; /* option 50, or ciaddr when bound; 0: none */
	bool rapid_commit;  /* option 80 was sent (RFC 4039) */
	bool broadcast;	    /* ask for broadcast answers */
	uint16_t secs;	    /* since the exchange began */
	uint16_t mtu;	    /* the link's, for option 57; 0: 1500 */
	uint8_t clientid[CLIENTID_SIZE]; /* option 61: type, then identifier */
	unsigned clientid_len;
	char hostname[HOSTNAME_SIZE]; /* option 12 to send; empty: none */
};

enum dhcp_verdict { DHCP_IGNORE, DHCP_ACCEPT, DHCP_RESTART };

/*
 * Judges one UDP payload by RFC 2131 4.3.1 to 4.4.6, 2132, 3396, 3442, 4039,
 * 6842. On DHCP_ACCEPT fills *out (device and ifindex are left alone); on
 * DHCP_IGNORE and DHCP_RESTART (a valid NAK) sets *reason to a static text.
 * Pure; reads no byte behind data + len.
 */
enum dhcp_verdict dhcp_packet_read(const uint8_t *data, size_t len,
				   const struct dhcp_ask *ask,
				   struct lease *out, const char **reason);

/*
 * Message types that the client sends (RFC 2132 9.6): DHCP_DISCOVER,
 * DHCP_REQUEST, DHCP_DECLINE, DHCP_RELEASE of include/dhcp.h. Writes the
 * message for ask's state into data (size octets, at least 576) and returns
 * its length, at least 300 (BOOTP's minimum, RFC 951 with RFC 1542 2.1).
 */
size_t dhcp_packet_write(uint8_t *data, size_t size, uint8_t type,
			 const struct dhcp_ask *ask);

#endif
