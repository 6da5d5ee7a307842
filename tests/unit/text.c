/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static const char *quoted(const char *key, const char *value)
{
	static struct text text;

	text_clear(&text);
	text_add_quoted(&text, key, value);
	return text.data;
}

static void a_missing_or_broken_value_is_not_read(void **state)
{
	static const char *const broken[] = {
		"",	      "KEY",	    "KEY=",
		"KEY=x\n",    "KEY='x",	    "KEY='x\n'",
		"OKEY='x'\n", "KEY2='x'\n", "KEY='123456789'\n",
	};
	char value[8];

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		assert_false(text_find_quoted(broken[i], "KEY", value,
					      sizeof(value)));
}

static void every_value_comes_back(void **state)
{
	static const char *const values[] = {
		"",  "plain",	  "with space", "it's", "''",
		"'", "$(reboot)", "`x`;y\\",	"\\'",	"\xff\x01\t",
	};
	char back[64];

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const char *text = quoted("KEY", values[i]);

		assert_true(text_find_quoted(text, "KEY", back, sizeof(back)));
		assert_string_equal(back, values[i]);
	}
}

static void a_shell_reads_what_was_written(void **state)
{
	const char *text = quoted("KEY", "a'b$(echo x)\"c\\");
	char command[256], back[64] = "";
	FILE *shell;

	(void)state;
	snprintf(command, sizeof(command), "%.64s\nprintf %%s \"$KEY\"", text);
	shell = popen(command, "r");
	assert_non_null(shell);
	assert_non_null(fgets(back, sizeof(back), shell));
	assert_int_equal(pclose(shell), 0);
	assert_string_equal(back, "a'b$(echo x)\"c\\");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missing_or_broken_value_is_not_read),
		cmocka_unit_test(every_value_comes_back),
		cmocka_unit_test(a_shell_reads_what_was_written),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
