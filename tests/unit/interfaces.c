/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Debian's ifupdown must not do with the root's interface. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "interfaces.h"

static struct text to, held;
static const struct interfaces eth0 = { .device = "eth0",
					.mac = "52:54:00:64:00:02",
					.held = &held };

static int setup(void **state)
{
	(void)state;
	text_clear(&to);
	text_clear(&held);
	return 0;
}

static void expect(const char *from, const char *text, const char *names)
{
	interfaces_edit(from, &to, &eth0);
	assert_string_equal(to.data, text);
	assert_string_equal(held.data, names);
}

static void what_does_not_touch_it_stays_as_it_is(void **state)
{
	static const char text[] =
		"# comment \\\n"
		"auto lo eth0 \\\n"
		"\t/eth*=lan\n"
		"\n \t\n"
		"  iface eth0 inet dhcp\r\n"
		"iface eth0.5 inet static\n"
		"\tvlan-raw-device eth0\n"
		"mapping eth*\n\tscript /bin/map\n\tmap eth0 home\n"
		"rename eth01=lan0 /wlan*=air mac/52:54:00:64:00:03=x\n"
		"iface br0 inet dhcp\n"
		"\tbridge_ports eth1 eth01\n"
		"no-auto-down eth0";

	(void)state;
	expect(text, text, "");
}

static void rename_of_it_goes(void **state)
{
	(void)state;
	expect("rename eth0=lan0\n", "rename \n", "lan0 ");
}

static void rename_of_others_beside_it_stays(void **state)
{
	(void)state;
	expect("rename eth1=a \\\n eth0=b \\\n  eth2=c\nauto a\n",
	       "rename eth1=a eth2=c \nauto a\n", "b ");
}

static void rename_by_pattern_goes(void **state)
{
	(void)state;
	expect("rename /eth*=a\nrename /e*/1=b\nrename /w*=c\n",
	       "rename \nrename \nrename /w*=c\n", "a b ");
}

static void rename_by_address_goes(void **state)
{
	(void)state;
	expect("rename mac/52:54:00:64:00:02=a\n"
	       "rename mac/52:54:*:02=b\n"
	       "rename mac/52:54:00:64:00:03=c\n",
	       "rename \nrename \nrename mac/52:54:00:64:00:03=c\n", "a b ");
}

static void rename_by_what_is_not_known_goes(void **state)
{
	(void)state;
	expect("rename ifindex/2=a", "rename \n", "a ");
}

static void rename_in_a_comment_is_none(void **state)
{
	(void)state;
	expect("# rename eth0=a \\\nrename eth0=b\n  #rename eth0=c\n",
	       "# rename eth0=a \\\nrename \n  #rename eth0=c\n", "b ");
}

static void labels_are_held(void **state)
{
	(void)state;
	interfaces_edit("iface eth0:0 inet static\n"
			"iface eth0 inet dhcp\n"
			"iface eth01:0 inet static\n"
			"iface eth0:web inet6 static\n",
			&to, &eth0);
	assert_string_equal(held.data, "eth0:0 eth0:web ");
}

static void what_takes_it_as_a_port_is_held(void **state)
{
	(void)state;
	interfaces_edit("iface br0 inet dhcp\n\tbridge_ports eth1 eth0\n"
			"iface br1 inet dhcp\n\tbridge-ports all\n"
			"iface br2 inet dhcp\n\tbridge_ports regex eth.*\n"
			"iface br3 inet dhcp\n\tbridge_ports none\n"
			"iface bond0 inet dhcp\n\tbond-slaves \\\n\t eth0\n"
			"iface bond1 inet dhcp\n\tslaves eth1\n",
			&to, &eth0);
	assert_string_equal(held.data, "br0 br1 br2 bond0 ");
}

static void the_bond_that_it_names_is_held(void **state)
{
	(void)state;
	interfaces_edit("iface eth0 inet manual\n\tbond-master bond0\n"
			"iface eth1 inet manual\n\tbond-master bond1\n",
			&to, &eth0);
	assert_string_equal(held.data, "bond0 ");
}

static void what_inherits_its_ports_is_held(void **state)
{
	(void)state;
	interfaces_edit("iface ports inet dhcp\n\tbridge_ports eth0\n"
			"iface br0 inet dhcp inherits ports\n"
			"iface br1 inherits ports\n"
			"iface br2 inet dhcp inherits other\n",
			&to, &eth0);
	assert_string_equal(held.data, "ports br0 br1 ");
}

static void a_second_edit_changes_nothing(void **state)
{
	static struct text again;

	(void)state;
	interfaces_edit("rename eth0=a eth1=b\niface eth0:1 inet static\n", &to,
			&eth0);
	text_clear(&again);
	interfaces_edit(to.data, &again, &eth0);
	assert_string_equal(to.data, again.data);
	assert_string_equal(held.data, "a eth0:1 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_does_not_touch_it_stays_as_it_is,
				       setup),
		cmocka_unit_test_setup(rename_of_it_goes, setup),
		cmocka_unit_test_setup(rename_of_others_beside_it_stays, setup),
		cmocka_unit_test_setup(rename_by_pattern_goes, setup),
		cmocka_unit_test_setup(rename_by_address_goes, setup),
		cmocka_unit_test_setup(rename_by_what_is_not_known_goes, setup),
		cmocka_unit_test_setup(rename_in_a_comment_is_none, setup),
		cmocka_unit_test_setup(labels_are_held, setup),
		cmocka_unit_test_setup(what_takes_it_as_a_port_is_held, setup),
		cmocka_unit_test_setup(the_bond_that_it_names_is_held, setup),
		cmocka_unit_test_setup(what_inherits_its_ports_is_held, setup),
		cmocka_unit_test_setup(a_second_edit_changes_nothing, setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
