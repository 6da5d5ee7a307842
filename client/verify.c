/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A mount that succeeds can still be a wrong or useless root: the server's
 * pseudo-root, owners mapped to nobody (then everything ends in "Permission
 * denied", or in a deadlock of the kernel's /sbin/request-key), or an NFS 4.2
 * server on which every read fails.
 */
#include "verify.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "console.h"
#include "root.h"
#include "sys.h"

#define LOOK_MS	  20000	 /* for attributes and directories */
#define GRACE_MS  120000 /* for an open: RFC 8881 8.4.2.1, 90 s as a rule */
#define READ_SIZE 262144 /* a readahead and more */
#define NEWS_MS	  10000
#define NOBODY_16 65534
#define NOBODY_32 4294967294u /* (uid_t)-2 */

/* What the child says over the pipe; the last word is its result. */
struct word {
	uint8_t looked; /* attributes came: from here on it may be grace */
	uint8_t result;
	char why[126];
};

/* Only root may read these; /etc/shadow stands in every Debian. */
static const char *const private[] = { "/etc/shadow", "/root", "/etc/gshadow",
				       "/etc/ssl/private" };

/* Whose owners are looked at besides / and the init. */
static const char *const owned[] = { ROOT_OWNED };

static const char *const inits[] = { ROOT_INITS };

static void verify_say(int fd, bool looked, enum verify_result result,
		       const char *format, const char *object, unsigned long n)
{
	struct word word = { .looked = looked, .result = result };

	snprintf(word.why, sizeof(word.why), format, object, n);
	if (write(fd, &word, sizeof(word)) < 0)
		_exit(1);
}

/* True where the owner is root; otherwise it has said what it is. */
static bool verify_owner(int fd, const char *path, const struct stat *st)
{
	if (st->st_uid == 0)
		return true;
	if (st->st_uid == NOBODY_16 || st->st_uid == NOBODY_32)
		verify_say(fd, false, VERIFY_OWNERS,
			   "the owner of %s reads %lu instead of 0: the server "
			   "maps owners to nobody",
			   path, st->st_uid);
	else
		verify_say(fd, false, VERIFY_NO_INIT,
			   "the owner of %s is %lu, not root", path,
			   st->st_uid);
	return false;
}

static const char *verify_find_init(struct stat *st)
{
	for (size_t i = 0; i < sizeof(inits) / sizeof(inits[0]); i++)
		if (stat(inits[i], st) == 0 && S_ISREG(st->st_mode) &&
		    (st->st_mode & 0111))
			return inits[i];
	return NULL;
}

/* One entry is enough to see that the folder can be read. */
static bool verify_entry(const char *name)
{
	(void)name;
	return true;
}

static bool verify_directory(int fd)
{
	int ret = sys_each_entry("/", verify_entry);

	if (ret < 0)
		verify_say(fd, false, VERIFY_UNREADABLE,
			   "its directory cannot be read: %s", sys_error(-ret),
			   0);
	return ret == 0;
}

/*
 * Reads the first part of a file, by pages: over NFS 4.2, nfs-ganesha 4.3
 * answers a read that reaches the end of the file and fails all others, so that
 * a small file, or a large one in one piece, would prove nothing. Returns true
 * where that went well; otherwise it has said why not.
 */
static bool verify_read(int fd, const char *path)
{
	static char page[4096];
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool program = false;
	size_t sum = 0;
	ssize_t len;

	do {
		len = file < 0 ? -1 : read(file, page, sizeof(page));
		/* The same server has answered with other octets, too. */
		if (sum == 0 && len > 4)
			program = memcmp(page, "#!", 2) == 0 ||
				  memcmp(page, "\177ELF", 4) == 0;
		sum += len > 0 ? len : 0;
	} while (len > 0 && sum < READ_SIZE);
	if (len < 0)
		verify_say(fd, true, VERIFY_UNREADABLE,
			   "a file of it cannot be read: %s", sys_error(errno),
			   0);
	else if (!program)
		verify_say(fd, true, VERIFY_UNREADABLE,
			   "its %s reads as no program", path, 0);
	if (file >= 0)
		close(file);
	return len >= 0 && program;
}

static bool verify_owners(int fd)
{
	struct stat st;

	for (size_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++)
		if (stat(owned[i], &st) == 0 &&
		    !verify_owner(fd, owned[i], &st))
			return false;
	return true;
}

/* With root_squash the server reads with nobody's rights. */
static bool verify_is_root(int fd)
{
	struct stat st;

	for (size_t i = 0; i < sizeof(private) / sizeof(private[0]); i++) {
		int file;

		if (stat(private[i], &st) < 0 || (st.st_mode & 0004))
			continue;
		file = open(private[i], O_RDONLY | O_CLOEXEC);
		if (file >= 0) {
			close(file);
		} else if (errno == EACCES || errno == EPERM) {
			verify_say(fd, true, VERIFY_SQUASHED,
				   "%s cannot be read by root", private[i], 0);
			return false;
		}
	}
	return true;
}

/* What an answer to attributes shows; the init, or NULL where it has said what
 * is wrong. */
static const char *verify_look(int fd, const char *dir)
{
	const char *init;
	struct stat st;

	if (chroot(dir) < 0 || chdir("/") < 0 || stat("/", &st) < 0) {
		verify_say(fd, false,
			   errno == EACCES ? VERIFY_SQUASHED
					   : VERIFY_UNREADABLE,
			   "it cannot be entered: %s", sys_error(errno), 0);
		return NULL;
	}
	if (!verify_owner(fd, "/", &st) || !verify_directory(fd))
		return NULL;
	init = verify_find_init(&st);
	if (!init)
		verify_say(fd, false, VERIFY_NO_INIT, "it has no %s", inits[0],
			   0);
	else if (!verify_owner(fd, init, &st) || !verify_owners(fd))
		init = NULL;
	return init;
}

/* The child: everything may block here. */
static void verify_child(int fd, const char *dir)
{
	const char *init = verify_look(fd, dir);
	struct stat st;

	if (!init)
		return;
	verify_say(fd, true, VERIFY_GRACE, "%s does not open", init, 0);
	/* Where the init is a script, the shell is what must be read. */
	if (!verify_read(fd, init) ||
	    (stat(ROOT_SHELL, &st) == 0 && !verify_read(fd, ROOT_SHELL)) ||
	    !verify_is_root(fd))
		return;
	verify_say(fd, true, VERIFY_GOOD, "%s", init, 0);
}

/* A line of what it waits for; false where the server is gone. */
static bool verify_wait_longer(const struct word *word, unsigned seconds,
			       bool (*alive)(const void *ctx), const void *ctx)
{
	if (!word->looked) {
		console_step("nfs: no answer to a look at the root since %u s",
			     seconds);
		return true;
	}
	if (!alive(ctx) && !alive(ctx)) {
		console_step("nfs: the server answers nothing any more");
		return false;
	}
	console_step("nfs: waiting for the first open since %u s, of %u s at "
		     "most; a server that has just started lets one wait for "
		     "90 s as a rule (grace)",
		     seconds, GRACE_MS / 1000);
	return true;
}

static const struct word check_ended = { .result = VERIFY_UNREADABLE,
					 .why = "the check was ended" };

/* Follows the child's words until the last one or the deadline. */
static struct word verify_listen(int fd, bool (*alive)(const void *ctx),
				 const void *ctx)
{
	struct word word = { .result = VERIFY_SILENT,
			     .why = "the server does not answer a look at /" };
	uint64_t began_ms = sys_now_ms();
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	uint64_t limit_ms, past_ms;
	struct word next;
	int ret;

	for (;;) {
		limit_ms = word.looked ? GRACE_MS : LOOK_MS;
		past_ms = sys_now_ms() - began_ms;
		if (past_ms >= limit_ms)
			return word;
		ret = poll(&pfd, 1, NEWS_MS - past_ms % NEWS_MS);
		if (ret == 0 &&
		    !verify_wait_longer(&word, (past_ms + NEWS_MS) / 1000,
					alive, ctx)) {
			word.result = VERIFY_SILENT;
			return word;
		}
		if (ret <= 0)
			continue;
		if (read(fd, &next, sizeof(next)) != sizeof(next))
			return check_ended;
		next.why[sizeof(next.why) - 1] = '\0';
		word = next;
		if (word.result != VERIFY_GRACE)
			return word;
	}
}

enum verify_result verify_root(const char *dir, bool (*alive)(const void *ctx),
			       const void *ctx, char *why, size_t size)
{
	struct word word;
	int pipes[2];
	pid_t pid;

	snprintf(why, size, "%s", check_ended.why);
	if (pipe(pipes) < 0)
		return check_ended.result;
	pid = fork();
	if (pid == 0) {
		verify_child(pipes[1], dir);
		_exit(0);
	}
	close(pipes[1]);
	word = verify_listen(pipes[0], alive, ctx);
	close(pipes[0]);
	if (pid > 0) {
		kill(pid, SIGKILL);
		sys_wait(pid);
	}
	snprintf(why, size, "%s", word.why);
	return word.result;
}
