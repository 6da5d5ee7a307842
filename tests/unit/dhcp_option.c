/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of an answer's options counts: for each rule, first what breaks it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "answer.h"
#include "dhcp_option.h"

static const struct dhcp_ask *selecting(void)
{
	static struct dhcp_ask ask;

	ask = ask_in(DHCP_SELECTING);
	return &ask;
}

static void reads_nothing_behind_the_end(void **state)
{
	struct answer a;

	(void)state;
	/* However much is cut off the last option, only that one is lost. */
	for (size_t cut = 1; cut <= 4; cut++) {
		answer_good(&a, DHCP_OFFER, 0);
		answer_add(&a, DHCP_OPT_HOSTNAME, "one", 3);
		a.len -= cut;
		assert_string_equal(assert_accepted(&a, selecting()).hostname,
				    "");
	}
	answer_good(&a, DHCP_OFFER, 0);
	a.data[a.len++] = DHCP_OPT_END;
	a.len++; /* a pad */
	answer_add(&a, DHCP_OPT_HOSTNAME, "one", 3);
	assert_string_equal(assert_accepted(&a, selecting()).hostname, "");
	answer_good(&a, DHCP_OFFER, 0);
	a.len += 7; /* pads */
	answer_add(&a, DHCP_OPT_HOSTNAME, "one", 3);
	assert_string_equal(assert_accepted(&a, selecting()).hostname, "one");
}

/* Each of these loses one option and nothing else. */
static void ignores_wrong_lengths_one_by_one(void **state)
{
	static const uint8_t codes[] = {
		DHCP_OPT_MASK,	 DHCP_OPT_ROUTER,	DHCP_OPT_DNS,
		DHCP_OPT_NTP,	 DHCP_OPT_MTU,		DHCP_OPT_BROADCAST,
		DHCP_OPT_T1,	 DHCP_OPT_T2,		DHCP_OPT_HOSTNAME,
		DHCP_OPT_DOMAIN, DHCP_OPT_ROOTPATH,	DHCP_OPT_SEARCH,
		DHCP_OPT_ROUTES, DHCP_OPT_OVERLOAD,	DHCP_OPT_CLIENTID,
		DHCP_OPT_VENDOR, DHCP_OPT_RAPID_COMMIT,
	};
	struct lease lease;

	(void)state;
	for (size_t i = 0; i < sizeof(codes); i++)
		for (size_t len = 0; len < 6; len += i < 8 ? 5 : 6)
			assert_int_equal(
				lease_with(codes[i], "\0\0\0\0\0", len).seconds,
				3600);
	lease = lease_with(DHCP_OPT_MASK, "\xff\xff\xff", 3);
	assert_int_equal(lease.mask, address("255.255.255.0")); /* class C */
	lease = lease_with(DHCP_OPT_MASK, "\0\0\0\0", 4);
	assert_int_equal(lease.mask, address("255.255.255.0"));
	lease = lease_with(DHCP_OPT_ROUTER, "\xc0\xa8\x01\x01\xc0", 5);
	assert_int_equal(lease.gw, 0);
	lease = lease_with(DHCP_OPT_DNS, "\xc0\xa8\x01\x01\xc0\xa8", 6);
	assert_int_equal(lease.dns_count, 0);
	lease = lease_with(DHCP_OPT_MTU, "\x05", 1);
	assert_int_equal(lease.mtu, 0);
}

static void joins_long_options(void **state)
{
	char path[501];
	struct answer a;
	size_t at;

	(void)state;
	memset(path, 'p', sizeof(path));
	path[0] = '/';
	path[500] = '\0';
	answer_good(&a, DHCP_OFFER, 0);
	answer_add(&a, DHCP_OPT_ROOTPATH, path, 255);
	answer_add(&a, DHCP_OPT_HOSTNAME, "one", 3);
	answer_add(&a, DHCP_OPT_ROOTPATH, "", 0);
	answer_add(&a, DHCP_OPT_ROOTPATH, path + 255, 245);
	assert_memory_equal(assert_accepted(&a, selecting()).rootpath, path,
			    sizeof(path));
	/* RFC 3396 5: options, then file, then sname. */
	answer_good(&a, DHCP_OFFER, 0);
	answer_add(&a, DHCP_OPT_OVERLOAD, "\3", 1);
	answer_add(&a, DHCP_OPT_ROOTPATH, "/a", 2);
	a.data[a.len++] = DHCP_OPT_END;
	answer_add_at(&a, DHCP_AT_SNAME, DHCP_OPT_ROOTPATH, "/c", 2);
	at = answer_add_at(&a, DHCP_AT_FILE, DHCP_OPT_ROOTPATH, "/b", 2);
	a.data[at] = DHCP_OPT_END;
	answer_add_at(&a, at + 1, DHCP_OPT_ROOTPATH, "/x", 2);
	assert_string_equal(assert_accepted(&a, selecting()).rootpath,
			    "/a/b/c");
}

