/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What status prints, of whatever it was told. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "status_print.h"

static struct text env, to;

static int setup(void **state)
{
	(void)state;
	text_clear(&env);
	text_clear(&to);
	return 0;
}

/* The value of a member of the JSON object, as it stands there. */
static const char *member(const char *name)
{
	static char value[PATH_SIZE * 6];
	char line[64];
	const char *at;
	size_t len;

	text_clear(&to);
	status_print_json(env.data, &to);
	assert_false(to.overflow);
	snprintf(line, sizeof(line), "\n  \"%s\": ", name);
	at = strstr(to.data, line);
	assert_non_null(at);
	at += strlen(line);
	len = strcspn(at, "\n");
	if (at[len - 1] == ',')
		len--;
	memcpy(value, at, len);
	value[len] = '\0';
	return value;
}

static void assert_member(const char *key, const char *value, const char *name,
			  const char *wanted)
{
	text_clear(&env);
	text_add_quoted(&env, key, value);
	assert_string_equal(member(name), wanted);
}

static void members_are_always_the_same(void **state)
{
	static const char wanted[] =
		"{\n  \"version\": null,\n  \"hostname\": null,\n"
		"  \"machine_id\": null,\n  \"init\": null,\n"
		"  \"ready\": null,\n  \"uptime\": null,\n"
		"  \"keeper\": null,\n  \"device\": null,\n"
		"  \"address\": null,\n  \"dhcp_server\": null,\n"
		"  \"lease_state\": null,\n  \"lease_seconds\": null,\n"
		"  \"lease_left\": null,\n  \"lease_renewals\": null,\n"
		"  \"lease_step\": null,\n  \"lease_step_in\": null,\n"
		"  \"nfs_server\": null,\n  \"nfs_port\": null,\n"
		"  \"nfs_path\": null,\n  \"nfs_version\": null,\n"
		"  \"fell_back\": null,\n  \"generation\": null,\n"
		"  \"overlay\": null,\n  \"overlay_kept\": null,\n"
		"  \"overlay_fell_back\": null,\n  \"overlay_kib\": null,\n"
		"  \"overlay_kib_used\": null,\n  \"overlay_inodes\": null,\n"
		"  \"overlay_inodes_used\": null,\n"
		"  \"overlay_full\": null\n}\n";

	(void)state;
	status_print_json("", &to);
	assert_string_equal(to.data, wanted);
}

static void values_have_their_types(void **state)
{
	(void)state;
	assert_member("HOSTNAME", "pc7", "hostname", "\"pc7\"");
	assert_member("HOSTNAME", "17", "hostname", "\"17\"");
	assert_member("HOSTNAME", "", "hostname", "null");
	assert_member("NFS_PORT", "2049", "nfs_port", "2049");
	assert_member("LEASE_LEFT", "0", "lease_left", "0");
	assert_member("OVERLAY_KEPT", "0", "overlay_kept", "false");
	assert_member("OVERLAY_KEPT", "1", "overlay_kept", "true");
	/* RFC 8259 6. */
	assert_member("NFS_PORT", "02049", "nfs_port", "null");
	assert_member("NFS_PORT", "-1", "nfs_port", "null");
	assert_member("NFS_PORT", "1e5", "nfs_port", "null");
	assert_member("NFS_PORT", "9999999999999999", "nfs_port", "null");
}

static void any_octets_make_a_string(void **state)
{
	(void)state;
	assert_member("FELL_BACK", "it's \"so\" \\ {}", "fell_back",
		      "\"it's \\u0022so\\u0022 \\u005c {}\"");
	assert_member("FELL_BACK", "\x01\t\x1f\x7f", "fell_back",
		      "\"\\u0001\\u0009\\u001f\x7f\"");
	assert_member("OVERLAY",
		      "LABEL=Gr\xc3\xb6\xc3\x9f"
		      "e",
		      "overlay",
		      "\"LABEL=Gr\xc3\xb6\xc3\x9f"
		      "e\"");
	/* RFC 3629 4: the ends of each row of its table. */
	assert_member("OVERLAY", "\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf",
		      "overlay",
		      "\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\"");
	assert_member("OVERLAY", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", "overlay",
		      "\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"");
	assert_member("OVERLAY", "\xc1\xbf|\xe0\x9f\xbf|\xed\xa0\x80",
		      "overlay",
		      "\"\\ufffd\\ufffd|\\ufffd\\ufffd\\ufffd|"
		      "\\ufffd\\ufffd\\ufffd\"");
	assert_member("OVERLAY", "\xf5|\xff|\x80|\xc3|\xe2\x82", "overlay",
		      "\"\\ufffd|\\ufffd|\\ufffd|\\ufffd|\\ufffd\\ufffd\"");
	assert_member("OVERLAY", "\xf0\x8f\xbf\xbf", "overlay",
		      "\"\\ufffd\\ufffd\\ufffd\\ufffd\"");
}

static void the_longest_values_fit(void **state)
{
	static char path[PATH_SIZE];

	(void)state;
	memset(path, 1, sizeof(path) - 1);
	text_add_quoted(&env, "NFS_PATH", path);
	path[NOTE_SIZE - 1] = '\0';
	text_add_quoted(&env, "FELL_BACK", path);
	text_add_quoted(&env, "OVERLAY", path);
	text_add_quoted(&env, "OVERLAY_FELL_BACK", path);
	text_add_quoted(&env, "OVERLAY_FULL", "1");
	assert_string_equal(member("overlay_full"), "true");
}

static void people_read_it_too(void **state)
{
	(void)state;
	text_add_quoted(&env, "HOSTNAME", "pc7");
	text_add_quoted(&env, "DHCP_SERVER", "10.0.0.1");
	text_add_quoted(&env, "FELL_BACK", "4.2: EIO");
	text_add_quoted(&env, "LEASE_STATE", "bound");
	text_add_number(&env, "LEASE_SECONDS", 120);
	text_add_number(&env, "LEASE_AGE", 20);
	text_add_number(&env, "LEASE_RENEWALS", 3);
	text_add_number(&env, "LEASE_RENEWED_AGO", 20);
	text_add_quoted(&env, "LEASE_STEP", "renew");
	text_add_number(&env, "LEASE_STEP_IN", 40);
	text_add_number(&env, "KEEPER", 231);
	text_add_quoted(&env, "OVERLAY", "tmpfs size=64m");
	text_add_quoted(&env, "OVERLAY_FELL_BACK", "server: in use by pc8");
	text_add_number(&env, "OVERLAY_KIB", 65536);
	text_add_number(&env, "OVERLAY_KIB_USED", 65536);
	text_add_number(&env, "OVERLAY_INODES", 1000);
	text_add_number(&env, "OVERLAY_INODES_USED", 77);
	text_add_number(&env, "OVERLAY_FULL", 1);
	status_print_text(env.data, &to);
	assert_string_equal(
		to.data,
		"hostname    pc7\n"
		"fell back   4.2: EIO\n"
		"lease       from 10.0.0.1, 100 s of 120 s left, bound\n"
		"renewed     3 times, the last time 20 s ago\n"
		"next step   renew in 40 s\n"
		"keeper      running, process 231\n"
		"overlay     tmpfs size=64m, 64 of 64 MiB used, "
		"77 of 1000 inodes: FULL\n"
		"fell back   overlay: server: in use by pc8\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(members_are_always_the_same, setup),
		cmocka_unit_test_setup(values_have_their_types, setup),
		cmocka_unit_test_setup(any_octets_make_a_string, setup),
		cmocka_unit_test_setup(the_longest_values_fit, setup),
		cmocka_unit_test_setup(people_read_it_too, setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
