/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ending.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "console.h"
#include "layout.h"
#include "served.h"
#include "status.h"
#include "sys.h"
#include "text.h"

#define SILENCE_MS 15000
#define PING_MS	   2000 /* at most, for an answer */
#define PAUSE_MS   3000
#define FORGET_MS  600000 /* it was cancelled */

static struct {
	int folder;  /* inotify(7) of SHUTDOWN_END_DIR */
	int keys[2]; /* a pipe: Ctrl-Alt-Del */
	int fifos[SHUTDOWN_KINDS];
	enum shutdown_kind kind; /* that began */
	/* By Ctrl-Alt-Del, which the init may pass over: not if the server
	 * answers. */
	bool perhaps;
	bool told;
	uint64_t began_ms, answered_ms, ping_ms;
	struct served served;
} ending;

static void ending_key(int number)
{
	int error = errno;

	(void)number;
	if (write(ending.keys[1], "", 1) < 0)
		errno = error; /* full: it is known already */
}

static void ending_begins(enum shutdown_kind kind, bool perhaps)
{
	if (ending.kind != SHUTDOWN_KINDS && !ending.perhaps)
		return; /* the first one counts */
	ending.kind = kind;
	ending.perhaps = perhaps;
	ending.told = false;
	ending.ping_ms = ending.answered_ms = ending.began_ms = sys_now_ms();
	served_read(&ending.served);
}

/* Opens the FIFOs that somebody reads by now. */
static void ending_look(void)
{
	char path[40], word[16];
	unsigned kind;

	for (kind = 0; kind < SHUTDOWN_KINDS; kind++) {
		if (ending.fifos[kind] >= 0)
			continue;
		snprintf(path, sizeof(path), SHUTDOWN_END_DIR "/%s",
			 shutdown_kinds[kind]);
		ending.fifos[kind] =
			open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
		/* Held again: the shutdown was cancelled. */
		if (ending.fifos[kind] >= 0 && ending.kind == kind)
			ending.kind = SHUTDOWN_KINDS;
	}
	if (sys_read_file(SHUTDOWN_BEGUN, word, sizeof(word)) <= 0)
		return;
	unlink(SHUTDOWN_BEGUN); /* or reading it would be news again */
	kind = shutdown_kind(word);
	if (kind != SHUTDOWN_KINDS)
		ending_begins(kind, false);
}

void ending_begin(void)
{
	struct sigaction key = { .sa_handler = ending_key,
				 .sa_flags = SA_RESTART };
	int ret = sys_mkdir(SHUTDOWN_END_DIR, 0700);

	memset(ending.fifos, -1, sizeof(ending.fifos));
	memset(ending.keys, -1, sizeof(ending.keys));
	ending.kind = SHUTDOWN_KINDS;
	ending.folder = inotify_init();
	if (ret < 0 ||
	    inotify_add_watch(ending.folder, SHUTDOWN_END_DIR,
			      IN_OPEN | IN_CLOSE_WRITE) < 0 ||
	    fcntl(ending.folder, F_SETFL, O_NONBLOCK) < 0)
		console_warning(SHUTDOWN_END_DIR,
				"%s; a shutdown without the "
				"server may hang",
				sys_error(ret < 0 ? -ret : errno));
	ending_look();
	if (pipe(ending.keys) < 0 || sigaction(SIGINT, &key, NULL) < 0)
		return;
	fcntl(ending.keys[0], F_SETFL, O_NONBLOCK);
	fcntl(ending.keys[1], F_SETFL, O_NONBLOCK);
	if (access(STATUS_FILE, F_OK) == 0) /* not the first keeper */
		ending_take_keys(getpid());
}

void ending_take_keys(pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", (int)pid);
	sys_write_file("/proc/sys/kernel/cad_pid", text);
}

void ending_poll(struct pollfd fds[ENDING_POLLS])
{
	fds[0] = (struct pollfd){ .fd = ending.folder, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = ending.keys[0], .events = POLLIN };
	for (unsigned i = 0; i < SHUTDOWN_KINDS; i++) /* for POLLERR */
		fds[2 + i] = (struct pollfd){ .fd = ending.fifos[i] };
}

uint64_t ending_due_ms(void)
{
	return ending.kind == SHUTDOWN_KINDS ? UINT64_MAX : ending.ping_ms;
}

/* All at once: PID 1 executes systemd-shutdown without starting any target
 * (systemctl --force). Which kind it is, is not known; a machine that restarts
 * can be told again. */
static void ending_read_fifos(const struct pollfd *fds)
{
	unsigned closed = 0, last = 0;

	for (unsigned i = 0; i < SHUTDOWN_KINDS; i++) {
		if (!fds[i].revents)
			continue;
		close(ending.fifos[i]);
		ending.fifos[i] = -1;
		closed++;
		last = i;
	}
	if (closed)
		ending_begins(closed == SHUTDOWN_KINDS ? SHUTDOWN_REBOOT : last,
			      false);
}

static void ending_act(void)
{
	const struct served *served = &ending.served;

	console_alert("%s: %s has not answered for %u s; done without the init",
		      shutdown_kinds[ending.kind],
		      text_quad(served->address).text, SILENCE_MS / 1000);
	if (served->kept && !served->on_server) {
		console_alert("first the overlay is written to the disk");
		/* This process's root is EXEC_DIR. */
		sys_try(sys_sync_mount, &RW_DIR[strlen(EXEC_DIR)],
			SHUTDOWN_DISK_MS);
	}
	shutdown_now(ending.kind);
}

/* As long as the server answers, all is the init's. */
static void ending_ping(void)
{
	bool answers = served_answers(&ending.served, PING_MS);
	uint64_t now_ms = sys_now_ms();

	ending.ping_ms = now_ms + PAUSE_MS;
	if (answers) {
		ending.answered_ms = now_ms;
		ending.told = false;
		if (ending.perhaps || now_ms - ending.began_ms > FORGET_MS)
			ending.kind = SHUTDOWN_KINDS;
	} else if (now_ms - ending.answered_ms >= SILENCE_MS) {
		ending_act();
	} else if (!ending.told) {
		ending.told = true;
		console_alert("%s: no answer from %s; in %u s it is done "
			      "without the init",
			      shutdown_kinds[ending.kind],
			      text_quad(ending.served.address).text,
			      SILENCE_MS / 1000);
	}
}

void ending_step(const struct pollfd fds[ENDING_POLLS], uint64_t now_ms)
{
	char news[512];

	if (fds[0].revents) {
		while (read(ending.folder, news, sizeof(news)) > 0)
			;
		ending_look();
	}
	ending_read_fifos(fds + 2);
	if (fds[1].revents) {
		while (read(ending.keys[0], news, sizeof(news)) > 0)
			;
		kill(1, SIGINT);
		ending_begins(SHUTDOWN_REBOOT, true);
	}
	if (now_ms >= ending_due_ms())
		ending_ping();
}
