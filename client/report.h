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

#endif
