/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The client's network stage alone, on the interfaces of its own network
 * namespace: by a kernel command line, with real servers. Prints the lease as
 * dhcp-decode does, and what else the stage hands on; with --keep it leaves
 * the keeper running. /run should be a folder of the test's own.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cmdline.h"
#include "console.h"
#include "keeper.h"
#include "layout.h"
#include "lease.h"
#include "../lease_print.h"
#include "sys.h"

static void print_address(const char *key, uint32_t address)
{
	char text[QUAD_SIZE];

	inet_ntop(AF_INET, &address, text, sizeof(text));
	if (address)
		printf("%s=%s\n", key, text);
}

int main(int argc, char **argv)
{
	static struct boot boot;
	const struct lease *lease = &boot.lease;
	int ret;

	if (argv[0][0] == '@')
		return keeper_run(argv[0]);
	if (argc != 2 && (argc != 3 || strcmp(argv[1], "--keep") != 0)) {
		fprintf(stderr, "usage: dhcp-run [--keep] 'KERNEL LINE'\n");
		return 2;
	}
	cmdline_parse(argv[argc - 1], &boot.cmdline, &console_report);
	ret = sys_mkdir(RUN_DIR, 0755);
	if (ret == 0)
		ret = sys_mkdir(EXEC_DIR, 0700);
	if (ret == 0)
		ret = sys_mkdir(EXEC_DIR "/rescue64", 0755);
	if (ret < 0) {
		console_error(RUN_DIR, "its folders cannot be made");
		return 1;
	}
	if (argc == 3)
		console_open();
	if (lease_stage(&boot, boot.cmdline.timeout ? boot.cmdline.timeout
						    : UINT32_MAX) < 0)
		return 1;
	if (argc == 3)
		keeper_stage(&boot);
	lease_print(lease);
	printf("device=%s\nstatic=%d\n", lease->device, lease->is_static);
	print_address("broadcast", lease->broadcast);
	print_address("siaddr", lease->siaddr);
	print_address("ntp", lease->ntp[0]);
	printf("domain=%s\nsearch=%s\n", lease->domain, lease->search);
	return 0;
}
