/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which answers count: for each rule, first what breaks it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "answer.h"

static void refuses_wrong_fixed_fields(void **state)
{
	static const struct {
		size_t at;
		const char *why;
	} fields[] = {
		{ DHCP_AT_OP, "(op)" },
		{ DHCP_AT_HTYPE, "(htype)" },
		{ DHCP_AT_HLEN, "(hlen)" },
		{ DHCP_AT_XID, "(xid)" },
		{ DHCP_AT_XID + 3, "(xid)" },
		{ DHCP_AT_CHADDR, "(chaddr)" },
		{ DHCP_AT_CHADDR + 5, "(chaddr)" },
		{ DHCP_AT_COOKIE, "cookie" },
		{ DHCP_AT_COOKIE + 3, "cookie" },
	};
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct answer a;

	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		answer_good(&a, DHCP_OFFER, 0);
		a.data[fields[i].at] ^= 1;
		assert_ignored(&a, &ask, fields[i].why);
	}
	answer_good(&a, DHCP_OFFER, 0);
	assert_accepted(&a, &ask);
}

static void refuses_every_cut_of_the_head(void **state)
{
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_OFFER, 0);
	for (a.len = 0; a.len < DHCP_AT_OPTIONS; a.len++)
		assert_ignored(&a, &ask, "shorter");
	assert_ignored(&a, &ask, "option 53");
}

static void refuses_types_not_for_clients(void **state)
{
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_OFFER, DHCP_OPT_TYPE);
	assert_ignored(&a, &ask, "BOOTP");
	answer_add(&a, DHCP_OPT_TYPE, "", 0);
	assert_ignored(&a, &ask, "BOOTP");
	for (unsigned type = 0; type < 256; type++) {
		answer_good(&a, type, 0);
		if (type != DHCP_OFFER && type != DHCP_ACK && type != DHCP_NAK)
			assert_ignored(&a, &ask, "not a message for clients");
	}
}

static void refuses_servers_that_are_no_host(void **state)
{
	static const char *const servers[] = {
		"0.0.0.0",   "0.1.2.3",	  "127.0.0.1",
		"224.0.0.1", "240.0.0.1", "255.255.255.255",
	};
	static const uint8_t types[] = { DHCP_OFFER, DHCP_ACK, DHCP_NAK };
	static const enum dhcp_state states[] = { DHCP_SELECTING,
						  DHCP_REBOOTING,
						  DHCP_REBINDING };
	struct answer a;

	(void)state;
	for (int t = 0; t < 3; t++) {
		struct dhcp_ask ask = ask_in(states[t]);

		answer_good(&a, types[t], DHCP_OPT_SERVER);
		assert_ignored(&a, &ask, "no server identifier");
		answer_add(&a, DHCP_OPT_SERVER, "\xc0\xa8\x01", 3);
		assert_ignored(&a, &ask, "no server identifier");
		for (int i = 0; i < 6; i++) {
			answer_good(&a, types[t], DHCP_OPT_SERVER);
			answer_add_address(&a, DHCP_OPT_SERVER, servers[i]);
			assert_ignored(&a, &ask, "no host's address");
		}
	}
}

/* yiaddr, mask (empty: none), and whether a host can have it. */
static void refuses_addresses_that_are_no_host(void **state)
{
	static const struct {
		const char *ip, *mask;
		bool good;
	} cases[] = {
		{ "0.0.0.0", "255.255.255.0", false },
		{ "0.0.0.5", "255.255.255.0", false },
		{ "127.0.0.1", "255.0.0.0", false },
		{ "224.0.0.1", "255.255.255.0", false },
		{ "239.1.2.3", "", false },
		{ "240.0.0.1", "255.255.255.0", false },
		{ "255.255.255.255", "", false },
		{ "192.168.1.0", "255.255.255.0", false },
		{ "192.168.1.255", "255.255.255.0", false },
		{ "192.168.1.127", "255.255.255.128", false },
		{ "192.168.1.128", "255.255.255.128", false },
		{ "10.0.0.0", "", false },	 /* class A */
		{ "172.16.255.255", "", false }, /* class B */
		{ "192.168.1.255", "", false },	 /* class C */
		{ "192.168.1.255", "255.0.255.0",
		  false }, /* no mask: class C */
		{ "10.0.0.255", "", true },
		{ "192.168.0.255", "255.255.254.0", true },
		{ "192.168.1.0", "255.255.255.254", true }, /* RFC 3021 */
		{ "192.168.1.1", "255.255.255.254", true },
		{ "192.168.1.0", "255.255.255.255", true },
		{ "192.168.1.255", "255.255.255.255", true },
		{ "223.255.255.254", "255.255.255.0", true },
	};
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t ip = address(cases[i].ip);
		struct answer a;

		answer_good(&a, DHCP_OFFER, DHCP_OPT_MASK);
		if (cases[i].mask[0])
			answer_add_address(&a, DHCP_OPT_MASK, cases[i].mask);
		memcpy(a.data + DHCP_AT_YIADDR, &ip, sizeof(ip));
		if (cases[i].good)
			assert_int_equal(assert_accepted(&a, &ask).ip, ip);
		else
			assert_ignored(&a, &ask, "yiaddr");
	}
}

