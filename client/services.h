/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lease's name and time servers, for who uses them in the booted system. */
#ifndef SERVICES_H
#define SERVICES_H

#include <stdbool.h>

#include "boot.h"

/*
 * Writes what systemd-resolved (resolved.conf(5)), systemd-timesyncd
 * (timesyncd.conf(5)) and chrony read in /run, and a unit that has
 * them read it again when the keeper has changed it. With resolved only where
 * it will run: else /etc/resolv.conf (resolv.conf(5)) is made a link to
 * RUN_DIR/resolv.conf. Failures are warned of.
 */
void services_begin(const struct boot *boot, const char *root);

/* Hands changed servers on. 0 or -errno. */
int services_change(const struct lease *lease);

#endif
