/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

struct reports reports;

static void keep(char kind, const char *field, const char *reason)
{
	size_t f = strlen(reports.fields), r = strlen(reports.reasons);

	snprintf(reports.fields + f, sizeof(reports.fields) - f, "%c %s;", kind,
		 field);
	snprintf(reports.reasons + r, sizeof(reports.reasons) - r, "%s\n",
		 reason);
}

static void keep_error(void *ctx, const char *field, const char *reason)
{
	(void)ctx;
	keep('E', field, reason);
}

static void keep_warning(void *ctx, const char *field, const char *reason)
{
	(void)ctx;
	keep('W', field, reason);
}

struct report reports_begin(void)
{
	memset(&reports, 0, sizeof(reports));
	return (struct report){ keep_error, keep_warning, NULL };
}

struct cmdline line_parse(const char *line)
{
	struct report report = reports_begin();
	struct cmdline cmdline;
	unsigned errors = 0;
	int ret;

	/* Every field has to be set, whatever was there. */
	memset(&cmdline, 0xa5, sizeof(cmdline));
	ret = cmdline_parse(line, &cmdline, &report);
	for (const char *f = reports.fields; *f; f = strchr(f, ';') + 1)
		errors += *f == 'E';
	assert_int_equal(cmdline.errors, errors);
	assert_int_equal(ret, errors ? -EINVAL : 0);
	return cmdline;
}

void complaints_check(const struct complaint *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		line_parse(rows[i].line);
		if (strcmp(reports.fields, rows[i].fields) != 0)
			fail_msg("%s: complains of \"%s\", not of \"%s\"",
				 rows[i].line, reports.fields, rows[i].fields);
	}
}
