/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Address conflict detection: RFC 5227, over ARP, RFC 826. */
#include "arp.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "packet_socket.h"
#include "sys.h"

/*
 * RFC 5227 1.1 asks three times within 2 s and then listens for 2 s more.
 * Somebody waits before this machine: two questions and a tenth of a second
 * find every neighbour that is awake, and the server has looked already
 * (RFC 2131 2.2).
 */
#define PROBE_NUM    2
#define PROBE_GAP_MS 50

#define ARP_ETHERNET 1 /* RFC 826, ar$hrd */
#define ARP_REQUEST  1 /* ar$op */

struct arp {
	uint16_t hrd, pro;
	uint8_t hln, pln;
	uint16_t op;
	uint8_t sender[MAC_LEN];
	uint32_t sender_ip;
	uint8_t target[MAC_LEN];
	uint32_t target_ip;
} __attribute__((packed));

int arp_open(int ifindex)
{
	return packet_socket_open(ifindex, ETH_P_ARP, NULL);
}

/* sender_ip 0: a probe (RFC 5227 2.1.1); the address itself: an announcement
 * (2.3). */
static void arp_send(int fd, int ifindex, const uint8_t mac[MAC_LEN],
		     uint32_t sender_ip, uint32_t ip)
{
	struct arp arp = {
		.hrd = htons(ARP_ETHERNET),
		.pro = htons(ETH_P_IP),
		.hln = MAC_LEN,
		.pln = sizeof(ip),
		.op = htons(ARP_REQUEST),
		.sender_ip = sender_ip,
		.target_ip = ip,
	};

	memcpy(arp.sender, mac, MAC_LEN);
	/* A lost question is what the second one is for. */
	packet_socket_send(fd, ifindex, ETH_P_ARP, &arp, sizeof(arp));
}

/*
 * RFC 5227 2.1.1: another machine uses the address, or probes for it too. A
 * probe is a broadcast (1.1): switches that track devices (Cisco) send their
 * like to one machine alone, and only want to know whether it is there.
 */
static bool arp_is_conflict(const struct arp *arp, const uint8_t mac[MAC_LEN],
			    uint32_t ip, bool broadcast)
{
	if (arp->hrd != htons(ARP_ETHERNET) || arp->pro != htons(ETH_P_IP) ||
	    arp->hln != MAC_LEN || arp->pln != sizeof(ip) ||
	    memcmp(arp->sender, mac, MAC_LEN) == 0)
		return false;
	return arp->sender_ip == ip ||
	       (broadcast && arp->op == htons(ARP_REQUEST) && !arp->sender_ip &&
		arp->target_ip == ip);
}

/* Listens until then; true: there is a conflict. On a busy machine the answer
 * may wait already when the time is over: what is there is read, but in a
 * storm for no longer than another gap. */
static bool arp_listen(int fd, const uint8_t mac[MAC_LEN], uint32_t ip,
		       uint64_t until_ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	struct sockaddr_ll from = { 0 };
	socklen_t from_len;
	uint64_t now_ms;
	struct arp arp;
	ssize_t len;

	do {
		now_ms = sys_now_ms();
		poll(&pfd, 1, now_ms < until_ms ? until_ms - now_ms : 0);
		from_len = sizeof(from);
		len = recvfrom(fd, &arp, sizeof(arp), 0,
			       (struct sockaddr *)&from, &from_len);
		if (len == sizeof(arp) &&
		    arp_is_conflict(&arp, mac, ip,
				    from.sll_pkttype == PACKET_BROADCAST))
			return true;
	} while (now_ms < until_ms ||
		 (len > 0 && now_ms < until_ms + PROBE_GAP_MS));
	return false;
}

bool arp_probe(int fd, int ifindex, const uint8_t mac[MAC_LEN], uint32_t ip)
{
	uint64_t until_ms = sys_now_ms();
	bool conflict = false;

	for (int i = 0; i < PROBE_NUM && !conflict; i++) {
		arp_send(fd, ifindex, mac, 0, ip);
		until_ms += PROBE_GAP_MS;
		conflict = arp_listen(fd, mac, ip, until_ms);
	}
	return conflict;
}

void arp_announce(int fd, int ifindex, const uint8_t mac[MAC_LEN], uint32_t ip)
{
	arp_send(fd, ifindex, mac, ip, ip);
}
