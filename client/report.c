/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>

void report_error(const struct report *report, const char *field,
		  const char *format, ...)
{
	char reason[REPORT_REASON_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	report->error(report->ctx, field, reason);
}

void report_warning(const struct report *report, const char *field,
		    const char *format, ...)
{
	char reason[REPORT_REASON_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	report->warning(report->ctx, field, reason);
}
