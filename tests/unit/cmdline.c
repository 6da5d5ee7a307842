/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel line's words, BOOTIF= and the rescue64. words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "reports.h"

#define LONG_NAME_62                                                           \
	"a123456789b123456789c123456"                                          \
	"789d.e123456789f123456789g123456789"

static void bad_values_of_own_words_are_named(void **state)
{
	static const struct complaint rows[] = {
		{ "rescue64.overlay=", "E rescue64.overlay;" },
		{ "rescue64.overlay", "E rescue64.overlay;" },
		{ "rescue64.overlay=TMPFS", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfsx", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:size=", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:size=0", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:size=00%", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:size=5x", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:size=5mm", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:size=-5", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:size=5,uid=1",
		  "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:mode=1", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:size=1g,", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:nr_inodes=0", "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs:size=1g,nr_inodes=4095",
		  "E rescue64.overlay;" },
		{ "rescue64.overlay=tmpfs,size=1g", "E rescue64.overlay;" },
		{ "rescue64.overlay=LABEL=", "E rescue64.overlay;" },
		{ "rescue64.overlay=UUID=", "E rescue64.overlay;" },
		{ "rescue64.overlay=/dev/sda1", "E rescue64.overlay;" },
		{ "rescue64.autologin=", "E rescue64.autologin;" },
		{ "rescue64.autologin=-f", "E rescue64.autologin;" },
		{ "rescue64.autologin=a:b", "E rescue64.autologin;" },
		{ "rescue64.autologin=\"a b\"", "E rescue64.autologin;" },
		{ "rescue64.autologin=$(reboot)", "E rescue64.autologin;" },
		{ "rescue64.autologin=a123456789b123456789c123456789d1", "" },
		{ "rescue64.autologin=a123456789b123456789c123456789d12",
		  "E rescue64.autologin;" },
		{ "rescue64.hostname=", "E rescue64.hostname;" },
		{ "rescue64.hostname=a_b", "E rescue64.hostname;" },
		{ "rescue64.hostname=-a", "E rescue64.hostname;" },
		{ "rescue64.hostname=a-", "E rescue64.hostname;" },
		{ "rescue64.hostname=a..b", "E rescue64.hostname;" },
		{ "rescue64.hostname=a.", "E rescue64.hostname;" },
		{ "rescue64.hostname=1.2.3.4", "E rescue64.hostname;" },
		{ "rescue64.hostname=" LONG_NAME_62 "hi", "" },
		{ "rescue64.hostname=" LONG_NAME_62 "hij",
		  "E rescue64.hostname;" },
		{ "rescue64.lease=", "E rescue64.lease;" },
		{ "rescue64.lease=k", "E rescue64.lease;" },
		{ "rescue64.lease=keeper", "E rescue64.lease;" },
		{ "rescue64.timeout", "E rescue64.timeout;" },
		{ "rescue64.timeout=", "E rescue64.timeout;" },
		{ "rescue64.timeout=-1", "E rescue64.timeout;" },
		{ "rescue64.timeout=1s", "E rescue64.timeout;" },
		{ "rescue64.timeout=0x10", "E rescue64.timeout;" },
		{ "rescue64.timeout=1000001", "E rescue64.timeout;" },
		{ "rescue64.timeout=4294967297", "E rescue64.timeout;" },
		{ "rescue64.debug=yes", "E rescue64.debug;" },
	};

	(void)state;
	complaints_check(rows, COUNT(rows));
}

static void unknown_own_words_are_warned_of(void **state)
{
	static const struct complaint rows[] = {
		{ "rescue64.foo", "W rescue64.foo;" },
		{ "rescue64.foo=1 rescue64.=2", "W rescue64.foo;W rescue64.;" },
		{ "rescue64.Overlay=none", "W rescue64.Overlay;" },
		{ "rescue64.overlays=none", "W rescue64.overlays;" },
		{ "rescue64.timeou=1", "W rescue64.timeou;" },
		{ "rescue64 rescue64x=1 xrescue64.foo rescue6", "" },
		{ "quiet ro console=ttyS0,115200 foo.bar=1 = == \"", "" },
	};

	(void)state;
	complaints_check(rows, COUNT(rows));
}

