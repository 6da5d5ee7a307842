/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPv4 and UDP around an answer: for each rule, first what breaks it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "dhcp_frame.h"

#define PAYLOAD "eleven odd."
#define LEN	(sizeof(PAYLOAD) - 1)

struct frame {
	uint8_t data[256];
	size_t len;
	bool unfinished;
};

/* The checksum of RFC 1071, written otherwise than in dhcp_frame.c. */
static void put_sum(uint8_t *at, const uint8_t *data, size_t len, uint64_t sum)
{
	at[0] = at[1] = 0;
	for (size_t i = 0; i < len; i++)
		sum += i % 2 ? data[i] : (uint64_t)data[i] << 8;
	sum = ~(sum % 0xffff);
	at[0] = sum >> 8;
	at[1] = sum;
}

static void fix_ip_sum(struct frame *f)
{
	put_sum(f->data + 10, f->data, (f->data[0] & 15) * 4, 0);
}

static void fix_udp_sum(struct frame *f)
{
	uint8_t *udp = f->data + (f->data[0] & 15) * 4;
	size_t len = udp[4] << 8 | udp[5];
	uint64_t sum = 17 + len;

	for (int i = 12; i < 20; i += 2)
		sum += f->data[i] << 8 | f->data[i + 1];
	put_sum(udp + 6, udp, len, sum);
}

/* An answer from 192.168.1.1 to 255.255.255.255. */
static struct frame good_frame(void)
{
	static const uint8_t head[] = {
		0x45, 0, 0, 28 + LEN, 0,   0,	0,   0, 64, 17, 0,  0, 192,
		168,  1, 1, 255,      255, 255, 255, 0, 67, 0,	68, 0, 8 + LEN
	};
	struct frame f = { .len = DHCP_FRAME_HEAD + LEN };

	memcpy(f.data, head, sizeof(head));
	memcpy(f.data + DHCP_FRAME_HEAD, PAYLOAD, LEN);
	fix_ip_sum(&f);
	fix_udp_sum(&f);
	return f;
}

/* Reads it out of a buffer that is exactly as long; the reason, or NULL. */
static const char *refusal(const struct frame *f)
{
	uint8_t *exact = malloc(f->len ? f->len : 1);
	const char *reason = NULL;
	const uint8_t *payload;
	size_t len;

	assert_non_null(exact);
	memcpy(exact, f->data, f->len);
	payload = dhcp_frame_read(exact, f->len, f->unfinished, &len, &reason);
	if (payload) {
		assert_int_equal(len, LEN);
		assert_memory_equal(payload, PAYLOAD, len);
		assert_null(reason);
	} else {
		assert_non_null(reason);
	}
	free(exact);
	return payload ? NULL : reason;
}

static void assert_refused(const struct frame *f, const char *wanted)
{
	const char *reason = refusal(f);

	assert_non_null(reason);
	assert_string_equal(reason, wanted);
}

static void refuses_every_cut(void **state)
{
	struct frame f = good_frame();

	(void)state;
	for (f.len = 0; f.len < DHCP_FRAME_HEAD + LEN; f.len++)
		assert_non_null(refusal(&f));
	assert_null(refusal(&f));
	f.len += 20; /* the link's padding */
	assert_null(refusal(&f));
}

static void refuses_other_versions_and_protocols(void **state)
{
	struct frame f = good_frame();

	(void)state;
	f.data[0] = 0x65;
	fix_ip_sum(&f);
	assert_refused(&f, "IP: not version 4");
	f = good_frame();
	f.data[9] = 6;
	fix_ip_sum(&f);
	assert_refused(&f, "IP: not UDP");
}

static void refuses_lying_lengths(void **state)
{
	struct frame f = good_frame();

	(void)state;
	f.data[0] = 0x44;
	fix_ip_sum(&f);
	assert_refused(&f, "IP: wrong header length");
	f = good_frame();
	f.data[0] = 0x4f; /* 60 octets, of 39 */
	assert_refused(&f, "IP: wrong header length");
	f = good_frame();
	f.data[3] = 19;
	fix_ip_sum(&f);
	assert_refused(&f, "IP: wrong header length");
	f.data[3] = 27;
	fix_ip_sum(&f);
	assert_refused(&f, "UDP: shorter than its header");
	f = good_frame();
	f.data[3]++;
	fix_ip_sum(&f);
	assert_refused(&f, "IP: cut off");
	f = good_frame();
	f.data[25] = 7;
	assert_refused(&f, "UDP: wrong length");
	/* Longer than the IP packet, though not than the frame. */
	f = good_frame();
	f.len += 20;
	f.data[25]++;
	assert_refused(&f, "UDP: wrong length");
}

/* RFC 768: at least the header's eight; also without a checksum, and with one
 * that the kernel has not computed yet. */
static void refuses_lying_udp_lengths(void **state)
{
	(void)state;
	for (unsigned len = 0; len < 0x10000; len++)
		for (int sum = 0; sum < 2; sum++) {
			struct frame f = good_frame();

			f.unfinished = sum;
			f.data[24] = len >> 8;
			f.data[25] = len & 0xff;
			f.data[26] = f.data[27] = 0;
			if (len < 8 || len > 8 + LEN)
				assert_refused(&f, "UDP: wrong length");
		}
}

/* A total length of zero is how a kernel hands on what it has not cut yet; no
 * DHCP message is that large. */
static void refuses_a_total_length_of_zero(void **state)
{
	struct frame f = good_frame();

	(void)state;
	f.data[3] = 0;
	fix_ip_sum(&f);
	assert_refused(&f, "IP: wrong header length");
}

