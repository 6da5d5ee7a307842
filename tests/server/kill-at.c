// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a command, counts the system calls that it and its children begin, and
 * ends it with SIGKILL at one of them, before the kernel has done it. Only the
 * command's own process is killed, as by kill -9; what it started has to end
 * with it, and has ended when this returns.
 *
 *	kill-at [-e] [-f] [-n N] [-b CALL:PATH] [-a CALL:PATH] [-c CALL:PATH]
 *		[-o FILE] COMMAND...
 *
 * Counted are the calls that change something on a disk, or that see to it
 * that it is there; with -e every call. -n: at the N-th. -b, -a: just before,
 * or just after, the first CALL (rename is renameat2, too) with a path that
 * ends in PATH. -f: nothing is killed, but the N-th call and those behind it
 * fail with ENOSPC where they could on a full disk. -o: where to report,
 * instead of stderr, in one line:
 *
 *	N killed|failed|ended passed|ahead [CALL PATH...]
 *
 * how many calls had begun; whether the kernel had done the call of -c; at
 * which call it struck. The exit code is the command's, 137 where it was
 * killed.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "traced_call.h"

struct point {
	const char *call, *path; /* call NULL: none */
	size_t len;		 /* of call */
	pid_t within;		 /* who is doing it */
};

static struct point before, after, commit;
static unsigned long count, at;
static bool every, full, begun, struck, failed, passed;
static pid_t first;
static int status_of_first;
static struct traced_call last, first_failed;

static void die(const char *what)
{
	fprintf(stderr, "kill-at: %s: %s\n", what, strerror(errno));
	exit(125);
}

static struct point parse_point(const char *text)
{
	const char *colon = strchr(text, ':');

	if (!colon) {
		errno = EINVAL;
		die(text);
	}
	return (struct point){ .call = text,
			       .path = colon + 1,
			       .len = (size_t)(colon - text) };
}

static bool ends_in(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);

	return len >= end_len && !strcmp(path + len - end_len, end);
}

static bool is_at(const struct point *point, const struct traced_call *call)
{
	return point->call && !strncmp(call->name, point->call, point->len) &&
	       (ends_in(call->path[0], point->path) ||
		ends_in(call->path[1], point->path));
}

/*
 * Whoever began the call stays where it is until the first process is gone:
 * then its own death signal has ended it, or nothing will.
 */
static void strike(pid_t pid)
{
	int status;

	struck = true;
	kill(first, SIGKILL);
	while (waitpid(first, &status, __WALL) == first)
		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			status_of_first = status;
			break;
		}
	if (pid != first)
		ptrace(PTRACE_CONT, pid, 0, 0);
}

/* Number -1 is no system call: the kernel answers ENOSYS, which leave() makes
 * ENOSPC. */
static void fail(pid_t pid, const struct traced_call *call)
{
#ifdef __x86_64__
	ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, regs.orig_rax), -1L);
#else
	errno = ENOSYS;
	die("-f on this machine");
#endif
	if (!failed)
		first_failed = *call;
	failed = true;
}

static void enter(pid_t pid, const struct __ptrace_syscall_info *info)
{
	struct traced_call call = { 0 };

	if (!traced_call_read(&call, pid, info) && !every)
		return;
	count++;
	last = call;
	if (is_at(&commit, &call))
		commit.within = pid;
	if (is_at(&after, &call))
		after.within = pid;
	if (full && at && count >= at && call.needs_room)
		fail(pid, &call);
	else if (!full && (count == at || is_at(&before, &call)))
		strike(pid);
}

static void leave(pid_t pid, long result)
{
	if (commit.within == pid && result >= 0)
		passed = true;
	if (after.within == pid && result >= 0)
		strike(pid);
#ifdef __x86_64__
	if (full && result == -ENOSYS)
		ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, regs.rax),
		       -(long)ENOSPC);
#endif
	if (commit.within == pid)
		commit.within = 0;
	if (after.within == pid)
		after.within = 0;
}

/* Returns whether the process is to go on. */
static bool at_call(pid_t pid)
{
	struct __ptrace_syscall_info info;

	if (!begun ||
	    ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) <= 0)
		return true;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		enter(pid, &info);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		leave(pid, (long)info.exit.rval);
	return !struck;
}

static void at_stop(pid_t pid, int status)
{
	int signal = WSTOPSIG(status);

	if (signal == (SIGTRAP | 0x80)) {
		if (!struck && !at_call(pid))
			return;
		signal = 0;
	} else if (signal == SIGTRAP || signal == SIGSTOP) {
		/* An event, or the first stop of a new process. */
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8))
			begun = true;
		signal = 0;
	}
	ptrace(struck ? PTRACE_CONT : PTRACE_SYSCALL, pid, 0, signal);
}

static void start(char **argv)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL |
			     PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			     PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
	int status;

	first = fork();
	if (first < 0)
		die("fork");
	if (!first) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		execvp(argv[0], argv);
		die(argv[0]);
	}
	if (waitpid(first, &status, 0) != first ||
	    ptrace(PTRACE_SETOPTIONS, first, 0, options) ||
	    ptrace(PTRACE_SYSCALL, first, 0, 0))
		die("ptrace");
}

static void report(FILE *out)
{
	const char *how = struck ? "killed" : failed ? "failed" : "ended";

	if (failed)
		last = first_failed;
	fprintf(out, "%lu %s %s", count, how, passed ? "passed" : "ahead");
	if (struck || failed)
		fprintf(out, " %s %s %s", last.name, last.path[0],
			last.path[1]);
	fputc('\n', out);
}

int main(int argc, char **argv)
{
	FILE *out = stderr;
	int c, status;
	pid_t pid;

	while ((c = getopt(argc, argv, "+efn:b:a:c:o:")) != -1)
		switch (c) {
		case 'e':
			every = true;
			break;
		case 'f':
			full = true;
			break;
		case 'n':
			at = strtoul(optarg, NULL, 10);
			break;
		case 'b':
			before = parse_point(optarg);
			break;
		case 'a':
			after = parse_point(optarg);
			break;
		case 'c':
			commit = parse_point(optarg);
			break;
		case 'o':
			out = fopen(optarg, "we");
			if (!out)
				die(optarg);
			break;
		default:
			return 125;
		}
	if (optind == argc)
		return 125;
	start(argv + optind);
	while ((pid = waitpid(-1, &status, __WALL)) > 0)
		if (WIFSTOPPED(status))
			at_stop(pid, status);
		else if (pid == first)
			status_of_first = status;
	report(out);
	return WIFEXITED(status_of_first) ? WEXITSTATUS(status_of_first)
					  : 128 + WTERMSIG(status_of_first);
}
