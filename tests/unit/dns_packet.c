/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DNS answers to one question: for each rule, first what breaks it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "dns_message.h"

static void refuses_every_cut(void **state)
{
	struct message m = good_answer();
	size_t whole = m.len;

	(void)state;
	for (m.len = 0; m.len < query_len; m.len++)
		assert_verdict(&m, -EAGAIN);
	for (; m.len < whole; m.len++)
		assert_verdict(&m, -EPROTO);
	assert_good(&m);
}

static void refuses_every_cut_of_an_alias(void **state)
{
	struct message m = empty_answer();
	size_t whole;

	(void)state;
	ADD(&m, "\xc0\x0c");
	add_fields(&m, DNS_TYPE_CNAME, DNS_CLASS_IN, 6);
	ADD(&m, "\3www\xc0\x10\3www\xc0\x10");
	add_a(&m, ADDRESS);
	for (whole = m.len, m.len = query_len; m.len < whole; m.len++) {
		assert_verdict(&m, -EPROTO);
		strcpy(m.name, NAME);
	}
	assert_good(&m);
	assert_string_equal(m.name, "www.example.org");
}

static void waits_on_for_another_id(void **state)
{
	struct message m = good_answer();

	(void)state;
	for (int bit = 0; bit < 16; bit++) {
		m.data[bit / 8] ^= 1 << bit % 8;
		assert_verdict(&m, -EAGAIN);
		m.data[bit / 8] ^= 1 << bit % 8;
	}
	assert_good(&m);
}

static void waits_on_for_another_question(void **state)
{
	struct message m = good_answer();

	(void)state;
	for (size_t at = DNS_HEADER_LEN; at < query_len; at++) {
		m.data[at] ^= 0x20; /* of letters, the case */
		assert_verdict(&m, -EAGAIN);
		m.data[at] ^= 0x20;
	}
	m.data[DNS_AT_QDCOUNT + 1] = 0;
	assert_verdict(&m, -EAGAIN);
	m.data[DNS_AT_QDCOUNT + 1] = 2;
	assert_verdict(&m, -EAGAIN);
	m.data[DNS_AT_QDCOUNT + 1] = 1;
	m.data[DNS_AT_QDCOUNT] = 1;
	assert_verdict(&m, -EAGAIN);
}

static void waits_on_for_what_is_no_answer(void **state)
{
	struct message m = good_answer();

	(void)state;
	m.data[DNS_AT_FLAGS] = 0x01; /* our own question comes back */
	assert_verdict(&m, -EAGAIN);
	for (unsigned opcode = 1; opcode < 16; opcode++) {
		m.data[DNS_AT_FLAGS] = 0x81 | opcode << 3;
		assert_verdict(&m, -EAGAIN);
	}
}

/* RFC 2181 9: whatever else it says. */
static void asks_again_for_a_cut_off_answer(void **state)
{
	struct message m = good_answer();

	(void)state;
	m.data[DNS_AT_FLAGS] |= DNS_TC >> 8;
	assert_verdict(&m, -EMSGSIZE);
	m.len = query_len;
	m.data[DNS_AT_FLAGS + 1] |= DNS_NXDOMAIN;
	assert_verdict(&m, -EMSGSIZE);
}

static void tells_errors_apart(void **state)
{
	struct message m = good_answer();

	(void)state;
	for (unsigned rcode = 1; rcode < 16; rcode++) {
		m.data[DNS_AT_FLAGS + 1] = 0x80 | rcode;
		assert_verdict(&m, rcode == DNS_NXDOMAIN ? -ENOENT : -EIO);
	}
	m = empty_answer();
	assert_verdict(&m, -ENODATA);
	m.data[DNS_AT_FLAGS] = (DNS_QR | DNS_AA) >> 8;
	m.data[DNS_AT_FLAGS + 1] = 0;
	assert_verdict(&m, -ENODATA);
	m.data[DNS_AT_FLAGS] = DNS_QR >> 8; /* a referral */
	assert_verdict(&m, -EIO);
}

static void refuses_counts_that_lie(void **state)
{
	struct message m = good_answer();

	(void)state;
	m.data[DNS_AT_ANCOUNT + 1] = 2;
	assert_verdict(&m, -EPROTO);
	m.data[DNS_AT_ANCOUNT] = 0xff;
	assert_verdict(&m, -EPROTO);
	m.data[DNS_AT_ANCOUNT] = 0;
	m.data[DNS_AT_ANCOUNT + 1] = 0;
	assert_verdict(&m, -ENODATA);
}

