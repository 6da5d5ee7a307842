/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds a server's answers for the tests of dhcp_packet.c and dhcp_option.c. */
#ifndef ANSWER_H
#define ANSWER_H

#include "dhcp.h"
#include "dhcp_packet.h"

/* The addresses that every good answer has. */
#define ANSWER_SERVER "192.168.1.1"
#define ANSWER_IP     "192.168.1.50"

struct answer {
	uint8_t data[2048];
	size_t len;
};

/* Network order; the test fails on anything but a dotted quad. */
uint32_t address(const char *text);

/* What the client asked in a state: xid 0x11223344, MAC 52:54:00:12:34:56,
 * server ANSWER_SERVER, requested ANSWER_IP. */
struct dhcp_ask ask_in(enum dhcp_state state);

/* Fixed fields and magic cookie of an answer to that, without any option. */
void answer_begin(struct answer *a);

/* Options; answer_add_at writes into file or sname and returns the offset
 * behind. */
void answer_add(struct answer *a, uint8_t code, const void *value, size_t len);
void answer_add_address(struct answer *a, uint8_t code, const char *text);
void answer_add_number(struct answer *a, uint8_t code, uint32_t number);
size_t answer_add_at(struct answer *a, size_t at, uint8_t code,
		     const void *value, size_t len);

/* answer_begin and what a good answer of a type has (53, 54, 51, 1), but
 * without the option `without`. */
void answer_good(struct answer *a, uint8_t type, uint8_t without);

/* A good offer with one more option: accepted, and returned as read. */
struct lease lease_with(uint8_t code, const void *value, size_t len);

/* Judges it, out of a buffer that is exactly as long. */
enum dhcp_verdict answer_judge(const struct answer *a,
			       const struct dhcp_ask *ask, struct lease *lease,
			       const char **reason);

/* Fail the test unless the answer is accepted / ignored for a reason in which
 * the text occurs / begins the exchange anew. */
struct lease assert_accepted(const struct answer *a,
			     const struct dhcp_ask *ask);
void assert_ignored(const struct answer *a, const struct dhcp_ask *ask,
		    const char *why);
void assert_restarts(const struct answer *a, const struct dhcp_ask *ask);

#endif
