/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which init a root has, and who may log in by himself. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "autologin.h"
#include "root_file.h"

#define GETTY "1:2345:respawn:/sbin/getty 38400 tty1\n"

static char root[] = "/tmp/rescue64-autologin.XXXXXX";

static int setup(void **state)
{
	(void)state;
	unsetenv("init");
	strcpy(root + strlen(root) - 6, "XXXXXX");
	return mkdtemp(root) && chdir(root) == 0 ? system("mkdir -p etc "
							  "usr/sbin")
						 : -1;
}

static int teardown(void **state)
{
	char command[80];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return chdir("/") || system(command);
}

static void inits_are_told_apart(void **state)
{
	(void)state;
	assert_string_equal(autologin_init("."), "other");
	assert_int_equal(root_file_write(".", "etc/inittab", GETTY), 0);
	assert_string_equal(autologin_init("."), "other");
	assert_int_equal(root_file_write(".", "usr/sbin/init", "ELF"), 0);
	assert_string_equal(autologin_init("."), "sysvinit");
	assert_int_equal(root_file_link(".", "usr/sbin/init", "../bin/busybox"),
			 0);
	assert_string_equal(autologin_init("."), "other");
	assert_int_equal(
		root_file_link(".", "usr/sbin/init", "../lib/systemd/systemd"),
		0);
	assert_string_equal(autologin_init("."), "systemd");
	setenv("init", "/sbin/init", 1);
	assert_string_equal(autologin_init("."), "systemd");
	setenv("init", "/bin/bash", 1);
	assert_string_equal(autologin_init("."), "other");
	setenv("init", "/lib/systemd/systemd", 1);
	assert_string_equal(autologin_init("."), "systemd");
}

/* The inittab that a boot with rescue64.autologin=USER leaves. */
static const char *inittab_of(const char *user)
{
	static struct boot boot;
	static char text[TEXT_SIZE];

	strcpy(boot.cmdline.autologin, user);
	assert_int_equal(autologin_stage(&boot, "."), 0);
	assert_string_equal(boot.session.init, "sysvinit");
	assert_true(root_file_read(".", "etc/inittab", text, sizeof(text)) > 0);
	return text;
}

static void users_that_cannot_log_in_change_nothing(void **state)
{
	(void)state;
	assert_int_equal(root_file_write(".", "usr/sbin/init", "ELF"), 0);
	assert_int_equal(root_file_write(".", "etc/inittab", GETTY), 0);
	assert_string_equal(inittab_of("root"), GETTY); /* no passwd */
	assert_int_equal(
		root_file_write(".", "etc/passwd",
				"root:x:0:0:root:/root:/bin/bash\n"
				"nobody:x:65534:65534::/:/usr/sbin/nologin\n"
				"daemon:x:1:1::/:/bin/false\n"
				"annette:x:1000:1000::/home/a:/bin/sh\n"),
		0);
	assert_string_equal(inittab_of("ghost"), GETTY);
	assert_string_equal(inittab_of("anne"), GETTY);
	assert_string_equal(inittab_of("nobody"), GETTY);
	assert_string_equal(inittab_of("daemon"), GETTY);
	assert_non_null(strstr(inittab_of("annette"), "--autologin annette"));
	assert_non_null(strstr(inittab_of("root"), "--autologin root"));
	/* On a kept overlay, whoever was there before. */
	assert_string_equal(inittab_of("ghost"), GETTY);
	assert_string_equal(inittab_of(""), GETTY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(inits_are_told_apart, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			users_that_cannot_log_in_change_nothing, setup,
			teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
