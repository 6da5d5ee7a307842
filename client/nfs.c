/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The root from the network: 4.2, 4.1, 4.0, 3 in turn, by mount(2) with text
 * options as fs/nfs/fs_context.c reads them, each bounded in time and looked at
 * before it is believed.
 */
#include "nfs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "attempt.h"
#include "cmdline.h"
#include "console.h"
#include "identity.h"
#include "layout.h"
#include "sys.h"
#include "text.h"

#define PAUSE_SECONDS 10 /* between rounds, at most */

static void mounts_fill(struct mounts *mounts, const struct attempt *attempt)
{
	const char *path = attempt->target->path;
	size_t head = strlen(GENERATIONS_PATH "/");

	strcpy(mounts->server, text_quad(attempt->address).text);
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

	mounts->fell_back[0] = '\0';
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
	int ret = sys_mkdir(LOWER_DIR, 0755);

	if (ret < 0) {
		console_error(LOWER_DIR, "%s", sys_error(-ret));
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
		if (limit && spent > limit)
			break;
		console_step("nfs: no root yet; next try in %u s", pause);
		sleep(pause);
	}
	console_error("nfs",
		      "no server gave the root %s; look at the lines above",
		      boot->target.path);
	return -ENOENT;
}
