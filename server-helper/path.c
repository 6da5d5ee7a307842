// SPDX-License-Identifier: GPL-2.0-or-later
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "path.h"

struct path path_of(const struct server *srv, const char *fmt, ...)
{
	struct path path;
	int len = snprintf(path.s, sizeof(path.s), "%s", srv->prefix), more;
	va_list args;

	va_start(args, fmt);
	more = vsnprintf(path.s + len, sizeof(path.s) - (size_t)len, fmt, args);
	va_end(args);
	assert(more >= 0 && (size_t)(len + more) < sizeof(path.s));
	return path;
}
