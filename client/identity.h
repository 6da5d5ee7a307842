/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "boot.h"

/*
 * 32 hexadecimal digits that stay the same for one machine and purpose and
 * differ between two: SHA-256 over the DMI product UUID, where there is one,
 * and the MAC address. Not a secret.
 */
void identity_machine_id(const uint8_t mac[MAC_LEN], const char *purpose,
			 char id[33]);

/* The stage: hostname, hosts, machine-id and resolv.conf in the overlay ROOT.
 * 0 or -errno. */
int identity_stage(struct boot *boot, const char *root);

#endif
