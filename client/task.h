/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TASK_H
#define TASK_H

#include <stddef.h>

/*
 * Does what a dead server may hang in a child that can be given up, and says
 * every 10 s that it waits for what. Work bounds itself by alarm(2), and
 * returns 0 or -errno; what it has written to ctx (at most PIPE_BUF octets) is
 * there afterwards. After seconds the child is left to itself. Returns what
 * work did, or -EINTR where it took too long.
 */
int task_run(int (*work)(void *ctx), void *ctx, size_t size, const char *what,
	     unsigned seconds);

#endif
