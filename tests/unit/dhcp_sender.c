/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who answers whom: for each rule, first what breaks it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "answer.h"

/* Where the mask tells it, a network and a broadcast address are no server's
 * (RFC 1122 3.2.1.3): the mask of the answer, or (empty) the class's. */
static void refuses_servers_that_are_a_whole_subnet(void **state)
{
	static const struct {
		const char *server, *mask;
		bool good;
	} cases[] = {
		{ "192.168.1.0", "255.255.255.0", false },
		{ "192.168.1.255", "255.255.255.0", false },
		{ "192.168.1.63", "255.255.255.192", false },
		{ "192.168.1.255", "255.255.254.0", false },
		{ "192.168.1.255", "", false },
		{ "192.168.0.255", "255.255.254.0", true },
		{ "192.168.2.255", "255.255.255.0", true },  /* not ours */
		{ "192.168.1.51", "255.255.255.254", true }, /* RFC 3021 */
		{ "192.168.1.255", "255.255.255.255", true },
	};
	struct dhcp_ask ask = ask_in(DHCP_REBINDING);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t server = address(cases[i].server);
		struct answer a;

		answer_begin(&a);
		answer_add(&a, DHCP_OPT_TYPE, "\5", 1);
		answer_add(&a, DHCP_OPT_SERVER, &server, sizeof(server));
		answer_add_number(&a, DHCP_OPT_LEASE, 3600);
		if (cases[i].mask[0])
			answer_add_address(&a, DHCP_OPT_MASK, cases[i].mask);
		if (cases[i].good)
			assert_int_equal(assert_accepted(&a, &ask).server_id,
					 server);
		else
			assert_ignored(&a, &ask, "option 54");
	}
}

static void refuses_types_that_disagree(void **state)
{
	static const uint8_t types[] = { DHCP_OFFER, DHCP_ACK, DHCP_NAK };

	(void)state;
	for (int s = DHCP_SELECTING; s <= DHCP_REBINDING; s++)
		for (int i = 0; i < 9; i++) {
			struct dhcp_ask ask = ask_in(s);
			struct answer a;

			if (i / 3 == i % 3)
				continue;
			ask.rapid_commit = true;
			answer_good(&a, types[i / 3], 0);
			answer_add(&a, DHCP_OPT_RAPID_COMMIT, "", 0);
			answer_add(&a, DHCP_OPT_TYPE, &types[i % 3], 1);
			assert_ignored(&a, &ask, "no message type");
		}
}

/* RFC 6842 3, however the identifier was made longer than ours. */
static void refuses_a_client_identifier_of_any_length(void **state)
{
	static const uint8_t filler[255];
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);

	(void)state;
	for (size_t first = 0; first < 8; first++)
		for (size_t more = 0; more < 7; more++) {
			struct answer a;

			answer_good(&a, DHCP_OFFER, 0);
			answer_add(&a, DHCP_OPT_CLIENTID, filler, first);
			for (size_t i = 0; i < more; i++)
				answer_add(&a, DHCP_OPT_CLIENTID, filler,
					   sizeof(filler));
			if (more || first > 1)
				assert_ignored(&a, &ask, "option 61");
			else
				assert_accepted(&a, &ask);
		}
}