static void bad_bootif_is_named(void **state)
{
	static const struct complaint rows[] = {
		{ "BOOTIF=", "E BOOTIF=;" },
		{ "BOOTIF=52:54:00:12:34:56", "E BOOTIF=;" },
		{ "BOOTIF=01-52-54-00-12-34", "E BOOTIF=;" },
		{ "BOOTIF=01-52-54-00-12-34-", "E BOOTIF=;" },
		{ "BOOTIF=01-52-54-00-12-34-5", "E BOOTIF=;" },
		{ "BOOTIF=01-52-54-00-12-34-5g", "E BOOTIF=;" },
		{ "BOOTIF=01-52-54-00-12-34-56-", "E BOOTIF=;" },
		{ "BOOTIF=01-52-54-00-12-34-56-78", "E BOOTIF=;" },
		{ "BOOTIF=0152540012345678", "E BOOTIF=;" },
		{ "BOOTIF=01.52.54.00.12.34.56", "E BOOTIF=;" },
		{ "BOOTIF=20-52-54-00-12-34-56", "E BOOTIF=;" },
		{ "BOOTIF=01-53-54-00-12-34-56", "E BOOTIF=;" },
	};

	(void)state;
	complaints_check(rows, COUNT(rows));
	assert_false(line_parse("BOOTIF=01-53-54-00-12-34-56").has_bootif);
	complaints_check(&(struct complaint){ "BOOTIF bootif=x", "" }, 1);
}

static void control_characters_are_refused(void **state)
{
	static const struct complaint rows[] = {
		{ "ip=\"a\nb\"", "E ip=;" },
		{ "nfsroot=\"10.0.0.1:/a\tb\"", "E nfsroot=;" },
		{ "root=nfs:/a\x7f", "E root=;" },
		{ "BOOTIF=\x01", "E BOOTIF=;" },
		{ "rescue64.hostname=a\x1b[2J", "E rescue64.hostname;" },
		{ "other=\x01 \x02", "" },
	};

	(void)state;
	complaints_check(rows, COUNT(rows));
}

static void too_long_values_are_refused(void **state)
{
	static const char *const words[][2] = {
		{ "ip=dhcp,1,", "E ip=;" },
		{ "nfsroot=/", "E nfsroot=;" },
		{ "root=nfs:/", "E root=;" },
		{ "BOOTIF=01-", "E BOOTIF=;" },
		{ "rescue64.overlay=LABEL=", "E rescue64.overlay;" },
	};
	char *line = malloc(8192);

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		memset(line, 'x', 8191);
		line[8191] = '\0';
		memcpy(line, words[i][0], strlen(words[i][0]));
		complaints_check(&(struct complaint){ line, words[i][1] }, 1);
	}
	free(line);
}

/* What fits a kernel line, but not its own field. */
static void too_long_fields_are_refused(void **state)
{
	static const char *const words[][2] = {
		{ "ip=", "E ip= autoconf;" },
		{ "ip=1", "E ip= client;" },
		{ "ip=1.2.3.4:", "E ip= server;" },
		{ "ip=::::", "E ip= hostname;" },
		{ "ip=:::::", "E ip= device;" },
		{ "ip=dhcp,1,", "E ip= clientid;" },
		{ "nfsroot=", "E nfsroot= path;" },
		{ "nfsroot=/x,", "E nfsroot= options;" },
		{ "rescue64.overlay=LABEL=", "E rescue64.overlay;" },
		{ "rescue64.autologin=", "E rescue64.autologin;" },
		{ "rescue64.hostname=", "E rescue64.hostname;" },
	};
	char line[3000];

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		memset(line, 'x', sizeof(line) - 1);
		line[sizeof(line) - 1] = '\0';
		memcpy(line, words[i][0], strlen(words[i][0]));
		complaints_check(&(struct complaint){ line, words[i][1] }, 1);
	}
	/* Each fits, but not both. */
	strcpy(line, "root=nfs:/x,sec=");
	memset(line + strlen(line), 's', 240);
	strcpy(line + 256, ",fsc=");
	memset(line + strlen(line), 'f', 240);
	strcpy(line + 501, " nfsroot=,nolock,mounthost=nas.example.lan");
	complaints_check(&(struct complaint){ line, "E nfsroot= options;" }, 1);
}

