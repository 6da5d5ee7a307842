/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ip= and nfsaddrs=, quads, netmasks and names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "reports.h"

/* The fields of an address, as text; NULL: there is none. */
static void quad_check(const char *line, uint32_t got, const char *wanted)
{
	char text[QUAD_SIZE] = "none";

	if (got)
		inet_ntop(AF_INET, &got, text, sizeof(text));
	if (strcmp(text, wanted ? wanted : "none") != 0)
		fail_msg("%s: %s, not %s", line, text, wanted);
}

static void bad_quads_are_refused(void **state)
{
	static const char *const bad[] = {
		"",	     "1",	   "1.2",	 "1.2.3",
		"1.2.3.",    ".1.2.3",	   "1..2.3",	 "1.2.3.4.",
		"1.2.3.4.5", "300.1.1.1",  "1.1.1.256",	 "01.2.3.4",
		"1.2.3.04",  "00.0.0.0",   "1.2.3.4 ",	 " 1.2.3.4",
		"+1.2.3.4",  "-1.2.3.4",   "0x1.2.3.4",	 "1.2.3.4/24",
		"1.2.3.4\n", "1.2.3.0004", "1.2.3.1000", "a.b.c.d",
		"1,2,3,4",   "16909060",   "::1",	 "4294967297.0.0.1",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		uint32_t quad = 7;

		if (quad_parse(bad[i], &quad) == 0 || quad != 7)
			fail_msg("%s is taken", bad[i]);
	}
}

static void bad_names_are_refused(void **state)
{
	static const char *const bad[] = {
		"",	     ".",   "a.",   ".a",	"a..b",
		"-",	     "-a",  "a-",   "a.-b",	"a-.b",
		"a_b",	     "a b", "a/b",  "1.2.3.4",	"1.2.3",
		"300.1.1.1", "42",  "a.42", "\xc3\xa4", "a:b",
	};
	char name[256];

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (name_is_valid(bad[i]))
			fail_msg("%s is taken", bad[i]);
	for (size_t i = 0; i < sizeof(name) - 1; i++)
		name[i] = i % 2 ? '.' : 'a';
	name[255] = '\0';
	assert_false(name_is_valid(name)); /* 255 octets */
	name[253] = '\0';
	assert_true(name_is_valid(name)); /* 253 */
	assert_false(name_is_valid("a123456789b123456789c123456789d123456789"
				   "e123456789f123456789abcd")); /* 64 */
	assert_true(name_is_valid("a123456789b123456789c123456789d123456789"
				  "e123456789f123456789abc"));
}

static void bad_fields_are_named(void **state)
{
	static const struct complaint rows[] = {
		{ "ip=foo", "E ip= autoconf;" },
		{ "ip=eth0", "E ip= autoconf;" },
		{ "ip=dhcpfoo", "E ip= autoconf;" },
		{ "ip=DHCP", "E ip= autoconf;" },
		{ "ip=dhcp6", "E ip= autoconf;" },
		{ "ip=bootp", "E ip= autoconf;" },
		{ "ip=rarp", "E ip= autoconf;" },
		{ "ip=both", "E ip= autoconf;" },
		{ "ip=300.1.1.1", "E ip= client;" },
		{ "ip=1.2.3", "E ip= client;" },
		{ "ip=01.2.3.4", "E ip= client;" },
		{ "ip=1.2.3.4x", "E ip= client;" },
		{ "ip=224.0.0.1", "E ip= client;" },
		{ "ip=255.255.255.255", "E ip= client;" },
		{ "ip=0.1.2.3", "E ip= client;" },
		{ "ip=eth0:dhcp", "E ip= client;E ip= server;" },
		{ "nfsaddrs=:x", "E nfsaddrs= server;" },
		{ "ip=:1.2.3:1.2.3:1.2.3::::1.2.3:1.2.3:1.2.3",
		  "E ip= server;E ip= gw;E ip= netmask;E ip= dns0;E ip= dns1;"
		  "E ip= ntp0;" },
		{ "ip=10.0.0.1:::255.0.255.0", "E ip= netmask;" },
		{ "ip=10.0.0.1:::0.0.0.255", "E ip= netmask;" },
		{ "ip=::::a_b", "E ip= hostname;" },
		{ "ip=::::-a", "E ip= hostname;" },
		{ "ip=::::a.b_c", "E ip= hostname;" },
		{ "ip=::::42", "E ip= hostname;" },
		{ "ip=:::::eth/0", "E ip= device;" },
		{ "ip=:::::..", "E ip= device;" },
		{ "\"ip=:::::et h0\"", "E ip= device;" },
		{ "ip=:::::a123456789b12345", "E ip= device;" },
		{ "ip=:::::a123456789b1234", "" },
		{ "ip=::::::dhcpfoo", "E ip= autoconf;" },
		{ "ip=::::::rarp", "E ip= autoconf;" },
		{ "ip=:::::::::", "" },
		{ "ip=::::::::::", "E ip=;" },
		{ "ip=[2001:db8::5]:::64::eth0:off", "E ip=;" },
		{ "ip=static", "W ip= client;" },
		{ "ip=:::::eth0:static", "W ip= client;" },
	};

	(void)state;
	complaints_check(rows, COUNT(rows));
}

