/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "status.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/statfs.h>

#include "console.h"
#include "keeper.h"
#include "layout.h"
#include "lease.h"
#include "lease_file.h"
#include "status_print.h"
#include "sys.h"
#include "text.h"

int status_write(const struct boot *boot)
{
	const struct lease *lease = &boot->lease;
	static struct text to;
	char address[QUAD_SIZE + 4] = "";

	if (lease->ip)
		snprintf(address, sizeof(address), "%s/%u",
			 text_quad(lease->ip).text,
			 lease_mask_width(lease->mask));
	text_clear(&to);
	text_add_quoted(&to, "VERSION", RESCUE64_VERSION);
	text_add_quoted(&to, "DEVICE", lease->device);
	text_add_quoted(&to, "ADDRESS", address);
	text_add_quoted(&to, "DHCP_SERVER",
			lease->server_id ? text_quad(lease->server_id).text
					 : "");
	text_add_quoted(&to, "NFS_SERVER", boot->mounts.server);
	text_add_number(&to, "NFS_PORT", boot->mounts.port);
	text_add_quoted(&to, "NFS_PATH", boot->target.path);
	text_add_quoted(&to, "NFS_VERSION", boot->mounts.version);
	text_add_quoted(&to, "FELL_BACK", boot->mounts.fell_back);
	text_add_quoted(&to, "GENERATION", boot->mounts.generation);
	text_add_quoted(&to, "OVERLAY", boot->mounts.overlay);
	text_add_number(&to, "OVERLAY_KEPT", boot->mounts.kept);
	text_add_quoted(&to, "OVERLAY_FELL_BACK",
			boot->mounts.overlay_fell_back);
	text_add_quoted(&to, "HOSTNAME", boot->session.hostname);
	text_add_quoted(&to, "MACHINE_ID", boot->session.machine_id);
	text_add_quoted(&to, "INIT", boot->session.init);
	text_add_number(&to, "READY", sys_now_ms() / 1000);
	return sys_replace_data(STATUS_FILE, to.data, to.len, 0644);
}

/* What is true by now of the overlay's file system; only root can look. */
static void status_add_use(struct text *to)
{
	struct statfs fs;
	unsigned long unit;

	if (statfs(RW_DIR, &fs) < 0 || !fs.f_blocks)
		return;
	unit = fs.f_bsize / 1024;
	text_add_number(to, "OVERLAY_KIB", fs.f_blocks * unit);
	text_add_number(to, "OVERLAY_KIB_USED",
			(fs.f_blocks - fs.f_bfree) * unit);
	if (fs.f_files) { /* btrfs counts none */
		text_add_number(to, "OVERLAY_INODES", fs.f_files);
		text_add_number(to, "OVERLAY_INODES_USED",
				fs.f_files - fs.f_ffree);
	}
	text_add_number(to, "OVERLAY_FULL",
			!fs.f_bavail || (fs.f_files && !fs.f_ffree));
}

static unsigned long lease_number(const char *env, const char *key)
{
	char text[24] = "";

	text_find_quoted(env, key, text, sizeof(text));
	return text_number(text);
}

/* The lease, with its times as they are seen from now. */
static void status_add_lease(struct text *to, unsigned long now)
{
	static char env[TEXT_SIZE];
	unsigned long total, age, step_at;

	if (sys_read_file(LEASE_FILE, env, sizeof(env)) < 0)
		return;
	text_add(to, "%s\n", env);
	total = lease_number(env, "LEASE_SECONDS");
	age = now - lease_number(env, "LEASE_BEGAN");
	step_at = lease_number(env, "LEASE_STEP_AT");
	text_add_number(to, "LEASE_AGE", age);
	if (total && total != UINT32_MAX)
		text_add_number(to, "LEASE_LEFT",
				age < total ? total - age : 0);
	text_add_number(to, "LEASE_RENEWED_AGO",
			now - lease_number(env, "LEASE_RENEWED"));
	if (step_at)
		text_add_number(to, "LEASE_STEP_IN",
				step_at > now ? step_at - now : 0);
}

/* boot.env, and behind it what has changed since. 0 or -errno. */
static int status_gather(struct text *to)
{
	ssize_t len = sys_read_file(STATUS_FILE, to->data, sizeof(to->data));
	unsigned long now = sys_now_ms() / 1000;
	pid_t keeper = keeper_pid();

	if (len < 0)
		return len;
	to->len = strlen(to->data); /* not its noise behind a NUL */
	text_add(to, "\n");
	text_add_number(to, "UPTIME", now);
	if (keeper)
		text_add_number(to, "KEEPER", keeper);
	status_add_lease(to, now);
	status_add_use(to);
	return to->overflow ? -EFBIG : 0;
}

int status_run(const char *option)
{
	static struct text env, to;
	int ret;

	if (option && strcmp(option, "--json") != 0) {
		console_error(option, "unknown option; status has --json");
		return 2;
	}
	ret = status_gather(&env);
	if (ret < 0) {
		console_error(STATUS_FILE,
			      "%s (was this system booted by rescue64?)",
			      sys_error(-ret));
		return 1;
	}
	if (option)
		status_print_json(env.data, &to);
	else
		status_print_text(env.data, &to);
	return sys_print(1, to.data) < 0;
}
