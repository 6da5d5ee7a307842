/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "status.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>

#include "layout.h"
#include "lease.h"
#include "quote.h"
#include "sys.h"
#include "text.h"

#define ENV_FILE RUN_DIR "/boot.env"

static void status_write_number(FILE *file, const char *key,
				unsigned long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lu", number);
	quote_write(file, key, text);
}

int status_write(const struct boot *boot)
{
	const struct lease *lease = &boot->lease;
	char text[QUAD_SIZE + 4];
	char ip[QUAD_SIZE];
	FILE *file = fopen(ENV_FILE, "w");

	if (!file)
		return -errno;
	quote_write(file, "VERSION", RESCUE64_VERSION);
	quote_write(file, "DEVICE", lease->device);
	inet_ntop(AF_INET, &lease->ip, ip, sizeof(ip));
	snprintf(text, sizeof(text), "%s/%u", ip,
		 lease_mask_width(lease->mask));
	quote_write(file, "ADDRESS", lease->ip ? text : "");
	inet_ntop(AF_INET, &lease->server_id, ip, sizeof(ip));
	quote_write(file, "DHCP_SERVER", lease->server_id ? ip : "");
	status_write_number(file, "LEASE_SECONDS", lease->seconds);
	status_write_number(file, "LEASE_UPTIME", sys_now_ms() / 1000);
	quote_write(file, "NFS_SERVER", boot->mounts.server);
	quote_write(file, "NFS_PATH", boot->target.path);
	quote_write(file, "NFS_VERSION", boot->mounts.version);
	quote_write(file, "FELL_BACK", boot->mounts.fell_back);
	quote_write(file, "GENERATION", boot->mounts.generation);
	quote_write(file, "OVERLAY", boot->mounts.overlay);
	quote_write(file, "HOSTNAME", boot->session.hostname);
	quote_write(file, "MACHINE_ID", boot->session.machine_id);
	quote_write(file, "INIT", boot->session.init);
	return fclose(file) ? -EIO : 0;
}

static void status_print_lease(const char *env)
{
	char seconds[24] = "0", uptime[24] = "0", server[QUAD_SIZE] = "";
	unsigned long total, age;

	quote_read(env, "LEASE_SECONDS", seconds, sizeof(seconds));
	quote_read(env, "LEASE_UPTIME", uptime, sizeof(uptime));
	quote_read(env, "DHCP_SERVER", server, sizeof(server));
	total = strtoul(seconds, NULL, 10);
	age = sys_now_ms() / 1000 - strtoul(uptime, NULL, 10);
	if (!server[0])
		printf("lease       none, static address\n");
	else if (total == UINT32_MAX)
		printf("lease       from %s, for ever\n", server);
	else if (age < total)
		printf("lease       from %s, %lu s of %lu s left, not "
		       "renewed\n",
		       server, total - age, total);
	else
		printf("lease       from %s, ended %lu s ago, address kept\n",
		       server, age - total);
}

static void status_print_overlay(const char *kind)
{
	struct statfs fs;

	printf("overlay     %s", kind);
	if (strcmp(kind, "none") != 0 && statfs(RW_DIR, &fs) == 0) {
		unsigned long long unit = fs.f_bsize;

		printf(", %llu of %llu MiB used",
		       (fs.f_blocks - fs.f_bfree) * unit >> 20,
		       fs.f_blocks * unit >> 20);
	}
	printf("\n");
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
	char value[PATH_SIZE];
	ssize_t len = sys_read_file(ENV_FILE, env, sizeof(env));

	if (len < 0) {
		fprintf(stderr,
			"rescue64-client: status: " ENV_FILE
			": %s (was this system booted by rescue64?)\n",
			sys_error(-len));
		return 1;
	}
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (quote_read(env, plain[i][0], value, sizeof(value)) &&
		    value[0])
			printf("%-11s %s\n", plain[i][1], value);
	status_print_lease(env);
	if (quote_read(env, "OVERLAY", value, sizeof(value)))
		status_print_overlay(value);
	return 0;
}
