// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "dhcp.h"
#include "dhcp_frame.h"
#include "dhcp_option.h"
#include "dhcp_packet.h"
#include "dhcp_socket.h"
#include "doctor_offer.h"
#include "packet_socket.h"

/* dnsmasq and ISC dhcpd look for 3 s and 1 s whether the address answers a
 * ping, before they offer it. */
#define WAIT_MS	 4200
#define AGAIN_MS 2000

#define OPT_PXE_MENU	43 /* RFC 2132 8.4; PXE 2.1 */
#define OPT_TFTP_SERVER 66 /* RFC 2132 9.4 */
#define OPT_BOOT_FILE	67 /* RFC 2132 9.5 */

#define PXE_CLIENT "PXEClient"

struct discover {
	uint32_t xid;
	uint8_t mac[MAC_LEN];
};

/* What PXE firmware of a BIOS adds to a DHCPDISCOVER: RFC 4578 2.1 to 2.3
 * (options 93, 94, 97), PXE 2.1 table 2-1 (60), and its wishes (55). */
static const uint8_t pxe_options[] = {
	53,  1,	  DHCP_DISCOVER,
	57,  2,	  5,
	192, 55,  7,
	1,   3,	  43,
	54,  60,  66,
	67,  93,  2,
	0,   0,	  94,
	3,   1,	  2,
	1,   60,  32,
	'P', 'X', 'E',
	'C', 'l', 'i',
	'e', 'n', 't',
	':', 'A', 'r',
	'c', 'h', ':',
	'0', '0', '0',
	'0', '0', ':',
	'U', 'N', 'D',
	'I', ':', '0',
	'0', '2', '0',
	'0', '1', 97,
	17,
};

/* Everything is asked to be broadcast: the address is not ours. */
static size_t write_discover(const struct discover *discover, uint8_t *data)
{
	const uint8_t cookie[] = { 99, 130, 83, 99 };
	size_t at = DHCP_AT_OPTIONS;

	memset(data, 0, DHCP_PACKET_MAX);
	data[DHCP_AT_OP] = DHCP_BOOTREQUEST;
	data[DHCP_AT_HTYPE] = DHCP_HTYPE_ETHERNET;
	data[DHCP_AT_HLEN] = MAC_LEN;
	memcpy(data + DHCP_AT_XID, &discover->xid, sizeof(discover->xid));
	octets_put_be16(data + DHCP_AT_FLAGS, DHCP_FLAG_BROADCAST);
	memcpy(data + DHCP_AT_CHADDR, discover->mac, MAC_LEN);
	memcpy(data + DHCP_AT_COOKIE, cookie, sizeof(cookie));
	memcpy(data + at, pxe_options, sizeof(pxe_options));
	/* Option 97: type 0, and a UUID that holds the MAC address. */
	at += sizeof(pxe_options) + 1;
	memcpy(data + at + 16 - MAC_LEN, discover->mac, MAC_LEN);
	at += 16;
	data[at++] = DHCP_OPT_END;
	/* Some servers and relays drop what is shorter than firmware's. */
	return at < 548 ? 548 : at;
}

/*
 * Through a raw socket, whose broadcasts come back to this machine's own
 * servers (ip_mc_output in the kernel), which those of a packet socket do not.
 */
static int send_discover(const struct doctor_link *link,
			 const struct discover *discover)
{
	uint8_t packet[DHCP_FRAME_HEAD + DHCP_PACKET_MAX];
	const struct sockaddr_in to = { .sin_family = AF_INET,
					.sin_addr.s_addr = INADDR_BROADCAST };
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	const int on = 1;
	int err = 0;
	size_t len;

	if (fd < 0)
		return -errno;
	len = write_discover(discover, packet + DHCP_FRAME_HEAD);
	len = dhcp_frame_write(packet, len, htonl(link->addr),
			       INADDR_BROADCAST);
	if (setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, link->name,
		       (socklen_t)strlen(link->name)) ||
	    sendto(fd, packet, len, 0, (const struct sockaddr *)&to,
		   sizeof(to)) < 0)
		err = -errno;
	close(fd);
	return err;
}

/*
 * All protocols, since only so what this machine's own servers send is seen
 * too (packet(7), PACKET_OUTGOING); of those UDP to port 68. A filter's offsets
 * are those of dhcp_socket.c.
 */
static int open_listener(const struct doctor_link *link)
{
	static struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 (uint32_t)(SKF_AD_OFF + SKF_AD_PROTOCOL)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 8),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 6),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 4, 0),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, DHCP_CLIENT_PORT, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog filter = { .len = sizeof(code) / sizeof(*code),
					   .filter = code };

	return packet_socket_open((int)link->ifindex, ETH_P_ALL, &filter);
}

/* Fields or, where it is longer or the fields hold options, options 66 and 67;
 * a name in place of an address is left to the firmware. */
