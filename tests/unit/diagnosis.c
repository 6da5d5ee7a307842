/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The failure screen: it fits on 80x25, says what is known, and no stranger's
 * text makes it anything else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "diagnosis.h"

#define CLIENT 0x0f02000a /* 10.0.2.15 in network order, on this machine */
#define KEYS   "r: retry (by itself in 10 s)   s: shell   b: reboot"

static struct text screen;

static void draw(const char *path)
{
	static struct lease lease = { .device = "ens4", .ip = CLIENT };

	text_clear(&screen);
	diagnosis_write(&screen, &lease, path, "nfs", KEYS);
}

static void assert_fits(void)
{
	const char *rest = screen.data;
	unsigned lines = 0;
	char line[256];

	assert_false(screen.overflow);
	while (text_next_line(&rest, line, sizeof(line))) {
		lines++;
		if (strlen(line) > 79)
			fail_msg("%zu columns: %s", strlen(line), line);
	}
	if (lines > 24)
		fail_msg("%u lines:\n%s", lines, screen.data);
	assert_non_null(strstr(screen.data, "\n " KEYS "\n"));
}

static const char *shown(const char *part)
{
	return strstr(screen.data, part);
}

static void every_cause_fits(void **state)
{
	char why[NOTE_SIZE], path[PATH_SIZE], name[DOMAIN_SIZE];

	(void)state;
	memset(why, 'w', sizeof(why) - 1);
	why[sizeof(why) - 1] = '\0';
	memset(path, 'p', sizeof(path) - 1);
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	for (int cause = CAUSE_OTHER; cause <= CAUSE_MEMORY; cause++) {
		diagnosis_clear();
		for (int i = 0; i < 20; i++) {
			why[0] = 'a' + i;
			diagnosis_try(name, "4.2", why);
		}
		diagnosis_blame(cause, name, why);
		draw(path);
		assert_fits();
		/* The same in its usual length: nothing is cut off. */
		diagnosis_clear();
		diagnosis_blame(cause, "10.0.2.2", "the detail");
		draw("/srv/pxe/rescue64");
		assert_fits();
		assert_null(shown("$"));
		assert_non_null(shown(" What to do on the server:\n   "));
	}
}

static void says_what_was_tried(void **state)
{
	(void)state;
	diagnosis_clear();
	diagnosis_try("10.0.2.2", "4.2", "no such export for this client");
	diagnosis_try("10.0.2.2", "4.1", "no such export for this client");
	diagnosis_try("10.0.2.2", "3", "access denied");
	diagnosis_try("10.0.2.3", "", "no such name");
	diagnosis_blame(CAUSE_CLIENT, "10.0.2.2", "");
	draw("/srv/pxe/rescue64");
	assert_non_null(shown(
		"   10.0.2.2 NFS 4.2 4.1: no such export for this client\n"
		"   10.0.2.2 NFS 3: access denied\n"
		"   10.0.2.3: no such name\n"));
	assert_non_null(shown("10.0.2.2 exports /srv/pxe/rescue64, but this "
			      "client, 10.0.2.15,"));
}

static void the_cause_nearest_to_a_root_wins(void **state)
{
	(void)state;
	diagnosis_clear();
	diagnosis_blame(CAUSE_UNREACHABLE, "10.0.2.3", "");
	diagnosis_blame(CAUSE_SQUASH, "10.0.2.2", "/root cannot be read");
	diagnosis_blame(CAUSE_NO_INIT, "10.0.2.4", "it has no /sbin/init");
	draw("/srv/pxe/rescue64");
	assert_non_null(shown("root_squash"));
	assert_null(shown("10.0.2.3"));
}

static void a_new_round_forgets(void **state)
{
	(void)state;
	diagnosis_clear();
	draw("");
	assert_null(shown("NFS 4"));
	assert_non_null(shown("Unknown"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cause_fits),
		cmocka_unit_test(says_what_was_tried),
		cmocka_unit_test(the_cause_nearest_to_a_root_wins),
		cmocka_unit_test(a_new_round_forgets),
	};

	/* The lines of diagnosis_try: hundreds of them. */
	if (!freopen("/dev/null", "w", stderr))
		return 1;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
