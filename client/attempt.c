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
#include "diagnosis.h"
#include "layout.h"
#include "nfs_option.h"
#include "sys.h"
#include "text.h"
#include "verify.h"

/* A server that is silent is told of after 30 s, not 180 s. */
#define NFS_DEFAULTS ",timeo=150,retrans=1"
/* A generation never changes: nothing needs to be looked at twice. NFS 3 would
 * ask for the ACL of each program, too. Measured by tests/bench-nfs. */
#define NFS_IMMUTABLE	",nocto,actimeo=3600"
#define NFS_IMMUTABLE_3 ",noacl"

#define PING_MS	      5000u /* one lost SYN and its retransmissions */
#define MOUNT_SECONDS 30u   /* longest honest refusal seen: 19 s */
#define NEWS_MS	      5000
#define TRIES_MAX     4
#define HANGS_MAX     2 /* tries of MOUNT_SECONDS each */
#define AGAIN_SECONDS 2

/* mount(2)'s errors, as measured against nfsd, nfs-ganesha and fault servers
 * that answered to a ping a moment before: what to do next, and the likely
 * cause where nothing else helps. */
static const struct {
	uint8_t error, reach, cause;
	const char *words;
} mount_errors[] = {
	{ EPROTONOSUPPORT, REACH_MINOR, CAUSE_VERSION,
	  "the server does not serve this version" },
	{ EPFNOSUPPORT, REACH_MAJOR, CAUSE_VERSION,
	  "the server has no NFS program of this version" },
	{ ENOENT, REACH_MAJOR, CAUSE_EXPORT_OR_CLIENT,
	  "no such export for this client" },
	{ EACCES, REACH_MAJOR, CAUSE_EXPORT_OR_CLIENT,
	  "access denied, or no such export" },
	{ EPERM, REACH_MAJOR, CAUSE_EXPORT_OR_CLIENT, "access denied" },
	{ ENOTDIR, REACH_MAJOR, CAUSE_NO_INIT, "not a directory" },
	{ EINVAL, REACH_MINOR, CAUSE_OPTIONS,
	  "the kernel refuses the mount options" },
	{ ECHILD, REACH_AGAIN, CAUSE_MEMORY, "the mount was ended" },
	{ ENOMEM, REACH_SERVER, CAUSE_MEMORY, "out of memory" },
	{ EINTR, REACH_AGAIN, CAUSE_HANGS, "no answer within 30 s" },
	{ EHOSTUNREACH, REACH_AGAIN, CAUSE_UNREACHABLE,
	  "no route to the server" },
	{ ENETUNREACH, REACH_AGAIN, CAUSE_UNREACHABLE, "network unreachable" },
	{ ECONNREFUSED, REACH_AGAIN, CAUSE_NFS_STOPPED, "connection refused" },
	{ ETIMEDOUT, REACH_AGAIN, CAUSE_HANGS, "no answer" },
	{ EIO, REACH_AGAIN, CAUSE_UNREADABLE,
	  "the server answers with an I/O error" },
};

void attempt_blame(struct attempt *attempt, enum cause cause, const char *why)
{
	snprintf(attempt->why, sizeof(attempt->why), "%s", why);
	if (attempt->cause != CAUSE_OTHER && cause == CAUSE_VERSION)
		return;
	strcpy(attempt->detail, attempt->why);
	attempt->cause = cause;
}

/* mount(2) says EPROTONOSUPPORT for a server without this version, and for a
 * kernel without its module: true where it is that, which then is to blame. */
static bool attempt_lacks_module(struct attempt *attempt)
{
	const char *name = attempt->version[0] == '4' ? "nfsv4" : "nfsv3";

	if (sys_modprobe(name) == 0)
		return false;
	snprintf(attempt->why, sizeof(attempt->why),
		 "this initrd has no module %s for its kernel", name);
	attempt->cause = CAUSE_MODULES;
	strcpy(attempt->detail, name);
	return true;
}

static enum reach attempt_explain(struct attempt *attempt, int error)
{
	if ((error == EPROTONOSUPPORT || error == ENODEV) &&
	    attempt_lacks_module(attempt))
		return REACH_MAJOR;
	for (size_t i = 0; i < sizeof(mount_errors) / sizeof(mount_errors[0]);
	     i++) {
		if (mount_errors[i].error != error)
			continue;
		attempt_blame(attempt, mount_errors[i].cause,
			      mount_errors[i].words);
		return mount_errors[i].reach;
	}
	/* ECONNRESET, EPIPE, ESTALE, EAGAIN, EREMOTEIO and their like. */
	attempt_blame(attempt, CAUSE_UNREADABLE, sys_error(error));
	return REACH_AGAIN;
}

const char *attempt_generation(const struct target *target)
{
	const char *path = target->path;
	size_t head = strlen(GENERATIONS_PATH "/");

	return strncmp(path, GENERATIONS_PATH "/", head) == 0 ? path + head
							      : NULL;
}

/* Options that the client sets unless the line has its own of this name. */
static void attempt_add(char *data, size_t size, const struct attempt *attempt,
			const char *name, const char *value)
{
	size_t len = strlen(data);

	if (!nfs_option_find(attempt->target->options, name))
		snprintf(data + len, size - len, ",%s%s", name, value);
}

