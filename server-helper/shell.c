// SPDX-License-Identifier: GPL-2.0-or-later
/* shell: a shell or a program in the golden root. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build.h"
#include "clients_golden.h"
#include "path.h"
#include "run.h"

#define STEP "shell"

static int run_shell(struct server *srv, int argc, char **argv)
{
	static const char *const shell[] = { "/bin/bash", "--login", NULL };
	struct path golden = path_of(srv, DEFAULT_ROOT_PATH);
	const struct jail jail = { .root = golden.s };
	struct run policy = { .step = STEP,
			      .call = build_root_block_services,
			      .jail = &jail };
	struct run run = { .step = STEP,
			   .argv = argc ? (const char *const *)argv : shell,
			   .jail = &jail,
			   .interactive = true };
	struct stat st;
	int code, err;

	if (geteuid()) {
		say_error(STEP, "user", "only root can change the root");
		return -EPERM;
	}
	if (lstat(golden.s, &st)) {
		say_error(STEP, golden.s,
			  "not there; make it with rescue64-server build");
		return -ENOENT;
	}
	err = clients_golden_ask(srv, STEP);
	if (!err)
		err = run_job(&policy);
	if (err)
		return err;
	if (!argc && isatty(STDIN_FILENO))
		say_step(
			STEP,
			"in %s; leave with exit, then rescue64-server snapshot",
			golden.s);
	code = run_job(&run);
	policy.call = build_root_unblock_services;
	err = run_job(&policy);
	return err ? err : code;
}

static const struct opt options[] = { { 0 } };

const struct subcommand shell_command = {
	.name = "shell",
	.operands = "[COMMAND [ARGUMENT]...]",
	.summary = "a shell, or a command, in the golden root",
	.help = "Runs a login shell, or the command, inside /srv/pxe/rescue64, "
		"with /proc, /sys,\n"
		"/dev and name resolution; no package starts a service there. "
		"Nothing stays\n"
		"mounted, and nothing that was started in it stays alive, "
		"however it ends.\n",
	.options = options,
	.operands_max = -1,
	.lock = true,
	.run = run_shell,
	.exits = "else the command's own",
};