static void bad_clientids_are_named(void **state)
{
	static const struct complaint rows[] = {
		{ "ip=dhcp,", "E ip= clientid;" },
		{ "ip=dhcp,1", "E ip= clientid;" },
		{ "ip=dhcp,1,", "E ip= clientid;" },
		{ "ip=dhcp,,x", "E ip= clientid;" },
		{ "ip=dhcp,256,x", "E ip= clientid;" },
		{ "ip=dhcp,4294967297,x", "E ip= clientid;" },
		{ "ip=dhcp,-1,x", "E ip= clientid;" },
		{ "ip=dhcp,0x1,x", "E ip= clientid;" },
		{ "ip=::::::dhcp,1", "E ip= clientid;" },
		{ "ip=on,1,x", "E ip= autoconf;" },
	};
	char line[300] = "ip=dhcp,0,";

	(void)state;
	complaints_check(rows, COUNT(rows));
	assert_int_equal(line_parse("ip=dhcp,256,x").clientid_len, 0);
	memset(line + 10, 'x', 255);
	complaints_check(&(struct complaint){ line, "E ip= clientid;" }, 1);
	line[10 + 254] = '\0';
	assert_int_equal(line_parse(line).clientid_len, 255);
	assert_string_equal(reports.fields, "");
}

/* A refused field counts as not given; DHCP is used where that is left. */
static void refused_fields_are_as_not_given(void **state)
{
	static const struct {
		const char *line;
		enum autoconf autoconf;
		const char *word, *client, *netmask;
	} rows[] = {
		{ "ip=foo", AUTOCONF_DHCP, "dhcp", NULL, NULL },
		{ "ip=bootp", AUTOCONF_DHCP, "dhcp", NULL, NULL },
		{ "ip=300.1.1.1", AUTOCONF_DHCP, "dhcp", NULL, NULL },
		{ "ip=300.1.1.1:::::eth0:off", AUTOCONF_DHCP, "dhcp", NULL,
		  NULL },
		{ "ip=300.1.1.1:::::eth0:static", AUTOCONF_DHCP, "dhcp", NULL,
		  NULL },
		{ "ip=10.0.0.9:::255.0.255.0::eth0:off", AUTOCONF_STATIC, "off",
		  "10.0.0.9", "255.0.0.0" },
		{ "ip=10.0.0.9:::::eth0:dhcpfoo", AUTOCONF_STATIC, "static",
		  "10.0.0.9", "255.0.0.0" },
		{ "ip=10.0.0.9:::::eth0:bootp", AUTOCONF_DHCP, "dhcp",
		  "10.0.0.9", "255.0.0.0" },
		{ "ip=10.0.0.9::::::::::", AUTOCONF_DHCP, "dhcp", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct cmdline c = line_parse(rows[i].line);

		assert_int_equal(c.errors, 1);
		assert_int_equal(c.autoconf, rows[i].autoconf);
		assert_string_equal(c.autoconf_word, rows[i].word);
		quad_check(rows[i].line, c.client, rows[i].client);
		quad_check(rows[i].line, c.netmask, rows[i].netmask);
	}
}

/* How the address comes about: S static, D DHCP, N none; w a wish, s static
 * after it. */
static const struct {
	const char *line, *how, *word, *client;
} forms[] = {
	{ "ip=off", "N", "off", NULL },
	{ "ip=none", "N", "none", NULL },
	{ "ip=static", "N", "static", NULL },
	{ "ip=on", "D", "on", NULL },
	{ "ip=any", "D", "any", NULL },
	{ "ip=dhcp", "D", "dhcp", NULL },
	{ "nfsaddrs=any", "D", "any", NULL },
	{ "ip=:::::eth0:off", "N", "off", NULL },
	{ "ip=:::::eth0:dhcp", "D", "dhcp", NULL },
	{ "ip=:::::eth0:", "D", "dhcp", NULL },
	{ "ip=:10.0.0.1", "D", "dhcp", NULL },
	{ "ip=0.0.0.0", "D", "dhcp", NULL },
	{ "ip=10.0.0.9", "S", "static", "10.0.0.9" },
	{ "ip=10.0.0.9:10.0.0.1", "S", "static", "10.0.0.9" },
	{ "ip=10.0.0.9:10.0.0.1:10.0.0.2", "S", "static", "10.0.0.9" },
	{ "ip=10.0.0.9:10.0.0.1:10.0.0.2:255.0.0.0", "Dws", "dhcp",
	  "10.0.0.9" },
	{ "ip=10.0.0.9:::", "Dws", "dhcp", "10.0.0.9" },
	{ "ip=10.0.0.9::::", "S", "static", "10.0.0.9" },
	{ "ip=10.0.0.9:::::eth0", "S", "static", "10.0.0.9" },
	{ "ip=10.0.0.9:::::eth0:", "S", "static", "10.0.0.9" },
	{ "ip=10.0.0.9::::::off", "S", "off", "10.0.0.9" },
	{ "ip=10.0.0.9::::::none", "S", "none", "10.0.0.9" },
	{ "ip=10.0.0.9::::::static", "S", "static", "10.0.0.9" },
	{ "ip=10.0.0.9::::::on", "Dw", "on", "10.0.0.9" },
	{ "ip=10.0.0.9::::::any", "Dw", "any", "10.0.0.9" },
	{ "ip=10.0.0.9::::::dhcp", "Dw", "dhcp", "10.0.0.9" },
	{ "ip=10.0.0.9::::::dhcp,1,x", "Dw", "dhcp", "10.0.0.9" },
	/* The last word wins ... */
	{ "ip=10.0.0.9 ip=dhcp", "D", "dhcp", NULL },
	{ "ip=dhcp ip=10.0.0.9", "S", "static", "10.0.0.9" },
	{ "ip=foo nfsaddrs=off", "N", "off", NULL },
	{ "ip=10.0.0.9:::255.0.0.0 ip=on", "D", "on", NULL },
	{ "ip=off ip=", "N", "off", NULL },
	{ "ip=on ip=dhcp ip=", "D", "dhcp", NULL },
	/* ... but for PXELINUX's own. */
	{ "ip=dhcp ip=10.0.0.9:10.0.0.1::255.0.0.0", "Dws", "dhcp",
	  "10.0.0.9" },
	{ "ip=:::::eth0 ip=10.0.0.9:10.0.0.1::255.0.0.0", "Dws", "dhcp",
	  "10.0.0.9" },
	{ "ip=10.0.0.8::::::off ip=10.0.0.9:::255.0.0.0", "S", "off",
	  "10.0.0.8" },
	{ "ip=10.0.0.8 ip=10.0.0.9:::255.0.0.0", "S", "static", "10.0.0.8" },
	{ "ip=10.0.0.8::::::dhcp ip=10.0.0.9:::", "Dw", "dhcp", "10.0.0.8" },
	{ "ip=10.0.0.8::: ip=10.0.0.9:::", "Dws", "dhcp", "10.0.0.8" },
	{ "ip=:10.0.0.1:: ip=10.0.0.9:::", "Dws", "dhcp", "10.0.0.9" },
	{ "ip=off ip=10.0.0.9:::", "S", "off", "10.0.0.9" },
};

static void forms_mean_what_they_should(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(forms); i++) {
		struct cmdline c = line_parse(forms[i].line);
		char how[4];

		snprintf(how, sizeof(how), "%c%s%s", "DSN"[c.autoconf],
			 c.wish ? "w" : "", c.wish_static ? "s" : "");
		if (strcmp(how, forms[i].how) ||
		    strcmp(c.autoconf_word, forms[i].word))
			fail_msg("%s: %s %s", forms[i].line, how,
				 c.autoconf_word);
		quad_check(forms[i].line, c.client, forms[i].client);
	}
}

