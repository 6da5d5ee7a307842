/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The root from the network: 4.2, 4.1, 4.0, 3 in turn, by mount(2) with text
 * options as fs/nfs/fs_context.c reads them, each bounded in time and looked at
 * before it is believed.
 */
#include "nfs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmdline.h"
#include "console.h"
#include "identity.h"
#include "layout.h"
#include "rpc.h"
#include "rpc_ping.h"
#include "sys.h"
#include "verify.h"

#define PING_MS	      5000 /* one lost SYN and its retransmissions */
#define MOUNT_SECONDS 30   /* longest honest refusal seen: 19 s */
#define ROUNDS	      10
#define PAUSE_SECONDS 10 /* between rounds, at most */

/* How far an attempt's failure reaches. */
enum reach {
	REACH_NONE,   /* it worked */
	REACH_MINOR,  /* the next minor version may do */
	REACH_MAJOR,  /* no 4.x will do, 3 may */
	REACH_SERVER, /* nothing will do on this server now */
};

struct attempt {
	uint32_t address;
	const char *server; /* as it was named */
	const char *version;
	const struct target *target;
	char why[NOTE_SIZE];
};

/* mount(2)'s errors, as measured against nfsd, nfs-ganesha and fault servers.
 * The first row that fits counts; major 0 fits both. */
static const struct {
	int error;
	char major;
	enum reach reach;
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

static enum reach attempt_explain(struct attempt *attempt, int error)
{
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
	unsigned port = named ? strtoul(named, NULL, 10) : NFS_PORT;
	struct rpc_ping ping;
	int ret;

	if (proto && strncmp(proto, "tcp", 3) != 0)
		return REACH_NONE; /* not over TCP: mount(2) has to find out */
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
	char address[QUAD_SIZE];
	size_t len;

	inet_ntop(AF_INET, &attempt->address, address, sizeof(address));
	snprintf(source, source_size, "%s:%s", address, attempt->target->path);
	len = snprintf(data, data_size, "vers=%s,addr=%s", attempt->version,
		       address);
	if (!option_find(options, "proto="))
		len += snprintf(data + len, data_size - len, ",proto=tcp");
	if (attempt->version[0] == '3') {
		/* Without nolock the kernel asks this machine's own lockd. */
		len += snprintf(data + len, data_size - len,
				",nolock,mountvers=3,mountaddr=%s", address);
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

/*
 * mount(2) in a child: only a signal with its default disposition interrupts
 * it. Returns 0 or an errno, EINTR where it took too long.
 */
static int attempt_mount(const struct attempt *attempt)
{
	char source[PATH_SIZE + QUAD_SIZE + 1];
	char data[OPTIONS_SIZE + 160];
	pid_t pid;
	int ret;

	attempt_format(attempt, source, sizeof(source), data, sizeof(data));
	pid = fork();
	if (pid < 0)
		return errno;
	if (pid == 0) {
		alarm(MOUNT_SECONDS);
		if (mount(source, LOWER_DIR, "nfs", MS_RDONLY, data) < 0)
			_exit(errno);
		_exit(0);
	}
	ret = sys_wait(pid);
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

static enum reach attempt_run(struct attempt *attempt)
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

static void mounts_fill(struct mounts *mounts, const struct attempt *attempt)
{
	const char *path = attempt->target->path;
	size_t head = strlen(GENERATIONS_PATH "/");

	inet_ntop(AF_INET, &attempt->address, mounts->server,
		  sizeof(mounts->server));
	strcpy(mounts->version, attempt->version);
	if (strncmp(path, GENERATIONS_PATH "/", head) == 0)
		snprintf(mounts->generation, sizeof(mounts->generation), "%s",
			 path + head);
}

/* All versions on one server; true where the root is mounted. */
static bool nfs_try_server(const struct target *target, const char *server,
			   struct mounts *mounts)
{
	struct attempt attempt = { .server = server, .target = target };
	enum reach reach = REACH_MINOR;

	if (quad_parse(server, &attempt.address) < 0) {
		console_error(server, "host names are not resolved yet; name "
				      "the server by its address");
		return false;
	}
	for (unsigned i = 0; i < target->version_count; i++) {
		attempt.version = target->versions[i];
		if (reach == REACH_MAJOR && attempt.version[0] == '4')
			continue;
		reach = attempt_run(&attempt);
		if (reach == REACH_NONE) {
			console_step("nfs %s %s:%s mounted read-only",
				     attempt.version, server, target->path);
			mounts_fill(mounts, &attempt);
			return true;
		}
		console_step("nfs %s %s:%s failed: %s", attempt.version, server,
			     target->path, attempt.why);
		if (!mounts->fell_back[0])
			snprintf(mounts->fell_back, sizeof(mounts->fell_back),
				 "%.3s: %.150s", attempt.version, attempt.why);
		if (reach == REACH_SERVER)
			return false;
	}
	return false;
}

static int nfs_prepare_folders(void)
{
	int ret = sys_mkdir(EXEC_DIR, 0700);

	/* What an earlier try left, before the boot script asked again. */
	umount2(EXEC_DIR, MNT_DETACH);
	/* initramfs-tools mounts /run noexec, and systemd takes mounts down
	 * that are not below /run/initramfs. */
	if (ret == 0 && mount("rescue64", EXEC_DIR, "tmpfs",
			      MS_NOSUID | MS_NODEV, "mode=0700") < 0)
		ret = -errno;
	if (ret == 0)
		ret = sys_mkdir(EXEC_DIR "/rescue64", 0755);
	if (ret == 0)
		ret = sys_mkdir(LOWER_DIR, 0755);
	return ret;
}

/*
 * All machines boot with the same node name, and an NFSv4 server takes two
 * clients of one name for one that restarted (RFC 8881 2.4): each gets a name
 * of its own before the first mount.
 */
static void nfs_prepare_client(const struct lease *lease)
{
	char id[33];

	if (sys_modprobe("nfs") < 0 && access("/sys/module/nfs", F_OK) < 0)
		console_error(
			"nfs",
			"this initrd has no NFS client module for this kernel");
	identity_machine_id(lease->mac, "nfs4", id);
	if (sys_write_file("/sys/module/nfs/parameters/nfs4_unique_id", id) < 0)
		console_warning("nfs4_unique_id",
				"cannot be set: machines may disturb each "
				"other's NFSv4 state");
}

int nfs_stage(struct boot *boot)
{
	uint64_t began_ms = sys_now_ms();
	unsigned limit = boot->cmdline.timeout;
	int ret = nfs_prepare_folders();

	if (ret < 0) {
		console_error(EXEC_DIR, "%s", sys_error(-ret));
		return ret;
	}
	nfs_prepare_client(&boot->lease);
	for (unsigned round = 1;; round++) {
		unsigned pause = round * 2 < PAUSE_SECONDS ? round * 2
							   : PAUSE_SECONDS;
		unsigned spent = (sys_now_ms() - began_ms) / 1000 + pause;

		for (unsigned i = 0; i < boot->target.host_count; i++)
			if (nfs_try_server(&boot->target, boot->target.hosts[i],
					   &boot->mounts))
				return 0;
		if (limit ? spent > limit : round >= ROUNDS)
			break;
		console_step("nfs: no root yet; next try in %u s", pause);
		sleep(pause);
	}
	console_error("nfs",
		      "no server gave the root %s; look at the lines above",
		      boot->target.path);
	return -ENOENT;
}
