/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the keeper lives: a process that holds nothing on the root which it
 * keeps alive, and that nothing else ends.
 */
#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "console.h"
#include "dhcp_client.h"
#include "ending.h"
#include "layout.h"
#include "lease.h"
#include "server_watch.h"
#include "sys.h"
#include "text.h"

#define KEEPER_KEPT RUN_DIR "/keeper.kept"
/* sysvinit's sendsigs spares the processes that are named here. */
#define KEEPER_PID "/run/sendsigs.omit.d/rescue64"
/* systemd-shutdown spares root's processes of such a name: "Storage Daemons
 * for the Root File System", systemd.io/ROOT_STORAGE_DAEMONS. */
#define KEEPER_NAME "@rescue64-client"

static pid_t started; /* by this process */
static struct kept kept;

/* Its file may be there while it is not: then the pid is another's. */
static bool keeper_is(pid_t pid)
{
	char path[32], name[64];

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	return sys_read_file(path, name, sizeof(name)) > 0 &&
	       strcmp(name, KEEPER_NAME) == 0;
}

pid_t keeper_pid(void)
{
	char text[16];
	pid_t pid;

	if (sys_read_file(KEEPER_PID, text, sizeof(text)) < 0)
		return 0;
	pid = text_number(text);
	return pid > 0 && keeper_is(pid) ? pid : 0;
}

void keeper_stop(void)
{
	pid_t pid = started ? started : keeper_pid();

	if (pid) {
		kill(pid, SIGKILL);
		sys_wait(pid); /* where it is this process's child */
		started = 0;
	}
	unlink(KEEPER_PID);
	/* What it has set, in this boot or one before the shell. */
	if (sys_read_data(KEEPER_KEPT, &kept, sizeof(kept)) == sizeof(kept)) {
		lease_withdraw(&kept.root);
		lease_withdraw(&kept.lease);
	}
	unlink(KEEPER_KEPT);
	umount2(EXEC_DIR "/run", MNT_DETACH);
}

/* Starts KEEPER_PROGRAM as a process of its own; it frees itself from what it
 * inherits. */
static int keeper_spawn(void)
{
	char *const argv[] = { KEEPER_NAME, "keeper", NULL };
	char *const envp[] = { NULL };
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid > 0) {
		started = pid;
		return 0;
	}
	execve(KEEPER_PROGRAM, argv, envp);
	console_warning("keeper", KEEPER_PROGRAM ": %s", sys_error(errno));
	_exit(127);
}

int keeper_save(const struct kept *now)
{
	return sys_replace_data(KEEPER_KEPT, now, sizeof(*now), 0600);
}

int keeper_stage(struct boot *boot)
{
	int ret;

	if (!boot->cmdline.keep_lease || !boot->lease.ifindex) {
		dhcp_close();
		console_step("no keeper: without the server a shutdown may "
			     "hang, and a lost lock is not told");
		return 0;
	}
	kept = (struct kept){ .cmdline = boot->cmdline,
			      .root = boot->lease,
			      .lease = boot->lease };
	ret = sys_copy_file("/proc/self/exe", KEEPER_PROGRAM, 0755);
	if (ret == 0)
		ret = keeper_save(&kept);
	if (ret == 0)
		ret = keeper_spawn();
	/* Behind the fork: it is the keeper that waits for their end. */
	dhcp_close();
	if (ret < 0)
		console_warning("keeper",
				"cannot be started, nobody renews the lease: "
				"%s",
				sys_error(-ret));
	return 0;
}

/* Lets go of the starter's descriptors and terminal. */
static void keeper_detach(void)
{
	umask(022);
	sys_close_from(0);
	for (int fd = 0; fd <= 2; fd++)
		open("/dev/null", O_RDWR);
	setsid();
}

static int keeper_write_pid(void)
{
	char text[16];
	int ret = sys_mkdir("/run/sendsigs.omit.d", 0755);

	snprintf(text, sizeof(text), "%d\n", (int)getpid());
	return ret < 0 ? ret : sys_write_file(KEEPER_PID, text);
}

/*
 * Its root becomes EXEC_DIR, so that it keeps no file system of the booted
 * system busy; /run is seen there under its own name. Its memory is locked:
 * nothing is ever read in again.
 */
static int keeper_isolate(void)
{
	int ret = sys_mkdir(EXEC_DIR "/run", 0755);

	if (ret < 0)
		return ret;
	if (access(EXEC_DIR "/run/rescue64", F_OK) < 0 &&
	    mount("/run", EXEC_DIR "/run", NULL, MS_BIND, NULL) < 0)
		return -errno;
	/* Started by hand, it would end with the session it was started in;
	 * 0: who writes. */
	sys_write_file("/sys/fs/cgroup/cgroup.procs", "0");
	/* A container may refuse this; the lease is kept all the same. */
	ret = sys_write_file("/proc/self/oom_score_adj", "-1000");
	if (ret < 0)
		console_warning("keeper",
				"the kernel may end it when memory "
				"runs out: %s",
				sys_error(-ret));
	ending_begin();
	if (chroot(EXEC_DIR) < 0 || chdir("/") < 0)
		return -errno;
	if (mlockall(MCL_CURRENT | MCL_FUTURE) < 0)
		console_warning("keeper", "its memory is not locked: %s",
				sys_error(errno));
	return 0;
}

static int keeper_become(void)
{
	ssize_t len = sys_read_data(KEEPER_KEPT, &kept, sizeof(kept));
	int kernel, ret;

	keeper_detach();
	console_detach();
	kernel = server_watch_open(); /* poll passes over an error */
	ret = keeper_write_pid();
	if (ret < 0) /* the lease is kept all the same */
		console_warning(KEEPER_PID, "%s", sys_error(-ret));
	if (len != sizeof(kept)) {
		console_error(KEEPER_KEPT, "cannot be used; nobody renews");
		return 1;
	}
	ret = keeper_isolate();
	if (ret == 0)
		ret = keeper_loop(&kept, kernel);
	console_error("keeper", "%s; nobody renews the lease any more",
		      sys_error(-ret));
	return 1;
}

int keeper_run(const char *argv0)
{
	pid_t pid = keeper_pid();
	int ret;

	if (strcmp(argv0, KEEPER_NAME) == 0)
		return keeper_become();
	if (pid) {
		console_error("keeper", "it runs already, as process %d",
			      (int)pid);
		return 1;
	}
	if (access(KEEPER_KEPT, R_OK) < 0) {
		console_error(KEEPER_KEPT,
			      "%s (was this system booted by rescue64, with a "
			      "lease to keep?)",
			      sys_error(errno));
		return 1;
	}
	ret = keeper_spawn();
	if (ret < 0)
		console_error("keeper", "%s", sys_error(-ret));
	return ret < 0;
}
