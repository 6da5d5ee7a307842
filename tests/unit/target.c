/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which export of which server is the root. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "reports.h"
#include "target.h"

/* What the network offers: a lease's parts that name a root. */
struct offer {
	const char *rootpath, *siaddr, *server_id, *ip;
};

static uint32_t quad(const char *text)
{
	uint32_t quad = 0;

	if (text)
		assert_int_equal(quad_parse(text, &quad), 0);
	return quad;
}

static int plan(const char *line, const struct offer *offer,
		struct target *target)
{
	struct cmdline cmdline = line_parse(line);
	struct report report = reports_begin();
	struct lease lease = {
		.siaddr = quad(offer->siaddr),
		.server_id = quad(offer->server_id),
		.ip = quad(offer->ip),
	};

	if (offer->rootpath)
		strcpy(lease.rootpath, offer->rootpath);
	memset(target, 0xa5, sizeof(*target));
	return target_plan(&cmdline, &lease, target, &report);
}

/* "HOST,HOST PATH OPTIONS VERSIONS", "-" for what is empty. */
static const char *target_text(const struct target *target)
{
	static char text[8192];
	size_t len = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < target->host_count; i++)
		len += snprintf(text + len, sizeof(text) - len, "%s%s",
				i ? "," : "", target->hosts[i]);
	len += snprintf(text + len, sizeof(text) - len, " %s %s ", target->path,
			target->options[0] ? target->options : "-");
	for (unsigned i = 0; i < target->version_count; i++)
		len += snprintf(text + len, sizeof(text) - len, "%s%s",
				i ? "," : "", target->versions[i]);
	return text;
}

static void no_server_is_an_error(void **state)
{
	static const char *const lines[] = { "", "nfsroot=/x", "nfsroot=,hard",
					     "nfsroot=300.1.1.1:/x" };
	struct offer offer = { .rootpath = "/y", .ip = "10.0.0.9" };
	struct target target;

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		assert_int_equal(plan(lines[i], &offer, &target), -EINVAL);
		assert_string_equal(reports.fields, "E server;");
	}
}

static void a_bad_option_17_counts_as_not_given(void **state)
{
	struct offer offer = { .rootpath = "10.0.0.5:srv",
			       .siaddr = "10.0.0.1" };
	struct target target;

	(void)state;
	assert_int_equal(plan("", &offer, &target), 0);
	assert_string_equal(reports.fields, "E option 17 path;");
	assert_string_equal(target_text(&target),
			    "10.0.0.1 /srv/pxe/rescue64 - 4.2,4.1,4.0,3");
	offer.rootpath = "iscsi:10.0.0.5::::iqn.2026-01.lan:disk";
	assert_int_equal(plan("", &offer, &target), 0);
	assert_string_equal(target_text(&target),
			    "10.0.0.1 /srv/pxe/rescue64 - 4.2,4.1,4.0,3");
	offer.rootpath = "300.1.1.1:/x,foo";
	assert_int_equal(plan("", &offer, &target), 0);
	assert_string_equal(reports.fields,
			    "E option 17 host;E option 17 foo;");
	assert_string_equal(target_text(&target),
			    "10.0.0.1 /x - 4.2,4.1,4.0,3");
}

static void too_long_a_path_is_refused(void **state)
{
	struct offer offer = { .siaddr = "10.0.0.1", .ip = "192.168.100.100" };
	char line[PATH_SIZE + 20] = "nfsroot=/%s";
	struct target target;

	(void)state;
	memset(line + 11, 'x', PATH_SIZE - 16);
	assert_int_equal(plan(line, &offer, &target), -EINVAL);
	assert_string_equal(reports.fields, "E nfsroot= path;");
	line[11 + PATH_SIZE - 17] = '\0';
	assert_int_equal(plan(line, &offer, &target), 0);
	assert_int_equal(strlen(target.path), PATH_SIZE - 1);
}

static void too_many_options_leave_option_17s_out(void **state)
{
	struct offer offer = { .siaddr = "10.0.0.1" };
	char rootpath[PATH_SIZE] = "/x,sec=", line[600] = "nfsroot=,fsc=";
	struct target target;

	(void)state;
	memset(rootpath + 7, 'k', 250);
	strcat(rootpath, ",mounthost=");
	memset(rootpath + strlen(rootpath), 'm', 200);
	memset(line + 13, 'f', 250);
	offer.rootpath = rootpath;
	assert_int_equal(plan(line, &offer, &target), 0);
	assert_string_equal(reports.fields, "E option 17 options;");
	assert_string_equal(target.options, line + 9);
}

