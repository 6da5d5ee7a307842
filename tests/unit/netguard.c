/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the network guard leaves in a root whose overlay is kept. */
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

#include "netguard.h"
#include "root_file.h"

#define CONF "etc/dhcpcd.conf"
#define HOOK "etc/dhcp/dhclient-enter-hooks.d/rescue64"

static char root[] = "/tmp/rescue64-netguard.XXXXXX";
static char text[256];

static int setup(void **state)
{
	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
	return !mkdtemp(root) || chdir(root) || mkdir("etc", 0755) ||
	       mkdir("etc/dhcp", 0755) ||
	       mkdir("etc/dhcp/dhclient-enter-hooks.d", 0755) ||
	       mkdir("usr", 0755) || mkdir("usr/sbin", 0755) ||
	       root_file_write(root, "usr/sbin/dhcpcd", "") ||
	       root_file_link(root, "etc/resolv.conf",
			      "/run/rescue64/resolv.conf");
}

static int teardown(void **state)
{
	char command[80];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return chdir("/") || system(command);
}

static void assert_conf(const char *wanted)
{
	assert_true(root_file_read(root, CONF, text, sizeof(text)) >= 0);
	assert_string_equal(text, wanted);
}

static void without_a_file_the_next_boot_starts_afresh(void **state)
{
	(void)state;
	assert_int_equal(netguard_from_dhcpcd("eth0", root), 0);
	assert_conf("# rescue64\ndenyinterfaces eth0\nnohook resolv.conf\n"
		    "# rescue64\n");
	assert_int_equal(netguard_from_dhcpcd("eth1", root), 0);
	assert_conf("# rescue64\ndenyinterfaces eth1\nnohook resolv.conf\n"
		    "# rescue64\n");
}

static void what_the_image_says_stays_behind_it(void **state)
{
	(void)state;
	assert_int_equal(root_file_write(root, CONF, "interface eth2\nx\n"), 0);
	assert_int_equal(netguard_from_dhcpcd("eth0", root), 0);
	assert_int_equal(netguard_from_dhcpcd("eth1", root), 0);
	assert_conf("# rescue64\ndenyinterfaces eth1\nnohook resolv.conf\n"
		    "# rescue64\ninterface eth2\nx\n");
}

static void a_root_without_dhcpcd_gets_no_file(void **state)
{
	(void)state;
	assert_int_equal(unlink("usr/sbin/dhcpcd"), 0);
	assert_int_equal(netguard_from_dhcpcd("eth0", root), -ENOENT);
	assert_false(root_file_exists(root, CONF));
}

static void dhclient_may_write_where_resolved_is_asked(void **state)
{
	(void)state;
	assert_int_equal(netguard_from_dhcpcd("eth0", root), 0);
	assert_true(root_file_exists(root, HOOK));
	assert_int_equal(root_file_link(root, "etc/resolv.conf",
					"../run/systemd/resolve/"
					"stub-resolv.conf"),
			 0);
	assert_int_equal(netguard_from_dhcpcd("eth0", root), 0);
	assert_false(root_file_exists(root, HOOK));
	assert_conf("# rescue64\ndenyinterfaces eth0\n# rescue64\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			without_a_file_the_next_boot_starts_afresh, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			what_the_image_says_stays_behind_it, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_root_without_dhcpcd_gets_no_file, setup, teardown),
		cmocka_unit_test_setup_teardown(
			dhclient_may_write_where_resolved_is_asked, setup,
			teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
