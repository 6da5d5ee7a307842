/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "../../server-helper/generation_info.h"

#define ID "20261122T140501Z"

static const char *parse(const char *text, struct generation_info *info,
			 unsigned *line)
{
	return generation_info_parse(text, strlen(text), info, line);
}

static void what_is_written_is_read(void **state)
{
	static const struct generation_info cases[] = {
		{ .changed = false },
		{ .note = "before the upgrade" },
		{ .note = " =a=b= \"quoted\" \\ 'x' $(y) %n ", .pinned = true },
		{ .changed = true, .method = "reflink" },
		{ .method = "copy" },
		{ .method = "btrfs", .pinned = true },
		{ .method = "overlay", .base = ID },
		/* The longest. */
		{ .note = "1234567890123456789012345678901234567890123456789012"
			  "345678901234",
		  .pinned = true,
		  .changed = true,
		  .method = "overlay",
		  .base = ID },
	};
	struct generation_info info;
	char text[GENERATION_INFO_MAX];
	unsigned line;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		generation_info_format(&cases[i], text);
		assert_null(parse(text, &info, &line));
		assert_string_equal(info.note, cases[i].note);
		assert_string_equal(info.method, cases[i].method);
		assert_string_equal(info.base, cases[i].base);
		assert_int_equal(info.pinned, cases[i].pinned);
		assert_int_equal(info.changed, cases[i].changed);
	}
}

static void a_bad_line_is_told_by_its_number(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
	} cases[] = {
		{ "note=a", 1 },
		{ "\n", 1 },
		{ "note=a\n\n", 2 },
		{ "note\n", 1 },
		{ "note=a\nNOTE=b\n", 2 },
		{ "note=a^b\n", 1 },
		{ "note=a\tb\n", 1 },
		{ "note=\xc3\xa4\n", 1 },
		{ "note=12345678901234567890123456789012345678901234567890"
		  "123456789012345\n",
		  1 },
		{ "pinned=no\n", 1 },
		{ "pinned=yes \n", 1 },
		{ "pinned=yes\nchanged=\n", 2 },
		{ "method=rsync\n", 1 },
		{ "base=20261322T140501Z\n", 1 },
		{ "base=../../../etc\n", 1 },
		{ " pinned=yes\n", 1 },
		{ "pinned=yes\r\n", 1 },
	};
	static const char nul[] = "pinned=yes\nnote=a\0b\n";
	struct generation_info info;
	unsigned line;
	char text[GENERATION_INFO_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_non_null(parse(cases[i].text, &info, &line));
		assert_int_equal(line, cases[i].line);
	}
	assert_non_null(
		generation_info_parse(nul, sizeof(nul) - 1, &info, &line));
	assert_int_equal(line, 2);
	memset(text, 'x', sizeof(text));
	text[GENERATION_INFO_MAX] = '\0';
	memcpy(text, "note=", 5);
	assert_non_null(parse(text, &info, &line));
	text[GENERATION_INFO_MAX - 1] = '\n';
	assert_non_null(parse(text, &info, &line));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_bad_line_is_told_by_its_number),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
