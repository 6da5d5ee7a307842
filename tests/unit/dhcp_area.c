/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where options stand: ends, overloaded fields, options in several parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <string.h>

#include "answer.h"

static const struct dhcp_ask *selecting(void)
{
	static struct dhcp_ask ask;

	ask = ask_in(DHCP_SELECTING);
	return &ask;
}

static void pads_alone_are_no_answer(void **state)
{
	struct answer a;

	(void)state;
	answer_begin(&a);
	a.len = DHCP_MESSAGE_MIN;
	assert_ignored(&a, selecting(), "no message type");
	memset(a.data + DHCP_AT_OPTIONS, DHCP_OPT_END, 60);
	assert_ignored(&a, selecting(), "no message type");
}

/* RFC 2132 3.2: the end option is asked for; without it the message's own end
 * counts, for what came whole came whole. */
static void the_end_may_be_missing(void **state)
{
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_OFFER, 0);
	a.data[a.len++] = DHCP_OPT_ROUTER; /* not even its length */
	assert_accepted(&a, selecting());
	a.data[a.len++] = 4;
	assert_accepted(&a, selecting());
	a.len -= 2;
	assert_accepted(&a, selecting());
}

/* Each octet that is missing at the end loses the last option that counts. */
static void every_cut_of_the_options_is_survived(void **state)
{
	struct answer whole, a;

	(void)state;
	answer_good(&whole, DHCP_OFFER, 0); /* 53, 54, 51, 1 */
	for (size_t len = DHCP_AT_OPTIONS; len < whole.len; len++) {
		size_t options = len - DHCP_AT_OPTIONS;

		a = whole;
		a.len = len;
		if (options < 3)
			assert_ignored(&a, selecting(), "no message type");
		else if (options < 9)
			assert_ignored(&a, selecting(), "no server identifier");
		else if (options < 15)
			assert_ignored(&a, selecting(), "no lease time");
		else
			assert_int_equal(assert_accepted(&a, selecting()).mask,
					 address("255.255.255.0")); /* class */
	}
}

static void overloads_that_disagree_do_not_count(void **state)
{
	static const struct {
		const char *values;
		size_t len;
		const char *wanted;
	} cases[] = {
		{ "\1\2", 2, "" },	 { "\3\1", 2, "" },
		{ "\1\1", 2, "/f" },	 { "\3", 1, "/f/s" },
		{ "\3\3\3", 3, "/f/s" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answer a;

		for (int parts = 0; parts < 2; parts++) {
			answer_good(&a, DHCP_OFFER, 0);
			for (size_t n = 0; parts && n < cases[i].len; n++)
				answer_add(&a, DHCP_OPT_OVERLOAD,
					   cases[i].values + n, 1);
			if (!parts)
				answer_add(&a, DHCP_OPT_OVERLOAD,
					   cases[i].values, cases[i].len);
			answer_add_at(&a, DHCP_AT_FILE, DHCP_OPT_ROOTPATH, "/f",
				      2);
			answer_add_at(&a, DHCP_AT_SNAME, DHCP_OPT_ROOTPATH,
				      "/s", 2);
			assert_string_equal(
				assert_accepted(&a, selecting()).rootpath,
				cases[i].wanted);
		}
	}
}

/* RFC 2131 4.1: every option may stand there, those that must be there too. */
static void all_options_may_stand_in_file_and_sname(void **state)
{
	uint32_t server = address(ANSWER_SERVER), lease = htonl(3600);
	struct answer a;
	size_t at;

	(void)state;
	for (int overload = 0; overload <= 3; overload++) {
		uint8_t value = overload;

		answer_begin(&a);
		answer_add(&a, DHCP_OPT_OVERLOAD, &value, 1);
		a.data[a.len++] = DHCP_OPT_END;
		at = answer_add_at(&a, DHCP_AT_FILE, DHCP_OPT_TYPE, "\2", 1);
		answer_add_at(&a, at, DHCP_OPT_SERVER, &server, sizeof(server));
		answer_add_at(&a, DHCP_AT_SNAME, DHCP_OPT_LEASE, &lease,
			      sizeof(lease));
		if (!(overload & DHCP_OVERLOAD_FILE))
			assert_ignored(&a, selecting(), "no message type");
		else if (!(overload & DHCP_OVERLOAD_SNAME))
			assert_ignored(&a, selecting(), "no lease time");
		else
			assert_accepted(&a, selecting());
	}
}

/* RFC 3396 7: also a number is put together before its length is judged, in
 * the order options, file, sname. */
static void parts_in_several_areas_are_one_option(void **state)
{
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_OFFER, DHCP_OPT_LEASE);
	answer_add(&a, DHCP_OPT_OVERLOAD, "\3", 1);
	answer_add_at(&a, DHCP_AT_SNAME, DHCP_OPT_LEASE, "\x10", 1);
	answer_add_at(&a, DHCP_AT_FILE, DHCP_OPT_LEASE, "\x0e", 1);
	assert_ignored(&a, selecting(), "no lease time");
	answer_add(&a, DHCP_OPT_LEASE, "\0\0", 2);
	assert_int_equal(assert_accepted(&a, selecting()).seconds, 3600);
	answer_add(&a, DHCP_OPT_LEASE, "\0", 1); /* five octets */
	assert_ignored(&a, selecting(), "no lease time");
}

