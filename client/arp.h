/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARP_H
#define ARP_H

#include "boot.h"

/* A socket for ARP on one interface; the descriptor or -errno. */
int arp_open(int ifindex);

/*
 * Asks on the wire, for 100 ms (150 ms in a storm), whether another machine has
 * the address (RFC 5227 2.1.1); true where one answers.
 */
bool arp_probe(int fd, int ifindex, const uint8_t mac[MAC_LEN], uint32_t ip);

/* Tells the neighbours whose the address is now (RFC 2131 4.4.1, RFC 5227
 * 2.3), once; what they knew of an earlier machine is forgotten. */
void arp_announce(int fd, int ifindex, const uint8_t mac[MAC_LEN], uint32_t ip);

#endif
