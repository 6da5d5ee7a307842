/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "server_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>
#include <utime.h>

#include "console.h"
#include "layout.h"
#include "status.h"
#include "sys.h"
#include "text.h"

/* net/sunrpc/clnt.c: "nfs: server NAME not responding, still trying" and
 * "nfs: server NAME OK". (There is also "timed out", of a single call of NFS
 * 4's own, which no "OK" follows.) */
#define HEAD   "nfs: server "
#define SILENT " not responding, still trying"
/* fs/nfs/nfs4state.c: "NFS: NAME: lost N locks", after a lease that ended. */
#define LOST	     ": lost "
#define LOST_SECONDS 60

/* As the keeper sees them, whose root is EXEC_DIR. */
#define WATCH_RW   "/rescue64/rw"
#define WATCH_FILE WATCH_RW "/" KEPT_DIR "/overlay.env"

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

/*
 * Another machine may have the overlay's image by now. Without the lock nothing
 * is written to it any more (the kernel gives EIO), which a journal finds out
 * when it next writes: it is made to. That also tells whether the lock was the
 * image's. In a child, since all that may wait for the server.
 */
static void server_lost_lock(void)
{
	char env[4096], overlay[NOTE_SIZE];
	int fd;

	if (sys_read_file(STATUS_FILE, env, sizeof(env)) < 0 ||
	    !text_find_quoted(env, "OVERLAY", overlay, sizeof(overlay)) ||
	    strncmp(overlay, "server ", 7) != 0 || fork() != 0)
		return;
	alarm(LOST_SECONDS);
	fd = open(WATCH_FILE, O_RDONLY);
	if (utime(WATCH_FILE, NULL) == 0 && fsync(fd) == 0)
		_exit(0);
	console_alert("overlay %s: read-only from now on, its lock was lost "
		      "and another machine may use it; reboot to have it again",
		      overlay + 7);
	mount(NULL, WATCH_RW, NULL, MS_REMOUNT | MS_RDONLY, NULL);
	_exit(0);
}

void server_watch_read(int fd)
{
	char line[128], name[sizeof(silent)];
	const char *rest;

	while (sys_read_kmsg(fd, line, sizeof(line))) {
		if (strncmp(line, "NFS: ", 5) == 0 && text_find(line, LOST))
			server_lost_lock();
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