static void refuses_proxy_offers(void **state)
{
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_OFFER, 0);
	answer_add(&a, DHCP_OPT_VENDOR, "PXEClient", 9);
	memset(a.data + DHCP_AT_YIADDR, 0, 4);
	assert_ignored(&a, &ask, "proxyDHCP");
	answer_good(&a, DHCP_OFFER, 0);
	memset(a.data + DHCP_AT_YIADDR, 0, 4);
	assert_ignored(&a, &ask, "no address");
	/* A server that also tells where to boot from is a server. */
	answer_good(&a, DHCP_OFFER, 0);
	answer_add(&a, DHCP_OPT_VENDOR, "PXEClient", 9);
	assert_accepted(&a, &ask);
}

static void refuses_leases_without_time(void **state)
{
	static const uint8_t types[] = { DHCP_OFFER, DHCP_ACK };
	static const enum dhcp_state states[] = { DHCP_SELECTING,
						  DHCP_REQUESTING };
	struct answer a;

	(void)state;
	for (int t = 0; t < 2; t++) {
		struct dhcp_ask ask = ask_in(states[t]);

		answer_good(&a, types[t], DHCP_OPT_LEASE);
		assert_ignored(&a, &ask, "no lease time");
		answer_add(&a, DHCP_OPT_LEASE, "\0\x0e\x10", 3);
		assert_ignored(&a, &ask, "no lease time");
		answer_good(&a, types[t], DHCP_OPT_LEASE);
		answer_add_number(&a, DHCP_OPT_LEASE, 0);
		assert_ignored(&a, &ask, "no lease time");
		answer_good(&a, types[t], DHCP_OPT_LEASE);
		answer_add_number(&a, DHCP_OPT_LEASE, 9);
		assert_ignored(&a, &ask, "below 10 s");
		answer_good(&a, types[t], DHCP_OPT_LEASE);
		answer_add_number(&a, DHCP_OPT_LEASE, 10);
		assert_int_equal(assert_accepted(&a, &ask).seconds, 10);
	}
}

static void replaces_wrong_times_by_defaults(void **state)
{
	static const struct {
		uint32_t lease, t1, t2; /* 0: not sent */
		uint32_t want_t1, want_t2;
	} cases[] = {
		{ 3600, 3600, 3700, 1800, 3150 },
		{ 3600, 0xffffffff, 0xffffffff, 1800, 3150 },
		{ 3600, 2000, 1000, 1800, 3150 }, /* T1 behind T2 */
		{ 3600, 2000, 2000, 1800, 3150 },
		{ 3600, 3500, 0, 1800, 3150 }, /* behind the default T2 */
		{ 3600, 1000, 4000, 1000, 3150 },
		{ 3600, 4000, 3000, 1800, 3000 },
		{ 3600, 1000, 2000, 1000, 2000 },
		{ 3600, 0, 0, 1800, 3150 },
		{ 10, 0, 0, 5, 8 },
		{ 0xfffffffe, 0, 0, 0x7fffffff, 0xdffffffe },
		{ 0xffffffff, 0, 0, 0xffffffff, 0xffffffff },
		{ 0xffffffff, 600, 0, 600, 0xffffffff },
	};
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lease lease;
		struct answer a;

		answer_good(&a, DHCP_OFFER, DHCP_OPT_LEASE);
		answer_add_number(&a, DHCP_OPT_LEASE, cases[i].lease);
		if (cases[i].t1)
			answer_add_number(&a, DHCP_OPT_T1, cases[i].t1);
		if (cases[i].t2)
			answer_add_number(&a, DHCP_OPT_T2, cases[i].t2);
		lease = assert_accepted(&a, &ask);
		assert_int_equal(lease.seconds, cases[i].lease);
		assert_int_equal(lease.t1, cases[i].want_t1);
		assert_int_equal(lease.t2, cases[i].want_t2);
	}
}

enum fate { IGNORED, ACCEPTED, RESTARTS };

/* RFC 2131 4.4, figure 5: by state, OFFER, ACK and NAK from the chosen server
 * and from another one. */
static void takes_only_what_the_state_awaits(void **state)
{
	static const uint8_t types[] = { DHCP_OFFER, DHCP_ACK, DHCP_NAK };
	static const enum fate fates[][2][3] = {
		[DHCP_SELECTING] = { { ACCEPTED, IGNORED, IGNORED },
				     { ACCEPTED, IGNORED, IGNORED } },
		[DHCP_REQUESTING] = { { IGNORED, ACCEPTED, RESTARTS },
				      { IGNORED, IGNORED, IGNORED } },
		[DHCP_REBOOTING] = { { IGNORED, ACCEPTED, RESTARTS },
				     { IGNORED, ACCEPTED, RESTARTS } },
		[DHCP_BOUND] = { { IGNORED, IGNORED, IGNORED },
				 { IGNORED, IGNORED, IGNORED } },
		[DHCP_RENEWING] = { { IGNORED, ACCEPTED, RESTARTS },
				    { IGNORED, IGNORED, IGNORED } },
		[DHCP_REBINDING] = { { IGNORED, ACCEPTED, RESTARTS },
				     { IGNORED, ACCEPTED, RESTARTS } },
	};

	(void)state;
	for (int s = DHCP_SELECTING; s <= DHCP_REBINDING; s++)
		for (int i = 0; i < 6; i++) {
			struct dhcp_ask ask = ask_in(s);
			struct answer a;

			answer_good(&a, types[i % 3], 0);
			if (i >= 3)
				ask.server = address("192.168.1.2");
			if (fates[s][i / 3][i % 3] == IGNORED)
				assert_ignored(&a, &ask, "");
			else if (fates[s][i / 3][i % 3] == RESTARTS)
				assert_restarts(&a, &ask);
			else
				assert_int_equal(
					assert_accepted(&a, &ask).acked,
					i % 3 == 1);
		}
}