static void every_field_is_read(void **state)
{
	static const char line[] =
		"ip=192.168.1.50:192.168.1.5:192.168.1.1:255.255.252.0:"
		"box.nis.example:enp0s3:off:192.168.1.2:192.168.1.3:192.168.1."
		"4";
	struct cmdline c = line_parse(line);

	(void)state;
	assert_string_equal(reports.fields, "");
	quad_check(line, c.client, "192.168.1.50");
	quad_check(line, c.server, "192.168.1.5");
	quad_check(line, c.gw, "192.168.1.1");
	quad_check(line, c.netmask, "255.255.252.0");
	assert_string_equal(c.hostname, "box");
	assert_string_equal(c.nisdomain, "nis.example");
	assert_string_equal(c.device, "enp0s3");
	quad_check(line, c.dns[0], "192.168.1.2");
	quad_check(line, c.dns[1], "192.168.1.3");
	quad_check(line, c.ntp, "192.168.1.4");
}

static void later_four_fields_fill_empty_ones(void **state)
{
	static const char line[] =
		"ip=::10.0.0.7::host:eth1:dhcp "
		"ip=10.0.0.9:10.0.0.1:10.0.0.2:255.255.255.0 "
		"ip=10.0.0.8:10.0.0.3:10.0.0.4:255.0.0.0";
	struct cmdline c = line_parse(line);

	(void)state;
	quad_check(line, c.client, "10.0.0.9");
	quad_check(line, c.server, "10.0.0.1");
	quad_check(line, c.gw, "10.0.0.7");
	quad_check(line, c.netmask, "255.255.255.0");
	assert_string_equal(c.device, "eth1");
	assert_string_equal(c.hostname, "host");
}

