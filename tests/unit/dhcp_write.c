/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the client sends, by RFC 2131 4.4.1, table 5. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "answer.h"
#include "dhcp_option.h"

struct sent {
	uint8_t data[DHCP_PACKET_MAX];
	size_t len;
};

static struct sent send_message(uint8_t type, const struct dhcp_ask *ask)
{
	struct sent sent;

	memset(&sent, 0xee, sizeof(sent));
	sent.len = dhcp_packet_write(sent.data, sizeof(sent.data), type, ask);
	assert_in_range(sent.len, DHCP_MESSAGE_MIN, sizeof(sent.data));
	return sent;
}

/* The option's length, or -1; at most 512 octets into value. */
static int option_of(const struct sent *sent, uint8_t code, uint8_t *value)
{
	struct dhcp_options options;
	size_t len;

	dhcp_option_areas((struct octets){ sent->data, sent->len }, &options);
	return dhcp_option_join(&options, code, value, 512, &len) ? (int)len
								  : -1;
}

static void assert_option(const struct sent *sent, uint8_t code,
			  const void *wanted, int len)
{
	uint8_t value[512];

	assert_int_equal(option_of(sent, code, value), len);
	if (len > 0)
		assert_memory_equal(value, wanted, len);
}

static void carries_what_the_state_allows(void **state)
{
	enum { NONE, HAS };
	static const struct {
		uint8_t type;
		enum dhcp_state state;
		bool ciaddr, requested, server, wishes;
	} rows[] = {
		{ DHCP_DISCOVER, DHCP_SELECTING, NONE, NONE, NONE, HAS },
		{ DHCP_REQUEST, DHCP_REQUESTING, NONE, HAS, HAS, HAS },
		{ DHCP_REQUEST, DHCP_REBOOTING, NONE, HAS, NONE, HAS },
		{ DHCP_REQUEST, DHCP_BOUND, HAS, NONE, NONE, HAS },
		{ DHCP_REQUEST, DHCP_RENEWING, HAS, NONE, NONE, HAS },
		{ DHCP_REQUEST, DHCP_REBINDING, HAS, NONE, NONE, HAS },
		{ DHCP_DECLINE, DHCP_REQUESTING, NONE, HAS, HAS, NONE },
		{ DHCP_RELEASE, DHCP_BOUND, HAS, NONE, HAS, NONE },
	};
	uint32_t none = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dhcp_ask ask = ask_in(rows[i].state);
		struct sent sent;

		if (rows[i].type == DHCP_DISCOVER)
			ask.requested = 0;
		ask.secs = 0x0102;
		ask.broadcast = true;
		strcpy(ask.hostname, "pc7");
		sent = send_message(rows[i].type, &ask);
		assert_option(&sent, DHCP_OPT_TYPE, &rows[i].type, 1);
		assert_memory_equal(sent.data + DHCP_AT_CIADDR,
				    rows[i].ciaddr ? &ask.requested : &none, 4);
		assert_option(&sent, DHCP_OPT_REQUESTED, &ask.requested,
			      rows[i].requested ? 4 : -1);
		assert_option(&sent, DHCP_OPT_SERVER, &ask.server,
			      rows[i].server ? 4 : -1);
		assert_option(&sent, DHCP_OPT_HOSTNAME, "pc7",
			      rows[i].wishes ? 3 : -1);
		assert_option(&sent, DHCP_OPT_SIZE, "\x05\xdc",
			      rows[i].wishes ? 2 : -1);
		assert_memory_equal(sent.data + DHCP_AT_SECS,
				    rows[i].wishes ? "\1\2" : "\0\0", 2);
		assert_memory_equal(sent.data + DHCP_AT_FLAGS,
				    rows[i].wishes && !rows[i].ciaddr ? "\x80\0"
								      : "\0\0",
				    2);
	}
}

static void fills_the_fixed_fields(void **state)
{
	static const char head[] = "\1\1\6\0\x11\x22\x33\x44\0\0\0\0"
				   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				   "\x52\x54\0\x12\x34\x56\0\0\0\0\0\0\0\0\0\0";
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct sent sent = send_message(DHCP_DISCOVER, &ask);
	static const uint8_t zeros[DHCP_MESSAGE_MIN];

	(void)state;
	assert_memory_equal(sent.data, head, DHCP_AT_SNAME);
	assert_memory_equal(sent.data + DHCP_AT_SNAME, zeros,
			    DHCP_SNAME_LEN + DHCP_FILE_LEN);
	assert_memory_equal(sent.data + DHCP_AT_COOKIE, "\x63\x82\x53\x63", 4);
	/* Type first: it is what old relays and servers look for there. */
	assert_int_equal(sent.data[DHCP_AT_OPTIONS], DHCP_OPT_TYPE);
	assert_int_equal(sent.len, DHCP_MESSAGE_MIN);
}