static void takes_a_repeated_fixed_option_only_where_it_agrees(void **state)
{
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_OFFER, 0);
	answer_add_address(&a, DHCP_OPT_SERVER, "192.168.1.2");
	assert_ignored(&a, selecting(), "no server identifier");
	answer_good(&a, DHCP_OFFER, 0);
	answer_add_number(&a, DHCP_OPT_LEASE, 7200);
	assert_ignored(&a, selecting(), "no lease time");
	answer_good(&a, DHCP_OFFER, 0);
	answer_add_address(&a, DHCP_OPT_SERVER, ANSWER_SERVER);
	assert_accepted(&a, selecting());
}

static void reads_file_and_sname_only_where_overloaded(void **state)
{
	static const char *const wanted[] = {
		"", "/file", "/sname", "/file/sname", "", "", "", ""
	};

	(void)state;
	for (uint8_t overload = 0; overload <= 7; overload++) {
		struct answer a;

		answer_good(&a, DHCP_OFFER, 0);
		if (overload)
			answer_add(&a, DHCP_OPT_OVERLOAD, &overload, 1);
		answer_add_at(&a, DHCP_AT_FILE, DHCP_OPT_ROOTPATH, "/file", 5);
		answer_add_at(&a, DHCP_AT_SNAME, DHCP_OPT_ROOTPATH, "/sname",
			      6);
		assert_string_equal(assert_accepted(&a, selecting()).rootpath,
				    wanted[overload]);
	}
}

static void overload_within_file_does_not_count(void **state)
{
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_OFFER, 0);
	answer_add(&a, DHCP_OPT_OVERLOAD, "\1", 1);
	answer_add_at(&a, DHCP_AT_FILE, DHCP_OPT_OVERLOAD, "\3", 1);
	answer_add_at(&a, DHCP_AT_SNAME, DHCP_OPT_ROOTPATH, "/sname", 6);
	assert_string_equal(assert_accepted(&a, selecting()).rootpath, "");
	/* An option of file that reaches into the magic cookie is cut off. */
	answer_good(&a, DHCP_OFFER, 0);
	answer_add(&a, DHCP_OPT_OVERLOAD, "\1", 1);
	a.data[DHCP_AT_COOKIE - 3] = DHCP_OPT_ROOTPATH;
	a.data[DHCP_AT_COOKIE - 2] = 2;
	a.data[DHCP_AT_COOKIE - 1] = '/';
	assert_string_equal(assert_accepted(&a, selecting()).rootpath, "");
}

static void refuses_routes_that_cannot_be(void **state)
{
	struct lease lease;
	struct answer a;

	(void)state;
	/* A width over 32, alone and behind a good route. */
	answer_good(&a, DHCP_OFFER, 0);
	answer_add_address(&a, DHCP_OPT_ROUTER, "192.168.1.1");
	answer_add(&a, DHCP_OPT_ROUTES,
		   "\x08\x0a\xc0\xa8\x01\x02\x21\x0a\0\0\0\xc0\xa8\x01\x02",
		   15);
	lease = assert_accepted(&a, selecting());
	assert_int_equal(lease.route_count, 0);
	assert_int_equal(lease.gw, address("192.168.1.1"));
	lease = lease_with(DHCP_OPT_ROUTES,
			   "\x21\x0a\0\0\0\x80\xc0\xa8\x01\x02", 10);
	assert_int_equal(lease.route_count, 0);
	for (unsigned width = 33; width < 256; width++) {
		char route[1 + 32 + 4] = { width };

		answer_good(&a, DHCP_OFFER, 0);
		answer_add(&a, DHCP_OPT_ROUTES, route, sizeof(route));
		assert_int_equal(assert_accepted(&a, selecting()).route_count,
				 0);
	}
	/* Cut off within: RFC 3442 asks for 5 octets at least. */
	for (size_t len = 1; len < 6; len++)
		assert_int_equal(lease_with(DHCP_OPT_ROUTES,
					    "\x08\x0a\xc0\xa8\x01\x02", len)
					 .route_count,
				 0);
	/* ... also behind a good one; and none at all leaves the router. */
	for (size_t len = 0; len < 6; len++) {
		answer_good(&a, DHCP_OFFER, 0);
		answer_add_address(&a, DHCP_OPT_ROUTER, "192.168.1.1");
		answer_add(&a, DHCP_OPT_ROUTES,
			   "\0\xc0\xa8\x01\x02\x08\x0a\xc0\xa8\x01\x02",
			   len ? 5 + len : 0);
		lease = assert_accepted(&a, selecting());
		assert_int_equal(lease.route_count, 0);
		assert_int_equal(lease.gw, address("192.168.1.1"));
	}
	/* A router that is no host: only that route. */
	lease = lease_with(DHCP_OPT_ROUTES,
			   "\x08\x0a\xe0\0\0\x01\0\xc0\xa8\x01\x03", 11);
	assert_int_equal(lease.route_count, 1);
	assert_int_equal(lease.routes[0].gw, address("192.168.1.3"));
}

