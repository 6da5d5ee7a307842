/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "layout.h"
#include "sys.h"
#include "text.h"

#define SLOW_MS 200

#define LEVEL_ERR     3
#define LEVEL_WARNING 4
#define LEVEL_INFO    6

static int outputs[CONSOLES_MAX + 1] = { STDERR_FILENO };
static size_t output_count = 1;
static uint64_t started_ms;
static int kmsg = -1;

/* The consoles among the outputs, and how their terminals were. */
static struct {
	int fd;
	bool raw;
	struct termios before;
} keyboards[CONSOLES_MAX];
static size_t keyboard_count;

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
	keyboard_count = 0;
	fd = open(RUN_DIR "/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
		  0644);
	if (fd >= 0)
		outputs[output_count++] = fd;
	for (size_t i = 0; i < named; i++) {
		snprintf(path, sizeof(path), "/dev/%.15s", names[i]);
		fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0)
			continue;
		outputs[output_count++] = fd;
		keyboards[keyboard_count++].fd = fd;
	}
	if (!named)
		outputs[output_count++] = STDERR_FILENO;
}

void console_detach(void)
{
	output_count = 0;
	keyboard_count = 0;
	outputs[0] = open(RUN_DIR "/log", O_WRONLY | O_APPEND | O_CLOEXEC);
	if (outputs[0] >= 0)
		output_count = 1;
	kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
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

static void console_write_line(int fd, const char *head, const char *text)
{
	char line[512];

	snprintf(line, sizeof(line), "%s%s\n", head, text);
	console_write_to(fd, line, strlen(line));
}

/* level: the kernel log's, include/linux/kern_levels.h. */
static void console_write(int level, const char *head, const char *what,
			  const char *format, va_list args)
{
	char text[440], kmsg_head[16];
	size_t len = strlen(what);

	memcpy(text, what, len);
	vsnprintf(text + len, sizeof(text) - len, format, args);
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	for (size_t i = 0; i < output_count; i++)
		console_write_line(outputs[i], head, text);
	if (kmsg < 0)
		return;
	snprintf(kmsg_head, sizeof(kmsg_head), "<%d>rescue64: ", level);
	console_write_line(kmsg, kmsg_head, text);
}

void console_print(const char *text)
{
	char line[128];

	while (text_next_line(&text, line, sizeof(line))) {
		for (char *c = line; *c; c++)
			if (*c < ' ' || *c > '~')
				*c = '?';
		for (size_t i = 0; i < output_count; i++)
			console_write_line(outputs[i], "", line);
	}
}

void console_keys_begin(void)
{
	for (size_t i = 0; i < keyboard_count; i++) {
		struct termios raw;

		if (keyboards[i].raw ||
		    tcgetattr(keyboards[i].fd, &keyboards[i].before) < 0)
			continue;
		raw = keyboards[i].before;
		raw.c_lflag &= ~(ICANON | ECHO);
		raw.c_cc[VMIN] = 1;
		raw.c_cc[VTIME] = 0;
		/* TCSAFLUSH would wait for a line that takes nothing. */
		tcflush(keyboards[i].fd, TCIFLUSH);
		keyboards[i].raw = tcsetattr(keyboards[i].fd, TCSANOW, &raw) ==
				   0;
	}
}

void console_keys_end(void)
{
	for (size_t i = 0; i < keyboard_count; i++) {
		if (keyboards[i].raw)
			tcsetattr(keyboards[i].fd, TCSANOW,
				  &keyboards[i].before);
		keyboards[i].raw = false;
	}
}

void console_keys_poll(struct pollfd fds[CONSOLES_MAX])
{
	for (size_t i = 0; i < CONSOLES_MAX; i++) {
		bool ready = i < keyboard_count && keyboards[i].raw;

		fds[i] = (struct pollfd){ .fd = ready ? keyboards[i].fd : -1,
					  .events = POLLIN };
	}
}

char console_key(void)
{
	char key;
	ssize_t n;

	for (size_t i = 0; i < keyboard_count; i++) {
		if (!keyboards[i].raw)
			continue;
		n = read(keyboards[i].fd, &key, 1);
		if (n == 1)
			return key;
		/* Hung up: it would be readable for ever. */
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			keyboards[i].raw = false;
	}
	return 0;
}

void console_step(const char *format, ...)
{
	unsigned long ms = sys_now_ms() - started_ms;
	char head[40];
	va_list args;

	snprintf(head, sizeof(head), "rescue64 [%2lu.%03lu] ", ms / 1000,
		 ms % 1000);
	va_start(args, format);
	console_write(LEVEL_INFO, head, "", format, args);
	va_end(args);
}

void console_alert(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	console_write(LEVEL_ERR, "rescue64: ", "", format, args);
	va_end(args);
}

static void console_complain(int level, const char *kind, const char *object,
			     const char *format, va_list args)
{
	char what[128];

	snprintf(what, sizeof(what), "%s: %s: ", kind, object);
	console_write(level, "rescue64: ", what, format, args);
}

void console_error(const char *object, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	console_complain(LEVEL_ERR, "error", object, format, args);
	va_end(args);
}

void console_warning(const char *object, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	console_complain(LEVEL_WARNING, "warning", object, format, args);
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
