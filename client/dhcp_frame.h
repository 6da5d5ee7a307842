/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHCP_FRAME_H
#define DHCP_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DHCP_FRAME_HEAD 28 /* IPv4 without options, UDP */

/*
 * Finds the DHCP payload in an IPv4 packet (as AF_PACKET, SOCK_DGRAM gives
 * it): version, header length, total length within len, not a fragment,
 * header checksum (RFC 791), UDP to port 68 from 67, UDP length within the
 * packet, UDP checksum (RFC 768; 0: none) unless unfinished says that the
 * kernel has not computed it yet (TP_STATUS_CSUMNOTREADY). Pure.
 * Returns the payload and its length, or NULL with a static *reason.
 */
const uint8_t *dhcp_frame_read(const uint8_t *packet, size_t len,
			       bool unfinished, size_t *payload_len,
			       const char **reason);

/*
 * Writes the IPv4 and UDP headers for a payload that already stands at
 * packet + DHCP_FRAME_HEAD; src and dst in network order, ports 68 to 67.
 * Returns the packet's length.
 */
size_t dhcp_frame_write(uint8_t *packet, size_t payload_len, uint32_t src,
			uint32_t dst);

#endif
