/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A box on the cable between a DHCP client and its server, that lets every
 * frame through and answers each of the client's messages itself first: with
 * forgeries that would be taken but for one fault each, or, as a control, with
 * one that has none. Whoever takes one has FORGED for an address.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dhcp.h"
#include "dhcp_frame.h"
#include "dhcp_option.h"

#define FORGED	    "192.168.77.66"
#define REAL_SERVER "192.168.77.1"

enum { ANY, TO_DISCOVER, TO_REQUEST };

struct forgery {
	int when;
	uint8_t type;	    /* 0: what the client waits for */
	int at, value;	    /* an octet of the message; 0: none */
	uint8_t without;    /* this option is not there */
	const char *server; /* NULL: the one that the client waits for */
	const char *ip;	    /* NULL: FORGED */
	const char *more;   /* one more option: code, value; none of NUL */
	int frame_at;	    /* an octet of the IP packet is made wrong */
	bool fragment;
};

/* In front of each frame: what it says of a checksum that the kernel has left
 * to a NIC goes with the frame. */
#define VNET_LEN 10 /* struct virtio_net_hdr */

#ifndef PACKET_VNET_HDR /* include/uapi/linux/if_packet.h */
#define PACKET_VNET_HDR 15
#endif

static const struct forgery control = { .server = FORGED };

static const struct forgery forgeries[] = {
	{ .at = DHCP_AT_OP, .value = DHCP_BOOTREQUEST },
	{ .at = DHCP_AT_HTYPE, .value = 6 },
	{ .at = DHCP_AT_HLEN, .value = 16 },
	{ .at = DHCP_AT_XID, .value = -1 },
	{ .at = DHCP_AT_CHADDR + 5, .value = -1 },
	{ .at = DHCP_AT_COOKIE, .value = -1 },
	{ .without = DHCP_OPT_TYPE },
	{ .without = DHCP_OPT_SERVER },
	{ .without = DHCP_OPT_LEASE },
	{ .type = DHCP_DISCOVER },
	{ .type = DHCP_RELEASE },
	{ .type = 200 },
	{ .server = "0.0.0.0" },
	{ .server = "127.0.0.1" },
	{ .server = "224.0.0.1" },
	{ .server = "255.255.255.255" },
	{ .ip = "0.0.0.0" },
	{ .ip = "0.0.0.0", .more = "\x3cPXEClient" },
	{ .ip = "192.168.77.0" },
	{ .ip = "192.168.77.255" },
	{ .ip = "127.0.0.5" },
	{ .ip = "224.0.0.5" },
	{ .ip = "255.255.255.255" },
	{ .more = "\x3d\x01sombody" }, /* another client's option 61 */
	{ .frame_at = 8 },	       /* IP: wrong checksum */
	{ .frame_at = 26 },	       /* UDP: wrong checksum */
	{ .frame_at = 25 },	       /* UDP: wrong length */
	{ .fragment = true },
	{ .when = TO_DISCOVER, .type = DHCP_ACK },
	{ .when = TO_DISCOVER, .type = DHCP_NAK },
	{ .when = TO_REQUEST, .type = DHCP_OFFER },
	{ .when = TO_REQUEST, .server = FORGED },
	{ .when = TO_REQUEST, .server = FORGED, .type = DHCP_NAK },
	{ .when = TO_REQUEST, .type = DHCP_NAK, .at = DHCP_AT_XID, .value = -1 },
	{ .when = TO_REQUEST, .type = DHCP_NAK, .without = DHCP_OPT_SERVER },
};

static void die(const char *what)
{
	fprintf(stderr, "forger: %s: %s\n", what, strerror(errno));
	exit(1);
}

static size_t add(uint8_t *message, size_t at, const struct forgery *f,
		  uint8_t code, const void *value, size_t len)
{
	if (f->without == code)
		return at;
	message[at] = code;
	message[at + 1] = len;
	memcpy(message + at + 2, value, len);
	return at + 2 + len;
}

static size_t forge_message(uint8_t *message, const uint8_t *asked,
			    const struct forgery *f, bool discover)
{
	const char *server = discover ? FORGED : REAL_SERVER;
	uint8_t type = discover ? DHCP_OFFER : DHCP_ACK;
	size_t at = DHCP_AT_OPTIONS;
	uint32_t address;

	memset(message, 0, 600);
	memcpy(message, asked, DHCP_AT_OPTIONS);
	message[DHCP_AT_OP] = DHCP_BOOTREPLY;
	address = inet_addr(f->ip ? f->ip : FORGED);
	memcpy(message + DHCP_AT_YIADDR, &address, sizeof(address));
	if (f->at)
		message[f->at] = f->value < 0 ? ~message[f->at] : f->value;
	else if (f->value)
		message[0] = f->value; /* op is at offset 0 */
	if (f->type)
		type = f->type;
	at = add(message, at, f, DHCP_OPT_TYPE, &type, 1);
	address = inet_addr(f->server ? f->server : server);
	at = add(message, at, f, DHCP_OPT_SERVER, &address, sizeof(address));
	at = add(message, at, f, DHCP_OPT_LEASE, "\0\0\x0e\x10", 4);
	at = add(message, at, f, DHCP_OPT_MASK, "\xff\xff\xff\0", 4);
	at = add(message, at, f, DHCP_OPT_ROOTPATH, "/forged", 7);
	if (f->more)
		at = add(message, at, f, f->more[0], f->more + 1,
			 strlen(f->more + 1));
	message[at++] = DHCP_OPT_END;
	return at < DHCP_MESSAGE_MIN ? DHCP_MESSAGE_MIN : at;
}

