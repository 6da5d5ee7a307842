/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The edits of the booted system's files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "autologin.h"
#include "fstab.h"
#include "hostkeys.h"

static struct text to;

static int setup(void **state)
{
	(void)state;
	memset(&to, 0, sizeof(to));
	return 0;
}

static void text_that_does_not_fit_is_refused_whole(void **state)
{
	static char big[TEXT_SIZE];

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	text_add(&to, "kept\n");
	text_add(&to, "%s", big);
	assert_true(to.overflow);
	assert_string_equal(to.data, "kept\n");
}

static void fstab_keeps_what_is_not_this_machines(void **state)
{
	(void)state;
	fstab_edit("# comment\n"
		   "UUID=1-2 / ext4 defaults 0 1\n"
		   "server:/home /home nfs4 nofail 0 0\n"
		   "tmpfs /tmp tmpfs size=1g 0 0\n"
		   "LABEL=data /data xfs defaults 0 2\n"
		   "/swapfile none swap sw 0 0\n"
		   "  /dev/sda1\t/boot ext2 defaults 0 2\n"
		   "overlay / overlay rw 0 0",
		   &to, NULL);
	assert_string_equal(
		to.data,
		"# comment\n"
		"# not on this machine: UUID=1-2 / ext4 defaults 0 1\n"
		"server:/home /home nfs4 nofail 0 0\n"
		"tmpfs /tmp tmpfs size=1g 0 0\n"
		"# not on this machine: LABEL=data /data xfs defaults 0 2\n"
		"# not on this machine: /swapfile none swap sw 0 0\n"
		"# not on this machine:   /dev/sda1\t/boot ext2 defaults 0 2\n"
		"# not on this machine: overlay / overlay rw 0 0\n");
}

static void fstab_of_one_word_is_left(void **state)
{
	(void)state;
	fstab_edit("x\n\n \t\nUUID=1\n", &to, NULL);
	assert_string_equal(to.data,
			    "x\n\n \t\n# not on this machine: UUID=1\n");
}

static void inittab_logs_in_on_named_ttys_only(void **state)
{
	const struct logins logins = { .user = "root",
				       .ttys = { "tty1", "ttyS0" },
				       .count = 2 };

	(void)state;
	inittab_edit("id:2:initdefault:\n"
		     "1:2345:respawn:/sbin/getty --noclear 38400 tty1\n"
		     "2:23:respawn:/sbin/getty 38400 tty2\n"
		     "3:23:respawn:/sbin/getty 38400 tty11\n"
		     "#T0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n"
		     "T1:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n",
		     &to, &logins);
	assert_string_equal(
		to.data,
		"id:2:initdefault:\n"
		"#R64 1:2345:respawn:/sbin/getty --noclear 38400 tty1\n"
		"2:23:respawn:/sbin/getty 38400 tty2\n"
		"3:23:respawn:/sbin/getty 38400 tty11\n"
		"#T0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n"
		"#R64 T1:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n"
		"R640:12345:respawn:/sbin/agetty --autologin root "
		"--noclear tty1 linux\n"
		"R641:12345:respawn:/sbin/agetty --autologin root "
		"--keep-baud 115200,57600,38400,9600 ttyS0 vt220\n");
}

/* On an overlay that is kept: again, with other consoles, and off. */
static void inittab_forgets_the_boot_before(void **state)
{
	static const char image[] = "id:2:initdefault:\n"
				    "R64k:2345:wait:/usr/bin/ssh-keygen -A\n"
				    "1:2345:respawn:/sbin/getty 38400 tty1\n";
	const struct logins first = { .user = "root",
				      .ttys = { "tty1", "ttyS0" },
				      .count = 2 };
	const struct logins second = { .user = "root",
				       .ttys = { "tty1" },
				       .count = 1 };
	const struct logins off = { .user = "" };
	static struct text before;

	(void)state;
	inittab_edit(image, &before, &first);
	inittab_edit(before.data, &to, &first);
	assert_string_equal(to.data, before.data);
	before = to;
	text_clear(&to);
	inittab_edit(before.data, &to, &second);
	assert_null(text_find(to.data, "ttyS0"));
	before = to;
	text_clear(&to);
	inittab_edit(before.data, &to, &off);
	assert_string_equal(to.data, image);
}

static void inittab_makes_host_keys_once(void **state)
{
	static struct text again;

	(void)state;
	hostkeys_edit("si::sysinit:/etc/init.d/rcS\n", &to, NULL);
	assert_string_equal(to.data, "R64k:2345:wait:/usr/bin/ssh-keygen -A\n"
				     "si::sysinit:/etc/init.d/rcS\n");
	hostkeys_edit(to.data, &again, NULL);
	assert_string_equal(again.data, to.data);
}

static void inittab_takes_mingetty_for_virtual_terminals(void **state)
{
	const struct logins logins = { .user = "admin",
				       .mingetty = true,
				       .ttys = { "tty1", "hvc0" },
				       .count = 2 };

	(void)state;
	inittab_edit("", &to, &logins);
	assert_string_equal(
		to.data, "R640:12345:respawn:/sbin/mingetty --autologin admin "
			 "--noclear tty1\n"
			 "R641:12345:respawn:/sbin/agetty --autologin admin "
			 "--keep-baud 115200,57600,38400,9600 hvc0 vt220\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(text_that_does_not_fit_is_refused_whole,
				       setup),
		cmocka_unit_test_setup(fstab_keeps_what_is_not_this_machines,
				       setup),
		cmocka_unit_test_setup(fstab_of_one_word_is_left, setup),
		cmocka_unit_test_setup(inittab_logs_in_on_named_ttys_only,
				       setup),
		cmocka_unit_test_setup(inittab_makes_host_keys_once, setup),
		cmocka_unit_test_setup(inittab_forgets_the_boot_before, setup),
		cmocka_unit_test_setup(
			inittab_takes_mingetty_for_virtual_terminals, setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
