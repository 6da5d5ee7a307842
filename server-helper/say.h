/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the administrator reads; all of it goes to stderr. */
#ifndef SAY_H
#define SAY_H

#include <stdbool.h>

#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* rescue64-server: STEP: OBJECT: reason. Octets of the object and the reason
 * that would move the cursor are shown as \xNN. */
void say_error(const char *step, const char *object, const char *fmt, ...)
	PRINTF(3, 4);
void say_warning(const char *step, const char *object, const char *fmt, ...)
	PRINTF(3, 4);

/* The same with the text of -err; returns err. */
int say_errno(const char *step, const char *object, int err);

/* What say_error and say_warning are told goes to take from now on, NULL: to
 * stderr again. */
void say_divert(void (*take)(bool is_error, const char *object,
			     const char *reason));

/* rescue64-server [  12.3] STEP: text, with the seconds since the start. */
void say_step(const char *step, const char *fmt, ...) PRINTF(2, 3);

#endif
