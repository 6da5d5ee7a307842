/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINK_H
#define LINK_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot.h"

#define LINKS_MAX 64

/* One wired Ethernet interface, as rtnetlink(7) last told. */
struct link {
	int index; /* 0: a free place in the table */
	char name[IFNAMSIZ];
	uint8_t mac[MAC_LEN];
	unsigned mtu;
	bool up;
	bool carrier;
	bool raised;	 /* by us: taken down again where it loses */
	bool refused;	 /* raising it failed, and that was said */
	bool seen;	 /* in the dump that is being read */
	unsigned losses; /* how often carrier or an address went away */
};

struct links {
	int events; /* for poll(2): link changes */
	int requests;
	bool lost; /* events, since the last dump */
	struct link table[LINKS_MAX];
};

/* Opens rtnetlink, raises lo and reads the interfaces that are there.
 * 0 or -errno; link_close ends it. */
int link_open(struct links *links);
void link_close(struct links *links);

/* Takes in what links->events has; 0 or -errno. */
int link_read_events(struct links *links);

/* Each changes the kernel and waits for its answer; 0 or -errno. */
int link_raise(struct links *links, struct link *link);
int link_lower(struct links *links, struct link *link);
int link_set_mtu(struct links *links, int index, unsigned mtu);

#endif
