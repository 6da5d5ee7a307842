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

/*
 * Writes RUN_DIR/resolv.conf (resolv.conf(5)) and /run/net-DEVICE.conf in
 * the format of klibc's ipconfig that initramfs-tools reads, with every value
 * quoted for the shell. 0 or -errno.
 */
int lease_write(const struct lease *lease, const struct cmdline *cmdline);

/* Writes resolv.conf(5) for a lease into text; returns its length. */
size_t lease_resolv_conf(const struct lease *lease, char *text, size_t size);

/* The bits of a netmask in network order. */
unsigned lease_mask_width(uint32_t mask);

/* The stage: network by the kernel line, applied and written down. */
int lease_stage(struct boot *boot);

#endif
