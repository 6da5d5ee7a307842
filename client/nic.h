/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NIC_H
#define NIC_H

/* Blames what keeps a NIC from being there at all: no driver for it in the
 * initrd, or no firmware for the driver, by sysfs and the kernel's log. */
void nic_look(void);

#endif
