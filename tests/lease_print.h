/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEASE_PRINT_H
#define LEASE_PRINT_H

#include "boot.h"

/*
 * Prints a lease to stdout, one key=value a line, without those that it has
 * not: ip mask gw dns lease t1 t2 server_id rootpath hostname mtu routes.
 * Lists are separated by commas, times are in seconds, a route is
 * DEST/WIDTH>ROUTER, its router 0.0.0.0 where the destination is on the link.
 */
void lease_print(const struct lease *lease);

#endif
