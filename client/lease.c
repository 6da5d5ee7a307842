/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of a lease: address, MTU, routes. */
#include "lease.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "address.h"
#include "cmdline.h"
#include "console.h"
#include "dhcp_client.h"
#include "lease_file.h"
#include "sys.h"
#include "text.h"

#define MTU_MIN 576 /* RFC 791 3.1: every host takes datagrams of this size */

unsigned lease_mask_width(uint32_t mask)
{
	unsigned width = 0;

	for (uint32_t bits = ntohl(mask); bits & 0x80000000; bits <<= 1)
		width++;
	return width;
}

/* The routes of a lease. RFC 3442: with option 121, option 3 does not count. */
static unsigned lease_routes(const struct lease *lease,
			     struct route routes[ROUTES_MAX])
{
	if (!lease->route_count && lease->gw) {
		routes[0] = (struct route){ .gw = lease->gw };
		return 1;
	}
	memcpy(routes, lease->routes, lease->route_count * sizeof(*routes));
	return lease->route_count;
}

static void lease_add_route(struct links *links, const struct lease *lease,
			    const struct route *route)
{
	struct route host = { .dest = route->gw, .width = 32 };
	int ret;

	/* RFC 3442: a router outside the subnet is reached on the link. */
	if (route->gw && ((route->gw ^ lease->ip) & lease->mask))
		address_add_route(links, lease->ifindex, &host, lease->ip);
	ret = address_add_route(links, lease->ifindex, route, lease->ip);
	if (ret == 0)
		return;
	console_warning(lease->device, "route to %s/%u by %s refused: %s",
			text_quad(route->dest).text, route->width,
			text_quad(route->gw).text, sys_error(-ret));
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

static int lease_apply_address(struct links *links, const struct lease *lease)
{
	struct route routes[ROUTES_MAX];
	unsigned count = lease_routes(lease, routes);
	int ret = address_add(links, lease->ifindex, lease->ip,
			      lease_mask_width(lease->mask), lease->broadcast);

	for (unsigned i = 0; ret == 0 && i < count; i++)
		lease_add_route(links, lease, &routes[i]);
	return ret;
}

int lease_apply(struct links *links, const struct lease *lease)
{
	lease_apply_mtu(links, lease);
	return lease_apply_address(links, lease);
}

static bool route_is_among(const struct route *route,
			   const struct route *routes, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (routes[i].dest == route->dest &&
		    routes[i].gw == route->gw &&
		    routes[i].width == route->width)
			return true;
	return false;
}

void lease_inherit(struct lease *new, const struct lease *old)
{
	if (new->ip == old->ip && !new->has_mask) {
		new->mask = old->mask;
		new->broadcast = old->broadcast;
	}
	if (new->ip == old->ip && !new->gw && !new->route_count) {
		new->gw = old->gw;
		new->route_count = old->route_count;
		memcpy(new->routes, old->routes, sizeof(new->routes));
	}
	if (!new->dns_count) {
		new->dns_count = old->dns_count;
		memcpy(new->dns, old->dns, sizeof(new->dns));
		strcpy(new->domain, old->domain);
		strcpy(new->search, old->search);
	}
}

int lease_replace(struct links *links, const struct lease *old,
		  const struct lease *new)
{
	struct route before[ROUTES_MAX], after[ROUTES_MAX];
	unsigned before_count = lease_routes(old, before);
	unsigned after_count = lease_routes(new, after);
	int ret;

	if (new->mtu != old->mtu)
		lease_apply_mtu(links, new);
	ret = lease_apply_address(links, new);
	if (ret < 0 || !after_count)
		return ret;
	for (unsigned i = 0; i < before_count; i++)
		if (old->ip != new->ip ||
		    !route_is_among(&before[i], after, after_count))
			address_remove_route(links, old->ifindex, &before[i],
					     old->ip);
	return 0;
}

void lease_withdraw(const struct lease *lease)
{
	struct links links;

	if (!lease->ifindex || link_open(&links) < 0)
		return;
	address_remove(&links, lease->ifindex, lease->ip,
		       lease_mask_width(lease->mask));
	link_close(&links);
}

void lease_pin(const struct lease *lease, const char *server)
{
	struct route routes[ROUTES_MAX], pin = { .width = 32 };
	unsigned count = lease_routes(lease, routes);
	struct links links;

	if (quad_parse(server, &pin.dest) < 0 ||
	    ((pin.dest ^ lease->ip) & lease->mask) == 0)
		return;
	for (unsigned i = 0; i < count; i++) {
		uint32_t bits = ntohl(routes[i].dest ^ pin.dest);

		if (!routes[i].width)
			pin.gw = routes[i].gw;
		else if (bits >> (32 - routes[i].width) == 0)
			return; /* narrower than any default route */
	}
	if (!pin.gw || link_open(&links) < 0)
		return;
	lease_add_route(&links, lease, &pin);
	link_close(&links);
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
	char time[16];
	unsigned width = lease_mask_width(lease->mask);

	if (lease->is_static) {
		console_step("%s: %s/%u, static", lease->device,
			     text_quad(lease->ip).text, width);
		return;
	}
	lease_format_time(lease->seconds, time, sizeof(time));
	console_step("%s: %s/%u from %s, lease %s", lease->device,
		     text_quad(lease->ip).text, width,
		     text_quad(lease->server_id).text, time);
}

int lease_stage(struct boot *boot, unsigned seconds)
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
	ret = dhcp_acquire(&links, &boot->cmdline, seconds, lease);
	if (ret < 0 && ret != -ECANCELED) /* a key */
		console_error("network", "no address: %s", sys_error(-ret));
	if (ret == 0) {
		ret = lease_apply(&links, lease);
		if (ret < 0)
			console_error(lease->device, "address refused: %s",
				      sys_error(-ret));
	}
	dhcp_lower(&links, lease);
	link_close(&links);
	if (ret < 0)
		return ret;
	lease_tell(lease);
	ret = lease_write(lease, &boot->cmdline);
	if (ret == 0)
		ret = lease_record(
			lease, &(struct lease_course){ .state = "not renewed",
						       .step = "" });
	if (ret < 0)
		console_error("/run", "cannot be written: %s", sys_error(-ret));
	return ret;
}
