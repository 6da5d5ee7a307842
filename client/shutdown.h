/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine's last process, and what leads to it. */
#ifndef SHUTDOWN_H
#define SHUTDOWN_H

#include <stdbool.h>

#include "boot.h"
#include "layout.h"

#define SHUTDOWN_PROGRAM EXEC_DIR "/shutdown"
/* What tells the keeper that a shutdown began: see ending.h. */
#define SHUTDOWN_END_DIR RUN_DIR "/end"
#define SHUTDOWN_BEGUN	 SHUTDOWN_END_DIR "/begun"

/* A disk that takes longer than this to write the overlay out is broken. */
#define SHUTDOWN_DISK_MS 60000

/* Ways to end, each by the name of systemd's target for it. */
enum shutdown_kind {
	SHUTDOWN_POWEROFF,
	SHUTDOWN_REBOOT,
	SHUTDOWN_HALT,
	SHUTDOWN_KEXEC,
	SHUTDOWN_KINDS, /* none of them */
};

extern const char *const shutdown_kinds[SHUTDOWN_KINDS];

/* The kind of a name; SHUTDOWN_KINDS where it is none. */
enum shutdown_kind shutdown_kind(const char *name);

/* reboot(2) of that kind; kexec without a loaded kernel is a restart. Comes
 * back only where it is not permitted: -errno. */
int shutdown_now(enum shutdown_kind kind);

/* The stage: puts the program where systemd-shutdown(8) or sysvinit's scripts
 * find it, and tells the init to announce the end. Never fails: a machine
 * without it boots, and is warned. */
int shutdown_stage(struct boot *boot, const char *root);

/*
 * `shutdown KIND`, the last process: flushes what is kept, unmounts the root
 * and all below it, and calls reboot(2), whatever hangs. As process 1 that
 * systemd-shutdown has handed over to, it has the root at /oldroot; in any
 * other process it can make the kept overlay read-only at best.
 * `shutdown begin KIND` only tells the keeper. Returns the program's exit code
 * where it is refused.
 */
int shutdown_run(int argc, char **argv);

#endif
