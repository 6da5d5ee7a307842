// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "doctor_rrq.h"
#include "octets.h"

/* RFC 1350 5 */
#define TFTP_PORT  69
#define OP_RRQ	   1
#define OP_DATA	   3
#define OP_ERROR   5
#define TFTP_HEAD  4
#define RETRIES	   3
#define TIMEOUT_MS 1000

/* What the server has sent, from whichever port it chose (RFC 1350 4); false:
 * it is not from there, or no answer to a read request. */
static bool read_answer(const uint8_t *packet, size_t len, struct rrq *out)
{
	struct octets all = { packet, len };
	const uint8_t *head = octets_at(all, 0, TFTP_HEAD);
	unsigned op;

	if (!head)
		return false;
	op = octets_be16(head);
	out->code = octets_be16(head + 2);
	if (op != OP_ERROR && (op != OP_DATA || out->code != 1))
		return false;
	out->kind = op == OP_DATA ? RRQ_DATA : RRQ_ERROR;
	out->len = len - TFTP_HEAD;
	if (out->len > RRQ_BLOCK)
		out->len = RRQ_BLOCK;
	memcpy(out->data, packet + TFTP_HEAD, out->len);
	out->data[out->len] = '\0';
	return true;
}

/* Ends the transfer: an error packet, code 0 (RFC 1350 7). */
static void say_enough(int fd, const struct sockaddr_in *to)
{
	static const uint8_t enough[] = { 0, OP_ERROR, 0, 0, 'O', 'K', 0 };

	sendto(fd, enough, sizeof(enough), 0, (const struct sockaddr *)to,
	       sizeof(*to));
}

/* True once it is decided. */
static bool wait_answer(int fd, uint32_t addr, struct rrq *out)
{
	uint8_t packet[TFTP_HEAD + RRQ_BLOCK + 1];
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	ssize_t len;

	if (poll(&poll_fd, 1, TIMEOUT_MS) <= 0)
		return false;
	len = recvfrom(fd, packet, sizeof(packet), 0, (struct sockaddr *)&from,
		       &from_len);
	if (len < 0) {
		out->kind = errno == ECONNREFUSED ? RRQ_REFUSED : RRQ_FAILED;
		out->code = -errno;
		return true;
	}
	if (from.sin_addr.s_addr != htonl(addr) ||
	    !read_answer(packet, (size_t)len, out))
		return false;
	if (out->kind == RRQ_DATA)
		say_enough(fd, &from);
	return true;
}

void doctor_rrq(uint32_t addr, const char *name, struct rrq *out)
{
	static const char mode[] = "octet";
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(TFTP_PORT),
				  .sin_addr.s_addr = htonl(addr) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const int on = 1;
	char packet[512] = { 0, OP_RRQ };
	size_t len = 2;
	int i;

	*out = (struct rrq){ .kind = RRQ_FAILED, .code = -errno };
	if (fd < 0)
		return;
	len += (size_t)snprintf(packet + len, 400, "%s", name) + 1;
	memcpy(packet + len, mode, sizeof(mode));
	len += sizeof(mode);
	/* So that "port unreachable" is told at once (ip(7)); not connected,
	 * since the answer has another port. */
	setsockopt(fd, SOL_IP, IP_RECVERR, &on, sizeof(on));
	for (i = 0; i < RETRIES; i++) {
		if (sendto(fd, packet, len, 0, (struct sockaddr *)&to,
			   sizeof(to)) < 0) {
			out->kind = errno == ECONNREFUSED ? RRQ_REFUSED
							  : RRQ_FAILED;
			out->code = -errno;
			break;
		}
		out->kind = RRQ_SILENT;
		if (wait_answer(fd, addr, out))
			break;
	}
	close(fd);
}