static void forge(int client, const uint8_t *asked, const struct forgery *f,
		  bool discover)
{
	static const uint8_t head[ETH_HLEN] = { 255, 255,  255, 255, 255,
						255, 2,	   0,	0,   0,
						0,   0x66, 8,	0 };
	uint8_t data[1024] = { 0 };
	uint8_t *frame = data + VNET_LEN;
	uint8_t *packet = frame + ETH_HLEN;
	size_t len =
		forge_message(packet + DHCP_FRAME_HEAD, asked, f, discover);

	memcpy(frame, head, sizeof(head));
	len = dhcp_frame_write(packet, len, inet_addr(FORGED), 0xffffffff);
	packet[21] = DHCP_SERVER_PORT; /* the other way round; the sum stays */
	packet[23] = DHCP_CLIENT_PORT;
	if (f->fragment) {
		packet[6] ^= 0x20;  /* more fragments, */
		packet[10] ^= 0x20; /* RFC 1624: in the checksum too */
	}
	if (f->frame_at)
		packet[f->frame_at] ^= 0x01;
	if (send(client, data, VNET_LEN + ETH_HLEN + len, 0) < 0)
		die("send");
}

/* Answers a DHCP message of the client's, if the frame is one. */
static void answer(int client, const uint8_t *frame, size_t len, bool honest)
{
	const size_t at = ETH_HLEN + DHCP_FRAME_HEAD;
	struct dhcp_options options;
	bool discover;
	uint8_t type;

	if (len < at + DHCP_AT_OPTIONS || frame[12] != 8 || frame[13] != 0 ||
	    frame[ETH_HLEN + 9] != IPPROTO_UDP ||
	    frame[ETH_HLEN + 23] != DHCP_SERVER_PORT)
		return;
	dhcp_option_areas((struct octets){ frame + at, len - at }, &options);
	if (!dhcp_option_fixed(&options, DHCP_OPT_TYPE, &type, 1))
		return;
	discover = type == DHCP_DISCOVER;
	if (honest) {
		forge(client, frame + at, &control, discover);
		return;
	}
	for (size_t i = 0; i < sizeof(forgeries) / sizeof(forgeries[0]); i++)
		if (forgeries[i].when == ANY ||
		    forgeries[i].when == (discover ? TO_DISCOVER : TO_REQUEST))
			forge(client, frame + at, &forgeries[i], discover);
}

static int open_side(const char *name)
{
	struct sockaddr_ll self = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = if_nametoindex(name),
	};
	struct packet_mreq all = {
		.mr_ifindex = self.sll_ifindex,
		.mr_type = PACKET_MR_PROMISC,
	};
	int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
	int on = 1;

	if (fd < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)) < 0 ||
	    bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all,
		       sizeof(all)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on,
		       sizeof(on)) < 0)
		die(name);
	return fd;
}

int main(int argc, char **argv)
{
	struct pollfd sides[2] = { { .events = POLLIN }, { .events = POLLIN } };
	bool honest = argc == 4 && strcmp(argv[3], "control") == 0;
	uint8_t frame[2048];
	ssize_t len;

	if (argc != 3 && !honest) {
		fprintf(stderr,
			"usage: forger CLIENT-NIC SERVER-NIC [control]\n");
		return 2;
	}
	sides[0].fd = open_side(argv[1]);
	sides[1].fd = open_side(argv[2]);
	fprintf(stderr, "forger: ready\n");
	for (;;) {
		if (poll(sides, 2, -1) < 0)
			die("poll");
		for (int i = 0; i < 2; i++) {
			if (!sides[i].revents)
				continue;
			len = recv(sides[i].fd, frame, sizeof(frame), 0);
			if (len < 0)
				die("recv");
			if (i == 0 && len > VNET_LEN)
				answer(sides[0].fd, frame + VNET_LEN,
				       len - VNET_LEN, honest);
			if (send(sides[!i].fd, frame, len, 0) < 0)
				die("send");
		}
	}
}
