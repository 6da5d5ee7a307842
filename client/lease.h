/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEASE_H
#define LEASE_H

#include "boot.h"
#include "link.h"

/* Sets address, MTU and routes of a lease on its interface. 0 or -errno, the
 * address being what must succeed; the rest is warned of. */
int lease_apply(struct links *links, const struct lease *lease);

/* Takes the address away again, so that a boot that begins anew on another
 * interface is not held by its routes. */
void lease_withdraw(const struct lease *lease);

/* What a server leaves out of a renewal goes on as it was: mask and routes (of
 * the same address) and names. */
void lease_inherit(struct lease *new, const struct lease *old);

/* Changes what is set for one lease into what another says, on the same
 * interface: MTU, a further address, routes. The old address stays, and so do
 * its routes where the new lease has none. 0 or -errno. */
int lease_replace(struct links *links, const struct lease *old,
		  const struct lease *new);

/* The bits of a netmask in network order. */
unsigned lease_mask_width(uint32_t mask);

/* The stage: network by the kernel line, within so many seconds (UINT32_MAX: as
 * long as it takes), applied and written down. 0 or -errno; -ECANCELED: a shell
 * was asked for. */
int lease_stage(struct boot *boot, unsigned seconds);

/* Adds a route of its own to the root's server by the router that the lease
 * names for it, so that no other default route leads away from it. */
void lease_pin(const struct lease *lease, const char *server);

#endif