/* RFC 2131 2 and table 3: what relays and boot servers write is not judged. */
static void takes_fields_that_say_nothing_to_us(void **state)
{
	static const struct {
		size_t at, len;
	} fields[] = {
		{ 3, 1 },			   /* hops */
		{ DHCP_AT_SECS, 2 },		   /* secs */
		{ DHCP_AT_FLAGS, 2 },		   /* flags */
		{ DHCP_AT_CIADDR, 4 },		   /* ciaddr */
		{ DHCP_AT_SIADDR, 4 },		   /* siaddr */
		{ 24, 4 },			   /* giaddr */
		{ DHCP_AT_CHADDR + MAC_LEN, 10 },  /* chaddr's padding */
		{ DHCP_AT_SNAME, DHCP_SNAME_LEN }, /* sname */
		{ DHCP_AT_FILE, DHCP_FILE_LEN },   /* file */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		for (int fill = 1; fill < 256; fill += 127) {
			struct dhcp_ask ask = ask_in(DHCP_SELECTING);
			struct lease lease;
			struct answer a;

			answer_good(&a, DHCP_OFFER, 0);
			memset(a.data + fields[i].at, fill, fields[i].len);
			lease = assert_accepted(&a, &ask);
			assert_int_equal(lease.ip, address(ANSWER_IP));
			assert_string_equal(lease.rootpath, "");
		}
}

/* The PXE specification 2.2: option 60 and no address; without the option, or
 * with another's, it is no better. */
static void proxies_win_in_no_state(void **state)
{
	static const char *const vendors[] = { "", "PXE", "PXEServer",
					       "PXEClient",
					       "PXEClient:Arch:00000" };
	static const uint8_t types[] = { DHCP_OFFER, DHCP_ACK };

	(void)state;
	for (int s = DHCP_SELECTING; s <= DHCP_REBINDING; s++)
		for (int i = 0; i < 10; i++) {
			struct dhcp_ask ask = ask_in(s);
			const char *vendor = vendors[i / 2];
			struct answer a;

			ask.rapid_commit = true;
			answer_good(&a, types[i % 2], 0);
			memset(a.data + DHCP_AT_YIADDR, 0, 4);
			answer_add(&a, DHCP_OPT_RAPID_COMMIT, "", 0);
			if (vendor[0])
				answer_add(&a, DHCP_OPT_VENDOR, vendor,
					   strlen(vendor));
			assert_ignored(&a, &ask,
				       s != DHCP_SELECTING ? ""
				       : i < 6		   ? "no address"
							   : "proxyDHCP");
		}
}

/* RFC 4039 3.1 speaks of the answer to a DISCOVER: elsewhere option 80 says
 * nothing. */
static void rapid_commit_counts_only_in_selecting(void **state)
{
	(void)state;
	for (int s = DHCP_REQUESTING; s <= DHCP_REBINDING; s++) {
		struct dhcp_ask ask = ask_in(s);
		struct answer a;

		answer_good(&a, DHCP_ACK, 0);
		answer_add(&a, DHCP_OPT_RAPID_COMMIT, "", 0);
		if (s == DHCP_BOUND)
			assert_ignored(&a, &ask, "no answer is awaited");
		else
			assert_true(assert_accepted(&a, &ask).acked);
		ask.server = address("192.168.1.2");
		if (s == DHCP_REQUESTING || s == DHCP_RENEWING)
			assert_ignored(&a, &ask, "another server");
	}
}

/* RFC 2131 names the wished address as binding for INIT-REBOOT alone (4.3.2);
 * the keeper adds a new one beside the old. */
static void takes_another_address_only_where_it_cannot_harm(void **state)
{
	(void)state;
	for (int s = DHCP_REQUESTING; s <= DHCP_REBINDING; s++) {
		struct dhcp_ask ask = ask_in(s);
		struct answer a;

		ask.requested = address("192.168.1.51");
		answer_good(&a, DHCP_ACK, 0);
		if (s == DHCP_REBOOTING)
			assert_ignored(&a, &ask, "another address");
		else if (s == DHCP_BOUND)
			assert_ignored(&a, &ask, "no answer is awaited");
		else
			assert_int_equal(assert_accepted(&a, &ask).ip,
					 address(ANSWER_IP));
	}
}

/* A renewed lease has nothing of the last one but its interface. */
static void nothing_is_left_of_the_last_lease(void **state)
{
	struct dhcp_ask ask = ask_in(DHCP_RENEWING);
	struct lease fresh, renewed;
	const char *reason;
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_ACK, 0);
	memset(&renewed, 0xff, sizeof(renewed));
	strcpy(renewed.device, "eth0");
	assert_int_equal(
		dhcp_packet_read(a.data, a.len, &ask, &renewed, &reason),
		DHCP_ACCEPT);
	fresh = assert_accepted(&a, &ask);
	assert_string_equal(renewed.device, "eth0");
	assert_int_equal(renewed.gw, 0);
	assert_int_equal(renewed.siaddr, 0);
	assert_memory_equal(renewed.dns, fresh.dns, sizeof(fresh.dns));
	assert_memory_equal(renewed.ntp, fresh.ntp, sizeof(fresh.ntp));
	assert_int_equal(renewed.dns_count, 0);
	assert_int_equal(renewed.ntp_count, 0);
	assert_int_equal(renewed.route_count, 0);
	assert_int_equal(renewed.mtu, 0);
	assert_int_equal(renewed.t1, fresh.t1);
	assert_int_equal(renewed.t2, fresh.t2);
	assert_int_equal(renewed.broadcast, fresh.broadcast);
	assert_string_equal(renewed.hostname, "");
	assert_string_equal(renewed.domain, "");
	assert_string_equal(renewed.search, "");
	assert_string_equal(renewed.rootpath, "");
	assert_false(renewed.is_static);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(refuses_servers_that_are_a_whole_subnet),
	cmocka_unit_test(refuses_types_that_disagree),
	cmocka_unit_test(refuses_a_client_identifier_of_any_length),
	cmocka_unit_test(takes_fields_that_say_nothing_to_us),
	cmocka_unit_test(proxies_win_in_no_state),
	cmocka_unit_test(rapid_commit_counts_only_in_selecting),
	cmocka_unit_test(takes_another_address_only_where_it_cannot_harm),
	cmocka_unit_test(nothing_is_left_of_the_last_lease),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
