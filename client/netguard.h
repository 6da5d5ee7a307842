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

#endif
