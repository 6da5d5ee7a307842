/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include "boot.h"

/* How far an attempt's failure reaches. */
enum reach {
	REACH_NONE,   /* it worked */
	REACH_MINOR,  /* the next minor version may do */
	REACH_MAJOR,  /* no 4.x will do, 3 may */
	REACH_SERVER, /* nothing will do on this server now */
};

struct attempt {
	uint32_t address;
	const char *server; /* as it was named */
	const char *version;
	const struct target *target;
	char why[NOTE_SIZE];
};

/*
 * Pings, mounts on LOWER_DIR and verifies one version on one server, each
 * within a deadline; nothing stays mounted unless it returns REACH_NONE. Else
 * attempt->why says what was wrong.
 */
enum reach attempt_run(struct attempt *attempt);

#endif