static void attempt_add_port(char *data, size_t size,
			     const struct attempt *attempt, const char *name,
			     uint16_t port)
{
	char value[8];

	snprintf(value, sizeof(value), "%u", port);
	if (port) /* else the kernel asks rpcbind */
		attempt_add(data, size, attempt, name, value);
}

static void attempt_format(const struct attempt *attempt, char *source,
			   size_t source_size, char *data, size_t size)
{
	const char *options = attempt->target->options;
	const struct quad address = text_quad(attempt->probe->address);
	size_t len;

	snprintf(source, source_size, "%s:%s", address.text,
		 attempt->target->path);
	snprintf(data, size, "vers=%s,addr=%s" NFS_DEFAULTS "%s",
		 attempt->version, address.text,
		 attempt_generation(attempt->target) ? NFS_IMMUTABLE : "");
	attempt_add(data, size, attempt, "proto=", "tcp");
	if (attempt->version[0] == '3') {
		/* Without nolock the kernel asks this machine's own lockd. */
		len = strlen(data);
		snprintf(data + len, size - len,
			 ",nolock,mountvers=3,mountaddr=%s%s", address.text,
			 attempt_generation(attempt->target) ? NFS_IMMUTABLE_3
							     : "");
		attempt_add(data, size, attempt, "mountproto=", "tcp");
		attempt_add_port(data, size, attempt,
				 "port=", attempt->probe->nfs_port);
		attempt_add_port(data, size, attempt,
				 "mountport=", attempt->probe->mount_port);
	}
	len = strlen(data);
	if (options[0])
		snprintf(data + len, size - len, ",%s", options);
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
			     attempt->version, attempt->probe->name, seconds,
			     MOUNT_SECONDS);
	}
}

static void attempt_mount_child(const struct attempt *attempt)
{
	char source[PATH_SIZE + QUAD_SIZE + 1];
	char data[OPTIONS_SIZE + 256];

	attempt_format(attempt, source, sizeof(source), data, sizeof(data));
	alarm(MOUNT_SECONDS);
	if (mount(source, LOWER_DIR, "nfs", MS_RDONLY, data) < 0)
		/* The kernel's own numbers above 511 come out here, too. */
		_exit(errno < 256 ? errno : EREMOTEIO);
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
	if (ret < 0) /* it may have come through at the last moment */
		sys_detach(LOWER_DIR);
	return ret < 0 ? -ret : ret;
}

static bool attempt_is_alive(const void *ctx)
{
	const struct attempt *attempt = ctx;

	/* No port: a ping cannot tell. */
	return !attempt->probe->nfs_port ||
	       probe_once(attempt->probe->address, attempt->probe->nfs_port,
			  attempt->version[0] - '0', PING_MS) == PROBE_OK;
}

/* What verify_root found: how far it reaches (NFS 3 sends numbers and has no
 * pseudo-root), and the likely cause. */
static const struct {
	uint8_t reach, cause;
} verify_results[] = {
	[VERIFY_GOOD] = { REACH_NONE, CAUSE_OTHER },
	[VERIFY_OWNERS] = { REACH_MAJOR, CAUSE_OWNERS },
	[VERIFY_UNREADABLE] = { REACH_MINOR, CAUSE_UNREADABLE },
	[VERIFY_NO_INIT] = { REACH_MAJOR, CAUSE_NO_INIT },
	[VERIFY_SQUASHED] = { REACH_SERVER, CAUSE_SQUASH },
	[VERIFY_GRACE] = { REACH_SERVER, CAUSE_GRACE },
	[VERIFY_SILENT] = { REACH_SERVER, CAUSE_HANGS },
};

static enum reach attempt_verify(struct attempt *attempt)
{
	char why[NOTE_SIZE];
	enum verify_result result = verify_root(LOWER_DIR, attempt_is_alive,
						attempt, why, sizeof(why));
	enum cause cause = verify_results[result].cause;

	if (result == VERIFY_GOOD)
		return REACH_NONE;
	sys_detach(LOWER_DIR);
	if (cause == CAUSE_OWNERS && attempt->version[0] == '3')
		cause = CAUSE_NOBODY;
	attempt_blame(attempt, cause, why);
	return verify_results[result].reach;
}

/* The same once more, where the server answers to a ping: it restarts, or a
 * connection was lost. */
enum reach attempt_run(struct attempt *attempt)
{
	for (unsigned tries = 1;; tries++) {
		int error = attempt_mount(attempt);
		enum reach reach = error ? attempt_explain(attempt, error)
					 : attempt_verify(attempt);

		if (reach != REACH_AGAIN)
			return reach;
		if (!attempt_is_alive(attempt)) {
			attempt_blame(attempt, CAUSE_UNREACHABLE,
				      "it answered a moment ago, but no more");
			return REACH_SERVER;
		}
		if (tries == (error == EINTR ? HANGS_MAX : TRIES_MAX))
			return REACH_MAJOR;
		console_step("nfs %s %s: %s; once more", attempt->version,
			     attempt->probe->name, attempt->why);
		sleep(AGAIN_SECONDS);
	}
}
