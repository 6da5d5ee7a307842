// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "say.h"

static struct timespec began;
static void (*taker)(bool is_error, const char *object, const char *reason);

__attribute__((constructor)) static void say_start(void)
{
	clock_gettime(CLOCK_MONOTONIC, &began);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - began.tv_sec) +
	       (double)(now.tv_nsec - began.tv_nsec) / 1e9;
}

static void say_text(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			fprintf(stderr, "\\x%02x", (unsigned char)*text);
		else
			fputc(*text, stderr);
}

void say_divert(void (*take)(bool is_error, const char *object,
			     const char *reason))
{
	taker = take;
}

static void say_line(bool is_error, const char *step, const char *object,
		     const char *fmt, va_list args)
{
	char reason[1024];

	vsnprintf(reason, sizeof(reason), fmt, args);
	if (taker) {
		taker(is_error, object, reason);
		return;
	}
	fprintf(stderr,
		"rescue64-server: %s%s: ", is_error ? "" : "warning: ", step);
	say_text(object);
	fputs(": ", stderr);
	say_text(reason);
	fputc('\n', stderr);
}

void say_error(const char *step, const char *object, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say_line(true, step, object, fmt, args);
	va_end(args);
}

void say_warning(const char *step, const char *object, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say_line(false, step, object, fmt, args);
	va_end(args);
}

int say_errno(const char *step, const char *object, int err)
{
	say_error(step, object, "%s", strerror(-err));
	return err;
}

void say_step(const char *step, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	fprintf(stderr, "rescue64-server [%6.1f] %s: ", seconds(), step);
	say_text(text);
	fputc('\n', stderr);
}
