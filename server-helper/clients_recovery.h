/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLIENTS_RECOVERY_H
#define CLIENTS_RECOVERY_H

#include <stdbool.h>

#include "clients.h"

#define TAG_MAX 2300 /* 1024 octets in hexadecimal, and an address */

/*
 * What nfs-ganesha calls a client of NFS 4 in its recovery folder,
 * "ADDRESS-(LENGTH:NAME)", NAME in hexadecimal where a file cannot be called
 * so; client gets address, name and, by the name, which root. False where it
 * is none. Pure.
 */
bool recovery_tag_read(const char *tag, struct client *client);

#endif