static void the_order_of_servers_and_paths_holds(void **state)
{
	static const struct {
		const char *line;
		struct offer offer;
		const char *target;
	} rows[] = {
		{ "nfsroot=a:/x ip=:10.0.0.2",
		  { "b:/y", "10.0.0.3", "10.0.0.4", NULL },
		  "a /x - 4.2,4.1,4.0,3" },
		{ "nfsroot=/x ip=:10.0.0.2",
		  { "b:/y", "10.0.0.3", "10.0.0.4", NULL },
		  "b /x - 4.2,4.1,4.0,3" },
		{ "nfsroot=a:default",
		  { "b:/y", "10.0.0.3", "10.0.0.4", NULL },
		  "a /y - 4.2,4.1,4.0,3" },
		{ "ip=:10.0.0.2",
		  { "/y", "10.0.0.3", "10.0.0.4", NULL },
		  "10.0.0.2 /y - 4.2,4.1,4.0,3" },
		{ "",
		  { "/y", "10.0.0.3", "10.0.0.4", NULL },
		  "10.0.0.3 /y - 4.2,4.1,4.0,3" },
		{ "",
		  { NULL, NULL, "10.0.0.4", NULL },
		  "10.0.0.4 /srv/pxe/rescue64 - 4.2,4.1,4.0,3" },
		{ "nfsroot=a,b,10.0.0.7:default",
		  { NULL, NULL, NULL, NULL },
		  "a,b,10.0.0.7 /srv/pxe/rescue64 - 4.2,4.1,4.0,3" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct target target;

		assert_int_equal(plan(rows[i].line, &rows[i].offer, &target),
				 0);
		assert_string_equal(target_text(&target), rows[i].target);
		assert_string_equal(reports.fields, "");
	}
}

static void options_add_up_and_versions_pin(void **state)
{
	static const struct {
		const char *line, *rootpath, *target;
	} rows[] = {
		{ "nfsroot=a:/x,vers=4", NULL, "a /x - 4.2,4.1,4.0" },
		{ "nfsroot=a:/x,vers=4.1", NULL, "a /x - 4.1" },
		{ "nfsroot=a:/x,vers=4.0", NULL, "a /x - 4.0" },
		{ "nfsroot=a:/x,vers=3,hard", NULL, "a /x hard 3" },
		{ "nfsroot=a:/x", "b:/y,vers=3,hard", "a /x - 4.2,4.1,4.0,3" },
		{ "nfsroot=/x", "b:/y,vers=3,hard", "b /x hard 3" },
		{ "nfsroot=,vers=4.2", "b:/y,vers=3,hard", "b /y hard 4.2" },
		{ "nfsroot=,port=1", "b:/y,port=2,hard",
		  "b /y hard,port=1 4.2,4.1,4.0,3" },
		{ "root=nfs4", "b:/y", "b /y - 4.2,4.1,4.0" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct offer offer = { .rootpath = rows[i].rootpath };
		struct target target;

		assert_int_equal(plan(rows[i].line, &offer, &target), 0);
		assert_string_equal(target_text(&target), rows[i].target);
	}
}

static void only_the_first_s_is_the_address(void **state)
{
	static const char *const rows[][3] = {
		{ "/%s", "10.0.0.9", "/10.0.0.9" },
		{ "/a/%s/%s", "10.0.0.9", "/a/10.0.0.9/%s" },
		{ "/%d%n%s%", "10.0.0.9", "/%d%n10.0.0.9%" },
		{ "/%%s", "10.0.0.9", "/%10.0.0.9" },
		{ "/%S", "10.0.0.9", "/%S" },
		{ "/%s", NULL, "/%s" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct offer offer = { .rootpath = rows[i][0],
				       .siaddr = "10.0.0.1",
				       .ip = rows[i][1] };
		struct target target;

		assert_int_equal(plan("", &offer, &target), 0);
		assert_string_equal(target.path, rows[i][2]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_server_is_an_error),
		cmocka_unit_test(a_bad_option_17_counts_as_not_given),
		cmocka_unit_test(too_long_a_path_is_refused),
		cmocka_unit_test(too_many_options_leave_option_17s_out),
		cmocka_unit_test(the_order_of_servers_and_paths_holds),
		cmocka_unit_test(options_add_up_and_versions_pin),
		cmocka_unit_test(only_the_first_s_is_the_address),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
