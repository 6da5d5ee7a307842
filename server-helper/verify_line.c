// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmdline.h"
#include "path.h"
#include "target.h"
#include "verify.h"

struct sink {
	const char *step, *line;
};

static void say_bad(void *ctx, const char *field, const char *reason)
{
	const struct sink *sink = ctx;

	say_error(sink->step, sink->line, "%s: %s", field, reason);
}

static void say_odd(void *ctx, const char *field, const char *reason)
{
	const struct sink *sink = ctx;

	say_warning(sink->step, sink->line, "%s: %s", field, reason);
}

static int parse_overlay(const char *value, struct cmdline *cmdline,
			 const struct report *report)
{
	char text[sizeof(cmdline->overlay_arg) + 64];
	int len = snprintf(text, sizeof(text), "rescue64.overlay=%s", value);

	if (len < 0 || (size_t)len >= sizeof(text)) {
		report_error(report, "rescue64.overlay=", "too long");
		return -EINVAL;
	}
	return cmdline_parse(text, cmdline, report);
}

static void keep_reason(void *ctx, const char *field, const char *reason)
{
	char *kept = ctx;

	(void)field;
	if (!*kept)
		snprintf(kept, REPORT_REASON_SIZE, "%s", reason);
}

const char *verify_overlay(const char *value)
{
	static char reason[REPORT_REASON_SIZE];
	struct report report = { keep_reason, keep_reason, reason };
	struct cmdline cmdline;

	*reason = '\0';
	parse_overlay(value, &cmdline, &report);
	return *reason ? reason : NULL;
}

static bool same_overlay(const struct cmdline *cmdline, const char *overlay,
			 const struct report *report)
{
	struct cmdline asked;

	return !parse_overlay(overlay, &asked, report) &&
	       asked.overlay == cmdline->overlay &&
	       !strcmp(asked.overlay_arg, cmdline->overlay_arg);
}

int verify_menu_line(const struct server *srv, const char *step,
		     const char *line, const char *id, const char *overlay)
{
	struct sink sink = { step, line };
	struct report report = { say_bad, say_odd, &sink };
	struct lease none = { 0 };
	struct cmdline cmdline;
	struct target target;
	struct path path;
	int err = cmdline_parse(line, &cmdline, &report);

	if (!err)
		err = target_plan(&cmdline, &none, &target, &report);
	if (err)
		return err;
	snprintf(path.s, sizeof(path.s), GENERATIONS_PATH "/%s", id);
	if (target.host_count != 1 ||
	    strcmp(target.hosts[0], srv->conf.server) != 0 ||
	    strcmp(target.path, path.s) != 0) {
		say_error(step, line,
			  "a PC would mount %s:%s with this, not %s:%s; mend "
			  "--append (append= in %s)",
			  target.hosts[0], target.path, srv->conf.server,
			  path.s, CONF_PATH);
		return -EINVAL;
	}
	if (overlay && !same_overlay(&cmdline, overlay, &report)) {
		say_error(step, line,
			  "a PC would not have the overlay %s with this; mend "
			  "--append (append= in %s)",
			  overlay, CONF_PATH);
		return -EINVAL;
	}
	return 0;
}
