/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc_ping.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc.h"
#include "sys.h"

#define CALL_WORDS 10  /* RFC 5531 9: xid to verifier, no arguments */
#define REPLY_MAX  512 /* a verifier is at most 400 octets (8.2) */

static int ping_wait(int fd, short events, uint64_t end_ms)
{
	struct pollfd pfd = { .fd = fd, .events = events };
	uint64_t now_ms;
	int ret;

	do {
		now_ms = sys_now_ms();
		ret = poll(&pfd, 1, now_ms < end_ms ? end_ms - now_ms : 0);
	} while (ret < 0 && errno == EINTR);
	if (ret < 0)
		return -errno;
	return ret ? 0 : -ETIMEDOUT;
}

static int ping_connect(int fd, uint32_t address, uint16_t port,
			uint64_t end_ms)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = address,
	};
	socklen_t len = sizeof(int);
	int error = 0;
	int ret;

	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return -errno;
	ret = ping_wait(fd, POLLOUT, end_ms);
	if (ret < 0)
		return ret;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		return -errno;
	return -error;
}

/* Reads exactly len octets; -EPIPE where the peer closes before. */
static int ping_read(int fd, void *data, size_t len, uint64_t end_ms)
{
	char *to = data;

	while (len) {
		ssize_t n = read(fd, to, len);

		if (n == 0)
			return -EPIPE;
		if (n > 0) {
			to += n;
			len -= n;
		} else if (errno == EAGAIN) {
			int ret = ping_wait(fd, POLLIN, end_ms);

			if (ret < 0)
				return ret;
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}

/* RFC 5531 9, rpc_msg: judges a reply of count words. */
static enum rpc_outcome ping_judge(const uint32_t *words, size_t count,
				   uint32_t xid, struct rpc_ping *result)
{
	size_t at;

	if (count < 6 || words[0] != xid || ntohl(words[1]) != RPC_REPLY ||
	    ntohl(words[2]) != RPC_MSG_ACCEPTED)
		return RPC_PING_BROKEN;
	/* The verifier: flavour, length, that many octets, padded to words. */
	if (ntohl(words[4]) > 400)
		return RPC_PING_BROKEN;
	at = 5 + (ntohl(words[4]) + 3) / 4;
	if (at >= count)
		return RPC_PING_BROKEN;
	switch (ntohl(words[at])) {
	case RPC_SUCCESS:
		return RPC_PING_OK;
	case RPC_PROG_UNAVAIL:
		return RPC_PING_UNAVAILABLE;
	case RPC_PROG_MISMATCH:
		if (at + 2 >= count)
			return RPC_PING_BROKEN;
		result->low = ntohl(words[at + 1]);
		result->high = ntohl(words[at + 2]);
		return RPC_PING_MISMATCH;
	default:
		return RPC_PING_BROKEN;
	}
}

static int ping_call(int fd, uint32_t program, uint32_t version,
		     uint64_t end_ms, struct rpc_ping *result)
{
	uint32_t call[1 + CALL_WORDS] = {
		htonl(RPC_LAST_FRAGMENT | CALL_WORDS * 4),
		0,
		htonl(RPC_CALL),
		htonl(RPC_VERSION),
		htonl(program),
		htonl(version),
		htonl(RPC_PROCEDURE_NULL),
		/* credential and verifier: AUTH_NONE, empty (RFC 5531 8.1) */
	};
	uint32_t reply[REPLY_MAX / 4];
	uint32_t mark, len;
	int ret;

	sys_random(&call[1], sizeof(call[1]));
	if (send(fd, call, sizeof(call), MSG_NOSIGNAL) != sizeof(call))
		return -EPIPE;
	ret = ping_read(fd, &mark, sizeof(mark), end_ms);
	if (ret < 0)
		return ret;
	len = ntohl(mark) & ~RPC_LAST_FRAGMENT;
	if (!(ntohl(mark) & RPC_LAST_FRAGMENT) || len > sizeof(reply))
		return -EPROTO;
	ret = ping_read(fd, reply, len, end_ms);
	if (ret < 0)
		return ret;
	result->outcome = ping_judge(reply, len / 4, call[1], result);
	return 0;
}

int rpc_ping(uint32_t address, uint16_t port, uint32_t program,
	     uint32_t version, unsigned timeout_ms, struct rpc_ping *result)
{
	uint64_t end_ms = sys_now_ms() + timeout_ms;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int ret;

	memset(result, 0, sizeof(*result));
	if (fd < 0)
		return -errno;
	ret = ping_connect(fd, address, port, end_ms);
	if (ret == 0)
		ret = ping_call(fd, program, version, end_ms, result);
	close(fd);
	switch (ret) {
	case 0:
		return 0;
	case -ECONNREFUSED:
		result->outcome = RPC_PING_REFUSED;
		return 0;
	case -ETIMEDOUT:
		result->outcome = RPC_PING_SILENT;
		return 0;
	case -EPIPE:
	case -EPROTO:
	case -ECONNRESET:
		result->outcome = RPC_PING_BROKEN;
		return 0;
	default:
		return ret;
	}
}