static void clientids_are_read(void **state)
{
	struct cmdline c = line_parse("ip=dhcp,1,aa:bb,cc");

	(void)state;
	assert_string_equal(reports.fields, "");
	assert_int_equal(c.clientid_len, 9);
	assert_memory_equal(c.clientid, "\1aa:bb,cc", 9);
	c = line_parse("ip=:::::eth0:dhcp,255,x:10.0.0.1");
	assert_int_equal(c.clientid_len, 2);
	assert_memory_equal(c.clientid, "\xffx", 2);
	quad_check("dns0", c.dns[0], "10.0.0.1");
	assert_int_equal(line_parse("\"ip=dhcp,0,a b\"").clientid_len, 4);
}

static void netmasks_go_by_class(void **state)
{
	static const char *const rows[][2] = {
		{ "10.1.2.3", "255.0.0.0" },
		{ "127.255.0.1", "255.0.0.0" },
		{ "128.0.0.1", "255.255.0.0" },
		{ "191.255.1.1", "255.255.0.0" },
		{ "192.0.0.1", "255.255.255.0" },
		{ "223.1.1.1", "255.255.255.0" },
		{ "224.0.0.1", NULL },
		{ "240.0.0.1", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint32_t quad;

		assert_int_equal(quad_parse(rows[i][0], &quad), 0);
		quad_check(rows[i][0], classful_netmask(quad), rows[i][1]);
	}
	quad_check("ip=", line_parse("ip=172.16.0.9").netmask, "255.255.0.0");
	quad_check("ip=", line_parse("ip=172.16.0.9:::0.0.0.0").netmask,
		   "255.255.0.0");
	quad_check("ip=", line_parse("ip=:::::eth0").netmask, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_quads_are_refused),
		cmocka_unit_test(bad_names_are_refused),
		cmocka_unit_test(bad_fields_are_named),
		cmocka_unit_test(bad_clientids_are_named),
		cmocka_unit_test(refused_fields_are_as_not_given),
		cmocka_unit_test(forms_mean_what_they_should),
		cmocka_unit_test(every_field_is_read),
		cmocka_unit_test(later_four_fields_fill_empty_ones),
		cmocka_unit_test(clientids_are_read),
		cmocka_unit_test(netmasks_go_by_class),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
