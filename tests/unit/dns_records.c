/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of DNS answers: whose count, and where aliases lead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "dns_message.h"

static void takes_only_the_names_own_records(void **state)
{
	struct message m = empty_answer();

	(void)state;
	ADD(&m, "\xc0\x10"); /* example.org */
	add_a(&m, ADDRESS);
	ADD(&m, "\4xnfs\xc0\x10");
	add_a(&m, ADDRESS);
	ADD(&m, "\3nfs\7example\3org\2xx\0");
	add_a(&m, ADDRESS);
	ADD(&m, "\2nf\1s\xc0\x10");
	add_a(&m, ADDRESS);
	ADD(&m, "\0");
	add_a(&m, ADDRESS);
	assert_verdict(&m, -ENODATA);
	ADD(&m, "\3NFS\7eXaMpLe\xc0");
	m.data[m.len++] = AT_ORG;
	add_a(&m, ADDRESS);
	assert_good(&m);
}

static void takes_only_a_records_of_the_internet(void **state)
{
	static const unsigned other[][2] = {
		{ 28, 1 },   { 16, 1 }, { 255, 1 },   { 0x101, 1 },
		{ 1, 3 },    { 1, 4 },	{ 1, 255 },   { 1, 0x101 },
		{ 5, 3 },    { 1, 0 },	{ 0x100, 1 }, { 1, 0x100 },
		{ 0, 0x01 },
	};
	struct message m = empty_answer();

	(void)state;
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		ADD(&m, "\xc0\x0c");
		add_fields(&m, other[i][0], other[i][1], 4);
		ADD(&m, "\x0a\2\2\2");
	}
	assert_verdict(&m, -ENODATA);
	ADD(&m, "\xc0\x0c");
	add_a(&m, ADDRESS);
	assert_good(&m);
}

static void takes_only_addresses_of_hosts(void **state)
{
	static const uint32_t none[] = { 0,	     0x00ffffff, 0x7f000001,
					 0x7fffffff, 0xe0000001, 0xf0000000,
					 0xffffffff };
	struct message m = empty_answer();

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		ADD(&m, "\xc0\x0c");
		add_a(&m, none[i]);
	}
	assert_verdict(&m, -ENODATA);
	ADD(&m, "\xc0\x0c");
	add_a(&m, ADDRESS);
	assert_good(&m);
}

static void takes_the_first_four(void **state)
{
	struct message m = empty_answer();

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		ADD(&m, "\xc0\x0c");
		add_a(&m, ADDRESS + i);
	}
	assert_verdict(&m, DNS_ADDRESSES);
	for (unsigned i = 0; i < DNS_ADDRESSES; i++)
		assert_int_equal(ntohl(m.addresses[i]), ADDRESS + i);
	m.len--; /* and still looks at the others */
	assert_verdict(&m, -EPROTO);
}

/* From one name of a letter to the next, count times. */
static void add_aliases(struct message *m, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		char letter[] = { 1, 'a' + i - 1, 0 };

		if (i)
			add(m, letter, 3);
		else
			ADD(m, "\xc0\x0c");
		add_fields(m, DNS_TYPE_CNAME, DNS_CLASS_IN, 3);
		letter[1]++;
		add(m, letter, 3);
	}
}

static void follows_eight_aliases(void **state)
{
	(void)state;
	for (unsigned count = 1; count < 12; count++) {
		struct message m = empty_answer();
		char last[] = { 1, 'a' + count - 1, 0 };

		add_aliases(&m, count);
		add(&m, last, 3);
		add_a(&m, ADDRESS);
		assert_verdict(&m, count <= DNS_ALIASES_MAX ? 1 : -EPROTO);
	}
}

static void ends_in_a_circle(void **state)
{
	struct message m = empty_answer();

	(void)state;
	ADD(&m, "\xc0\x0c");
	add_fields(&m, DNS_TYPE_CNAME, DNS_CLASS_IN, 2);
	ADD(&m, "\xc0\x0c");
	assert_verdict(&m, 0); /* to itself: whoever asks has to count */
	assert_string_equal(m.name, NAME);
	for (int i = 0; i < 10; i++) {
		ADD(&m, "\xc0\x0c");
		add_fields(&m, DNS_TYPE_CNAME, DNS_CLASS_IN, 2);
		ADD(&m, "\xc0\x0c");
	}
	assert_verdict(&m, -EPROTO);
}

static void tells_the_alias_that_is_to_be_asked_for(void **state)
{
	struct message m = empty_answer();

	(void)state;
	add_aliases(&m, 3);
	ADD(&m, "\1b\0"); /* not the last one's */
	add_a(&m, ADDRESS);
	assert_verdict(&m, 0);
	assert_string_equal(m.name, "c");
	/* An alias that stands behind what it is for. */
	m = empty_answer();
	ADD(&m, "\1a\0");
	add_a(&m, ADDRESS);
	add_aliases(&m, 1);
	assert_verdict(&m, 0);
	assert_string_equal(m.name, "a");
}

static void refuses_aliases_that_cannot_be(void **state)
{
	static const struct {
		const char *data;
		size_t len;
	} bad[] = {
		{ "", 0 },	   { "\0", 1 },	      { "\1a\0x", 4 },
		{ "\1a", 2 },	   { "\xc0", 1 },     { "\xc0\x0cx", 3 },
		{ "\xff\xff", 2 }, { "\3a.\0\0", 5 }, { "\x40\x0c", 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct message m = empty_answer();

		ADD(&m, "\xc0\x0c");
		add_fields(&m, DNS_TYPE_CNAME, DNS_CLASS_IN, bad[i].len);
		add(&m, bad[i].data, bad[i].len);
		assert_verdict(&m, -EPROTO);
	}
}

static void skips_what_it_does_not_know(void **state)
{
	struct message m = empty_answer();

	(void)state;
	ADD(&m, "\xc0\x0c");
	add_fields(&m, 46, DNS_CLASS_IN, 300); /* RRSIG */
	memset(m.data + m.len, 0xff, 300);
	m.len += 300;
	ADD(&m, "\0");
	add_fields(&m, 41, 1232, 0); /* OPT */
	ADD(&m, "\xc0\x0c");
	add_a(&m, ADDRESS);
	ADD(&m, "rubbish behind the answer section");
	assert_good(&m);
}

static const struct CMUnitTest tests[] = {
	TEST(takes_only_the_names_own_records),
	TEST(takes_only_a_records_of_the_internet),
	TEST(takes_only_addresses_of_hosts),
	TEST(takes_the_first_four),
	TEST(follows_eight_aliases),
	TEST(ends_in_a_circle),
	TEST(tells_the_alias_that_is_to_be_asked_for),
	TEST(refuses_aliases_that_cannot_be),
	TEST(skips_what_it_does_not_know),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
