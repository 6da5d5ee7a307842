/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHCP_CLIENT_H
#define DHCP_CLIENT_H

#include "boot.h"
#include "link.h"

/*
 * Waits for carrier and gets the machine an address by the kernel line: over
 * DHCP on all its interfaces at once, or the static one. Gives up after so many
 * seconds (UINT32_MAX: never), or where a key says so. Says every 10 s what it
 * waits for.
 * Fills *lease; the interface is up, its address not yet set. 0, or
 * -ETIMEDOUT, -ECANCELED by a key, or -errno.
 */
int dhcp_acquire(struct links *links, const struct cmdline *cmdline,
		 unsigned seconds, struct lease *lease);

/* Two things that the kernel takes its time for, and that need not lie between
 * the answer and the address: the interfaces that lost are put back as they
 * were found; what dhcp_acquire has left open is closed. */
void dhcp_lower(struct links *links, const struct lease *lease);
void dhcp_close(void);

#endif
