/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NETGUARD_H
#define NETGUARD_H

#include "boot.h"
#include "text.h"

/*
 * Edits an interfaces(5): the stanzas of device (auto, allow-hotplug, iface)
 * become comments, so that ifupdown never takes it down. Pure.
 */
void interfaces_edit(const char *from, struct text *to, const void *device);

/*
 * The stage: whatever manages networks in the booted system leaves the root's
 * interface alone and manages the others (NetworkManager.conf(5),
 * systemd.network(5), interfaces(5), dhcpcd.conf(5)); names are resolved by
 * the lease's servers (resolv.conf(5), resolved.conf(5)). Failures are warned
 * of. Returns 0.
 */
int netguard_stage(struct boot *boot, const char *root);

/* Hands changed name servers on in the booted system, where systemd-resolved
 * has them (it takes them when it restarts). 0 or -errno. */
int netguard_change_dns(const struct lease *lease);

#endif