static void an_empty_line_has_the_defaults(void **state)
{
	static const char *const lines[] = {
		"",
		" ",
		"\n",
		"quiet splash",
		"ip= nfsaddrs= root= nfsroot=",
		"ip nfsaddrs root nfsroot BOOTIF"
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct cmdline c = line_parse(lines[i]);

		assert_string_equal(reports.fields, "");
		assert_int_equal(c.autoconf, AUTOCONF_DHCP);
		assert_string_equal(c.autoconf_word, "dhcp");
		assert_false(c.wish || c.wish_static || c.has_bootif);
		assert_false(c.root.given);
		assert_int_equal(c.overlay, OVERLAY_TMPFS);
		assert_string_equal(c.overlay_arg, "");
		assert_string_equal(c.autologin, "root");
		assert_true(c.keep_lease);
		assert_int_equal(c.timeout, 0);
		assert_false(c.debug);
	}
}

static void own_words_are_read(void **state)
{
	struct cmdline c = line_parse(
		"rescue64.overlay=tmpfs:size=512M rescue64.autologin=off "
		"rescue64.hostname=box.lan rescue64.lease=off "
		"rescue64.timeout=90 rescue64.debug");

	(void)state;
	assert_string_equal(reports.fields, "");
	assert_string_equal(c.overlay_arg, "size=512M");
	assert_string_equal(c.autologin, "");
	assert_string_equal(c.hostname, "box.lan");
	assert_false(c.keep_lease);
	assert_int_equal(c.timeout, 90);
	assert_true(c.debug);
	assert_false(line_parse("rescue64.debug=0").debug);
	assert_string_equal(line_parse("rescue64.autologin=rescue-1").autologin,
			    "rescue-1");
	assert_string_equal(
		line_parse("ip=::::a.b rescue64.hostname=c").hostname, "c");
}

