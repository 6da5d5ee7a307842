/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_H
#define REPORT_H

/*
 * A sink for what parsers and planners find: they are pure and call only this.
 * field names the bad operand ("ip=", "nfsroot= path"), reason says what is
 * wrong with it. A bad field counts as not given.
 */
struct report {
	void (*error)(void *ctx, const char *field, const char *reason);
	void (*warning)(void *ctx, const char *field, const char *reason);
	void *ctx;
};

#define REPORT_REASON_SIZE 160

/* Each formats a reason and hands it on; a value in it is best cut off, as
 * with "%.64s". */
void report_error(const struct report *report, const char *field,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void report_warning(const struct report *report, const char *field,
		    const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
