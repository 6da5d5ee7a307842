/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"

static const uint8_t mac[MAC_LEN] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };

uint32_t address(const char *text)
{
	struct in_addr in;

	assert_int_equal(inet_pton(AF_INET, text, &in), 1);
	return in.s_addr;
}

struct dhcp_ask ask_in(enum dhcp_state state)
{
	struct dhcp_ask ask = {
		.state = state,
		.xid = htonl(0x11223344),
		.server = address(ANSWER_SERVER),
		.requested = address(ANSWER_IP),
	};

	memcpy(ask.mac, mac, sizeof(mac));
	return ask;
}

void answer_begin(struct answer *a)
{
	uint32_t ip = address(ANSWER_IP);

	memset(a, 0, sizeof(*a));
	memcpy(a->data, "\x02\x01\x06\x00\x11\x22\x33\x44\x00\x00\x00\x00", 12);
	memcpy(a->data + DHCP_AT_YIADDR, &ip, sizeof(ip));
	memcpy(a->data + DHCP_AT_CHADDR, mac, sizeof(mac));
	memcpy(a->data + DHCP_AT_COOKIE, "\x63\x82\x53\x63", 4);
	a->len = DHCP_AT_OPTIONS;
}

size_t answer_add_at(struct answer *a, size_t at, uint8_t code,
		     const void *value, size_t len)
{
	assert_in_range(at + 2 + len, 0, sizeof(a->data));
	a->data[at] = code;
	a->data[at + 1] = len;
	memcpy(a->data + at + 2, value, len);
	return at + 2 + len;
}

void answer_add(struct answer *a, uint8_t code, const void *value, size_t len)
{
	a->len = answer_add_at(a, a->len, code, value, len);
}

void answer_add_address(struct answer *a, uint8_t code, const char *text)
{
	uint32_t value = address(text);

	answer_add(a, code, &value, sizeof(value));
}

void answer_add_number(struct answer *a, uint8_t code, uint32_t number)
{
	uint32_t value = htonl(number);

	answer_add(a, code, &value, sizeof(value));
}

void answer_good(struct answer *a, uint8_t type, uint8_t without)
{
	answer_begin(a);
	if (without != DHCP_OPT_TYPE)
		answer_add(a, DHCP_OPT_TYPE, &type, 1);
	if (without != DHCP_OPT_SERVER)
		answer_add_address(a, DHCP_OPT_SERVER, ANSWER_SERVER);
	if (without != DHCP_OPT_LEASE && type != DHCP_NAK)
		answer_add_number(a, DHCP_OPT_LEASE, 3600);
	if (without != DHCP_OPT_MASK && type != DHCP_NAK)
		answer_add_address(a, DHCP_OPT_MASK, "255.255.255.0");
}

struct lease lease_with(uint8_t code, const void *value, size_t len)
{
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct answer a;

	answer_good(&a, DHCP_OFFER, code);
	answer_add(&a, code, value, len);
	return assert_accepted(&a, &ask);
}

enum dhcp_verdict answer_judge(const struct answer *a,
			       const struct dhcp_ask *ask, struct lease *lease,
			       const char **reason)
{
	uint8_t *exact = malloc(a->len ? a->len : 1);
	enum dhcp_verdict verdict;

	assert_non_null(exact);
	memcpy(exact, a->data, a->len);
	*reason = NULL;
	memset(lease, 0, sizeof(*lease));
	verdict = dhcp_packet_read(exact, a->len, ask, lease, reason);
	free(exact);
	return verdict;
}

struct lease assert_accepted(const struct answer *a, const struct dhcp_ask *ask)
{
	struct lease lease;
	const char *reason;

	if (answer_judge(a, ask, &lease, &reason) != DHCP_ACCEPT)
		fail_msg("not accepted: %s", reason);
	return lease;
}

void assert_ignored(const struct answer *a, const struct dhcp_ask *ask,
		    const char *why)
{
	static const struct lease untouched;
	struct lease lease;
	const char *reason;

	if (answer_judge(a, ask, &lease, &reason) != DHCP_IGNORE)
		fail_msg("not ignored, though: %s", why);
	if (!strstr(reason, why))
		fail_msg("ignored for \"%s\", not for \"%s\"", reason, why);
	assert_memory_equal(&lease, &untouched, sizeof(lease));
}

void assert_restarts(const struct answer *a, const struct dhcp_ask *ask)
{
	struct lease lease;
	const char *reason;

	if (answer_judge(a, ask, &lease, &reason) != DHCP_RESTART)
		fail_msg("does not restart: %s", reason);
	assert_non_null(reason);
}
