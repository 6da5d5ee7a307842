/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shutdown_edit.h"

#include "shutdown.h"

/* All lines but those that an earlier boot has added; add is set behind the
 * first at lines. */
static void lines_copy(const char *from, struct text *to, unsigned at,
		       const char *add)
{
	char line[TEXT_SIZE]; /* as long as a line can be */

	for (unsigned n = 0;; n++) {
		if (n == at)
			text_add(to, "%s", add);
		if (!text_next_line(&from, line, sizeof(line)))
			break;
		if (!text_find(line, SHUTDOWN_PROGRAM))
			text_add(to, "%s\n", line);
	}
}

void inittab_announce(const char *from, struct text *to, const void *ctx)
{
	(void)ctx;
	lines_copy(from, to, 0,
		   "e0:0:wait:" SHUTDOWN_PROGRAM " begin poweroff\n"
		   "e6:6:wait:" SHUTDOWN_PROGRAM " begin reboot\n");
}

/* init(8) sets RUNLEVEL and, for `shutdown -H`, INIT_HALT. */
void script_take_over(const char *from, struct text *to, const void *ctx)
{
	(void)ctx;
	lines_copy(from, to, 1,
		   "case \"$1$RUNLEVEL$INIT_HALT\" in "
		   "stop0HALT) " SHUTDOWN_PROGRAM " halt;; "
		   "stop0*) " SHUTDOWN_PROGRAM " poweroff;; "
		   "stop6*) " SHUTDOWN_PROGRAM " reboot;; esac\n");
}
