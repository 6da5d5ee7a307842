/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shutdown.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <linux/reboot.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "console.h"
#include "layout.h"
#include "mountinfo.h"
#include "served.h"
#include "sys.h"
#include "text.h"

#ifndef MS_PRIVATE
#define MS_PRIVATE (1 << 18) /* include/uapi/linux/mount.h */
#endif

#define OLD_ROOT "/oldroot" /* systemd's src/shutdown/shutdown.c */
/* From here on, but for the flush, which lasts as long as it goes on. */
#define ALL_MS	  4500
#define STEP_MS	  1500
#define PING_MS	  1000
#define NEWS_MS	  10000
#define TRIED_MAX 64

const char *const shutdown_kinds[SHUTDOWN_KINDS] = { "poweroff", "reboot",
						     "halt", "kexec" };

static bool is_last;	   /* process 1, beneath which is nothing of the root */
static uint64_t until_ms;  /* no step goes on beyond it */
static char mounts[32768]; /* /proc/self/mountinfo */

int shutdown_now(enum shutdown_kind kind)
{
	static const unsigned commands[] = { LINUX_REBOOT_CMD_POWER_OFF,
					     LINUX_REBOOT_CMD_RESTART,
					     LINUX_REBOOT_CMD_HALT,
					     LINUX_REBOOT_CMD_KEXEC };
	int ret = sys_reboot(commands[kind]);

	if (kind != SHUTDOWN_KEXEC || ret == -EPERM)
		return ret;
	console_alert("no kernel is loaded for kexec (%s): restart",
		      sys_error(-ret));
	return sys_reboot(LINUX_REBOOT_CMD_RESTART);
}

/* One step, since any of them may hang on a server that is dead. */
static int shutdown_try(int (*step)(const char *path), const char *path)
{
	uint64_t now_ms = sys_now_ms();
	unsigned ms = now_ms < until_ms ? until_ms - now_ms : 0;

	return ms ? sys_try(step, path, ms < STEP_MS ? ms : STEP_MS)
		  : -ETIMEDOUT;
}

static int step_unmount(const char *path)
{
	return umount2(path, 0) < 0 ? -errno : 0;
}

static int step_detach(const char *path)
{
	return umount2(path, MNT_DETACH) < 0 ? -errno : 0;
}

