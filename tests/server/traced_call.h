/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system call that a traced process is about to make. */
#ifndef TRACED_CALL_H
#define TRACED_CALL_H

#include <limits.h>
#include <stdbool.h>
#include <sys/ptrace.h>
#include <sys/types.h>

struct traced_call {
	char name[32];	 /* its number, where it is none of those that change */
	bool needs_room; /* fails on a full disk, or may */
	char path[2][PATH_MAX]; /* what it names, "" where nothing */
};

/* Fills in call; returns whether it changes something on a disk, or syncs it. */
bool traced_call_read(struct traced_call *call, pid_t pid,
		      const struct __ptrace_syscall_info *info);

#endif
