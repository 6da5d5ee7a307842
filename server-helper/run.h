/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs programs, and functions of our own inside the root. */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>

#include "jail.h"

struct run {
	const char *step;
	const char *const *argv; /* the program, looked up in PATH; or */
	int (*call)(void *arg);	 /* 0 or -errno (reported) */
	void *arg;
	const struct jail *jail; /* NULL: neither chroot nor namespaces */
	const char *log;	 /* gets the output; NULL: as the caller */
	const char *input;	 /* on standard input; NULL: nothing */
	bool interactive;	 /* a person sits there: signals are hers */
};

/*
 * Runs it and waits; while that lasts, the last line of the log is shown. The
 * tail of the log is printed where the program fails. Everything it started
 * ends with it (in a jail) and with us. Returns 0, -ECHILD where it failed
 * (reported), or -errno (reported); where interactive, its exit code.
 */
int run_job(const struct run *run);

/* 0 where the program is there; else -ENOENT (reported, with the Debian
 * package that has it). */
int run_check(const char *step, const char *program, const char *package);

#endif