static int step_protect(const char *path)
{
	return mount(NULL, path, NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0
		       ? -errno
		       : 0;
}

/* Frees a loop device; one that freed itself with its last mount is free. */
static int step_free(const char *device)
{
	int fd = open(device, O_RDONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (ioctl(fd, LOOP_CLR_FD, 0) < 0 && errno != ENXIO)
		ret = -errno;
	close(fd);
	return ret;
}

static void mounts_read(void)
{
	if (sys_read_file("/proc/self/mountinfo", mounts, sizeof(mounts)) < 0)
		mounts[0] = '\0';
}

/* Unmounts, or at least makes it read-only, which leaves a file system of a
 * disk or an image clean; it says which. 0 or -errno. */
static int shutdown_unmount(const struct mountinfo *mount, const char *what)
{
	int ret = shutdown_try(step_unmount, mount->path);
	int protected;

	if (ret == 0) {
		console_step("%s unmounted", what);
		return 0;
	}
	protected = shutdown_try(step_protect, mount->path);
	if (protected == 0)
		console_step("%s: %s; made read-only", what, sys_error(-ret));
	else
		console_error(what, "not unmounted: %s, not read-only: %s",
			      sys_error(-ret), sys_error(-protected));
	shutdown_try(step_detach, mount->path);
	return ret;
}

/* What is on a disk is told of; of /run, /dev and the like nothing is to be
 * kept, and other servers' mounts are theirs. */
static void shutdown_unmount_below(void)
{
	unsigned tried[TRIED_MAX];
	struct mountinfo mount;
	size_t count = 0;

	while (count < TRIED_MAX) {
		mounts_read();
		if (!mountinfo_next(mounts, OLD_ROOT, tried, count, &mount) ||
		    strcmp(mount.path, OLD_ROOT) == 0)
			return;
		/* Whatever the result, it is not tried twice. */
		tried[count++] = mount.id;
		if (mount.source[0] == '/')
			shutdown_unmount(&mount, mount.path + strlen(OLD_ROOT));
		else
			shutdown_try(step_detach, mount.path);
	}
}

/* The client's own folders, wherever they are mounted below the old root. */
static int step_fetch(const char *from)
{
	static const char *const paths[] = { RW_DIR, IMAGES_DIR, LOWER_DIR };
	char path[PATH_SIZE];

	/* Nothing can be moved out of a mount that is shared. */
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	for (unsigned i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", from, paths[i]);
		mount(path, paths[i] + strlen(EXEC_DIR), NULL, MS_MOVE, NULL);
	}
	return 0;
}

/* systemd before 254 binds EXEC_DIR over itself and goes there: what is mounted
 * below stays behind. */
static void shutdown_fetch_own(void)
{
	struct mountinfo left;

	mounts_read();
	if (mountinfo_find(mounts, OLD_ROOT LOWER_DIR, &left))
		shutdown_try(step_fetch, OLD_ROOT);
}

/* One of the client's own folders below EXEC_DIR, where it is mounted. */
static void shutdown_unmount_own(const char *path, const char *what)
{
	struct mountinfo mount;

	if (is_last)
		path += strlen(EXEC_DIR);
	mounts_read();
	if (!mountinfo_find(mounts, path, &mount))
		return;
	shutdown_unmount(&mount, what);
	if (strncmp(mount.source, "/dev/loop", strlen("/dev/loop")) == 0 &&
	    shutdown_try(step_free, mount.source) == 0)
		console_step("image freed: %s", mount.source);
}

/* Waits until all is written of what is kept: for a server's image as long as
 * that server answers. */
static void shutdown_flush(const struct served *served)
{
	const char *path = &RW_DIR[is_last ? strlen(EXEC_DIR) : 0];
	const char *whom = served->on_server ? text_quad(served->address).text
					     : "the disk";
	uint64_t began_ms = sys_now_ms();
	uint64_t news_ms = began_ms + PING_MS;
	unsigned silent = 0;
	pid_t pid = sys_start(sys_sync_mount, path);
	int ret;

	while ((ret = sys_wait_ms(pid, PING_MS)) == -ETIMEDOUT) {
		uint64_t now_ms = sys_now_ms();

		if (now_ms >= news_ms) {
			console_step("the overlay is being written to %s: "
				     "%u s so far",
				     whom,
				     (unsigned)(now_ms - began_ms) / 1000);
			news_ms = now_ms + NEWS_MS;
		}
		if (!served->on_server && now_ms - began_ms >= SHUTDOWN_DISK_MS)
			break;
		silent = !served->on_server || served_answers(served, PING_MS)
				 ? 0
				 : silent + 1;
		if (silent >= 2)
			break;
	}
	if (ret == 0)
		console_step("overlay written to %s in %u ms", whom,
			     (unsigned)(sys_now_ms() - began_ms));
	else
		console_error("overlay", "not written to %s: %s", whom,
			      sys_error(-ret));
}

/* A process that systemd-shutdown could not end, or spared by its name, such as
 * the keeper: it would end the machine in the middle of a flush. */
static bool process_end(const char *name)
{
	char path[32], text[16];
	pid_t pid = text_number(name);

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	/* Kernel threads have none. */
	if (pid > 1 && sys_read_file(path, text, sizeof(text)) > 0)
		kill(pid, SIGKILL);
	return false;
}

static void shutdown_take_down(const struct served *served)
{
	struct mountinfo root;

	until_ms = sys_now_ms() + ALL_MS;
	if (is_last) {
		sys_each_entry("/proc", process_end);
		shutdown_fetch_own();
	}
	if (served->kept) {
		shutdown_flush(served);
		until_ms = sys_now_ms() + ALL_MS;
	}
	if (is_last) {
		shutdown_unmount_below();
		mounts_read();
		if (mountinfo_find(mounts, OLD_ROOT, &root))
			shutdown_unmount(&root, "overlay");
	} else if (served->kept && shutdown_try(step_protect, "/") == 0) {
		console_step("overlay made read-only");
	}
	if (is_last || served->kept)
		shutdown_unmount_own(RW_DIR, "overlay's file system");
	if (!is_last)
		return;
	shutdown_unmount_own(IMAGES_DIR, "images' export");
	shutdown_unmount_own(LOWER_DIR, "root's export");
}

/* The end itself. */
static int shutdown_end(enum shutdown_kind kind)
{
	uint64_t began_ms = sys_now_ms();
	struct served served;
	int ret;

	is_last = getpid() == 1;
	console_open();
	served_read(&served);
	console_step("%s: %s", shutdown_kinds[kind],
		     served.kept ? "the overlay is kept" : "nothing is kept");
	shutdown_take_down(&served);
	console_step("%s now, after %u ms", shutdown_kinds[kind],
		     (unsigned)(sys_now_ms() - began_ms));
	ret = shutdown_now(kind);
	console_error(shutdown_kinds[kind], "%s", sys_error(-ret));
	while (is_last) /* the kernel would panic without it */
		poll(NULL, 0, -1);
	return 1;
}

enum shutdown_kind shutdown_kind(const char *name)
{
	unsigned kind = 0;

	while (kind < SHUTDOWN_KINDS && strcmp(name, shutdown_kinds[kind]) != 0)
		kind++;
	return kind;
}

int shutdown_run(int argc, char **argv)
{
	bool begins = argc > 1 && strcmp(argv[1], "begin") == 0;
	const char *word = argc > 1 + begins ? argv[1 + begins] : "";
	enum shutdown_kind kind = shutdown_kind(word);

	if (kind == SHUTDOWN_KINDS) {
		console_error("shutdown",
			      "%s: not poweroff, reboot, halt or "
			      "kexec",
			      word);
		if (getpid() != 1)
			return 2;
		kind = SHUTDOWN_POWEROFF;
	}
	if (geteuid() != 0) {
		console_error("shutdown", "only root may");
		return 1;
	}
	if (begins)
		return sys_write_file(SHUTDOWN_BEGUN, word) < 0;
	return shutdown_end(kind);
}
