/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interfaces, over rtnetlink(7): no shell, no ioctl, no polling. */
#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink.h"

#ifndef IFF_LOWER_UP
#define IFF_LOWER_UP 0x10000 /* include/uapi/linux/if.h: carrier */
#endif

static struct link *link_find(struct links *links, int index)
{
	for (size_t i = 0; i < LINKS_MAX; i++)
		if (links->table[i].index == index)
			return &links->table[i];
	return NULL;
}

/* Virtual interfaces have a kind. veth counts as wired: it is what a
 * container or a test has for a NIC. */
static bool link_kind_is_wired(const struct rtattr *info)
{
	const struct rtattr *attr = RTA_DATA(info);
	int left = RTA_PAYLOAD(info);

	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left))
		if ((attr->rta_type & NLA_TYPE_MASK) == IFLA_INFO_KIND)
			return RTA_PAYLOAD(attr) >= 4 &&
			       memcmp(RTA_DATA(attr), "veth", 4) == 0;
	return true;
}

static bool link_is_wireless(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/net/%s/phy80211", name);
	return access(path, F_OK) == 0;
}

static void link_take_new(struct links *links, const struct nlmsghdr *head)
{
	const struct ifinfomsg *info = NLMSG_DATA(head);
	const struct rtattr *attr = IFLA_RTA(info);
	int left = head->nlmsg_len - NLMSG_LENGTH(sizeof(*info));
	struct link seen = { .index = info->ifi_index };
	struct link *link = link_find(links, info->ifi_index);
	bool wired = info->ifi_type == ARPHRD_ETHER &&
		     !(info->ifi_flags & IFF_LOOPBACK);

	for (; left > 0 && RTA_OK(attr, left); attr = RTA_NEXT(attr, left)) {
		size_t len = RTA_PAYLOAD(attr);

		switch (attr->rta_type & NLA_TYPE_MASK) {
		case IFLA_IFNAME:
			if (len < sizeof(seen.name))
				memcpy(seen.name, RTA_DATA(attr), len);
			else
				memcpy(seen.name, RTA_DATA(attr),
				       sizeof(seen.name) - 1);
			break;
		case IFLA_ADDRESS:
			if (len == MAC_LEN)
				memcpy(seen.mac, RTA_DATA(attr), MAC_LEN);
			else
				wired = false;
			break;
		case IFLA_MTU:
			if (len == sizeof(uint32_t))
				memcpy(&seen.mtu, RTA_DATA(attr), len);
			break;
		case IFLA_LINKINFO:
			wired = wired && link_kind_is_wired(attr);
			break;
		}
	}
	seen.up = info->ifi_flags & IFF_UP;
	seen.carrier = (info->ifi_flags & IFF_LOWER_UP) && seen.up;
	if (!link && (!wired || link_is_wireless(seen.name)))
		return;
	if (!link)
		link = link_find(links, 0);
	if (!link)
		return;
	if (link->index == seen.index) {
		seen.raised = link->raised;
		seen.refused = link->refused && !seen.up;
		seen.losses = link->losses + (link->carrier && !seen.carrier);
	}
	seen.seen = true;
	*link = seen;
}

static void link_take(struct links *links, const struct nlmsghdr *head)
{
	const struct ifinfomsg *info = NLMSG_DATA(head);
	const struct ifaddrmsg *address = NLMSG_DATA(head);
	struct link *link;

	if (head->nlmsg_type == RTM_DELADDR &&
	    head->nlmsg_len >= NLMSG_LENGTH(sizeof(*address))) {
		link = link_find(links, address->ifa_index);
		if (link)
			link->losses++;
		return;
	}
	/* A bridge tells of its ports in messages of its own family. */
	if (head->nlmsg_len < NLMSG_LENGTH(sizeof(*info)) ||
	    info->ifi_family != AF_UNSPEC)
		return;
	if (head->nlmsg_type == RTM_NEWLINK)
		link_take_new(links, head);
	if (head->nlmsg_type == RTM_DELLINK) {
		link = link_find(links, info->ifi_index);
		if (link)
			memset(link, 0, sizeof(*link));
	}
}

static int link_refresh(struct links *links);

