/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames from a stranger. Half of the inputs get a right IP checksum, half of
 * them a right UDP one, so that what is behind it is reached.
 */
#include <stdlib.h>
#include <string.h>

#include "dhcp_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t sum_of(const uint8_t *data, size_t len)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += i % 2 ? data[i] : data[i] << 8;
	return sum;
}

/* RFC 768; the offset of UDP, 0 where there is no room for it. */
static size_t find_udp(const uint8_t *packet, size_t len, size_t *udp_len)
{
	size_t head = len ? (packet[0] & 15) * 4 : 0;

	if (head < 20 || head + 8 > len)
		return 0;
	*udp_len = packet[head + 4] << 8 | packet[head + 5];
	return *udp_len >= 8 && *udp_len <= len - head ? head : 0;
}

static uint64_t udp_sum(const uint8_t *packet, size_t head, size_t udp_len)
{
	return sum_of(packet + 12, 8) + 17 + udp_len +
	       sum_of(packet + head, udp_len);
}

static void fix_udp_sum(uint8_t *packet, size_t len)
{
	size_t udp_len, head = find_udp(packet, len, &udp_len);
	uint64_t sum;

	if (!head)
		return;
	packet[head + 6] = packet[head + 7] = 0;
	sum = 0xffff - udp_sum(packet, head, udp_len) % 0xffff;
	packet[head + 6] = sum >> 8;
	packet[head + 7] = sum;
}

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

/* The payload is what IP and UDP count, and the sums are right, taken here in
 * another way. */
static void check_payload(const uint8_t *packet, size_t len,
			  const uint8_t *payload, size_t payload_len,
			  bool unfinished)
{
	size_t udp_len = 0, head = find_udp(packet, len, &udp_len);
	size_t total = packet[2] << 8 | packet[3];

	if (!head || packet[0] >> 4 != 4 || packet[9] != 17)
		abort();
	if (total > len || head + udp_len > total)
		abort();
	if (payload != packet + head + 8 || payload_len != udp_len - 8)
		abort();
	if ((packet[6] & 0x3f) || packet[7])
		abort();
	if (sum_of(packet, head) % 0xffff)
		abort();
	if (!unfinished && (packet[head + 6] || packet[head + 7]) &&
	    udp_sum(packet, head, udp_len) % 0xffff)
		abort();
}

/* What a finished checksum lets pass, an unfinished one does too. */
static void check_unfinished(const uint8_t *packet, size_t len,
			     const uint8_t *payload, size_t payload_len)
{
	const char *reason;
	size_t other_len;

	if (dhcp_frame_read(packet, len, true, &other_len, &reason) !=
		    payload ||
	    other_len != payload_len)
		abort();
}

/* The first octet: 1 the IP checksum is made right, 2 the UDP one is said to
 * be unfinished, 4 it is made right; the rest is the frame. */
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
	if (data[0] & 4)
		fix_udp_sum(packet, len);
	payload = dhcp_frame_read(packet, len, data[0] & 2, &payload_len,
				  &reason);
	if (payload) {
		check_payload(packet, len, payload, payload_len, data[0] & 2);
		check_unfinished(packet, len, payload, payload_len);
		read_back(payload, payload_len);
	} else if (!reason) {
		abort();
	}
	free(packet);
	return 0;
}
