/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "server_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "console.h"
#include "sys.h"
#include "text.h"

/* net/sunrpc/clnt.c: "nfs: server NAME not responding, still trying" and
 * "nfs: server NAME OK". (There is also "timed out", of a single call of NFS
 * 4's own, which no "OK" follows.) */
#define HEAD   "nfs: server "
#define SILENT " not responding, still trying"

int server_watch_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	lseek(fd, 0, SEEK_END);
	return fd;
}

/* Each call that waits has lines of its own, some of which the kernel leaves
 * out: the first of a kind counts. */
static char silent[64];

static void server_tell(const char *name, bool answers)
{
	bool was_silent = strcmp(name, silent) == 0;

	if (answers == was_silent)
		console_alert("nfs %s: %s", name,
			      answers ? "answers again"
				      : "no answer; what needs the root waits "
					"for it");
	if (!answers)
		strcpy(silent, name);
	else if (was_silent)
		silent[0] = '\0';
}

void server_watch_read(int fd)
{
	char line[128], name[sizeof(silent)];
	const char *rest;

	while (sys_read_kmsg(fd, line, sizeof(line))) {
		if (strncmp(line, HEAD, strlen(HEAD)) != 0)
			continue;
		rest = line + strlen(HEAD);
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(rest, " "),
			 rest);
		if (text_find(rest, SILENT))
			server_tell(name, false);
		else if (text_find(rest, " OK"))
			server_tell(name, true);
	}
}
