/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process that stays when the root is switched to. */
#ifndef KEEPER_H
#define KEEPER_H

#include <sys/types.h>

#include "boot.h"
#include "layout.h"

#define KEEPER_PROGRAM EXEC_DIR "/rescue64/rescue64-client"

/* What it starts from and, where it was killed, goes on from. */
struct kept {
	struct cmdline cmdline;
	bool again; /* not the first keeper: look whether all is still set */
	struct lease root;  /* the one that the root was mounted from */
	struct lease lease; /* the last one */
};

/* The stage: writes down what the keeper starts from and starts it. Never
 * fails: a machine without it boots, and is warned. */
int keeper_stage(struct boot *boot);

/* `rescue64-client keeper`: starts the keeper of a booted system anew where it
 * is not running; in the process itself, by its argv[0], becomes it. Returns
 * the program's exit code. */
int keeper_run(const char *argv0);

/* The keeper's process id; 0 where it is not running. */
pid_t keeper_pid(void);

/* Ends the keeper and takes away the address that it keeps, before a boot
 * begins anew. */
void keeper_stop(void);

/* Writes it down for the next keeper; 0 or -errno. */
int keeper_save(const struct kept *kept);

/* Keeps the lease for ever, and tells what server_watch_open's descriptor does;
 * returns only where it cannot: -errno. */
int keeper_loop(const struct kept *kept, int kernel);

#endif
