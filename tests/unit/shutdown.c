/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is unmounted in which order, and the edits of sysvinit's files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "mountinfo.h"
#include "shutdown_edit.h"

/* As systemd 257 leaves it to the last process, by the kernel's order since
 * Linux 6.8: by id, so that the older /run stands before what it is on. */
static const char left[] =
	"22 99 0:5 / /oldroot/dev rw,nosuid - devtmpfs udev rw,size=1k\n"
	"23 22 0:21 / /oldroot/dev/pts rw - devpts devpts rw\n"
	"24 99 0:22 / /oldroot/run rw shared:5 master:1 - tmpfs tmpfs rw\n"
	"26 1 0:24 / / rw,nosuid,nodev - tmpfs rescue64 rw,mode=700\n"
	"27 26 0:22 / /run rw - tmpfs tmpfs rw\n"
	"30 26 0:30 / /rescue64/lower ro - nfs4 10.0.2.2:/srv/a ro,vers=4.2\n"
	"31 26 0:31 / /rescue64/rw rw - tmpfs rescue64-rw rw\n"
	"99 26 0:32 / /oldroot rw,noatime - overlay rescue64 rw,lowerdir=x\n"
	"101 99 8:1 / /oldroot/mnt/a\\040disk\\134 rw - ext4 /dev/sda1 rw\n"
	"102 101 8:2 / /oldroot/mnt/a\\040disk\\134/b rw - xfs /dev/sda2 rw\n"
	"103 102 8:3 / /oldroot/mnt/a\\040disk\\134/b rw - xfs /dev/sda3 rw\n"
	"104 26 8:4 / /oldroots rw - xfs /dev/sda4 rw\n";

static void children_go_before_their_parents(void **state)
{
	static const unsigned order[] = { 23, 22, 24, 103, 102, 101, 99 };
	char text[sizeof(left)];
	struct mountinfo mount;

	(void)state;
	strcpy(text, left);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		char *line, id[16];

		assert_true(mountinfo_next(text, "/oldroot", NULL, 0, &mount));
		assert_int_equal(mount.id, order[i]);
		/* Unmounted. */
		snprintf(id, sizeof(id), "%u ", mount.id);
		line = strncmp(text, id, strlen(id)) == 0 ? text
							  : strstr(text, id);
		while (line != text && line[-1] != '\n')
			line = strstr(line + 1, id);
		memmove(line, strchr(line, '\n') + 1,
			strlen(strchr(line, '\n') + 1) + 1);
	}
	assert_false(mountinfo_next(text, "/oldroot", NULL, 0, &mount));
}

static void what_was_tried_in_vain_keeps_its_parents(void **state)
{
	static const unsigned tried[] = { 23, 24, 103 };
	struct mountinfo mount;

	(void)state;
	assert_false(mountinfo_next(left, "/oldroot", tried, 3, &mount));
	assert_true(mountinfo_next(left, "/oldroot", tried, 2, &mount));
	assert_int_equal(mount.id, 103);
	assert_string_equal(mount.path, "/oldroot/mnt/a disk\\/b");
	assert_string_equal(mount.type, "xfs");
	assert_string_equal(mount.source, "/dev/sda3");
}

static void the_topmost_mount_of_a_path_is_found(void **state)
{
	struct mountinfo mount;

	(void)state;
	assert_true(mountinfo_find(left, "/oldroot/mnt/a disk\\/b", &mount));
	assert_int_equal(mount.id, 103);
	assert_true(mountinfo_find(left, "/oldroot", &mount));
	assert_string_equal(mount.type, "overlay");
	assert_false(mountinfo_find(left, "/rescue64", &mount));
}

static void odd_lines_are_no_mounts(void **state)
{
	static const char *const lines[] = { "", "1", "1 2 0:1 /", "- - - -" };
	char longest[2 * PATH_SIZE];
	struct mountinfo mount;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_false(mountinfo_parse(lines[i], &mount));
	/* Cut off behind its path; a lone backslash at the end. */
	assert_true(mountinfo_parse("1 2 0:1 / /a\\04", &mount));
	assert_string_equal(mount.path, "/a\\04");
	assert_string_equal(mount.type, "");
	memset(longest, '/', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	memcpy(longest, "1 2 0:1 / ", 10);
	assert_false(mountinfo_parse(longest, &mount));
	assert_false(mountinfo_next("", "/", NULL, 0, &mount));
}

static struct text to;

static void inittab_tells_the_keeper_first(void **state)
{
	char once[512];

	(void)state;
	text_clear(&to);
	inittab_announce("id:2:initdefault:\n"
			 "l0:0:wait:/etc/init.d/rc 0\n",
			 &to, NULL);
	assert_string_equal(to.data,
			    "e0:0:wait:/run/initramfs/shutdown begin poweroff\n"
			    "e6:6:wait:/run/initramfs/shutdown begin reboot\n"
			    "id:2:initdefault:\n"
			    "l0:0:wait:/etc/init.d/rc 0\n");
	strcpy(once, to.data);
	text_clear(&to);
	inittab_announce(once, &to, NULL);
	assert_string_equal(to.data, once);
}

static void script_gives_way_behind_its_first_line(void **state)
{
	char once[512];

	(void)state;
	text_clear(&to);
	script_take_over("#! /bin/sh\nset -e\n", &to, NULL);
	assert_memory_equal(to.data, "#! /bin/sh\ncase ", 16);
	assert_non_null(strstr(to.data, " esac\nset -e\n"));
	strcpy(once, to.data);
	text_clear(&to);
	script_take_over(once, &to, NULL);
	assert_string_equal(to.data, once);
	text_clear(&to);
	script_take_over("", &to, NULL);
	assert_memory_equal(to.data, "", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children_go_before_their_parents),
		cmocka_unit_test(what_was_tried_in_vain_keeps_its_parents),
		cmocka_unit_test(the_topmost_mount_of_a_path_is_found),
		cmocka_unit_test(odd_lines_are_no_mounts),
		cmocka_unit_test(inittab_tells_the_keeper_first),
		cmocka_unit_test(script_gives_way_behind_its_first_line),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
