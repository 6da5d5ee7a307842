// SPDX-License-Identifier: GPL-2.0-or-later
/* Has the NFS server that runs read its exports anew. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "check.h"
#include "export.h"
#include "file.h"
#include "path.h"
#include "run.h"

#define PROGRAM "ganesha.nfsd"

/* ganesha.nfsd(8), -p: its default, and the one of its service before 4. */
static const char *const pid_files[] = { "/run/ganesha/ganesha.pid",
					 "/run/ganesha.pid" };

/* The number in a pid file; 0 where there is none. */
static pid_t read_pid(const char *path)
{
	unsigned pid = 0;
	char *text;

	if (file_read(path, 64, &text, NULL))
		return 0;
	text[strcspn(text, "\n")] = '\0';
	if (!check_number(text, INT_MAX, &pid))
		pid = 0;
	free(text);
	return (pid_t)pid;
}

/* Whether the process runs that program, which an upgrade may have replaced. */
static bool is_ganesha(pid_t pid)
{
	static const char deleted[] = " (deleted)";
	char name[32], exe[PATH_MAX], *base, *end;
	ssize_t len;

	snprintf(name, sizeof(name), "/proc/%d/exe", (int)pid);
	len = readlink(name, exe, sizeof(exe) - 1);
	if (len <= 0)
		return false;
	exe[len] = '\0';
	end = exe + len - strlen(deleted);
	if (end > exe && !strcmp(end, deleted))
		*end = '\0';
	base = strrchr(exe, '/');
	return base && !strcmp(base + 1, PROGRAM);
}

/*
 * ganesha.nfsd(8): SIGHUP has it read its exports. The file may be of a server
 * that is gone, and the number another's: what has been looked at through the
 * descriptor's process is what gets the signal.
 */
static int reload_process(const char *step, const char *path, bool *told)
{
	pid_t pid = read_pid(path);
	int fd, err = 0;

	if (!pid)
		return 0;
	fd = pidfd_open(pid, 0);
	if (fd < 0)
		return errno == ESRCH ? 0 : say_errno(step, path, -errno);
	if (is_ganesha(pid)) {
		if (!pidfd_send_signal(fd, SIGHUP, NULL, 0))
			*told = true;
		else if (errno != ESRCH)
			err = say_errno(step, path, -errno);
	}
	close(fd);
	if (*told)
		say_step(step, "nfs-ganesha (process %d) reads its exports",
			 (int)pid);
	return err;
}

/* 1: the service runs and was told; 0: it does not run; or -errno. */
static int reload_service(const char *step)
{
	static const char *const reload[] = { "systemctl", "reload",
					      "nfs-ganesha", NULL };
	static const char *const active[] = { "systemctl", "--quiet",
					      "is-active", "nfs-ganesha",
					      NULL };
	struct run run = { .step = step, .argv = active };
	int err;

	if (access("/run/systemd/system", F_OK))
		return 0;
	run.interactive = true; /* its exit code is an answer */
	if (run_job(&run))
		return 0;
	run.argv = reload;
	run.interactive = false;
	err = run_job(&run);
	return err ? err : 1;
}

static int tell_ganesha(const struct server *srv, const char *step, bool *told)
{
	int err = *srv->prefix ? 0 : reload_service(step);
	size_t i;

	*told = err == 1;
	for (i = 0; i < sizeof(pid_files) / sizeof(*pid_files); i++) {
		struct path path = path_of(srv, "%s", pid_files[i]);

		if (!*told && !err)
			err = reload_process(step, path.s, told);
	}
	if (!err && !*told && !*srv->prefix)
		say_warning(step, "nfs-ganesha",
			    "does not run: it reads the exports when it "
			    "starts");
	return err < 0 ? err : 0;
}

/* exportfs(8), -ra: the others' exports, too, become what their own files
 * say. */
int export_tell(const struct server *srv, const char *step, bool *told)
{
	static const char *const exportfs[] = { "exportfs", "-ra", NULL };
	struct run run = { .step = step, .argv = exportfs };
	int err;

	*told = false;
	if (srv->conf.export != EXPORT_NFSD)
		return tell_ganesha(srv, step, told);
	if (*srv->prefix)
		return 0;
	err = run_check(step, "exportfs", "nfs-kernel-server");
	if (!err)
		err = run_job(&run);
	*told = !err;
	return err;
}
