/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of a root whose image may hold anything under their names. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "root_file.h"

static char root[] = "/tmp/rescue64-root-file.XXXXXX";
static char text[64];

static int setup(void **state)
{
	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
	return mkdtemp(root) && chdir(root) == 0 && mkdir("etc", 0755) == 0
		       ? 0
		       : -1;
}

static int teardown(void **state)
{
	char command[80];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return chdir("/") || system(command);
}

static void a_fifo_is_refused_and_not_waited_for(void **state)
{
	(void)state;
	assert_int_equal(mkfifo("etc/fstab", 0600), 0);
	assert_int_equal(root_file_read(root, "etc/fstab", text, 64), -EINVAL);
}

static void a_link_is_not_followed_but_replaced(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(symlink("/tmp", "etc/hostname"), 0);
	assert_int_equal(root_file_read(root, "etc/hostname", text, 64),
			 -ELOOP);
	assert_int_equal(root_file_write(root, "etc/hostname", "pc\n"), 0);
	assert_int_equal(lstat("etc/hostname", &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0644);
}

static void a_linked_folder_leads_nowhere(void **state)
{
	(void)state;
	assert_int_equal(symlink("/tmp", "etc/network"), 0);
	assert_int_equal(root_file_write(root, "etc/network/interfaces", ""),
			 -ENOTDIR);
	assert_int_equal(access("/tmp/interfaces", F_OK), -1);
	assert_int_equal(root_file_write(root, "none/x", ""), -ENOENT);
}

static void a_large_file_is_refused_whole(void **state)
{
	(void)state;
	assert_int_equal(root_file_write(root, "etc/a", "12345678"), 0);
	assert_int_equal(root_file_read(root, "etc/a", text, 9), 8);
	assert_string_equal(text, "12345678");
	assert_int_equal(root_file_read(root, "etc/a", text, 8), -EFBIG);
}

static void append(const char *from, struct text *to, const void *what)
{
	text_add(to, "%s%s", from, (const char *)what);
}

static void an_edit_changes_only_what_differs(void **state)
{
	struct stat before, after;

	(void)state;
	assert_int_equal(root_file_edit(root, "etc/a", append, "x"), -ENOENT);
	assert_int_equal(root_file_write(root, "etc/a", "1"), 0);
	assert_int_equal(stat("etc/a", &before), 0);
	assert_int_equal(root_file_edit(root, "etc/a", append, ""), 0);
	assert_int_equal(stat("etc/a", &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(root_file_edit(root, "etc/a", append, "2"), 0);
	assert_int_equal(root_file_read(root, "etc/a", text, 64), 2);
	assert_string_equal(text, "12");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_fifo_is_refused_and_not_waited_for, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_link_is_not_followed_but_replaced, setup, teardown),
		cmocka_unit_test_setup_teardown(a_linked_folder_leads_nowhere,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_large_file_is_refused_whole,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			an_edit_changes_only_what_differs, setup, teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
