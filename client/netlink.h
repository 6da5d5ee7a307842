/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests to the kernel's network configuration: netlink(7). */
#ifndef NETLINK_H
#define NETLINK_H

#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>

/* A message that is built up; callers know that theirs fits. */
struct request {
	struct nlmsghdr head;
	char body[256];
};

/* A socket of NETLINK_ROUTE that hears of the groups (RTMGRP_*); the
 * descriptor or -errno. */
int netlink_socket(unsigned groups);

/* Begins a message of a type (RTM_*) with flags (NLM_F_*) and its fixed part.
 */
void request_start(struct request *req, uint16_t type, uint16_t flags,
		   const void *body, size_t len);

/* Appends an attribute. */
void request_attribute(struct request *req, uint16_t type, const void *data,
		       size_t len);

/* Sends it with a number of its own, which the kernel's answers have in
 * nlmsg_seq; 0 or -errno. */
int netlink_send(int fd, struct request *req);

/* Sends it and waits for the kernel's answer; 0 or -errno. */
int netlink_request(int fd, struct request *req);

#endif
