/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <netpacket/packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int packet_socket_open(int ifindex, uint16_t protocol,
		       const struct sock_fprog *filter)
{
	const struct sockaddr_ll self = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = ifindex,
	};
	/* Protocol 0 receives nothing until the filter stands and bind names
	 * the protocol. */
	int fd =
		socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err;

	if (fd < 0)
		return -errno;
	if ((!filter || setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter,
				   sizeof(*filter)) == 0) &&
	    bind(fd, (const struct sockaddr *)&self, sizeof(self)) == 0)
		return fd;
	err = errno;
	close(fd);
	return -err;
}

int packet_socket_send(int fd, int ifindex, uint16_t protocol, const void *data,
		       size_t len)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = ifindex,
		.sll_halen = ETH_ALEN,
	};

	memset(to.sll_addr, 0xff, ETH_ALEN);
	if (sendto(fd, data, len, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		return -errno;
	return 0;
}