static void read_boot(struct octets message, const struct dhcp_options *options,
		      struct doctor_offer *offer)
{
	const uint8_t *head = octets_at(message, 0, DHCP_AT_OPTIONS);
	char next[64] = "";
	uint8_t overload = 0;

	offer->next = octets_be32(head + DHCP_AT_SIADDR);
	dhcp_option_text(options, OPT_TFTP_SERVER, next, sizeof(next));
	if (!offer->next)
		check_quad(next, &offer->next);
	dhcp_option_text(options, OPT_BOOT_FILE, offer->file,
			 sizeof(offer->file));
	dhcp_option_fixed(options, DHCP_OPT_OVERLOAD, &overload, 1);
	if (!*offer->file && !(overload & DHCP_OVERLOAD_FILE))
		snprintf(offer->file, sizeof(offer->file), "%.*s",
			 DHCP_FILE_LEN, (const char *)head + DHCP_AT_FILE);
}

static bool read_offer(struct octets message, const struct discover *discover,
		       uint32_t sender, struct doctor_offer *offer)
{
	const uint8_t *head = octets_at(message, 0, DHCP_AT_OPTIONS);
	struct dhcp_options options;
	char class[64] = "";
	uint8_t type = 0, menu[256];
	uint32_t server;
	size_t len;

	if (!head || head[DHCP_AT_OP] != DHCP_BOOTREPLY ||
	    memcmp(head + DHCP_AT_XID, &discover->xid, sizeof(discover->xid)) !=
		    0 ||
	    memcmp(head + DHCP_AT_CHADDR, discover->mac, MAC_LEN) != 0 ||
	    octets_be32(head + DHCP_AT_COOKIE) != DHCP_COOKIE)
		return false;
	dhcp_option_areas(message, &options);
	if (!dhcp_option_fixed(&options, DHCP_OPT_TYPE, &type, 1) ||
	    type != DHCP_OFFER)
		return false;
	*offer = (struct doctor_offer){ .server = sender };
	if (dhcp_option_fixed(&options, DHCP_OPT_SERVER, &server,
			      sizeof(server)))
		offer->server = ntohl(server);
	offer->gives_address = octets_be32(head + DHCP_AT_YIADDR) != 0;
	offer->has_menu = dhcp_option_join(&options, OPT_PXE_MENU, menu,
					   sizeof(menu), &len);
	read_boot(message, &options, offer);
	/* Without an address and without this it is meant for nobody. */
	dhcp_option_text(&options, DHCP_OPT_VENDOR, class, sizeof(class));
	return offer->gives_address ||
	       !strncmp(class, PXE_CLIENT, strlen(PXE_CLIENT));
}

/* One packet; returns the new count. */
static int take_packet(int fd, const struct discover *discover,
		       struct doctor_offer *offers, int count)
{
	uint8_t packet[DHCP_FRAME_HEAD + DHCP_PACKET_MAX];
	struct doctor_offer offer;
	const uint8_t *payload;
	const char *reason;
	bool unfinished;
	ssize_t n =
		dhcp_socket_receive(fd, packet, sizeof(packet), &unfinished);
	size_t len;
	int i;

	if (n <= 0)
		return count;
	payload = dhcp_frame_read(packet, (size_t)n, unfinished, &len, &reason);
	if (!payload || !read_offer((struct octets){ payload, len }, discover,
				    octets_be32(packet + 12), &offer))
		return count;
	for (i = 0; i < count; i++)
		if (offers[i].server == offer.server &&
		    offers[i].gives_address == offer.gives_address)
			return count;
	if (count < DOCTOR_OFFERS_MAX)
		offers[count++] = offer;
	return count;
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int exchange(int fd, const struct doctor_link *link,
		    const struct discover *discover,
		    struct doctor_offer *offers)
{
	long start = now_ms(), sent = -AGAIN_MS, at;
	int count = 0, err;

	while ((at = now_ms() - start) < WAIT_MS) {
		struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

		if (at - sent >= AGAIN_MS) {
			err = send_discover(link, discover);
			if (err)
				return err;
			sent = at;
		}
		if (poll(&poll_fd, 1, 200) > 0)
			count = take_packet(fd, discover, offers, count);
	}
	return count;
}

int doctor_offers(const struct doctor_link *link, struct doctor_offer *offers)
{
	struct discover discover;
	struct ifreq request = { 0 };
	int fd = open_listener(link), count;
	const int on = 1;

	if (fd < 0)
		return fd;
	/* PACKET_AUXDATA, for dhcp_socket_receive. */
	setsockopt(fd, 263, 8, &on, sizeof(on));
	memcpy(request.ifr_name, link->name, sizeof(request.ifr_name));
	if (ioctl(fd, SIOCGIFHWADDR, &request) ||
	    getrandom(&discover.xid, sizeof(discover.xid), 0) < 0) {
		count = -errno;
	} else {
		memcpy(discover.mac, request.ifr_hwaddr.sa_data, MAC_LEN);
		count = exchange(fd, link, &discover, offers);
	}
	close(fd);
	return count;
}
