/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../server-helper/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../server-helper/say.h"
#include "../../server-helper/server.h"

#define ID    "20261122T140501Z"
#define PATH  "/srv/pxe/generations/rescue64/" ID
#define LINE  "initrd=x/initrd.img root=/dev/nfs ip=dhcp nfsroot="
#define RIGHT LINE "10.0.0.1:" PATH

static const struct server server = { .conf = { .server = "10.0.0.1" } };
static char errors[2048], warnings[2048];

static void keep(bool is_error, const char *object, const char *reason)
{
	char *to = is_error ? errors : warnings;
	size_t at = strlen(to);

	(void)object;
	snprintf(to + at, sizeof(errors) - at, "%s\n", reason);
}

static int verify(const char *line, const char *overlay)
{
	*errors = *warnings = '\0';
	return verify_menu_line(&server, "test", line, ID, overlay);
}

static void refused(const char *line, const char *overlay, const char *words)
{
	assert_int_equal(verify(line, overlay), -EINVAL);
	if (!strstr(errors, words))
		fail_msg("%s: says \"%s\", not \"%s\"", line, errors, words);
}

static void test_right(void **state)
{
	(void)state;
	assert_int_equal(verify(RIGHT, NULL), 0);
	assert_string_equal(errors, "");
	assert_string_equal(warnings, "");
	assert_int_equal(verify(RIGHT " console=ttyS0 quiet", "tmpfs"), 0);
	assert_int_equal(verify(RIGHT " rescue64.overlay=server", "server"), 0);
}

static void test_another_target(void **state)
{
	(void)state;
	refused(LINE "10.0.0.2:" PATH, NULL, "would mount 10.0.0.2:" PATH);
	refused(LINE "10.0.0.1,10.0.0.2:" PATH, NULL, "would mount");
	refused(LINE "10.0.0.1:" PATH "x", NULL, "not 10.0.0.1:" PATH);
	refused(LINE "10.0.0.1:/srv/pxe/rescue64", NULL, "would mount");
	refused(RIGHT " nfsroot=10.0.0.1:/other", NULL, "10.0.0.1:/other");
	refused("quiet ip=dhcp", NULL, "none is named");
	refused("-- " RIGHT, NULL, "none is named");
}

static void test_bad_words(void **state)
{
	(void)state;
	refused(RIGHT " ip=300.1.1.1", NULL, "300.1.1.1");
	refused(LINE "10.0.0.1:" PATH ",vers=2", NULL, "vers: \"2\"");
	assert_int_equal(verify(RIGHT " rescue64.foo=1", NULL), 0);
	assert_non_null(strstr(warnings, "unknown"));
}

static void test_another_overlay(void **state)
{
	(void)state;
	refused(RIGHT, "server", "would not have the overlay server");
	refused(RIGHT " rescue64.overlay=LABEL=a", "LABEL=b", "LABEL=b");
	refused(RIGHT " rescue64.overlay=tmpfs:size=1G", "tmpfs", "tmpfs");
}

static void test_overlay_values(void **state)
{
	static char long_value[400];

	(void)state;
	assert_null(verify_overlay("server"));
	assert_null(verify_overlay("none"));
	assert_null(verify_overlay("tmpfs:size=50%"));
	assert_null(verify_overlay("LABEL=keep"));
	assert_non_null(verify_overlay("bogus"));
	assert_non_null(verify_overlay(""));
	assert_non_null(verify_overlay("LABEL="));
	memset(long_value, 'x', sizeof(long_value) - 1);
	memcpy(long_value, "LABEL=", 6);
	assert_non_null(verify_overlay(long_value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right),
		cmocka_unit_test(test_another_target),
		cmocka_unit_test(test_bad_words),
		cmocka_unit_test(test_another_overlay),
		cmocka_unit_test(test_overlay_values),
	};

	say_divert(keep);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
