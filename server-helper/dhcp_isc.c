// SPDX-License-Identifier: GPL-2.0-or-later
/* dhcpd.conf(5), dhcp-options(5), dhcp-eval(5) */
#include <stdio.h>

#include "dhcp_snippet.h"

void dhcp_isc_print(const struct server *srv, const struct dhcp *dhcp)
{
	printf("# For ISC dhcpd, by rescue64-server dhcp isc.\n"
	       "subnet %s netmask %s {\n"
	       "	range %s %s;\n",
	       dhcp->network, dhcp->mask, dhcp->low, dhcp->high);
	if (*dhcp->router)
		printf("	option routers %s;\n", dhcp->router);
	if (dhcp->dns_count) {
		fputs("	option domain-name-servers ", stdout);
		dhcp_print_dns(dhcp, ", ");
		puts(";");
	}
	printf("	default-lease-time %u;\n"
	       "	max-lease-time %u;\n"
	       "	next-server %s;\n"
	       "	option root-path \"%s:%s\";\n",
	       DHCP_LEASE, DHCP_LEASE, srv->conf.server, srv->conf.server,
	       dhcp->root_path);
	puts("	# PXELINUX runs on a BIOS (00:00), not on UEFI; who says "
	     "nothing has one.\n"
	     "	if not exists pxe-system-type\n"
	     "	   or substring(option pxe-system-type, 0, 2) = 00:00 {\n"
	     "		filename \"" DHCP_BOOT_FILE "\";\n"
	     "	}\n"
	     "}");
}
