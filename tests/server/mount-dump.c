// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Answers a call of MOUNT's DUMP (RFC 1813 5.2.2) in a way of its own:
 *
 *	mount-dump tcp|udp PORT MODE DIRECTORY
 *
 * list: one entry; hostile: one of a host that would move the cursor; cut: the
 * same and then the end; long: a directory of more octets than may be; endless:
 * the same entry for ever; drip: an octet a second.
 */
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEAD	      24	  /* RFC 5531 9 */
#define LAST_FRAGMENT 0x80000000u /* RFC 5531 11 */

static unsigned char reply[65536];
static size_t reply_len;

static void add_number(uint32_t value)
{
	value = htonl(value);
	memcpy(reply + reply_len, &value, 4);
	reply_len += 4;
}

static void add_string(const char *text, size_t len)
{
	add_number((uint32_t)len);
	memcpy(reply + reply_len, text, len);
	reply_len += (len + 3) / 4 * 4;
}

static void add_entry(const char *host, const char *dir)
{
	add_number(1);
	add_string(host, strlen(host));
	add_string(dir, strlen(dir));
}

/* RFC 5531 9: accepted, AUTH_NONE, SUCCESS. */
static void begin_reply(const unsigned char *call)
{
	memcpy(reply, call, 4);
	reply_len = 4;
	add_number(1);
	add_number(0);
	add_number(0);
	add_number(0);
	add_number(0);
}

static void make_reply(const unsigned char *call, const char *mode,
		       const char *dir)
{
	static char octets[4096];

	begin_reply(call);
	if (!strcmp(mode, "hostile"))
		add_entry("\x1b[2J\"\\\n10.0.2.20", dir);
	else
		add_entry("10.0.2.20", dir);
	if (!strcmp(mode, "cut"))
		return;
	if (!strcmp(mode, "long")) {
		memset(octets, '/', sizeof(octets));
		add_number(1);
		add_string("10.0.2.21", 9);
		add_string(octets, sizeof(octets));
	}
	add_number(0);
}

static void send_mark(int fd, uint32_t len)
{
	uint32_t mark = htonl(len);

	if (send(fd, &mark, 4, MSG_NOSIGNAL) != 4)
		exit(0);
}

static void send_reply(int fd, const char *mode)
{
	bool done = false;
	size_t i;

	if (!strcmp(mode, "endless")) {
		/* Fragments that never are the last: the head, then entries. */
		for (reply_len -= 4;;) {
			send_mark(fd, (uint32_t)reply_len);
			send(fd, reply, reply_len, MSG_NOSIGNAL);
			if (!done)
				memmove(reply, reply + HEAD, reply_len -= HEAD);
			done = true;
		}
	}
	send_mark(fd, LAST_FRAGMENT | (uint32_t)reply_len);
	if (strcmp(mode, "drip")) {
		send(fd, reply, reply_len, MSG_NOSIGNAL);
		return;
	}
	for (i = 0; i < reply_len; i++, sleep(1))
		if (send(fd, reply + i, 1, MSG_NOSIGNAL) != 1)
			return;
}

int main(int argc, char **argv)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	struct sockaddr_storage from;
	socklen_t size = sizeof(from);
	unsigned char call[4096];
	int fd, one = 1, udp;

	if (argc != 5)
		return 2;
	udp = !strcmp(argv[1], "udp");
	addr.sin_port = htons((uint16_t)atoi(argv[2]));
	fd = socket(AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    (!udp && listen(fd, 5))) {
		perror("mount-dump");
		close(fd);
		return 1;
	}
	for (;;) {
		if (udp) {
			if (recvfrom(fd, call, sizeof(call), 0,
				     (struct sockaddr *)&from, &size) < 4)
				continue;
			make_reply(call, argv[3], argv[4]);
			sendto(fd, reply, reply_len, 0,
			       (struct sockaddr *)&from, size);
		} else {
			int peer = accept(fd, NULL, NULL);

			if (recv(peer, call, sizeof(call), 0) > 8) {
				make_reply(call + 4, argv[3], argv[4]);
				send_reply(peer, argv[3]);
			}
			close(peer);
		}
	}
}