/* What UDP does not count is not the payload, though IP has it. */
static void takes_what_udp_counts(void **state)
{
	struct frame f = good_frame();

	(void)state;
	memset(f.data + f.len, 0xee, 20);
	f.len += 20;
	f.data[3] += 20;
	fix_ip_sum(&f);
	assert_null(refusal(&f));
}

static void refuses_fragments(void **state)
{
	struct frame f = good_frame();

	(void)state;
	f.data[6] = 0x20; /* more to come */
	fix_ip_sum(&f);
	assert_refused(&f, "IP: a fragment");
	f.data[6] = 0x1f; /* an offset */
	fix_ip_sum(&f);
	assert_refused(&f, "IP: a fragment");
	f.data[6] = 0;
	f.data[7] = 1;
	fix_ip_sum(&f);
	assert_refused(&f, "IP: a fragment");
	f.data[6] = 0x40; /* do not fragment */
	f.data[7] = 0;
	fix_ip_sum(&f);
	assert_null(refusal(&f));
}

static void refuses_wrong_checksums(void **state)
{
	(void)state;
	for (size_t i = 0; i < 20; i++) {
		struct frame f = good_frame();

		f.data[i] ^= 0x10;
		assert_non_null(refusal(&f));
	}
	for (size_t i = DHCP_FRAME_HEAD; i < DHCP_FRAME_HEAD + LEN; i++) {
		struct frame f = good_frame();

		f.data[i] ^= 0x10;
		assert_refused(&f, "UDP: wrong checksum");
	}
	for (size_t i = 12; i < 20; i++) { /* the pseudo header */
		struct frame f = good_frame();

		f.data[i] ^= 0x10;
		fix_ip_sum(&f);
		assert_refused(&f, "UDP: wrong checksum");
	}
}

static void takes_no_or_unfinished_udp_checksums(void **state)
{
	struct frame f = good_frame();

	(void)state;
	f.data[26] ^= 0x10;
	assert_refused(&f, "UDP: wrong checksum");
	f.unfinished = true;
	assert_null(refusal(&f));
	f.unfinished = false;
	f.data[26] = f.data[27] = 0;
	assert_null(refusal(&f));
}

static void refuses_other_ports(void **state)
{
	static const char other[] = "UDP: not from a DHCP server's port to a "
				    "client's";
	struct frame f = good_frame();

	(void)state;
	f.data[21] = 68;
	assert_refused(&f, other);
	f = good_frame();
	f.data[23] = 67;
	assert_refused(&f, other);
}

static void takes_options_in_ip(void **state)
{
	struct frame f = good_frame();

	(void)state;
	memmove(f.data + 24, f.data + 20, f.len - 20);
	memcpy(f.data + 20, "\x94\x04\0\0", 4); /* router alert, RFC 2113 */
	f.len += 4;
	f.data[3] += 4;
	f.data[0] = 0x46;
	fix_ip_sum(&f);
	assert_null(refusal(&f));
	f.data[21] ^= 1; /* the options count too */
	assert_refused(&f, "IP: wrong header checksum");
}

static void writes_what_the_sums_prove(void **state)
{
	struct frame f = { .len = 0 };
	uint32_t sum = 0;

	(void)state;
	memset(f.data, 0xee, sizeof(f.data));
	memcpy(f.data + DHCP_FRAME_HEAD, PAYLOAD, LEN);
	f.len = dhcp_frame_write(f.data, LEN, 0, 0xffffffff);
	assert_int_equal(f.len, DHCP_FRAME_HEAD + LEN);
	assert_memory_equal(f.data, "\x45\0\0\x27\0\0\0\0\x40\x11", 10);
	assert_memory_equal(f.data + 12, "\0\0\0\0\xff\xff\xff\xff", 8);
	assert_memory_equal(f.data + 20, "\0\x44\0\x43\0\x13", 6);
	for (int i = 0; i < 20; i += 2)
		sum += f.data[i] << 8 | f.data[i + 1];
	assert_int_equal(sum % 0xffff, 0);
	/* From the other side it is a good packet. */
	f.data[21] = 67;
	f.data[23] = 68;
	assert_null(refusal(&f));
	f.data[DHCP_FRAME_HEAD] ^= 1;
	assert_refused(&f, "UDP: wrong checksum");
}

/* RFC 768: a computed sum of zero is sent as all ones, for zero means none. */
static void writes_no_zero_checksum(void **state)
{
	uint8_t packet[DHCP_FRAME_HEAD + 2];

	(void)state;
	for (unsigned i = 0; i <= 0xffff; i++) {
		packet[DHCP_FRAME_HEAD] = i >> 8;
		packet[DHCP_FRAME_HEAD + 1] = i & 0xff;
		dhcp_frame_write(packet, 2, 0, 0xffffffff);
		assert_true(packet[26] || packet[27]);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(refuses_every_cut),
	cmocka_unit_test(refuses_other_versions_and_protocols),
	cmocka_unit_test(refuses_lying_lengths),
	cmocka_unit_test(refuses_lying_udp_lengths),
	cmocka_unit_test(refuses_a_total_length_of_zero),
	cmocka_unit_test(takes_what_udp_counts),
	cmocka_unit_test(refuses_fragments),
	cmocka_unit_test(refuses_wrong_checksums),
	cmocka_unit_test(takes_no_or_unfinished_udp_checksums),
	cmocka_unit_test(refuses_other_ports),
	cmocka_unit_test(takes_options_in_ip),
	cmocka_unit_test(writes_what_the_sums_prove),
	cmocka_unit_test(writes_no_zero_checksum),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
