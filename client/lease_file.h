/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEASE_FILE_H
#define LEASE_FILE_H

#include <stddef.h>

#include "boot.h"
#include "layout.h"

#define LEASE_FILE RUN_DIR "/lease.env"

/* Where a lease stands, besides its own times. */
struct lease_course {
	const char *state; /* "bound", "renewing", … */
	const char *step;  /* what comes next; empty: nothing */
	uint64_t step_ms;  /* when (sys_now_ms) */
	unsigned renewals;
	uint64_t renewed_ms; /* the last one */
};

/*
 * Writes RUN_DIR/resolv.conf (resolv.conf(5)) and /run/net-DEVICE.conf in
 * the format of klibc's ipconfig that initramfs-tools reads, with every value
 * quoted for the shell. 0 or -errno.
 */
int lease_write(const struct lease *lease, const struct cmdline *cmdline);

/* Writes LEASE_FILE, whole or not at all: what `rescue64-client status` reads.
 * 0 or -errno. */
int lease_record(const struct lease *lease, const struct lease_course *course);

#endif