int link_read_events(struct links *links)
{
	char buffer[16384] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *head;
	ssize_t len;

	for (;;) {
		len = recv(links->events, buffer, sizeof(buffer), MSG_DONTWAIT);
		if (len < 0 && errno == EINTR)
			continue;
		/* Events were lost: once the older ones are read, ask for all
		 * that there is. */
		if (len < 0 && errno == ENOBUFS) {
			links->lost = true;
			continue;
		}
		if (len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return links->lost ? link_refresh(links) : 0;
		if (len < 0)
			return -errno;
		head = (const struct nlmsghdr *)buffer;
		for (unsigned left = len; NLMSG_OK(head, left);
		     head = NLMSG_NEXT(head, left))
			link_take(links, head);
	}
}

static int link_dump(struct links *links)
{
	char buffer[32768] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct ifinfomsg all = { .ifi_family = AF_UNSPEC };
	const struct nlmsghdr *head;
	struct request req;
	ssize_t len;
	int ret;

	request_start(&req, RTM_GETLINK, NLM_F_DUMP, &all, sizeof(all));
	ret = netlink_send(links->requests, &req);
	if (ret < 0)
		return ret;
	for (;;) {
		len = recv(links->requests, buffer, sizeof(buffer), 0);
		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			return len ? -errno : -EPROTO;
		head = (const struct nlmsghdr *)buffer;
		for (unsigned left = len; NLMSG_OK(head, left);
		     head = NLMSG_NEXT(head, left)) {
			if (head->nlmsg_seq != req.head.nlmsg_seq)
				continue;
			if (head->nlmsg_type == NLMSG_DONE)
				return 0;
			if (head->nlmsg_type == NLMSG_ERROR)
				return -EPROTO;
			link_take(links, head);
		}
	}
}

/* A dump that also forgets the interfaces which are gone. */
static int link_refresh(struct links *links)
{
	int ret;

	for (size_t i = 0; i < LINKS_MAX; i++)
		links->table[i].seen = false;
	ret = link_dump(links);
	for (size_t i = 0; ret == 0 && i < LINKS_MAX; i++) {
		if (!links->table[i].seen)
			memset(&links->table[i], 0, sizeof(links->table[i]));
		links->table[i].losses++; /* that may be what was not heard */
	}
	links->lost = ret < 0;
	return ret;
}

static int link_set_flags(struct links *links, int index, unsigned flags)
{
	struct ifinfomsg info = {
		.ifi_index = index,
		.ifi_flags = flags,
		.ifi_change = IFF_UP,
	};
	struct request req;

	request_start(&req, RTM_NEWLINK, 0, &info, sizeof(info));
	return netlink_request(links->requests, &req);
}

int link_raise(struct links *links, struct link *link)
{
	int ret = link_set_flags(links, link->index, IFF_UP);

	if (ret == 0) {
		link->up = true;
		link->raised = true;
	}
	return ret;
}

int link_lower(struct links *links, struct link *link)
{
	link->raised = false;
	return link_set_flags(links, link->index, 0);
}

int link_set_mtu(struct links *links, int index, unsigned mtu)
{
	struct ifinfomsg info = { .ifi_index = index };
	uint32_t value = mtu;
	struct request req;

	request_start(&req, RTM_NEWLINK, 0, &info, sizeof(info));
	request_attribute(&req, IFLA_MTU, &value, sizeof(value));
	return netlink_request(links->requests, &req);
}

int link_open(struct links *links)
{
	int ret;

	memset(links, 0, sizeof(*links));
	links->events = netlink_socket(RTMGRP_LINK | RTMGRP_IPV4_IFADDR);
	if (links->events < 0)
		return links->events;
	setsockopt(links->events, SOL_SOCKET, SO_RCVBUF, &(int){ 1 << 20 },
		   sizeof(int));
	links->requests = netlink_socket(0);
	if (links->requests < 0) {
		close(links->events);
		return links->requests;
	}
	ret = link_set_flags(links, 1, IFF_UP); /* lo is always index 1 */
	if (ret == 0)
		ret = link_dump(links);
	if (ret < 0)
		link_close(links);
	return ret;
}

void link_close(struct links *links)
{
	close(links->events);
	close(links->requests);
}
