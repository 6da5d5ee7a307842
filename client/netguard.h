/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NETGUARD_H
#define NETGUARD_H

#include "boot.h"

/*
 * The stage: whatever manages networks in the booted system leaves the root's
 * interface alone and manages the others (NetworkManager.conf(5),
 * systemd.network(5), interfaces(5), dhcpcd.conf(5)), and no default route of
 * theirs leads away from the root's server. Failures are warned of. Returns 0.
 */
int netguard_stage(struct boot *boot, const char *root);

/*
 * dhcpcd's part: denies it the device, in etc/dhcpcd.conf below root, in place
 * of the device of an earlier boot. Where resolv.conf is the root's, dhcpcd and
 * dhclient leave it alone. 0; -ENOENT where there is no dhcpcd; or -errno.
 */
int netguard_from_dhcpcd(const char *device, const char *root);

#endif
