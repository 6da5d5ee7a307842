/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One attempt at the root: by mount(2) with text options as
 * fs/nfs/fs_context.c reads them, bounded in time and looked at before it is
 * believed.
 */
#include "attempt.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "console.h"
#include "layout.h"
#include "rpc.h"
#include "rpc_ping.h"
#include "sys.h"
#include "verify.h"
#include "text.h"

#define PING_MS	      5000u /* one lost SYN and its retransmissions */
#define MOUNT_SECONDS 30u   /* longest honest refusal seen: 19 s */
#define NEWS_MS	      5000

/* mount(2)'s errors, as measured against nfsd, nfs-ganesha and fault servers.
 * The first row that fits counts; major 0 fits both. */
static const struct {
	uint8_t error;
	char major;
	uint8_t reach;
	const char *words;
} mount_errors[] = {
	{ EPROTONOSUPPORT, 0, REACH_MINOR,
	  "the server does not serve this version" },
	{ EPFNOSUPPORT, 0, REACH_MAJOR,
	  "the server has no NFS program of this version" },
	{ ENOENT, '4', REACH_MAJOR, "no such export for this client" },
	{ ENOENT, '3', REACH_MAJOR, "no such directory" },
	{ EACCES, 0, REACH_MAJOR, "access denied, or no such export" },
	{ EPERM, 0, REACH_MAJOR, "access denied" },
	{ EINVAL, 0, REACH_MINOR, "the kernel refuses the mount options" },
	{ EIO, 0, REACH_MINOR, "the server answers with an I/O error" },
	{ ECONNREFUSED, 0, REACH_MAJOR, "connection refused" },
	{ ETIMEDOUT, 0, REACH_MAJOR, "no answer" },
	{ EINTR, 0, REACH_MAJOR, "no answer within 30 s" },
	{ EHOSTUNREACH, 0, REACH_SERVER, "no route to the server" },
	{ ENETUNREACH, 0, REACH_SERVER, "network unreachable" },
};

/* mount(2) says EPROTONOSUPPORT for a server without this version, and for a
 * kernel without its module. */
static bool nfs_has_module(char major)
{
	const char *name = major == '4' ? "nfsv4" : "nfsv3";
	char path[32];

	snprintf(path, sizeof(path), "/sys/module/%s", name);
	return sys_modprobe(name) == 0 || access(path, F_OK) == 0;
}

static enum reach attempt_explain(struct attempt *attempt, int error)
{
	if (error == EPROTONOSUPPORT && !nfs_has_module(attempt->version[0])) {
		snprintf(attempt->why, sizeof(attempt->why),
			 "this initrd has no module nfsv%c for its kernel",
			 attempt->version[0]);
		return REACH_MAJOR;
	}
	for (size_t i = 0; i < sizeof(mount_errors) / sizeof(mount_errors[0]);
	     i++) {
		if (mount_errors[i].error != error ||
		    (mount_errors[i].major &&
		     mount_errors[i].major != attempt->version[0]))
			continue;
		snprintf(attempt->why, sizeof(attempt->why), "%s (%s)",
			 mount_errors[i].words, sys_error(error));
		return mount_errors[i].reach;
	}
	snprintf(attempt->why, sizeof(attempt->why), "%s", sys_error(error));
	return REACH_MINOR;
}

/* The text behind "NAME=" in text options, or NULL. */
static const char *option_find(const char *options, const char *name)
{
	size_t len = strlen(name);

	for (const char *o = options; o && *o; o = strchr(o, ',')) {
		o += *o == ',';
		if (strncmp(o, name, len) == 0)
			return o + len;
	}
	return NULL;
}

/* Whether the server's NFS program answers at all in this major version. */
static enum reach attempt_ping(struct attempt *attempt)
{
	const char *options = attempt->target->options;
	const char *named = option_find(options, "port=");
	const char *proto = option_find(options, "proto=");
	unsigned port = named ? text_number(named) : NFS_PORT;
	struct rpc_ping ping;
	int ret;

