// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kea's Administrator Reference Manual, 8 (The DHCPv4 Server), of 2.2 and 2.6.
 * What later versions call otherwise is not used: only-if-required,
 * output_options, control-socket, a subnet's client-class.
 */
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>

#include "check.h"
#include "dhcp_snippet.h"

/* The interface that has the address; "*", all of them, where none has, or
 * where its name has an octet that means something to JSON or to Kea. */
static void find_interface(const char *address, char name[IFNAMSIZ])
{
	struct ifaddrs *list, *i;
	uint32_t addr;

	snprintf(name, IFNAMSIZ, "*");
	if (!check_quad(address, &addr) || getifaddrs(&list))
		return;
	for (i = list; i; i = i->ifa_next) {
		const struct sockaddr_in *in = (const void *)i->ifa_addr;

		if (!in || in->sin_family != AF_INET ||
		    ntohl(in->sin_addr.s_addr) != addr ||
		    check_word(i->ifa_name, "._-", IFNAMSIZ))
			continue;
		snprintf(name, IFNAMSIZ, "%s", i->ifa_name);
		break;
	}
	freeifaddrs(list);
}

static void print_subnet(const struct server *srv, const struct dhcp *dhcp)
{
	printf("		\"subnet4\": [ {\n"
	       "			\"id\": 1,\n"
	       "			\"subnet\": \"%s/%u\",\n"
	       "			\"pools\": [ { \"pool\": \"%s - %s\" } "
	       "],\n"
	       "			\"next-server\": \"%s\",\n"
	       "			\"option-data\": [\n",
	       dhcp->network, dhcp->width, dhcp->low, dhcp->high,
	       srv->conf.server);
	if (*dhcp->router)
		printf("				{ \"name\": "
		       "\"routers\", "
		       "\"data\": \"%s\" },\n",
		       dhcp->router);
	if (dhcp->dns_count) {
		fputs("				{ \"name\": "
		      "\"domain-name-servers\", \"data\": \"",
		      stdout);
		dhcp_print_dns(dhcp, ", ");
		puts("\" },");
	}
	printf("				{ \"name\": \"root-path\", "
	       "\"data\": \"%s:%s\" }\n"
	       "			]\n"
	       "		} ]\n",
	       srv->conf.server, dhcp->root_path);
}

void dhcp_kea_print(const struct server *srv, const struct dhcp *dhcp)
{
	char interface[IFNAMSIZ];

	find_interface(srv->conf.server, interface);
	printf("{\n"
	       "	\"Dhcp4\": {\n"
	       "		\"comment\": \"For Kea, by rescue64-server "
	       "dhcp "
	       "kea.\",\n"
	       "		\"interfaces-config\": { \"interfaces\": [ "
	       "\"%s\" ] },\n"
	       "		\"lease-database\": {\n"
	       "			\"type\": \"memfile\",\n"
	       "			\"persist\": true,\n"
	       "			\"name\": "
	       "\"/var/lib/kea/kea-leases4.csv\"\n"
	       "		},\n"
	       "		\"valid-lifetime\": %u,\n",
	       interface, DHCP_LEASE);
	puts("		\"client-classes\": [ {\n"
	     "			\"comment\": \"PXELINUX runs on a BIOS "
	     "(0x0000), not on UEFI; who says nothing has one.\",\n"
	     "			\"name\": \"rescue64-bios\",\n"
	     "			\"test\": \"not option[93].exists or "
	     "substring(option[93].hex, 0, 2) == 0x0000\",\n"
	     "			\"boot-file-name\": \"" DHCP_BOOT_FILE "\"\n"
	     "		} ],");
	print_subnet(srv, dhcp);
	puts("	}\n"
	     "}");
}
