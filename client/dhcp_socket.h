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
 * Returns the descriptor (non-blocking) or -errno. Closing it takes the kernel
 * some 10 ms (synchronize_net).
 */
int dhcp_socket_open(int ifindex);

/*
 * A UDP socket on an interface that has the address ip (network order), to
 * send from there and the DHCP client's port by the kernel's routes. It takes
 * what comes to that port, so that no server is told that nobody listens there,
 * and gives none of it: answers are read from the packet socket. Returns the
 * descriptor or -errno.
 */
int dhcp_socket_open_unicast(int ifindex, uint32_t ip);

/* Sends a DHCP message to one server (network order); 0 or -errno. */
int dhcp_socket_send_unicast(int fd, uint32_t server, const uint8_t *payload,
			     size_t len);

/*
 * Receives one IPv4 packet; *unfinished tells that its UDP checksum has not
 * been computed (TP_STATUS_CSUMNOTREADY, virtual links). Returns its length,
 * or -errno (-EAGAIN: none is there).
 */
ssize_t dhcp_socket_receive(int fd, uint8_t *packet, size_t size,
			    bool *unfinished);

#endif
