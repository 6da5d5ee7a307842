/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets for an interface that may have no address yet: packet(7). */
#ifndef PACKET_SOCKET_H
#define PACKET_SOCKET_H

#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A non-blocking socket for one protocol (ETH_P_*) of one interface, without
 * the link's header; a filter in the kernel may choose what it gets. Returns
 * the descriptor or -errno. Closing it takes the kernel some 10 ms
 * (synchronize_net in packet_release), so that nobody should wait for that.
 */
int packet_socket_open(int ifindex, uint16_t protocol,
		       const struct sock_fprog *filter);

/* Sends data to the link's broadcast address; 0 or -errno. */
int packet_socket_send(int fd, int ifindex, uint16_t protocol, const void *data,
		       size_t len);

#endif