static void refuses_data_lengths_that_lie(void **state)
{
	(void)state;
	for (unsigned len = 0; len < 0x200; len++) {
		struct message m = good_answer();

		m.data[m.len - 6] = len >> 8;
		m.data[m.len - 5] = len;
		if (len != 4)
			assert_verdict(&m, -EPROTO);
	}
	/* And where there is as much as it says. */
	for (unsigned len = 0; len < 0x200; len++) {
		struct message m = empty_answer();

		ADD(&m, "\xc0\x0c");
		add_fields(&m, DNS_TYPE_A, DNS_CLASS_IN, len);
		memset(m.data + m.len, 10, len);
		m.len += len;
		assert_verdict(&m, len == 4 ? 1 : -EPROTO);
	}
}

static void refuses_pointers_that_do_not_lead_back(void **state)
{
	struct message good = good_answer(), m;
	size_t at = query_len;

	(void)state;
	for (size_t to = 0; to < 0x4000; to++) {
		m = good;
		m.data[at] = POINTER | to >> 8;
		m.data[at + 1] = to;
		if (to >= at)
			assert_verdict(&m, -EPROTO);
		else if (to != AT_NAME)
			assert_int_not_equal(verdict(&m), 1);
	}
	/* Two that lead to each other, the second one through a label. */
	m = empty_answer();
	ADD(&m, "\1a\xc0");
	m.data[m.len++] = query_len;
	add_a(&m, ADDRESS);
	assert_verdict(&m, -EPROTO);
}

static void refuses_labels_that_cannot_be(void **state)
{
	struct message m;

	(void)state;
	for (unsigned len = 64; len < POINTER; len++) {
		m = empty_answer();
		m.data[m.len++] = len;
		memset(m.data + m.len, 'a', len);
		m.len += len;
		m.data[m.len++] = 0;
		add_a(&m, ADDRESS);
		assert_verdict(&m, -EPROTO);
	}
}

/* RFC 1035 2.3.4: 255 octets, three labels of 63 and one of 61 here. */
static void refuses_names_that_are_too_long(void **state)
{
	(void)state;
	for (unsigned last = 61; last <= 63; last++) {
		struct message m = empty_answer();

		for (unsigned i = 0; i < 4; i++) {
			unsigned len = i < 3 ? 63 : last;

			m.data[m.len++] = len;
			memset(m.data + m.len, 'a', len);
			m.len += len;
		}
		m.data[m.len++] = 0;
		add_a(&m, ADDRESS);
		/* It is skipped, for it is another's. */
		assert_verdict(&m, last == 61 ? -ENODATA : -EPROTO);
	}
}

static void writes_only_names(void **state)
{
	char long_label[65], long_name[255];
	static const char *const bad[] = { "", ".", ".a", "a..b", "a.", "a.." };
	uint8_t out[DNS_QUERY_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(dns_packet_write(out, bad[i]), 0);
	memset(long_label, 'a', 64);
	long_label[64] = '\0';
	assert_int_equal(dns_packet_write(out, long_label), 0);
	assert_int_equal(dns_packet_write(out, long_label + 1),
			 DNS_HEADER_LEN + 65 + DNS_QUESTION_LEN);
	memset(long_name, 'a', 254);
	long_name[254] = '\0';
	for (size_t i = 50; i < 254; i += 50)
		long_name[i] = '.';
	assert_int_equal(dns_packet_write(out, long_name), 0);
	assert_int_equal(dns_packet_write(out, long_name + 1), DNS_QUERY_MAX);
}

static void writes_one_question(void **state)
{
	static const uint8_t wanted[] = "\xab\xcd\1\0\0\1\0\0\0\0\0\0" QUESTION;

	(void)state;
	assert_int_equal(query_len, sizeof(wanted) - 1);
	assert_memory_equal(query, wanted, query_len);
}

static const struct CMUnitTest tests[] = {
	TEST(refuses_every_cut),
	TEST(refuses_every_cut_of_an_alias),
	TEST(waits_on_for_another_id),
	TEST(waits_on_for_another_question),
	TEST(waits_on_for_what_is_no_answer),
	TEST(asks_again_for_a_cut_off_answer),
	TEST(tells_errors_apart),
	TEST(refuses_counts_that_lie),
	TEST(refuses_data_lengths_that_lie),
	TEST(refuses_pointers_that_do_not_lead_back),
	TEST(refuses_labels_that_cannot_be),
	TEST(refuses_names_that_are_too_long),
	TEST(writes_only_names),
	TEST(writes_one_question),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
