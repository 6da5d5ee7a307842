/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dhcp_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netpacket/packet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef SOL_PACKET /* include/linux/socket.h */
#define SOL_PACKET 263
#endif
#ifndef PACKET_AUXDATA /* include/uapi/linux/if_packet.h */
#define PACKET_AUXDATA 8
#endif
#define AUX_CSUMNOTREADY (1 << 3)

/* struct tpacket_auxdata of include/uapi/linux/if_packet.h; netpacket/packet.h
 * and that header cannot be included together. */
struct auxdata {
	uint32_t status, len, snaplen;
	uint16_t mac, net, vlan_tci, vlan_tpid;
};

/* RFC 791 and RFC 768 offsets: protocol UDP, first or only fragment, to port
 * 68. What passes is checked again by dhcp_frame_read. */
static const struct sock_filter filter_code[] = {
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 6),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 4, 0),
	BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
	BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 68, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, 0xffff),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

static int dhcp_socket_setup(int fd, int ifindex)
{
	struct sock_fprog filter = {
		.len = sizeof(filter_code) / sizeof(filter_code[0]),
		.filter = (struct sock_filter *)filter_code,
	};
	struct sockaddr_ll self = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = ifindex,
	};
	int on = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
		       sizeof(filter)) < 0)
		return -errno;
	if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0)
		return -errno;
	return 0;
}

int dhcp_socket_open(int ifindex)
{
	/* Protocol 0 receives nothing until the filter stands and bind names
	 * the protocol. */
	int fd =
		socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int ret;

	if (fd < 0)
		return -errno;
	ret = dhcp_socket_setup(fd, ifindex);
	if (ret < 0) {
		close(fd);
		return ret;
	}
	return fd;
}

int dhcp_socket_send(int fd, int ifindex, const uint8_t *packet, size_t len)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = ifindex,
		.sll_halen = ETH_ALEN,
	};

	memset(to.sll_addr, 0xff, ETH_ALEN);
	if (sendto(fd, packet, len, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		return -errno;
	return 0;
}

ssize_t dhcp_socket_receive(int fd, uint8_t *packet, size_t size,
			    bool *unfinished)
{
	struct iovec part = { .iov_base = packet, .iov_len = size };
	char control[CMSG_SPACE(sizeof(struct auxdata))]
		__attribute__((aligned(sizeof(size_t))));
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct auxdata aux;
	ssize_t len;

	*unfinished = false;
	do
		len = recvmsg(fd, &message, 0);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		return -errno;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c;
	     c = CMSG_NXTHDR(&message, c)) {
		if (c->cmsg_level != SOL_PACKET ||
		    c->cmsg_type != PACKET_AUXDATA ||
		    c->cmsg_len < CMSG_LEN(sizeof(aux)))
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		*unfinished = aux.status & AUX_CSUMNOTREADY;
	}
	return len;
}
