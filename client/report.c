/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>

typedef void report_sink(void *ctx, const char *field, const char *reason);

static void report_to(report_sink *sink, void *ctx, const char *field,
		      const char *format, va_list args)
{
	char reason[REPORT_REASON_SIZE];

	vsnprintf(reason, sizeof(reason), format, args);
	sink(ctx, field, reason);
}

void report_error(const struct report *report, const char *field,
		  const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_to(report->error, report->ctx, field, format, args);
	va_end(args);
}

void report_warning(const struct report *report, const char *field,
		    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_to(report->warning, report->ctx, field, format, args);
	va_end(args);
}
