/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <poll.h>
#include <stddef.h>
#include "report.h"

#define CONSOLES_MAX	  8
#define CONSOLE_NAME_SIZE 16

/*
 * The kernel's consoles by /sys/class/tty/console/active, the last being
 * /dev/console; tty0 is named tty1, where a login stands. Returns how many.
 */
size_t console_list(char names[CONSOLES_MAX][CONSOLE_NAME_SIZE]);

/*
 * Opens every console of the kernel and the log RUN_DIR/log, and starts the
 * clock that console_step prints. Without it all goes to standard error.
 */
void console_open(void);

/* Lets go of the consoles for a process that stays: from now on lines go to
 * the kernel's log, from where syslog has them, and to RUN_DIR/log. */
void console_detach(void);

/* One line of progress: "rescue64 [ 1.204] TEXT". Control characters, which
 * only a stranger can have sent, are shown as '?'. */
void console_step(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* "rescue64: error: OBJECT: reason" and the same with "warning". */
void console_error(const char *object, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void console_warning(const char *object, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A line that also stands on the consoles of a booted system ("quiet" or not):
 * "rescue64: TEXT". */
void console_alert(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* A text of several lines as it stands, in plain ASCII; not for the kernel's
 * log. */
void console_print(const char *text);

/* Keys come one by one and are not echoed, until console_keys_end. */
void console_keys_begin(void);
void console_keys_end(void);

/* The consoles for poll(2), -1 where there is none. */
void console_keys_poll(struct pollfd fds[CONSOLES_MAX]);

/* A key that was typed on one of them, 0: none. */
char console_key(void);

/* The sink for the parsers and planners. */
extern const struct report console_report;

#endif
