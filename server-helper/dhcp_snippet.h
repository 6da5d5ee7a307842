/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Snippets for DHCP servers. What they are made of is checked before any of it
 * is printed: addresses are dotted quads, paths have nothing but letters,
 * digits and /._+-, so that no server's syntax can be left by them.
 *
 * PXELINUX is a BIOS program: a machine that says it is of any other kind (UEFI
 * above all) gets no file name. What a machine is, it tells in option 93, by
 * the registry that RFC 5970 5 began (0: Intel x86PC, which is BIOS; RFC 4578
 * 2.1); what tells nothing is given the file. iPXE on a BIOS is a BIOS.
 */
#ifndef DHCP_SNIPPET_H
#define DHCP_SNIPPET_H

#include "server.h"

#define DHCP_DNS_MAX   4
#define DHCP_BOOT_FILE "pxelinux.0"
#define DHCP_LEASE     43200u /* seconds */

struct dhcp {
	char network[CONF_ADDRESS_SIZE], mask[CONF_ADDRESS_SIZE];
	unsigned width;
	char low[CONF_ADDRESS_SIZE], high[CONF_ADDRESS_SIZE];
	char router[CONF_ADDRESS_SIZE]; /* empty: none */
	char dns[DHCP_DNS_MAX][CONF_ADDRESS_SIZE];
	unsigned dns_count;
	const char *root_path;
	bool tftp; /* dnsmasq serves the files as well */
};

void dhcp_isc_print(const struct server *srv, const struct dhcp *dhcp);
void dhcp_dnsmasq_print(const struct server *srv, const struct dhcp *dhcp);
void dhcp_proxy_print(const struct server *srv, const struct dhcp *dhcp);
void dhcp_kea_print(const struct server *srv, const struct dhcp *dhcp);

/* The name servers, with BETWEEN between them. */
void dhcp_print_dns(const struct dhcp *dhcp, const char *between);

#endif
