/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stranger's strings: options 12, 15, 17 and 119. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "answer.h"

static void refuses_control_characters(void **state)
{
	static const uint8_t codes[] = { DHCP_OPT_ROOTPATH, DHCP_OPT_HOSTNAME,
					 DHCP_OPT_DOMAIN };

	(void)state;
	for (int i = 0; i < 3; i++)
		for (unsigned c = 0; c < 256; c++) {
			char text[] = { 'a', c, 'b' };
			struct lease lease = lease_with(codes[i], text, 3);
			const char *read = i == 0   ? lease.rootpath
					   : i == 1 ? lease.hostname
						    : lease.domain;

			if (c < ' ' || c > '~')
				assert_string_equal(read, "");
			else if (i == 0)
				assert_memory_equal(read, text, 3);
		}
}

static void refuses_names_that_are_none(void **state)
{
	static const char *const bad[] = {
		"-a",
		"a-",
		"a b",
		"a_b",
		"a;reboot",
		"$(reboot)",
		"`reboot`",
		"%s%n",
		"a..b",
		".a",
		"a/b",
		"../a",
		"'",
		/* 64 octets */
		("1234567890123456789012345678901234567890123456789012345678901"
		 "2"
		 "34"),
	};
	struct lease lease;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		lease = lease_with(DHCP_OPT_HOSTNAME, bad[i], strlen(bad[i]));
		assert_string_equal(lease.hostname, "");
		lease = lease_with(DHCP_OPT_DOMAIN, bad[i], strlen(bad[i]));
		assert_string_equal(lease.domain, "");
	}
	lease = lease_with(DHCP_OPT_HOSTNAME, "pc-7.Example.org\0\0", 18);
	assert_string_equal(lease.hostname, "pc-7.Example.org");
	lease = lease_with(DHCP_OPT_DOMAIN, "3com.example", 12);
	assert_string_equal(lease.domain, "3com.example");
}

/* RFC 2132 2: NULs at the end are to be taken off; none may stand before. */
static void takes_nul_off_the_end_alone(void **state)
{
	(void)state;
	assert_string_equal(lease_with(DHCP_OPT_ROOTPATH, "/a\0/b", 5).rootpath,
			    "");
	assert_string_equal(lease_with(DHCP_OPT_ROOTPATH, "\0/a", 3).rootpath,
			    "");
	assert_string_equal(lease_with(DHCP_OPT_ROOTPATH, "\0\0", 2).rootpath,
			    "");
	assert_string_equal(lease_with(DHCP_OPT_HOSTNAME, "a\0b", 3).hostname,
			    "");
	assert_string_equal(lease_with(DHCP_OPT_ROOTPATH, "/a\0\0", 4).rootpath,
			    "/a");
}

/* RFC 1035 2.3.4: labels of 63 octets, names of 253 as text. RFC 1123 2.1
 * knows no dot at the end. */
static void refuses_long_labels_and_names(void **state)
{
	char name[256];
	struct lease lease;

	(void)state;
	memset(name, 'a', sizeof(name));
	for (size_t len = 60; len < 70; len++) {
		lease = lease_with(DHCP_OPT_DOMAIN, name, len);
		assert_int_equal(strlen(lease.domain), len <= 63 ? len : 0);
		lease = lease_with(DHCP_OPT_HOSTNAME, name, len);
		assert_int_equal(strlen(lease.hostname), len <= 63 ? len : 0);
	}
	for (size_t dot = 63; dot < sizeof(name); dot += 64)
		name[dot] = '.';
	for (size_t len = 250; len < 256; len++) {
		lease = lease_with(DHCP_OPT_DOMAIN, name, len);
		assert_int_equal(strlen(lease.domain), len <= 253 ? len : 0);
	}
	assert_string_equal(lease_with(DHCP_OPT_DOMAIN, name, 64).domain, "");
	assert_string_equal(
		lease_with(DHCP_OPT_DOMAIN, "a.example.", 10).domain, "");
}

static void refuses_strings_without_room(void **state)
{
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	char text[PATH_SIZE];
	struct answer a;

	(void)state;
	memset(text, 'a', sizeof(text));
	for (size_t extra = 0; extra < 2; extra++) {
		size_t len = PATH_SIZE - extra, done = 0, part;

		answer_good(&a, DHCP_OFFER, 0);
		for (; done < len; done += part) {
			part = len - done < 255 ? len - done : 255;
			answer_add(&a, DHCP_OPT_ROOTPATH, text + done, part);
		}
		assert_int_equal(strlen(assert_accepted(&a, &ask).rootpath),
				 extra ? len : 0);
	}
	/* Linux: 64 octets. */
	for (size_t i = 1; i < sizeof(text); i += 2)
		text[i] = '.';
	assert_string_equal(lease_with(DHCP_OPT_HOSTNAME, text, 65).hostname,
			    "");
	assert_int_equal(
		strlen(lease_with(DHCP_OPT_HOSTNAME, text, 63).hostname), 63);
}

