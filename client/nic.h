/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NIC_H
#define NIC_H

#include <stdbool.h>

/* Blames what keeps a NIC from being there at all: no driver for it in the
 * initrd, by sysfs; where firmware is asked for, also no firmware for a driver,
 * by the kernel's log. (Most NICs work without what they ask for.) */
void nic_look(bool firmware);

#endif
