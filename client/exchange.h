/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "boot.h"
#include "dhcp_packet.h"
#include "link.h"

/* One interface's exchange with the servers behind it (RFC 2131 4.4). */
struct exchange {
	int fd;		   /* -1: not begun */
	int unicast;	   /* RENEWING: through the kernel's routes; -1: none */
	int arp;	   /* of exchange_claim; -1: none */
	int ifindex;	   /* the NIC it was begun on */
	bool choosy;	   /* no root is named: prefer offers that do */
	bool keeps;	   /* there is an address meanwhile: no hurry */
	bool answered;	   /* an offer or a NAK came */
	uint64_t began_ms; /* of the whole, for secs */
	uint64_t sent_ms;  /* the last message */
	uint64_t next_ms;  /* of the next transmission */
	uint64_t until_ms; /* of REBOOTING, RENEWING, REBINDING */
	uint64_t choose_ms; /* until when better offers count; 0: none yet */
	unsigned tries;	    /* transmissions of the current message */
	unsigned naks, conflicts;
	const char *refused; /* why the last answer was ignored */
	struct dhcp_ask ask;
	struct lease offer; /* the best so far, in the end the lease */
};

/* Makes one that is not begun. */
void exchange_init(struct exchange *x);

/* Begins on an interface that has carrier, at once: INIT-REBOOT where
 * cmdline->wish says so, else DISCOVER; both name cmdline->client where it is
 * given. 0 or -errno. */
int exchange_begin(struct exchange *x, const struct link *link,
		   const struct cmdline *cmdline, uint64_t now_ms);

/*
 * Begins to ask for more time for the address that the interface has: its
 * server alone (DHCP_RENEWING), or any (DHCP_REBINDING), until until_ms, after
 * which exchange_tick sends nothing more. 0 or -errno.
 */
int exchange_renew(struct exchange *x, const struct link *link,
		   const struct cmdline *cmdline, const struct lease *lease,
		   enum dhcp_state state, uint64_t until_ms, uint64_t now_ms);

/*
 * Whether the lease that came can be used: not where another machine answers
 * to its address (RFC 5227); then the server is told, and the exchange begins
 * anew 10 s later (RFC 2131 3.1.5), or a minute where that goes on. Takes 100
 * ms.
 */
bool exchange_claim(struct exchange *x);

/* Closes its sockets, for which the kernel takes some 10 ms each. */
void exchange_end(struct exchange *x);

/* When exchange_tick wants to be called (sys_now_ms). */
uint64_t exchange_due_ms(const struct exchange *x);

/* Sends what is due. */
void exchange_tick(struct exchange *x, uint64_t now_ms);

/* Takes in all that the socket has; true: x->offer is the lease. */
bool exchange_receive(struct exchange *x, uint64_t now_ms);

#endif