static void asks_for_routes_before_the_router(void **state)
{
	static const uint8_t wanted[] = { 1,  121, 3,  6,  12, 15, 17, 26,
					  28, 42,  51, 54, 58, 59, 119 };
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct sent sent = send_message(DHCP_DISCOVER, &ask);

	(void)state;
	assert_option(&sent, DHCP_OPT_PARAMETERS, wanted, sizeof(wanted));
}

static void names_the_client(void **state)
{
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct sent sent = send_message(DHCP_DISCOVER, &ask);

	(void)state;
	assert_option(&sent, DHCP_OPT_CLIENTID, "\1\x52\x54\0\x12\x34\x56", 7);
	memcpy(ask.clientid, "\0name", 5);
	ask.clientid_len = 5;
	sent = send_message(DHCP_DISCOVER, &ask);
	assert_option(&sent, DHCP_OPT_CLIENTID, "\0name", 5);
}

static void asks_for_rapid_commit_only_in_discover(void **state)
{
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct sent sent;

	(void)state;
	sent = send_message(DHCP_DISCOVER, &ask);
	assert_option(&sent, DHCP_OPT_RAPID_COMMIT, "", -1);
	ask.rapid_commit = true;
	sent = send_message(DHCP_DISCOVER, &ask);
	assert_option(&sent, DHCP_OPT_RAPID_COMMIT, "", 0);
	ask.state = DHCP_REQUESTING;
	sent = send_message(DHCP_REQUEST, &ask);
	assert_option(&sent, DHCP_OPT_RAPID_COMMIT, "", -1);
}

static void takes_messages_as_large_as_the_link(void **state)
{
	static const struct {
		uint16_t mtu;
		const char *size;
	} cases[] = {
		{ 0, "\x05\xdc" },    { 68, "\x02\x40" },
		{ 576, "\x02\x40" },  { 1400, "\x05\x78" },
		{ 1500, "\x05\xdc" }, { 9000, "\x05\xdc" },
	};
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sent sent;

		ask.mtu = cases[i].mtu;
		sent = send_message(DHCP_DISCOVER, &ask);
		assert_option(&sent, DHCP_OPT_SIZE, cases[i].size, 2);
	}
}

static void the_longest_message_fits_the_smallest_buffer(void **state)
{
	struct dhcp_ask ask = ask_in(DHCP_REQUESTING);
	struct sent sent = { .len = 0 };
	uint8_t value[512];

	(void)state;
	memset(ask.clientid, 'c', sizeof(ask.clientid));
	ask.clientid_len = sizeof(ask.clientid);
	memset(ask.hostname, 'h', sizeof(ask.hostname) - 1);
	memset(sent.data, 0xee, sizeof(sent.data));
	sent.len =
		dhcp_packet_write(sent.data, DHCP_SIZE_MIN, DHCP_REQUEST, &ask);
	assert_in_range(sent.len, DHCP_MESSAGE_MIN, DHCP_SIZE_MIN);
	assert_int_equal(sent.data[sent.len - 1], DHCP_OPT_END);
	assert_int_equal(sent.data[DHCP_SIZE_MIN], 0xee);
	assert_int_equal(option_of(&sent, DHCP_OPT_CLIENTID, value), 255);
	assert_int_equal(option_of(&sent, DHCP_OPT_REQUESTED, value), 4);
	assert_int_equal(option_of(&sent, DHCP_OPT_PARAMETERS, value), 15);
	/* What has no room is the name, which is only a wish. */
	assert_int_equal(option_of(&sent, DHCP_OPT_HOSTNAME, value), -1);
	sent = send_message(DHCP_REQUEST, &ask);
	assert_int_equal(option_of(&sent, DHCP_OPT_HOSTNAME, value), 64);
	/* The end stands within the buffer, whatever just fits. */
	for (size_t len = 0; len < sizeof(ask.hostname); len++) {
		memset(ask.hostname, 0, sizeof(ask.hostname));
		memset(ask.hostname, 'h', len);
		sent.data[DHCP_SIZE_MIN] = 0xee;
		sent.len = dhcp_packet_write(sent.data, DHCP_SIZE_MIN,
					     DHCP_REQUEST, &ask);
		assert_in_range(sent.len, DHCP_MESSAGE_MIN, DHCP_SIZE_MIN);
		assert_int_equal(sent.data[DHCP_SIZE_MIN], 0xee);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(carries_what_the_state_allows),
	cmocka_unit_test(fills_the_fixed_fields),
	cmocka_unit_test(asks_for_routes_before_the_router),
	cmocka_unit_test(names_the_client),
	cmocka_unit_test(asks_for_rapid_commit_only_in_discover),
	cmocka_unit_test(takes_messages_as_large_as_the_link),
	cmocka_unit_test(the_longest_message_fits_the_smallest_buffer),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