static void root_paths_stay_as_they_are(void **state)
{
	static const char path[] = "192.168.1.5:/srv/%s/a b,vers=3;$(x)`y`'\"";
	struct lease lease;

	(void)state;
	lease = lease_with(DHCP_OPT_ROOTPATH, path, strlen(path));
	assert_string_equal(lease.rootpath, path);
}

static void refuses_malformed_search_lists(void **state)
{
	static const struct {
		const char *list;
		size_t len;
	} bad[] = {
		{ "\xc0\x00", 2 },	   /* points to itself */
		{ "\xc0\x02\xc0\x00", 4 }, /* forward */
		{ "\1a\xc0\x00", 4 },	   /* to its own beginning */
		{ "\1a\0\1b\xc0\x05", 7 }, /* to itself, behind a name */
		{ "\1a\0\1b\xc0\x03", 7 }, /* its own first label */
		{ "\1a\0\1b\xc0\x08", 7 }, /* behind the end */
		{ "\1a\0\1b\xc0", 6 },	   /* half a pointer */
		{ "\1a\0\5b", 5 },	   /* half a label */
		{ "\1a", 2 },		   /* no end */
		{ "\1a\0\x40", 4 },	   /* reserved label types */
		{ "\1a\0\x80"
		  "a\0",
		  6 },
		{ "\1a\0\x40"
		  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
		  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\0",
		  69 },
		{ "\3x\xc0\x02\0\xc0\x02", 7 }, /* a circle within a label */
		{ "\3a\0b\0", 5 },		/* NUL within a label */
	};
	struct lease lease;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		lease = lease_with(DHCP_OPT_SEARCH, bad[i].list, bad[i].len);
		assert_string_equal(lease.search, "");
	}
}

static void reads_search_lists(void **state)
{
	/* RFC 3397 2's own example. */
	static const char list[] = "\3eng\5apple\3com\0"
				   "\tmarketing\xc0\x04";
	static const char mixed[] = "\1a\0\4b;rm\0\0\1c\0";
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct lease lease;
	struct answer a;

	(void)state;
	lease = lease_with(DHCP_OPT_SEARCH, mixed, sizeof(mixed) - 1);
	assert_string_equal(lease.search, "a c");
	lease = lease_with(DHCP_OPT_SEARCH, list, sizeof(list) - 1);
	assert_string_equal(lease.search, "eng.apple.com marketing.apple.com");
	/* Offsets count from the joined list's begin. */
	answer_good(&a, DHCP_OFFER, 0);
	answer_add(&a, DHCP_OPT_SEARCH, list, 9);
	answer_add(&a, DHCP_OPT_HOSTNAME, "one", 3);
	answer_add(&a, DHCP_OPT_SEARCH, list + 9, sizeof(list) - 1 - 9);
	assert_string_equal(assert_accepted(&a, &ask).search,
			    "eng.apple.com marketing.apple.com");
}

static void search_lists_end_with_a_whole_name(void **state)
{
	char list[255], label[30];
	struct dhcp_ask ask = ask_in(DHCP_SELECTING);
	struct lease lease;
	struct answer a;

	(void)state;
	memset(label, 'x', sizeof(label));
	label[0] = 28;
	label[29] = '\0';
	answer_good(&a, DHCP_OFFER, 0);
	for (int i = 0; i < 12; i++)
		answer_add(&a, DHCP_OPT_SEARCH, label, sizeof(label));
	lease = assert_accepted(&a, &ask);
	assert_int_equal(strlen(lease.search), 8 * 29 - 1);
	/* One name of more than 255 octets (RFC 1035 2.3.4). */
	answer_good(&a, DHCP_OFFER, 0);
	for (size_t i = 0; i < sizeof(list); i++)
		list[i] = i % 2 ? 'a' : 1;
	answer_add(&a, DHCP_OPT_SEARCH, list, 254);
	answer_add(&a, DHCP_OPT_SEARCH, "\1a\1a\0", 5);
	assert_string_equal(assert_accepted(&a, &ask).search, "");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(refuses_control_characters),
	cmocka_unit_test(refuses_names_that_are_none),
	cmocka_unit_test(takes_nul_off_the_end_alone),
	cmocka_unit_test(refuses_long_labels_and_names),
	cmocka_unit_test(refuses_strings_without_room),
	cmocka_unit_test(root_paths_stay_as_they_are),
	cmocka_unit_test(refuses_malformed_search_lists),
	cmocka_unit_test(reads_search_lists),
	cmocka_unit_test(search_lists_end_with_a_whole_name),
};

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
