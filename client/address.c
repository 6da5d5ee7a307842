/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "address.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "netlink.h"

static int address_change(struct links *links, uint16_t type, uint16_t flags,
			  int index, uint32_t ip, unsigned width,
			  uint32_t broadcast)
{
	struct ifaddrmsg body = {
		.ifa_family = AF_INET,
		.ifa_prefixlen = width,
		.ifa_index = index,
	};
	struct request req;

	/* No IFA_CACHEINFO: the address lives for ever. */
	request_start(&req, type, flags, &body, sizeof(body));
	request_attribute(&req, IFA_LOCAL, &ip, sizeof(ip));
	request_attribute(&req, IFA_ADDRESS, &ip, sizeof(ip));
	if (broadcast)
		request_attribute(&req, IFA_BROADCAST, &broadcast,
				  sizeof(broadcast));
	return netlink_request(links->requests, &req);
}

int address_add(struct links *links, int index, uint32_t ip, unsigned width,
		uint32_t broadcast)
{
	return address_change(links, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE,
			      index, ip, width, broadcast);
}

int address_remove(struct links *links, int index, uint32_t ip, unsigned width)
{
	return address_change(links, RTM_DELADDR, 0, index, ip, width, 0);
}

static int address_change_route(struct links *links, uint16_t type,
				uint16_t flags, int index,
				const struct route *route, uint32_t source)
{
	struct rtmsg body = {
		.rtm_family = AF_INET,
		.rtm_dst_len = route->width,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_DHCP,
		.rtm_scope = route->gw ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK,
		.rtm_type = RTN_UNICAST,
	};
	struct request req;

	request_start(&req, type, flags, &body, sizeof(body));
	if (route->width)
		request_attribute(&req, RTA_DST, &route->dest,
				  sizeof(route->dest));
	if (route->gw)
		request_attribute(&req, RTA_GATEWAY, &route->gw,
				  sizeof(route->gw));
	if (source)
		request_attribute(&req, RTA_PREFSRC, &source, sizeof(source));
	request_attribute(&req, RTA_OIF, &index, sizeof(index));
	return netlink_request(links->requests, &req);
}

int address_add_route(struct links *links, int index, const struct route *route,
		      uint32_t source)
{
	int ret = address_change_route(links, RTM_NEWROUTE,
				       NLM_F_CREATE | NLM_F_APPEND, index,
				       route, source);

	return ret == -EEXIST ? 0 : ret;
}

int address_remove_route(struct links *links, int index,
			 const struct route *route, uint32_t source)
{
	return address_change_route(links, RTM_DELROUTE, 0, index, route,
				    source);
}
