/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "layout.h"
#include "sys.h"

#define SLOW_MS 200

static int outputs[CONSOLES_MAX + 1] = { STDERR_FILENO };
static size_t output_count = 1;
static uint64_t started_ms;

size_t console_list(char names[CONSOLES_MAX][CONSOLE_NAME_SIZE])
{
	char active[256];
	size_t count = 0;
	char *rest = active;
	char *name;

	if (sys_read_file("/sys/class/tty/console/active", active,
			  sizeof(active)) < 0)
		return 0;
	while ((name = strsep(&rest, " \n")) && count < CONSOLES_MAX) {
		if (!*name || strlen(name) >= CONSOLE_NAME_SIZE ||
		    strchr(name, '/'))
			continue;
		strcpy(names[count++], strcmp(name, "tty0") ? name : "tty1");
	}
	return count;
}

void console_open(void)
{
	char names[CONSOLES_MAX][CONSOLE_NAME_SIZE];
	char path[8 + CONSOLE_NAME_SIZE];
	size_t named = console_list(names);
	int fd;

	started_ms = sys_now_ms();
	output_count = 0;
	fd = open(RUN_DIR "/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
		  0644);
	if (fd >= 0)
		outputs[output_count++] = fd;
	for (size_t i = 0; i < named; i++) {
		snprintf(path, sizeof(path), "/dev/%.15s", names[i]);
		fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
		if (fd >= 0)
			outputs[output_count++] = fd;
	}
	if (!named)
		outputs[output_count++] = STDERR_FILENO;
}

/*
 * Writes a line to one console. One that takes nothing (a serial line under
 * flow control, a terminal after Ctrl-S) must not stop the boot: the rest of
 * the line is dropped after SLOW_MS.
 */
static void console_write_to(int fd, const char *line, size_t len)
{
	struct pollfd pfd = { .fd = fd, .events = POLLOUT };

	while (len) {
		ssize_t n = write(fd, line, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN && poll(&pfd, 1, SLOW_MS) == 1 &&
		    (pfd.revents & POLLOUT))
			continue;
		if (n <= 0)
			return;
		line += n;
		len -= n;
	}
}

static void console_write(const char *head, const char *format, va_list args)
{
	char line[512];
	size_t len = strlen(head);

	memcpy(line, head, len);
	vsnprintf(line + len, sizeof(line) - len - 1, format, args);
	for (char *c = line; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	len = strlen(line);
	line[len++] = '\n';
	for (size_t i = 0; i < output_count; i++)
		console_write_to(outputs[i], line, len);
}

void console_step(const char *format, ...)
{
	unsigned long ms = sys_now_ms() - started_ms;
	char head[40];
	va_list args;

	snprintf(head, sizeof(head), "rescue64 [%2lu.%03lu] ", ms / 1000,
		 ms % 1000);
	va_start(args, format);
	console_write(head, format, args);
	va_end(args);
}

static void console_complain(const char *kind, const char *object,
			     const char *format, va_list args)
{
	char head[128];

	snprintf(head, sizeof(head), "rescue64: %s: %s: ", kind, object);
	console_write(head, format, args);
}

void console_error(const char *object, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	console_complain("error", object, format, args);
	va_end(args);
}

void console_warning(const char *object, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	console_complain("warning", object, format, args);
	va_end(args);
}

static void console_report_error(void *ctx, const char *field,
				 const char *reason)
{
	(void)ctx;
	console_error(field, "%s", reason);
}

static void console_report_warning(void *ctx, const char *field,
				   const char *reason)
{
	(void)ctx;
	console_warning(field, "%s", reason);
}

const struct report console_report = {
	.error = console_report_error,
	.warning = console_report_warning,
};
