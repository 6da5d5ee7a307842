/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "status.h"

#include <stdio.h>
#include <string.h>
#include <sys/statfs.h>

#include "console.h"
#include "keeper.h"
#include "layout.h"
#include "lease.h"
#include "lease_file.h"
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
	return sys_replace_data(STATUS_FILE, to.data, to.len, 0644);
}

static unsigned long status_number(const char *env, const char *key)
{
	char text[24];

	return text_find_quoted(env, key, text, sizeof(text))
		       ? text_number(text)
		       : 0;
}

/* "83 s of 120 s left", and what the keeper does about it. */
static void status_add_lease(struct text *to)
{
	static char env[TEXT_SIZE];
	char server[QUAD_SIZE] = "", state[24] = "", step[40] = "";
	unsigned long now = sys_now_ms() / 1000;
	unsigned long total, age, renewals, step_at;

	if (sys_read_file(LEASE_FILE, env, sizeof(env)) < 0)
		return;
	text_find_quoted(env, "DHCP_SERVER", server, sizeof(server));
	text_find_quoted(env, "LEASE_STATE", state, sizeof(state));
	text_find_quoted(env, "LEASE_STEP", step, sizeof(step));
	total = status_number(env, "LEASE_SECONDS");
	age = now - status_number(env, "LEASE_BEGAN");
	renewals = status_number(env, "LEASE_RENEWALS");
	step_at = status_number(env, "LEASE_STEP_AT");
	if (!total)
		text_add(to, "lease       none, static address\n");
	else if (total == UINT32_MAX)
		text_add(to, "lease       from %s, for ever\n", server);
	else if (age < total)
		text_add(to, "lease       from %s, %lu s of %lu s left, %s\n",
			 server, total - age, total, state);
	else
		text_add(to,
			 "lease       from %s, ended %lu s ago, address kept, "
			 "%s\n",
			 server, age - total, state);
	if (renewals)
		text_add(to, "renewed     %lu times, the last time %lu s ago\n",
			 renewals, now - status_number(env, "LEASE_RENEWED"));
	if (step[0])
		text_add(to, "next step   %s in %lu s\n", step,
			 step_at > now ? step_at - now : 0);
}

static void status_add_keeper(struct text *to)
{
	pid_t pid = keeper_pid();

	if (pid)
		text_add(to, "keeper      running, process %d\n", (int)pid);
	else
		text_add(to,
			 "keeper      not running (rescue64.lease=off, or it "
			 "was ended)\n");
}

static void status_add_overlay(struct text *to, const char *kind)
{
	struct statfs fs;

	text_add(to, "overlay     %s", kind);
	if (strcmp(kind, "none") != 0 && statfs(RW_DIR, &fs) == 0) {
		unsigned long long unit = fs.f_bsize;

		text_add(to, ", %lu of %lu MiB used",
			 (unsigned long)((fs.f_blocks - fs.f_bfree) * unit >>
					 20),
			 (unsigned long)(fs.f_blocks * unit >> 20));
	}
	text_add(to, "\n");
}

int status_run(void)
{
	/* What is printed as it stands there. */
	static const char *const plain[][2] = {
		{ "VERSION", "rescue64" },	{ "HOSTNAME", "hostname" },
		{ "MACHINE_ID", "machine-id" }, { "INIT", "init" },
		{ "DEVICE", "interface" },	{ "ADDRESS", "address" },
		{ "NFS_SERVER", "server" },	{ "NFS_PATH", "path" },
		{ "NFS_VERSION", "nfs" },	{ "FELL_BACK", "fell back" },
		{ "GENERATION", "generation" },
	};
	static char env[TEXT_SIZE];
	static struct text to;
	char value[PATH_SIZE];
	ssize_t len = sys_read_file(STATUS_FILE, env, sizeof(env));

	if (len < 0) {
		console_error(STATUS_FILE,
			      "%s (was this system booted by rescue64?)",
			      sys_error(-len));
		return 1;
	}
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (text_find_quoted(env, plain[i][0], value, sizeof(value)) &&
		    value[0])
			text_add(&to, "%-11s %s\n", plain[i][1], value);
	status_add_lease(&to);
	status_add_keeper(&to);
	if (text_find_quoted(env, "OVERLAY", value, sizeof(value)))
		status_add_overlay(&to, value);
	return sys_print(1, to.data) < 0;
}
