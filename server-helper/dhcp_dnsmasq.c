// SPDX-License-Identifier: GPL-2.0-or-later
/* dnsmasq(8) */
#include <stdio.h>

#include "dhcp_snippet.h"
#include "path.h"

/* The prefix may have a comma, which would end the value. */
static void print_tftp(const struct server *srv)
{
	printf("enable-tftp\ntftp-root=\"%s" TFTP_PATH "\"\n", srv->prefix);
}

void dhcp_dnsmasq_print(const struct server *srv, const struct dhcp *dhcp)
{
	printf("# For dnsmasq, by rescue64-server dhcp dnsmasq.\n"
	       "dhcp-range=%s,%s,%s,%u\n",
	       dhcp->low, dhcp->high, dhcp->mask, DHCP_LEASE);
	if (*dhcp->router)
		printf("dhcp-option=option:router,%s\n", dhcp->router);
	if (dhcp->dns_count) {
		fputs("dhcp-option=option:dns-server,", stdout);
		dhcp_print_dns(dhcp, ",");
		putchar('\n');
	}
	printf("dhcp-option=option:root-path,%s:%s\n", srv->conf.server,
	       dhcp->root_path);
	printf("# PXELINUX runs on a BIOS (0), not on UEFI; who says nothing "
	       "has one.\n"
	       "dhcp-match=set:rescue64-arch,option:client-arch\n"
	       "dhcp-match=set:rescue64-bios,option:client-arch,0\n"
	       "dhcp-boot=tag:rescue64-bios," DHCP_BOOT_FILE ",,%s\n"
	       "dhcp-boot=tag:!rescue64-arch," DHCP_BOOT_FILE ",,%s\n",
	       srv->conf.server, srv->conf.server);
	if (dhcp->tftp)
		print_tftp(srv);
}

/*
 * Boot data alone, for who asks as a PXE client (Intel's PXE 2.1, 2.2.2; RFC
 * 4578): PXE firmware always sends option 93. dnsmasq offers to all that the
 * dhcp-range is for, so that its tag keeps UEFI from waiting for a file that
 * does not come. It is a proxy only where there is a pxe-service: the menu of
 * one entry that firmware takes at once, asking port 4011 for its file.
 * dhcp-boot puts the same file into the offer itself. Either way siaddr is the
 * TFTP server, and PXELINUX looks there for its configuration: it believes the
 * last packet with one that the firmware kept, the proxy's.
 */
void dhcp_proxy_print(const struct server *srv, const struct dhcp *dhcp)
{
	printf("# For dnsmasq beside the network's own DHCP server, which goes "
	       "on giving the\n"
	       "# addresses; by rescue64-server dhcp proxy. No DNS.\n"
	       "port=0\n"
	       "# PXELINUX runs on a BIOS (0): UEFI machines get no answer.\n"
	       "dhcp-match=set:rescue64-bios,option:client-arch,0\n"
	       "dhcp-range=tag:rescue64-bios,%s,proxy,%s\n"
	       "dhcp-boot=tag:rescue64-bios," DHCP_BOOT_FILE ",,%s\n"
	       "pxe-service=tag:rescue64-bios,x86PC,"
	       "\"rescue64\"," DHCP_BOOT_FILE ",%s\n",
	       dhcp->network, dhcp->mask, srv->conf.server, srv->conf.server);
	if (dhcp->tftp)
		print_tftp(srv);
}
