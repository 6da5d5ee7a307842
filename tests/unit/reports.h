/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sink that keeps which fields were complained of: "E ip= client;W root=;" */
#ifndef REPORTS_H
#define REPORTS_H

#include "cmdline.h"

struct reports {
	char fields[4096];
	char reasons[8192]; /* one a line */
};

/* What was reported since reports_begin. */
extern struct reports reports;

/* A sink into reports, which it empties. */
struct report reports_begin(void);

/* cmdline_parse, which must count what it reports. */
struct cmdline line_parse(const char *line);

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* The fields that a line is complained of; for a row of a table. */
struct complaint {
	const char *line;
	const char *fields;
};

/* Fails on the first row that is not answered so. */
void complaints_check(const struct complaint *rows, size_t count);

#endif
