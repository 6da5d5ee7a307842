/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The root from the network: the servers that are named, side by side; on the
 * first that is healthy 4.2, 4.1, 4.0, 3 in turn.
 */
#include "nfs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "attempt.h"
#include "console.h"
#include "diagnosis.h"
#include "export_list.h"
#include "layout.h"
#include "machine.h"
#include "servers.h"
#include "sys.h"
#include "text.h"

#define EXPORTS_MS    2000
#define READ_AHEAD_KB "1024" /* measured by tests/bench-nfs */

void nfs_preload(void)
{
	if (fork() == 0) {
		sys_modprobe("nfsv4");
		sys_modprobe("overlay");
		_exit(0);
	}
}

/*
 * All machines boot with the same node name, and an NFSv4 server takes two
 * clients of one name for one that restarted (RFC 8881 2.4): each gets a name
 * of its own before the first mount. Behind it is the generation, by which
 * rescue64-server clients and prune know what this machine holds: together 49
 * of the 63 octets that the kernel takes (NFS4_CLIENT_ID_UNIQ_LEN).
 */
static void nfs_prepare_client(const struct boot *boot)
{
	const char *generation = attempt_generation(&boot->target);
	char id[33 + 17];

	/* What is missing shows again, and with its name, at the mount. */
	sys_modprobe("nfs");
	machine_id(boot, "nfs4", id);
	if (generation)
		snprintf(id + 32, 18, "@%.16s", generation);
	else if (strcmp(boot->target.path, DEFAULT_ROOT_PATH) == 0)
		strcpy(id + 32, "@golden");
	if (sys_write_file("/sys/module/nfs/parameters/nfs4_unique_id", id) < 0)
		console_warning("nfs4_unique_id",
				"cannot be set: machines may disturb each "
				"other's NFSv4 state");
}

/* No mount option names it; the kernel's own is 128 KiB, an eighth of what one
 * READ can carry. */
static void nfs_read_ahead(void)
{
	struct stat st;
	char path[64];

	if (stat(LOWER_DIR, &st) < 0)
		return;
	snprintf(path, sizeof(path), "/sys/class/bdi/%u:%u/read_ahead_kb",
		 (unsigned)major(st.st_dev), (unsigned)minor(st.st_dev));
	sys_write_file(path, READ_AHEAD_KB);
}

static void mounts_fill(struct mounts *mounts, const struct attempt *attempt)
{
	const char *generation = attempt_generation(attempt->target);

	strcpy(mounts->server, text_quad(attempt->probe->address).text);
	mounts->port = attempt->probe->nfs_port;
	strcpy(mounts->version, attempt->version);
	snprintf(mounts->generation, sizeof(mounts->generation), "%s",
		 generation ? generation : "");
}

/* All versions on one server; true where the root is mounted. */
static bool nfs_try_versions(struct attempt *attempt, struct probe *server,
			     struct mounts *mounts)
{
	const struct target *target = attempt->target;
	enum reach reach = REACH_MINOR;
	char why[NOTE_SIZE];
	enum cause cause;

	mounts->fell_back[0] = '\0';
	for (unsigned i = 0; i < target->version_count; i++) {
		attempt->version = target->versions[i];
		if (reach == REACH_MAJOR && attempt->version[0] == '4')
			continue;
		cause = servers_judge(server, attempt->version, why);
		if (cause == CAUSE_OTHER) {
			reach = attempt_run(attempt);
		} else {
			/* What a mount found weighs more. */
			if (cause > attempt->cause)
				attempt_blame(attempt, cause, why);
			strcpy(attempt->why, why);
			reach = REACH_MAJOR;
		}
		if (reach == REACH_NONE) {
			console_step("nfs %s %s:%s mounted read-only",
				     attempt->version, server->name,
				     target->path);
			mounts_fill(mounts, attempt);
			nfs_read_ahead();
			return true;
		}
		diagnosis_try(server->name, attempt->version, attempt->why);
		if (!mounts->fell_back[0])
			snprintf(mounts->fell_back, sizeof(mounts->fell_back),
				 "%.3s: %.150s", attempt->version,
				 attempt->why);
		if (reach == REACH_SERVER)
			return false;
	}
	return false;
}

/* Servers say neither over NFS 4 nor over 3 whether an export is missing, or
 * not for this client; mountd's list does. */
static enum cause nfs_look_at_exports(const struct attempt *attempt)
{
	const struct probe *server = attempt->probe;

	if (attempt->cause != CAUSE_EXPORT_OR_CLIENT || !server->mount_port)
		return attempt->cause;
	switch (export_list_find(server->address, server->mount_port,
				 attempt->target->path, EXPORTS_MS)) {
	case EXPORT_LISTED:
		return CAUSE_CLIENT;
	case EXPORT_MISSING:
		return CAUSE_NO_EXPORT;
	default:
		return CAUSE_EXPORT_OR_CLIENT;
	}
}

static bool nfs_try_server(const struct target *target, struct probe *server,
			   struct mounts *mounts)
{
	struct attempt attempt = { .probe = server, .target = target };

	if (nfs_try_versions(&attempt, server, mounts))
		return true;
	diagnosis_blame(nfs_look_at_exports(&attempt), server->name,
			attempt.detail);
	servers_drop_first(attempt.cause != CAUSE_UNREACHABLE);
	return false;
}

int nfs_stage(struct boot *boot)
{
	const struct target *target = &boot->target;
	int ret = sys_mkdir(LOWER_DIR, 0755);
	struct probe *server;

	if (ret < 0) {
		console_error(LOWER_DIR, "%s", sys_error(-ret));
		return ret;
	}
	nfs_prepare_client(boot);
	servers_find(target, &boot->lease);
	while ((server = servers_first()))
		if (nfs_try_server(target, server, &boot->mounts))
			return 0;
	return -ENOENT;
}
