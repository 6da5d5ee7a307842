/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Notices, in the keeper's own memory, that the machine began to shut down, and
 * ends it where the root's server is dead: then the init may hang in whatever
 * it looks up or executes next.
 *
 * systemd: each kind has a FIFO in SHUTDOWN_END_DIR, which a socket unit holds
 * open until that kind's target is started; PID 1 closes it, which needs no
 * file system. sysvinit: `shutdown begin KIND` of inittab writes "begun" there.
 * Both: the kernel tells this process of Ctrl-Alt-Del (cad_pid), which hands
 * it on to PID 1.
 */
#ifndef ENDING_H
#define ENDING_H

#include <poll.h>
#include <stdint.h>
#include <sys/types.h>

#include "shutdown.h"

#define ENDING_POLLS (2 + SHUTDOWN_KINDS)

/* To be called while /proc is there. What cannot be had is warned of. */
void ending_begin(void);

/* Lets the kernel tell this process of Ctrl-Alt-Del, when the boot is done:
 * cad_pid in Documentation/admin-guide/sysctl/kernel.rst. */
void ending_take_keys(pid_t pid);

/* What to wait for, and until when. */
void ending_poll(struct pollfd fds[ENDING_POLLS]);
uint64_t ending_due_ms(void);

/* Reads what poll(2) has found and does what is due: 2 s at most. */
void ending_step(const struct pollfd fds[ENDING_POLLS], uint64_t now_ms);

#endif