static void routes_make_the_router_not_count(void **state)
{
	struct lease lease;
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_OFFER, 0);
	answer_add_address(&a, DHCP_OPT_ROUTER, "192.168.1.1");
	answer_add(&a, DHCP_OPT_ROUTES,
		   "\x0c\xac\x1f\xc0\xa8\x01\x02" /* 172.31/12: bits behind */
		   "\0\xc0\xa8\x01\x03"
		   "\x20\x0a\x01\x02\x03\0\0\0\0",
		   21);
	lease = assert_accepted(&a, selecting());
	assert_int_equal(lease.gw, 0);
	assert_int_equal(lease.route_count, 3);
	assert_int_equal(lease.routes[0].dest, address("172.16.0.0"));
	assert_int_equal(lease.routes[0].width, 12);
	assert_int_equal(lease.routes[1].width, 0);
	assert_int_equal(lease.routes[1].gw, address("192.168.1.3"));
	assert_int_equal(lease.routes[2].dest, address("10.1.2.3"));
	assert_int_equal(lease.routes[2].gw, 0);
}

static void more_routes_than_room_are_cut_off(void **state)
{
	struct lease lease;
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_OFFER, 0);
	for (uint8_t i = 0; i < ROUTES_MAX + 9; i++) {
		uint8_t route[] = { 16, 10, i, 192, 168, 1, 1 };

		answer_add(&a, DHCP_OPT_ROUTES, route, sizeof(route));
	}
	lease = assert_accepted(&a, selecting());
	assert_int_equal(lease.route_count, ROUTES_MAX);
	assert_int_equal(lease.routes[ROUTES_MAX - 1].width, 16);
	/* ... but not the one that leads to everything else. */
	answer_add(&a, DHCP_OPT_ROUTES, "\0\xc0\xa8\x01\x03", 5);
	lease = assert_accepted(&a, selecting());
	assert_int_equal(lease.route_count, ROUTES_MAX);
	assert_int_equal(lease.routes[ROUTES_MAX - 1].width, 0);
	assert_int_equal(lease.routes[ROUTES_MAX - 1].gw,
			 address("192.168.1.3"));
}

static void lists_have_whole_addresses(void **state)
{
	static const char list[] = "\xc0\xa8\x01\x01\xc0\xa8\x01\x02\xc0";

	(void)state;
	for (size_t len = 0; len < sizeof(list); len++) {
		unsigned whole = len % 4 ? 0 : len / 4;

		assert_int_equal(lease_with(DHCP_OPT_ROUTER, list, len).gw,
				 whole ? address("192.168.1.1") : 0);
		assert_int_equal(lease_with(DHCP_OPT_DNS, list, len).dns_count,
				 whole);
		assert_int_equal(lease_with(DHCP_OPT_NTP, list, len).ntp_count,
				 whole);
	}
}

