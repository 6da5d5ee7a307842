// SPDX-License-Identifier: GPL-2.0-or-later
/* Which addresses this machine has, and which are its clients'. */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "doctor.h"

size_t doctor_links(struct doctor_link *links, size_t max)
{
	struct ifaddrs *list, *at;
	struct sockaddr_in in;
	size_t count = 0;

	if (getifaddrs(&list))
		return 0;
	for (at = list; at && count < max; at = at->ifa_next) {
		struct doctor_link *link = links + count;

		if (!at->ifa_addr || at->ifa_addr->sa_family != AF_INET ||
		    !at->ifa_netmask || (at->ifa_flags & IFF_LOOPBACK))
			continue;
		/* Behind an address's label (eth0:1) it is the same link. */
		snprintf(link->name, sizeof(link->name), "%.*s",
			 (int)strcspn(at->ifa_name, ":"), at->ifa_name);
		link->ifindex = if_nametoindex(link->name);
		memcpy(&in, at->ifa_addr, sizeof(in));
		link->addr = ntohl(in.sin_addr.s_addr);
		memcpy(&in, at->ifa_netmask, sizeof(in));
		link->mask = ntohl(in.sin_addr.s_addr);
		count++;
	}
	freeifaddrs(list);
	return count;
}

bool doctor_in_networks(const struct doctor *doctor, uint32_t addr)
{
	return conf_in_networks(&doctor->srv->conf, addr);
}

struct doctor_text doctor_quad(uint32_t addr)
{
	return doctor_text("%u.%u.%u.%u", addr >> 24, addr >> 16 & 255,
			   addr >> 8 & 255, addr & 255);
}