static void takes_only_the_wished_address_when_rebooting(void **state)
{
	struct dhcp_ask ask = ask_in(DHCP_REBOOTING);
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_ACK, 0);
	ask.requested = address("192.168.1.51");
	assert_ignored(&a, &ask, "another address");
	ask.state = DHCP_RENEWING; /* a new address is added beside the old */
	assert_int_equal(assert_accepted(&a, &ask).ip, address(ANSWER_IP));
}

static void takes_rapid_commit_only_where_asked(void **state)
{
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_ACK, 0);
	answer_add(&a, DHCP_OPT_RAPID_COMMIT, "", 0);
	assert_ignored(&a, &ask, "nothing was requested");
	ask.rapid_commit = true;
	answer_good(&a, DHCP_ACK, 0);
	assert_ignored(&a, &ask, "without rapid commit");
	answer_add(&a, DHCP_OPT_RAPID_COMMIT, "x", 1); /* RFC 4039 4: empty */
	assert_ignored(&a, &ask, "without rapid commit");
	answer_good(&a, DHCP_ACK, 0);
	answer_add(&a, DHCP_OPT_RAPID_COMMIT, "x", 1);
	a.len--; /* cut off, and not thereby empty */
	assert_ignored(&a, &ask, "without rapid commit");
	answer_good(&a, DHCP_NAK, 0);
	answer_add(&a, DHCP_OPT_RAPID_COMMIT, "", 0);
	assert_ignored(&a, &ask, "NAK");
	answer_good(&a, DHCP_ACK, 0);
	answer_add(&a, DHCP_OPT_RAPID_COMMIT, "", 0);
	assert_true(assert_accepted(&a, &ask).acked);
	answer_good(&a, DHCP_OFFER, 0);
	assert_false(assert_accepted(&a, &ask).acked);
}

static void refuses_answers_to_another_client(void **state)
{
	static const char ours[] = "\x01\x52\x54\x00\x12\x34\x56";
	struct dhcp_ask ask = ask_in(DHCP_REBINDING);
	static const uint8_t types[] = { DHCP_ACK, DHCP_NAK };
	struct answer a;

	(void)state;
	for (int t = 0; t < 2; t++) {
		answer_good(&a, types[t], 0);
		answer_add(&a, DHCP_OPT_CLIENTID,
			   "\x01\x52\x54\x00\x12\x34\x57", 7);
		assert_ignored(&a, &ask, "option 61");
		answer_good(&a, types[t], 0);
		answer_add(&a, DHCP_OPT_CLIENTID, ours, 6);
		assert_ignored(&a, &ask, "option 61");
	}
	answer_good(&a, DHCP_ACK, 0);
	answer_add(&a, DHCP_OPT_CLIENTID, "", 0); /* no identifier at all */
	assert_accepted(&a, &ask);
	answer_add(&a, DHCP_OPT_CLIENTID, "\2", 1);
	assert_accepted(&a, &ask);
	answer_good(&a, DHCP_ACK, 0);
	answer_add(&a, DHCP_OPT_CLIENTID, ours, 7);
	assert_accepted(&a, &ask);
	ask.clientid_len = 4;
	memcpy(ask.clientid, "\0abc", 4);
	assert_ignored(&a, &ask, "option 61");
	answer_good(&a, DHCP_ACK, 0);
	answer_add(&a, DHCP_OPT_CLIENTID, "\0abc", 4);
	assert_accepted(&a, &ask);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(refuses_wrong_fixed_fields),
	cmocka_unit_test(refuses_every_cut_of_the_head),
	cmocka_unit_test(refuses_types_not_for_clients),
	cmocka_unit_test(refuses_servers_that_are_no_host),
	cmocka_unit_test(refuses_addresses_that_are_no_host),
	cmocka_unit_test(refuses_proxy_offers),
	cmocka_unit_test(refuses_leases_without_time),
	cmocka_unit_test(replaces_wrong_times_by_defaults),
	cmocka_unit_test(takes_only_what_the_state_awaits),
	cmocka_unit_test(takes_only_the_wished_address_when_rebooting),
	cmocka_unit_test(takes_rapid_commit_only_where_asked),
	cmocka_unit_test(refuses_answers_to_another_client),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
