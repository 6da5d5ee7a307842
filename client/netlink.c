/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int netlink_socket(unsigned groups)
{
	struct sockaddr_nl self = { .nl_family = AF_NETLINK,
				    .nl_groups = groups };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	int err;

	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0) {
		err = errno;
		close(fd);
		return -err;
	}
	return fd;
}

static void request_append(struct request *req, const void *data, size_t len)
{
	memcpy((char *)req + NLMSG_ALIGN(req->head.nlmsg_len), data, len);
	req->head.nlmsg_len = NLMSG_ALIGN(req->head.nlmsg_len) + len;
}

void request_start(struct request *req, uint16_t type, uint16_t flags,
		   const void *body, size_t len)
{
	memset(req, 0, sizeof(*req));
	req->head.nlmsg_len = NLMSG_HDRLEN;
	req->head.nlmsg_type = type;
	req->head.nlmsg_flags = NLM_F_REQUEST | flags;
	request_append(req, body, len);
}

void request_attribute(struct request *req, uint16_t type, const void *data,
		       size_t len)
{
	struct rtattr attr = { .rta_len = RTA_LENGTH(len), .rta_type = type };

	request_append(req, &attr, sizeof(attr));
	request_append(req, data, len);
}

int netlink_send(int fd, struct request *req)
{
	static uint32_t number;

	req->head.nlmsg_seq = ++number;
	return send(fd, req, req->head.nlmsg_len, 0) < 0 ? -errno : 0;
}

int netlink_request(int fd, struct request *req)
{
	char answer[4096] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *head = (const struct nlmsghdr *)answer;
	const struct nlmsgerr *error = NLMSG_DATA(head);
	ssize_t len;
	int ret;

	req->head.nlmsg_flags |= NLM_F_ACK;
	ret = netlink_send(fd, req);
	if (ret < 0)
		return ret;
	/* What an earlier request has left unread is passed over. */
	do
		len = recv(fd, answer, sizeof(answer), 0);
	while ((len < 0 && errno == EINTR) ||
	       (len > 0 && head->nlmsg_seq != req->head.nlmsg_seq));
	if (len < 0)
		return -errno;
	if (len < (ssize_t)NLMSG_LENGTH(sizeof(*error)) ||
	    head->nlmsg_type != NLMSG_ERROR)
		return -EPROTO;
	return error->error;
}
