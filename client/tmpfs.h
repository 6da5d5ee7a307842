/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TMPFS_H
#define TMPFS_H

#include <stdint.h>

/*
 * Why a tmpfs(5) of these options, size=SIZE and nr_inodes=N, could not hold an
 * overlay; NULL where it can. memory in octets; 0: not known, then only what
 * no machine can do is told. Pure.
 */
const char *tmpfs_objection(const char *options, uint64_t memory);

#endif