static void lists_hold_only_hosts(void **state)
{
	struct lease lease;
	struct answer a;

	(void)state;
	lease = lease_with(DHCP_OPT_DNS, "\xff\xff\xff\xff\x7f\0\0\1\0\0\0\0",
			   12);
	assert_int_equal(lease.dns_count, 0);
	assert_int_equal(lease.dns[0], 0);
	answer_good(&a, DHCP_OFFER, 0);
	answer_add_address(&a, DHCP_OPT_NTP, "224.0.1.1");
	answer_add_address(&a, DHCP_OPT_ROUTER, "0.0.0.0");
	answer_add_address(&a, DHCP_OPT_ROUTER, "192.168.1.9");
	for (int i = 0; i < DNS_MAX; i++) {
		answer_add_address(&a, DHCP_OPT_DNS, "255.255.255.255");
		answer_add_address(&a, DHCP_OPT_DNS, "192.168.1.1");
	}
	answer_add_address(&a, DHCP_OPT_DNS, "192.168.1.2");
	answer_add_address(&a, DHCP_OPT_NTP, "192.168.1.3");
	lease = assert_accepted(&a, selecting());
	assert_int_equal(lease.gw, address("192.168.1.9"));
	assert_int_equal(lease.dns_count, DNS_MAX);
	for (int i = 0; i < DNS_MAX; i++)
		assert_int_equal(lease.dns[i], address("192.168.1.1"));
	assert_int_equal(lease.ntp_count, 1);
	assert_int_equal(lease.ntp[0], address("192.168.1.3"));
}

static void broadcast_is_the_subnets(void **state)
{
	struct lease lease;

	(void)state;
	lease = lease_with(DHCP_OPT_BROADCAST, "\xc0\xa8\x01\x05", 4);
	assert_int_equal(lease.broadcast, address("192.168.1.255"));
	lease = lease_with(DHCP_OPT_BROADCAST, "\xc0\xa8\x01", 3);
	assert_int_equal(lease.broadcast, address("192.168.1.255"));
	lease = lease_with(DHCP_OPT_BROADCAST, "\xc0\xa8\x01\0", 4);
	assert_int_equal(lease.broadcast, address("192.168.1.0"));
	lease = lease_with(DHCP_OPT_MASK, "\xff\xff\xff\xff", 4);
	assert_int_equal(lease.broadcast, 0);
}

static void mtu_is_at_least_68(void **state)
{
	(void)state;
	assert_int_equal(lease_with(DHCP_OPT_MTU, "\0\x43", 2).mtu, 0);
	assert_int_equal(lease_with(DHCP_OPT_MTU, "\0\x44", 2).mtu, 68);
	assert_int_equal(lease_with(DHCP_OPT_MTU, "\x23\x28", 2).mtu, 9000);
}

static void times_have_four_octets(void **state)
{
	struct lease lease;

	(void)state;
	for (size_t len = 0; len < 9; len++) {
		lease = lease_with(DHCP_OPT_T1, "\0\0\0\x09\0\0\0\x07", len);
		assert_int_equal(lease.t1, len == 4 ? 9 : 1800);
		lease = lease_with(DHCP_OPT_T2, "\0\0\x0b\xb8\0\0\0\x07", len);
		assert_int_equal(lease.t2, len == 4 ? 3000 : 3150);
	}
}

static void siaddr_is_a_host(void **state)
{
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_OFFER, 0);
	memcpy(a.data + DHCP_AT_SIADDR, "\xff\xff\xff\xff", 4);
	assert_int_equal(assert_accepted(&a, selecting()).siaddr, 0);
	memcpy(a.data + DHCP_AT_SIADDR, "\xc0\xa8\x01\x07", 4);
	assert_int_equal(assert_accepted(&a, selecting()).siaddr,
			 address("192.168.1.7"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads_nothing_behind_the_end),
	cmocka_unit_test(ignores_wrong_lengths_one_by_one),
	cmocka_unit_test(joins_long_options),
	cmocka_unit_test(takes_a_repeated_fixed_option_only_where_it_agrees),
	cmocka_unit_test(reads_file_and_sname_only_where_overloaded),
	cmocka_unit_test(overload_within_file_does_not_count),
	cmocka_unit_test(refuses_routes_that_cannot_be),
	cmocka_unit_test(routes_make_the_router_not_count),
	cmocka_unit_test(more_routes_than_room_are_cut_off),
	cmocka_unit_test(lists_have_whole_addresses),
	cmocka_unit_test(lists_hold_only_hosts),
	cmocka_unit_test(broadcast_is_the_subnets),
	cmocka_unit_test(mtu_is_at_least_68),
	cmocka_unit_test(times_have_four_octets),
	cmocka_unit_test(siaddr_is_a_host),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
