/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of a lease: address, MTU, routes, and the files in /run. */
#include "lease.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "dhcp_client.h"
#include "layout.h"
#include "quote.h"
#include "sys.h"

#define MTU_MIN 576 /* RFC 791 3.1: every host takes datagrams of this size */

unsigned lease_mask_width(uint32_t mask)
{
	unsigned width = 0;

	for (uint32_t bits = ntohl(mask); bits & 0x80000000; bits <<= 1)
		width++;
	return width;
}

static void lease_add_route(struct links *links, const struct lease *lease,
			    const struct route *route)
{
	struct route host = { .dest = route->gw, .width = 32 };
	char dest[QUAD_SIZE], gw[QUAD_SIZE];
	int ret;

	/* RFC 3442: a router outside the subnet is reached on the link. */
	if (route->gw && ((route->gw ^ lease->ip) & lease->mask))
		link_add_route(links, lease->ifindex, &host, lease->ip);
	ret = link_add_route(links, lease->ifindex, route, lease->ip);
	if (ret == 0)
		return;
	inet_ntop(AF_INET, &route->dest, dest, sizeof(dest));
	inet_ntop(AF_INET, &route->gw, gw, sizeof(gw));
	console_warning(lease->device, "route to %s/%u by %s refused: %s", dest,
			route->width, gw, sys_error(-ret));
}

static void lease_apply_mtu(struct links *links, const struct lease *lease)
{
	int ret;

	if (!lease->mtu)
		return;
	if (lease->mtu < MTU_MIN) {
		console_warning(lease->device,
				"MTU %u (option 26) is below %u, not used",
				lease->mtu, MTU_MIN);
		return;
	}
	ret = link_set_mtu(links, lease->ifindex, lease->mtu);
	if (ret < 0)
		console_warning(lease->device, "MTU %u (option 26) refused: %s",
				lease->mtu, sys_error(-ret));
}

int lease_apply(struct links *links, const struct lease *lease)
{
	struct route all = { .gw = lease->gw };
	int ret;

	lease_apply_mtu(links, lease);
	ret = link_add_address(links, lease->ifindex, lease->ip,
			       lease_mask_width(lease->mask), lease->broadcast);
	if (ret < 0)
		return ret;
	/* RFC 3442: with option 121, option 3 does not count. */
	for (unsigned i = 0; i < lease->route_count; i++)
		lease_add_route(links, lease, &lease->routes[i]);
	if (!lease->route_count && lease->gw)
		lease_add_route(links, lease, &all);
	return 0;
}

void lease_withdraw(const struct lease *lease)
{
	struct links links;

	if (!lease->ifindex || link_open(&links) < 0)
		return;
	link_remove_address(&links, lease->ifindex, lease->ip,
			    lease_mask_width(lease->mask));
	link_close(&links);
}

size_t lease_resolv_conf(const struct lease *lease, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	if (lease->search[0] || lease->domain[0])
		len += snprintf(text + len, size - len, "search %s\n",
				lease->search[0] ? lease->search
						 : lease->domain);
	for (unsigned i = 0; i < lease->dns_count && len < size; i++) {
		char dns[QUAD_SIZE];

		inet_ntop(AF_INET, &lease->dns[i], dns, sizeof(dns));
		len += snprintf(text + len, size - len, "nameserver %s\n", dns);
	}
	return len;
}

static void lease_write_address(FILE *file, const char *key, uint32_t address)
{
	char text[QUAD_SIZE];

	inet_ntop(AF_INET, &address, text, sizeof(text));
	quote_write(file, key, text);
}

static void lease_write_net_conf(FILE *file, const struct lease *lease,
				 const struct cmdline *cmdline)
{
	char number[16];

	quote_write(file, "DEVICE", lease->device);
	quote_write(file, "PROTO", lease->is_static ? "none" : "dhcp");
	lease_write_address(file, "IPV4ADDR", lease->ip);
	lease_write_address(file, "IPV4BROADCAST", lease->broadcast);
	lease_write_address(file, "IPV4NETMASK", lease->mask);
	lease_write_address(file, "IPV4GATEWAY", lease->gw);
	lease_write_address(file, "IPV4DNS0", lease->dns[0]);
	lease_write_address(file, "IPV4DNS1", lease->dns[1]);
	quote_write(file, "HOSTNAME", lease->hostname);
	quote_write(file, "DNSDOMAIN", lease->domain);
	quote_write(file, "NISDOMAIN", cmdline->nisdomain);
	lease_write_address(file, "ROOTSERVER",
			    lease->siaddr ? lease->siaddr : lease->server_id);
	quote_write(file, "ROOTPATH", lease->rootpath);
	quote_write(file, "filename", "");
	snprintf(number, sizeof(number), "%u", lease->seconds);
	quote_write(file, "DHCPLEASETIME", number);
	quote_write(file, "DOMAINSEARCH", lease->search);
}

int lease_write(const struct lease *lease, const struct cmdline *cmdline)
{
	char text[1024];
	FILE *file;
	int ret;

	lease_resolv_conf(lease, text, sizeof(text));
	ret = sys_write_file(RUN_DIR "/resolv.conf", text);
	if (ret < 0)
		return ret;
	snprintf(text, sizeof(text), "/run/net-%s.conf", lease->device);
	file = fopen(text, "w");
	if (!file)
		return -errno;
	lease_write_net_conf(file, lease, cmdline);
	return fclose(file) ? -EIO : 0;
}

/* "12 h", "2 min", "45 s": the largest unit that divides it nearly. */
static void lease_format_time(uint32_t seconds, char *text, size_t size)
{
	if (seconds == UINT32_MAX)
		snprintf(text, size, "for ever");
	else if (seconds >= 2 * 3600)
		snprintf(text, size, "%u h", seconds / 3600);
	else if (seconds >= 2 * 60)
		snprintf(text, size, "%u min", seconds / 60);
	else
		snprintf(text, size, "%u s", seconds);
}

static void lease_tell(const struct lease *lease)
{
	char ip[QUAD_SIZE], from[QUAD_SIZE], time[16];
	unsigned width = lease_mask_width(lease->mask);

	inet_ntop(AF_INET, &lease->ip, ip, sizeof(ip));
	if (lease->is_static) {
		console_step("%s: %s/%u, static", lease->device, ip, width);
		return;
	}
	inet_ntop(AF_INET, &lease->server_id, from, sizeof(from));
	lease_format_time(lease->seconds, time, sizeof(time));
	console_step("%s: %s/%u from %s, lease %s", lease->device, ip, width,
		     from, time);
}

int lease_stage(struct boot *boot)
{
	struct lease *lease = &boot->lease;
	struct links links;
	int ret;

	if (boot->cmdline.autoconf == AUTOCONF_NONE) {
		console_step("network: left as it is (ip=%s)",
			     boot->cmdline.autoconf_word);
		return 0;
	}
	sys_modprobe("af_packet"); /* built in where it is not found */
	ret = link_open(&links);
	if (ret < 0) {
		console_error("rtnetlink", "%s", sys_error(-ret));
		return ret;
	}
	ret = dhcp_acquire(&links, &boot->cmdline, lease);
	if (ret < 0)
		console_error("network", "no address: %s", sys_error(-ret));
	else {
		ret = lease_apply(&links, lease);
		if (ret < 0)
			console_error(lease->device, "address refused: %s",
				      sys_error(-ret));
	}
	link_close(&links);
	if (ret < 0)
		return ret;
	lease_tell(lease);
	ret = lease_write(lease, &boot->cmdline);
	if (ret < 0)
		console_error("/run", "cannot be written: %s", sys_error(-ret));
	return ret;
}