static void overlays_are_read(void **state)
{
	static const struct {
		const char *line;
		enum overlay_kind kind;
		const char *arg;
	} rows[] = {
		{ "rescue64.overlay=tmpfs", OVERLAY_TMPFS, "" },
		{ "rescue64.overlay=tmpfs:size=75%", OVERLAY_TMPFS,
		  "size=75%" },
		{ "rescue64.overlay=tmpfs:size=2g", OVERLAY_TMPFS, "size=2g" },
		{ "rescue64.overlay=tmpfs:size=16777216", OVERLAY_TMPFS,
		  "size=16777216" },
		{ "rescue64.overlay=tmpfs:size=100%,nr_inodes=4096",
		  OVERLAY_TMPFS, "size=100%,nr_inodes=4096" },
		{ "rescue64.overlay=tmpfs:nr_inodes=1m,size=1G", OVERLAY_TMPFS,
		  "nr_inodes=1m,size=1G" },
		{ "rescue64.overlay=tmpfs:nr_inodes=200k", OVERLAY_TMPFS,
		  "nr_inodes=200k" },
		{ "rescue64.overlay=server", OVERLAY_SERVER, "" },
		{ "rescue64.overlay=LABEL=stick", OVERLAY_LABEL, "stick" },
		{ "rescue64.overlay=\"LABEL=my stick\"", OVERLAY_LABEL,
		  "my stick" },
		{ "rescue64.overlay=UUID=0a-1b", OVERLAY_UUID, "0a-1b" },
		{ "rescue64.overlay=none", OVERLAY_NONE, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct cmdline c = line_parse(rows[i].line);

		assert_string_equal(reports.fields, "");
		assert_int_equal(c.overlay, rows[i].kind);
		assert_string_equal(c.overlay_arg, rows[i].arg);
	}
}

static void bootif_is_read_in_any_spelling(void **state)
{
	static const char *const lines[] = {
		"BOOTIF=01-52-54-00-ab-cd-ef",
		"BOOTIF=01-52-54-00-AB-CD-EF",
		"BOOTIF=01:52:54:00:aB:Cd:ef",
		"BOOTIF=01-52-54-00-11-22-33 BOOTIF=01-52-54-00-ab-cd-ef",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct cmdline c = line_parse(lines[i]);

		assert_true(c.has_bootif);
		assert_memory_equal(c.bootif, "\x52\x54\0\xab\xcd\xef", 6);
	}
}

static void words_are_the_kernels(void **state)
{
	static const struct {
		const char *line, *hostname;
	} rows[] = {
		{ "rescue64.hostname=a rescue64.hostname=b", "b" },
		{ "rescue64.hostname=a\trescue64.debug", "a" },
		{ "\n rescue64.hostname=a\v\f\r", "a" },
		{ "rescue64.hostname=a\xa0rescue64.debug", "a" },
		{ "rescue64.hostname=\"a\"", "a" },
		{ "\"rescue64.hostname=a\"", "a" },
		{ "rescue64.hostname=\"a", "a" },
		{ "\"rescue64.hostname=a", "a" },
		{ "x=\"b rescue64.hostname=c\" rescue64.hostname=a", "a" },
		{ "rescue64.hostname=a x=\" rescue64.hostname=c", "a" },
		{ "rescue64.hostname=a -- rescue64.hostname=b", "a" },
		{ "rescue64.hostname=a \"--\" rescue64.hostname=b", "a" },
		{ "rescue64.hostname=a --x rescue64.hostname=b", "b" },
		{ "rescue64.hostname=a --=1 rescue64.hostname=b", "b" },
		{ "rescue64.hostname=a - rescue64.hostname=b", "b" },
		{ "rescue64.hostname=a \"\" = rescue64.hostname=b", "b" },
		{ "-- rescue64.hostname=b", "" },
		{ "xrescue64.hostname=b", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct cmdline c = line_parse(rows[i].line);

		if (strcmp(c.hostname, rows[i].hostname) || reports.fields[0])
			fail_msg("%s: \"%s\", %s", rows[i].line, c.hostname,
				 reports.fields);
	}
}

/* A quote within a value stays, as the kernel leaves it. */
static void inner_quotes_stay(void **state)
{
	struct cmdline c = line_parse("nfsroot=/a\"b c\"d");

	(void)state;
	assert_string_equal(c.root.path, "/a\"b c\"d");
	c = line_parse("nfsroot=\"/a b\"");
	assert_string_equal(c.root.path, "/a b");
	c = line_parse("\"nfsroot=/a b\" quiet");
	assert_string_equal(c.root.path, "/a b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_values_of_own_words_are_named),
		cmocka_unit_test(unknown_own_words_are_warned_of),
		cmocka_unit_test(bad_bootif_is_named),
		cmocka_unit_test(control_characters_are_refused),
		cmocka_unit_test(too_long_values_are_refused),
		cmocka_unit_test(too_long_fields_are_refused),
		cmocka_unit_test(an_empty_line_has_the_defaults),
		cmocka_unit_test(own_words_are_read),
		cmocka_unit_test(overlays_are_read),
		cmocka_unit_test(bootif_is_read_in_any_spelling),
		cmocka_unit_test(words_are_the_kernels),
		cmocka_unit_test(inner_quotes_stay),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
