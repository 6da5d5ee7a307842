/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHCP_SOCKET_H
#define DHCP_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A packet(7) socket for IPv4 on one interface that has no address yet; a
 * filter in the kernel passes only UDP to the DHCP client's port.
 * Returns the descriptor (non-blocking) or -errno.
 */
int dhcp_socket_open(int ifindex);

/* Sends an IPv4 packet to the link's broadcast address; 0 or -errno. */
int dhcp_socket_send(int fd, int ifindex, const uint8_t *packet, size_t len);

/*
 * Receives one IPv4 packet; *unfinished tells that its UDP checksum has not
 * been computed (TP_STATUS_CSUMNOTREADY, virtual links). Returns its length,
 * or -errno (-EAGAIN: none is there).
 */
ssize_t dhcp_socket_receive(int fd, uint8_t *packet, size_t size,
			    bool *unfinished);

#endif
