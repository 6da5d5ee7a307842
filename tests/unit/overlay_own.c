/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the client writes into a root, and overlay commit takes out again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "../../server-helper/overlay_own.h"
#include "autologin.h"
#include "fstab.h"
#include "hostkeys.h"
#include "identity.h"
#include "shutdown_edit.h"

typedef void edit_fn(const char *from, struct text *to, const void *ctx);

/* One edit after another; returns the text after the last. */
static const char *apply(const char *from, edit_fn *edit, const void *ctx)
{
	static struct text texts[2];
	static unsigned turn;
	struct text *to = &texts[++turn % 2];

	memset(to, 0, sizeof(*to));
	edit(from, to, ctx);
	assert_false(to->overflow);
	return to->data;
}

static const char *boot_inittab(const char *text)
{
	static const struct logins logins = { .user = "root",
					      .ttys = { "tty1", "ttyS0" },
					      .count = 2 };

	text = apply(text, inittab_edit, &logins);
	text = apply(text, hostkeys_edit, NULL);
	return apply(text, inittab_announce, NULL);
}

static void inittab_is_as_before_any_boot(void **state)
{
	static const char image[] =
		"id:2:initdefault:\n"
		"# R64: a comment\n"
		"1:2345:respawn:/sbin/getty --noclear 38400 tty1\n"
		"2:23:respawn:/sbin/getty 38400 tty2\n"
		"T0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n"
		"R64:2:once:/bin/true\n"
		"R64kk:2:once:/bin/true\n";
	const char *once = boot_inittab(image);

	(void)state;
	assert_string_not_equal(once, image);
	assert_string_equal(apply(once, overlay_own_inittab, NULL), image);
	assert_string_equal(apply(boot_inittab(boot_inittab(image)),
				  overlay_own_inittab, NULL),
			    image);
}

static void umountfs_is_as_before_any_boot(void **state)
{
	static const char image[] = "#!/bin/sh\nPATH=/sbin\nexit 0\n";
	const char *text = apply(image, script_take_over, NULL);

	(void)state;
	assert_string_not_equal(text, image);
	text = apply(text, script_take_over, NULL);
	assert_string_equal(apply(text, overlay_own_umountfs, NULL), image);
}

static void fstab_is_as_before_any_boot(void **state)
{
	static const char image[] = "# not on any machine\n"
				    "UUID=1-2 / ext4 defaults 0 1\n"
				    "  /dev/sda1\t/boot ext2 defaults 0 2\n"
				    "nas:/x /x nfs ro 0 0\n";
	const char *text = apply(image, fstab_edit, NULL);

	(void)state;
	assert_string_not_equal(text, image);
	text = apply(text, fstab_edit, NULL);
	assert_string_equal(apply(text, overlay_own_fstab, NULL), image);
}

static void hosts_keeps_what_others_have_added(void **state)
{
	static const char base[] = "127.0.0.1\tlocalhost\n"
				   "127.0.1.1\trescue64.example rescue64\n"
				   "::1\tip6-localhost\n";
	static const char bare[] = "127.0.0.1\tlocalhost\n";
	static struct boot boot = { .session.hostname = "pc-1.example" };
	const char *text = apply(base, hosts_edit, &boot);

	(void)state;
	assert_non_null(strstr(text, "pc-1"));
	assert_string_equal(apply(text, overlay_own_hosts, base), base);
	text = apply(bare, hosts_edit, &boot);
	assert_string_equal(apply(text, overlay_own_hosts, bare), bare);
	assert_string_equal(apply("192.0.2.1 printer\n127.0.1.1 pc-1\n"
				  "  127.0.1.1\tpc-1\n127.0.1.10 other\n",
				  overlay_own_hosts, base),
			    "192.0.2.1 printer\n127.0.1.10 other\n"
			    "127.0.1.1\trescue64.example rescue64\n");
	assert_string_equal(apply("127.0.1.1 pc-1\n", overlay_own_hosts, ""),
			    "");
}

static void dhcpcd_loses_one_block_at_its_head(void **state)
{
	static const char *const cases[][2] = {
		{ "# rescue64\ndenyinterfaces e0\n# rescue64\nduid\n",
		  "duid\n" },
		{ "# rescue64\n# rescue64\n", "" },
		{ "# rescue64\nno end\n", "# rescue64\nno end\n" },
		{ "duid\n# rescue64\nx\n# rescue64\n",
		  "duid\n# rescue64\nx\n# rescue64\n" },
		{ "# rescue64", "# rescue64" },
		{ "", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(
			apply(cases[i][0], overlay_own_dhcpcd, NULL),
			cases[i][1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inittab_is_as_before_any_boot),
		cmocka_unit_test(umountfs_is_as_before_any_boot),
		cmocka_unit_test(fstab_is_as_before_any_boot),
		cmocka_unit_test(hosts_keeps_what_others_have_added),
		cmocka_unit_test(dhcpcd_loses_one_block_at_its_head),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
