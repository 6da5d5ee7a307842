/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of the subcommand build. */
#ifndef BUILD_H
#define BUILD_H

#include <stdbool.h>
#include <stddef.h>

struct server;

#define PACKAGES_MAX 256

struct build {
	const char *suite, *mirror, *security_mirror;
	char *client; /* DESTDIR tree of make install-client */
	char *cache;  /* of packages, outside the root */
	bool no_firmware, no_tools, minimal;
	const char *locale, *keymap, *timezone, *hostname;
	char *password; /* root's; NULL: locked */
	char *ssh_keys; /* authorized_keys; NULL: none */
	char *packages; /* --packages, separated by blanks */
	char log[1024];
	const char *root; /* the folder that is worked on */
	bool fresh;	  /* else an update of a finished root */
};

extern struct build build; /* as the options said: build_options.c */

int build_run(struct server *srv, int argc, char **argv);

/*
 * The packages that go into the root, without the kernel; argv has room for
 * PACKAGES_MAX words, *count of them are used. Returns 0 or -E2BIG (reported).
 */
int build_packages(const char **argv, int *count);

/* Reads --packages: a file (it has a slash), else a list separated by commas;
 * NULL, or what is wrong. */
const char *build_read_packages(const char *value, char **packages);

/*
 * Functions for run_job, called inside the root with a struct build: before
 * packages are installed, after that, and at the very end. Return 0 or -errno
 * (reported).
 */
int build_root_prepare(void *build);
int build_root_configure(void *build);
int build_root_finish(void *build);

/* policy-rc.d that keeps packages from starting services; one that is not
 * ours is left alone. Functions for run_job, arg unused. */
int build_root_block_services(void *arg);
int build_root_unblock_services(void *arg);

#endif