/* An option that fills sname or file to its last octet is whole; one more
 * would be the next field's. */
static void fields_end_where_the_next_begins(void **state)
{
	static const struct {
		size_t at, len;
		const char *overload;
	} fields[] = {
		{ DHCP_AT_FILE, DHCP_FILE_LEN, "\1" },
		{ DHCP_AT_SNAME, DHCP_SNAME_LEN, "\2" },
	};
	char path[DHCP_FILE_LEN];

	(void)state;
	memset(path, 'p', sizeof(path));
	for (int i = 0; i < 2; i++)
		for (size_t more = 0; more < 2; more++) {
			size_t len = fields[i].len - 2 + more;
			struct answer a;

			answer_good(&a, DHCP_OFFER, 0);
			answer_add(&a, DHCP_OPT_OVERLOAD, fields[i].overload,
				   1);
			answer_add_at(&a, fields[i].at, DHCP_OPT_ROOTPATH, path,
				      len - more);
			a.data[fields[i].at + 1] = len;
			assert_int_equal(strlen(assert_accepted(&a, selecting())
							.rootpath),
					 more ? 0 : len);
		}
}

/* RFC 768: a payload has 65507 octets at most. */
static void the_largest_message_is_read_to_its_end(void **state)
{
	static uint8_t data[65507];
	struct lease lease = { 0 };
	const char *reason;
	struct answer a;

	(void)state;
	answer_good(&a, DHCP_OFFER, 0);
	memcpy(data, a.data, a.len);
	memset(data + a.len, DHCP_OPT_PAD, sizeof(data) - a.len);
	memcpy(data + sizeof(data) - 5, "\x0c\3one", 5);
	assert_int_equal(dhcp_packet_read(data, sizeof(data), selecting(),
					  &lease, &reason),
			 DHCP_ACCEPT);
	assert_string_equal(lease.hostname, "one");
	/* That many are too much for any string; nothing else is lost. */
	memset(&lease, 0, sizeof(lease));
	for (size_t at = a.len; at + 257 <= sizeof(data); at += 257) {
		data[at] = DHCP_OPT_ROOTPATH;
		data[at + 1] = 255;
		memset(data + at + 2, 'p', 255);
	}
	assert_int_equal(dhcp_packet_read(data, sizeof(data), selecting(),
					  &lease, &reason),
			 DHCP_ACCEPT);
	assert_string_equal(lease.rootpath, "");
	assert_int_equal(lease.seconds, 3600);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(pads_alone_are_no_answer),
	cmocka_unit_test(the_end_may_be_missing),
	cmocka_unit_test(every_cut_of_the_options_is_survived),
	cmocka_unit_test(overloads_that_disagree_do_not_count),
	cmocka_unit_test(all_options_may_stand_in_file_and_sname),
	cmocka_unit_test(parts_in_several_areas_are_one_option),
	cmocka_unit_test(fields_end_where_the_next_begins),
	cmocka_unit_test(the_largest_message_is_read_to_its_end),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
