/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The client's questions to its servers alone, from its own network namespace.
 * Prints a line a server, in the order in which they would be tried: its
 * address, nfs4= nfs3= mount3= rpcbind= nfs_port= mount_port= ms=, then how
 * many are healthy. A mismatch is printed with the versions that there are.
 * With -o or -e it prints what probe_once or export_list_find returns.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export_list.h"
#include "probe.h"

static const char *const outcomes[] = {
	[PROBE_UNKNOWN] = "unknown",
	[PROBE_OK] = "ok",
	[PROBE_MISMATCH] = "mismatch",
	[PROBE_UNAVAILABLE] = "unavailable",
	[PROBE_UNREGISTERED] = "unregistered",
	[PROBE_REFUSED] = "refused",
	[PROBE_UNREACHABLE] = "unreachable",
	[PROBE_SILENT] = "silent",
	[PROBE_MUTE] = "mute",
	[PROBE_BROKEN] = "broken",
};

static const char *const states[] = {
	[EXPORT_UNKNOWN] = "unknown",
	[EXPORT_MISSING] = "missing",
	[EXPORT_LISTED] = "listed",
};

static uint32_t address_of(const char *text)
{
	struct in_addr address;

	if (inet_pton(AF_INET, text, &address) != 1) {
		fprintf(stderr, "probe-run: %s is no address\n", text);
		exit(2);
	}
	return address.s_addr;
}

static void answer_print(const char *name, const struct probe_answer *answer)
{
	printf(" %s=%s", name, outcomes[answer->outcome]);
	if (answer->outcome == PROBE_MISMATCH)
		printf(":%u-%u", answer->low, answer->high);
}

static void probe_print(const struct probe *probe,
			const struct probe_wants *wants)
{
	printf("%s", probe->name);
	answer_print("nfs4", &probe->nfs4);
	answer_print("nfs3", &probe->nfs3);
	answer_print("mount3", &probe->mount3);
	printf(" rpcbind=%d nfs_port=%u mount_port=%u", probe->rpcbind,
	       probe->nfs_port, probe->mount_port);
	if (probe_is_healthy(probe, wants))
		printf(" ms=%u", probe->ms);
	printf("\n");
}

static int usage(void)
{
	fprintf(stderr,
		"usage: probe-run [-v VERSIONS] [-p NFS-PORT] [-m MOUNT-PORT] "
		"[-t MS] ADDRESS...\n"
		"       probe-run -o VERSION -p NFS-PORT [-t MS] ADDRESS\n"
		"       probe-run -e PATH -m MOUNT-PORT [-t MS] ADDRESS\n");
	return 2;
}

static int servers_print(char **names, unsigned count,
			 const struct probe_wants *wants, unsigned timeout_ms)
{
	static struct probe servers[PROBES_MAX];
	int healthy;

	for (unsigned i = 0; i < count; i++) {
		servers[i].name = names[i];
		servers[i].address = address_of(names[i]);
	}
	healthy = probe_servers(servers, count, wants, timeout_ms);
	for (unsigned i = 0; i < count; i++)
		probe_print(&servers[i], wants);
	printf("healthy=%d\n", healthy);
	return healthy < 0;
}

int main(int argc, char **argv)
{
	struct probe_wants wants = { .nfs4 = true, .nfs3 = true };
	unsigned timeout_ms = 8000;
	const char *path = NULL;
	unsigned once = 0;
	int option;

	while ((option = getopt(argc, argv, "v:p:m:t:o:e:")) != -1) {
		switch (option) {
		case 'v':
			wants.nfs4 = strchr(optarg, '4') != NULL;
			wants.nfs3 = strchr(optarg, '3') != NULL;
			break;
		case 'p':
			wants.nfs_port = atoi(optarg);
			break;
		case 'm':
			wants.mount_port = atoi(optarg);
			break;
		case 't':
			timeout_ms = atoi(optarg);
			break;
		case 'o':
			once = atoi(optarg);
			break;
		case 'e':
			path = optarg;
			break;
		default:
			return usage();
		}
	}
	if (optind == argc || argc - optind > PROBES_MAX)
		return usage();
	if (path)
		return puts(states[export_list_find(address_of(argv[optind]),
						    wants.mount_port, path,
						    timeout_ms)]) < 0;
	if (!once)
		return servers_print(argv + optind, argc - optind, &wants,
				     timeout_ms);
	printf("%s\n", outcomes[probe_once(address_of(argv[optind]),
					   wants.nfs_port, once, timeout_ms)]);
	return 0;
}
