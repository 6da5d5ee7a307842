/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include "boot.h"
#include "diagnosis.h"
#include "probe.h"

/* How far an attempt's failure reaches. */
enum reach {
	REACH_NONE,   /* it worked */
	REACH_AGAIN,  /* the same again: the server restarts, a connection was
			 lost */
	REACH_MINOR,  /* the next minor version may do */
	REACH_MAJOR,  /* no 4.x will do, 3 may */
	REACH_SERVER, /* nothing will do on this server now */
};

struct attempt {
	const struct probe *probe; /* the server, as it answered */
	const char *version;
	const struct target *target;
	char why[NOTE_SIZE];
	/* What is to blame for this server so far; CAUSE_OTHER: nothing. */
	uint8_t cause; /* enum cause */
	char detail[NOTE_SIZE];
};

/* An attempt failed: why. It is to blame, too, unless it only says that a
 * version is not served, and there is more to say of another one. */
void attempt_blame(struct attempt *attempt, enum cause cause, const char *why);

/* The ID of the generation that is the target, which nobody changes any more;
 * else NULL. */
const char *attempt_generation(const struct target *target);

/*
 * Mounts on LOWER_DIR and verifies one version on one server, each within a
 * deadline, and again where the server answers meanwhile; nothing stays mounted
 * unless it returns REACH_NONE. Else attempt->why says what was wrong, cause
 * and detail what is to blame. Never REACH_AGAIN.
 */
enum reach attempt_run(struct attempt *attempt);

#endif
