/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>

#include "boot.h"
#include "text.h"

enum screen_choice {
	SCREEN_WAIT, /* nothing was chosen */
	SCREEN_RETRY,
	SCREEN_SHELL,
};

/* Shows the diagnosis on every console and writes it into the log: step did not
 * work. itself is what comes without a key; from now on keys count. */
void screen_show(const struct lease *lease, const char *path, const char *step,
		 const char *itself);

/* What was chosen since; the choice to reboot does not come back. */
enum screen_choice screen_read(void);

/* Keys no longer count: the terminals are as they were. */
void screen_close(void);

/* Shows a question and waits for one of these keys (small letters); after 30 s
 * the first of them is taken. */
char screen_choose(struct text *question, const char *keys);

/* All that at the end of a boot that failed: what was chosen, or SCREEN_RETRY
 * as soon as ready() says so (it is asked every second) and after so many
 * seconds; then SCREEN_SHELL where that was the last time. */
enum screen_choice screen_ask(const struct boot *boot, const char *step,
			      unsigned seconds, bool last, bool (*ready)(void));

#endif
