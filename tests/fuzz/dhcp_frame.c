/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames from a stranger. Half of the inputs get a right IP checksum, so that
 * what is behind it is reached.
 */
#include <stdlib.h>
#include <string.h>

#include "dhcp_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* RFC 1071 */
static void fix_ip_sum(uint8_t *packet, size_t len)
{
	size_t head = (packet[0] & 15) * 4;
	uint32_t sum = 0;

	if (head < 20 || head > len)
		return;
	packet[10] = packet[11] = 0;
	for (size_t i = 0; i < head; i += 2)
		sum += packet[i] << 8 | packet[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~((sum & 0xffff) + (sum >> 16));
	packet[10] = sum >> 8;
	packet[11] = sum;
}

static void read_back(const uint8_t *payload, size_t len)
{
	uint8_t *packet = malloc(DHCP_FRAME_HEAD + len);
	const char *reason;
	size_t out_len;

	if (!packet)
		abort();
	memcpy(packet + DHCP_FRAME_HEAD, payload, len);
	if (dhcp_frame_write(packet, len, 0x01020304, 0xffffffff) !=
	    DHCP_FRAME_HEAD + len)
		abort();
	packet[21] = 67; /* as the other side would send it: the sum stays */
	packet[23] = 68;
	if (!dhcp_frame_read(packet, DHCP_FRAME_HEAD + len, false, &out_len,
			     &reason) ||
	    out_len != len)
		abort();
	free(packet);
}

/* The first octet: 1 the IP checksum is made right, 2 the UDP one is said to
 * be unfinished; the rest is the frame. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *payload;
	const char *reason = NULL;
	size_t len, payload_len;
	uint8_t *packet;

	if (size == 0)
		return 0;
	len = size - 1;
	packet = malloc(len ? len : 1); /* exact, for ASan */
	if (!packet)
		abort();
	memcpy(packet, data + 1, len);
	if ((data[0] & 1) && len)
		fix_ip_sum(packet, len);
	payload = dhcp_frame_read(packet, len, data[0] & 2, &payload_len,
				  &reason);
	if (payload) {
		if (payload < packet + DHCP_FRAME_HEAD ||
		    payload + payload_len > packet + len)
			abort();
		read_back(payload, payload_len);
	} else if (!reason) {
		abort();
	}
	free(packet);
	return 0;
}
