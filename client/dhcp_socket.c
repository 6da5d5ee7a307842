/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dhcp_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "dhcp.h"
#include "packet_socket.h"

#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 62 /* include/uapi/asm-generic/socket.h, since 5.0 */
#endif
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

int dhcp_socket_open(int ifindex)
{
	const struct sock_fprog filter = {
		.len = sizeof(filter_code) / sizeof(filter_code[0]),
		.filter = (struct sock_filter *)filter_code,
	};
	int fd = packet_socket_open(ifindex, ETH_P_IP, &filter);
	int on = 1;

	if (fd >= 0)
		setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on));
	return fd;
}

int dhcp_socket_open_unicast(int ifindex, uint32_t ip)
{
	static const struct sock_filter nothing[] = {
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog filter = {
		.len = 1,
		.filter = (struct sock_filter *)nothing,
	};
	struct sockaddr_in self = {
		.sin_family = AF_INET,
		.sin_port = htons(DHCP_CLIENT_PORT),
		.sin_addr.s_addr = ip,
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int on = 1;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter));
	/* Other interfaces may have DHCP clients of their own. */
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &ifindex, sizeof(ifindex));
	/* Where one of them has the port for itself, any other will do: the
	 * server answers to port 68 (RFC 2131 4.1). */
	(void)!bind(fd, (struct sockaddr *)&self, sizeof(self));
	return fd;
}

int dhcp_socket_send_unicast(int fd, uint32_t server, const uint8_t *payload,
			     size_t len)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(DHCP_SERVER_PORT),
		.sin_addr.s_addr = server,
	};

	if (sendto(fd, payload, len, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
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