	if (!port || (proto && strncmp(proto, "tcp", 3) != 0))
		return REACH_NONE; /* mount(2) has to find out */
	ret = rpc_ping(attempt->address, port, RPC_PROGRAM_NFS,
		       attempt->version[0] - '0', PING_MS, &ping);
	if (ret < 0)
		return attempt_explain(attempt, -ret);
	switch (ping.outcome) {
	case RPC_PING_OK:
		return REACH_NONE;
	case RPC_PING_MISMATCH:
		snprintf(attempt->why, sizeof(attempt->why),
			 ping.low == ping.high
				 ? "the server serves NFS %u only"
				 : "the server serves NFS %u to %u only",
			 ping.low, ping.high);
		return REACH_MAJOR;
	case RPC_PING_UNAVAILABLE:
		strcpy(attempt->why, "the server's port has no NFS program");
		return REACH_MAJOR;
	case RPC_PING_REFUSED:
		snprintf(attempt->why, sizeof(attempt->why),
			 "port %u is closed: no NFS server runs there", port);
		return REACH_SERVER;
	case RPC_PING_SILENT:
		snprintf(attempt->why, sizeof(attempt->why),
			 "no answer from port %u within %u s", port,
			 PING_MS / 1000);
		return REACH_SERVER;
	default:
		strcpy(attempt->why,
		       "the server closes the connection without an answer");
		return REACH_MAJOR;
	}
}

static void attempt_format(const struct attempt *attempt, char *source,
			   size_t source_size, char *data, size_t data_size)
{
	const char *options = attempt->target->options;
	const struct quad address = text_quad(attempt->address);
	size_t len;

	snprintf(source, source_size, "%s:%s", address.text,
		 attempt->target->path);
	len = snprintf(data, data_size, "vers=%s,addr=%s", attempt->version,
		       address.text);
	if (!option_find(options, "proto="))
		len += snprintf(data + len, data_size - len, ",proto=tcp");
	if (attempt->version[0] == '3') {
		/* Without nolock the kernel asks this machine's own lockd. */
		len += snprintf(data + len, data_size - len,
				",nolock,mountvers=3,mountaddr=%s",
				address.text);
		if (!option_find(options, "mountproto="))
			len += snprintf(data + len, data_size - len,
					",mountproto=tcp");
		if (!option_find(options, "port="))
			len += snprintf(data + len, data_size - len, ",port=%u",
					NFS_PORT);
	}
	if (options[0])
		snprintf(data + len, data_size - len, ",%s", options);
}

/* Says every NEWS_MS that mount(2) has not come back yet; the child's end
 * closes the pipe. */
static void attempt_tell(const struct attempt *attempt, int pipe)
{
	struct pollfd pfd = { .fd = pipe, .events = POLLIN };
	unsigned seconds = 0;

	while (poll(&pfd, 1, NEWS_MS) == 0) {
		seconds += NEWS_MS / 1000;
		console_step("nfs %s %s: no answer to mount since %u s, of %u "
			     "s at most",
			     attempt->version, attempt->server, seconds,
			     MOUNT_SECONDS);
	}
}

static void attempt_mount_child(const struct attempt *attempt)
{
	char source[PATH_SIZE + QUAD_SIZE + 1];
	char data[OPTIONS_SIZE + 160];

	attempt_format(attempt, source, sizeof(source), data, sizeof(data));
	alarm(MOUNT_SECONDS);
	if (mount(source, LOWER_DIR, "nfs", MS_RDONLY, data) < 0)
		_exit(errno);
	_exit(0);
}

/*
 * mount(2) in a child: only a signal with its default disposition interrupts
 * it. Returns 0 or an errno, EINTR where it took too long.
 */
static int attempt_mount(const struct attempt *attempt)
{
	int pipes[2];
	pid_t pid;
	int ret;

	if (pipe(pipes) < 0)
		return errno;
	pid = fork();
	if (pid == 0)
		attempt_mount_child(attempt);
	ret = pid < 0 ? -errno : 0;
	close(pipes[1]);
	if (pid > 0) {
		attempt_tell(attempt, pipes[0]);
		ret = sys_wait(pid);
	}
	close(pipes[0]);
	if (ret == -EINTR) /* it may have come through at the last moment */
		umount2(LOWER_DIR, MNT_DETACH);
	return ret < 0 ? -ret : ret;
}

static enum reach attempt_verify(struct attempt *attempt)
{
	enum verify_result result =
		verify_root(LOWER_DIR, attempt->why, sizeof(attempt->why));

	if (result == VERIFY_GOOD)
		return REACH_NONE;
	umount2(LOWER_DIR, MNT_FORCE | MNT_DETACH);
	switch (result) {
	case VERIFY_UNREADABLE:
		return REACH_MINOR;
	case VERIFY_SILENT:
		return REACH_SERVER;
	default: /* v3 sends numbers, and has no pseudo-root */
		return REACH_MAJOR;
	}
}

enum reach attempt_run(struct attempt *attempt)
{
	enum reach reach = attempt_ping(attempt);
	int error;

	if (reach != REACH_NONE)
		return reach;
	error = attempt_mount(attempt);
	if (error)
		return attempt_explain(attempt, error);
	return attempt_verify(attempt);
}
