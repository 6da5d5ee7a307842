/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "server_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "console.h"
#include "sys.h"
#include "text.h"

/* net/sunrpc/clnt.c: "nfs: server NAME not responding, still trying" and
 * "nfs: server NAME OK". */
#define HEAD "nfs: server "

int server_watch_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	lseek(fd, 0, SEEK_END);
	return fd;
}

void server_watch_read(int fd)
{
	char line[128];
	const char *name;
	int len;

	while (sys_read_kmsg(fd, line, sizeof(line))) {
		if (strncmp(line, HEAD, strlen(HEAD)) != 0)
			continue;
		name = line + strlen(HEAD);
		len = strcspn(name, " ");
		if (text_find(name, " not responding"))
			console_alert("nfs: %.*s does not answer; what needs "
				      "the root waits, nothing is lost",
				      len, name);
		else if (text_find(name, " OK"))
			console_alert("nfs: %.*s answers again", len, name);
	}
}
