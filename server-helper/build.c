// SPDX-License-Identifier: GPL-2.0-or-later
/* build: makes the golden root, or brings a finished one up to date. */
#include <btrfsutil.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "build.h"
#include "clients_golden.h"
#include "check.h"
#include "file.h"
#include "generation.h"
#include "generation_clean.h"
#include "path.h"
#include "run.h"

#define STEP "build"

static int in_root(const char *const *argv, const char *input)
{
	const struct jail jail = { .root = build.root,
				   .cache = build.cache,
				   .client = build.client };

	return run_job(&(struct run){ .step = STEP,
				      .argv = argv,
				      .jail = &jail,
				      .log = build.log,
				      .input = input });
}

static int call_in_root(int (*call)(void *arg))
{
	const struct jail jail = { .root = build.root };

	return run_job(&(struct run){
		.step = STEP, .call = call, .arg = &build, .jail = &jail });
}

#define IN_ROOT(...) in_root((const char *const[]){ __VA_ARGS__, NULL }, NULL)

/* apt-get with the words of which none asks a question. */
static int apt(const char *const *words, int count)
{
	static const char *const options[] = {
		"apt-get",
		"--assume-yes",
		"--no-install-recommends",
		"-oAPT::Color=0",
		"-oDpkg::Use-Pty=0",
		"-oDpkg::Options::=--force-confdef",
		"-oDpkg::Options::=--force-confold",
		/* A fresh root is synced as a whole, before it gets its name. */
		"-oDpkg::Options::=--force-unsafe-io",
	};
	const char *argv[PACKAGES_MAX + 16];
	int n = sizeof(options) / sizeof(*options) - (build.fresh ? 0 : 1);

	memcpy(argv, options, (size_t)n * sizeof(*argv));
	memcpy(argv + n, words, (size_t)count * sizeof(*argv));
	argv[n + count] = NULL;
	return in_root(argv, NULL);
}

#define APT(...)                                                               \
	apt((const char *const[]){ __VA_ARGS__ },                              \
	    sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static int bootstrap(void)
{
	const struct jail jail = { 0 };
	const char *argv[12] = { "debootstrap", "--arch=amd64",
				 "--force-check-gpg" };
	char cache[PATH_MAX + 16];
	int n = 3;

	argv[n++] = build.no_firmware ? "--components=main"
				      : "--components=main,non-free-firmware";
	if (build.minimal)
		argv[n++] = "--variant=minbase";
	if (build.cache) {
		snprintf(cache, sizeof(cache), "--cache-dir=%s", build.cache);
		argv[n++] = cache;
	}
	argv[n++] = build.suite;
	argv[n++] = build.root;
	argv[n++] = build.mirror; /* NULL: debootstrap's own */
	say_step(STEP, "debootstrap %s%s%s", build.suite,
		 build.mirror ? " from " : "",
		 build.mirror ? build.mirror : "");
	return run_job(&(struct run){
		.step = STEP, .argv = argv, .jail = &jail, .log = build.log });
}

static int install_packages(void)
{
	const char *words[PACKAGES_MAX + 1] = { "install" };
	int count, err;

	say_step(STEP, "security updates");
	err = IN_ROOT("dpkg", "--configure", "-a");
	if (!err)
		err = APT("update");
	if (!err)
		err = APT("dist-upgrade");
	if (!err)
		err = build_packages(words + 1, &count);
	if (err)
		return err;
	say_step(STEP, "%d packages and what they depend on", count);
	return apt(words, count + 1);
}

static int configure(void)
{
	char line[512];
	int err;

	say_step(STEP, "locale, keyboard, time zone, name, login");
	err = call_in_root(build_root_configure);
	if (!err && build.locale && strncmp(build.locale, "C.", 2))
		err = IN_ROOT("locale-gen");
	if (!err && build.keymap)
		err = IN_ROOT("setupcon", "--save-only");
	if (err || (!build.password && !build.fresh))
		return err;
	if (!build.password)
		return IN_ROOT("passwd", "--lock", "root");
	snprintf(line, sizeof(line), "root:%s\n", build.password);
	return in_root((const char *const[]){ "chpasswd", NULL }, line);
}

/*
 * The kernel comes last, so that its installation makes the one initrd, with
 * the client in it; it takes a minute. An update makes it anew.
 */
static int install_kernel(void)
{
	static const char check[] =
		"for i in /boot/initrd.img-*; do\n"
		"	lsinitramfs \"$i\" | grep '/rescue64-client$' "
		">/dev/null || {\n"
		"		echo \"$i: rescue64-client is not in it\"\n"
		"		exit 1\n"
		"	}\n"
		"done";
	int err;

	say_step(STEP, "rescue64-client");
	err = IN_ROOT("cp", "--recursive", "--no-dereference",
		      "--preserve=mode,timestamps", JAIL_CLIENT_DIR "/.", "/");
	if (err)
		return err;
	say_step(STEP, "kernel and initrd");
	err = APT("install", "linux-image-amd64");
	if (!err && !build.fresh)
		err = IN_ROOT("update-initramfs", "-u", "-k", "all");
	return err ? err : IN_ROOT("sh", "-c", check);
}

static int finish(const struct server *srv)
{
	struct path golden = path_of(srv, DEFAULT_ROOT_PATH);
	int err;

	say_step(STEP, "cleaning up");
	free(build.cache);
	build.cache = NULL; /* only what is in the root itself */
	err = IN_ROOT("apt-get", "clean");
	if (!err)
		err = call_in_root(build_root_finish);
	if (err)
		return err;
	sync();
	if (!build.fresh)
		return 0;
	err = file_rename(build.root, golden.s);
	return err ? say_errno(STEP, golden.s, err) : 0;
}

/* On btrfs a subvolume: of that, a generation is a snapshot. */
static int make_folder(const char *dir)
{
	enum btrfs_util_error failed;
	struct statfs fs;
	int err = file_parents(dir);
	char parent[PATH_MAX];

	snprintf(parent, sizeof(parent), "%s", dir);
	if (!err && statfs(dirname(parent), &fs))
		err = -errno;
	if (err || fs.f_type != BTRFS_SUPER_MAGIC)
		return err ? err : file_mkdirs(dir);
	failed = btrfs_util_create_subvolume(dir, 0, NULL, NULL);
	if (failed == BTRFS_UTIL_OK)
		return 0;
	return errno ? -errno : -EIO;
}

/* Whether the golden root is there, and ours. Returns 0 or -errno (reported);
 * fills in build.fresh. */
static int look_at_golden(const struct server *srv)
{
	struct path golden = path_of(srv, DEFAULT_ROOT_PATH);
	struct path mark = path_of(srv, DEFAULT_ROOT_PATH GENERATION_MARK);
	struct stat st;

	build.fresh = lstat(golden.s, &st) != 0;
	if (build.fresh || !lstat(mark.s, &st))
		return 0;
	say_error(STEP, golden.s,
		  "is there, but not by rescue64-server (it has no %s); move "
		  "it away first",
		  GENERATION_MARK);
	return -EEXIST;
}

static int make_ready(const struct server *srv)
{
	struct path log = path_of(srv, LOG_DIR "/build.log");
	struct stat st;
	FILE *file;
	int err = file_parents(log.s);

	strcpy(build.log, log.s);
	file = err ? NULL : fopen(log.s, "we");
	if (!file)
		return say_errno(STEP, log.s, err ? err : -errno);
	fclose(file);
	err = build.cache ? file_mkdirs(build.cache) : 0;
	if (err)
		return say_errno(STEP, build.cache, err);
	if (!build.fresh)
		return 0;
	if (!lstat(build.root, &st)) {
		say_step(STEP, "%s: an interrupted build; starting again",
			 build.root);
		err = generation_remove_tree(STEP, build.root);
	}
	if (err)
		return err;
	err = make_folder(build.root);
	return err ? say_errno(STEP, build.root, err) : 0;
}

static int check_client(void)
{
	static const char *const needed[] = {
		"usr/sbin/rescue64-client",
		"etc/initramfs-tools/hooks/rescue64",
	};
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		snprintf(path, sizeof(path), "%s/%s", build.client, needed[i]);
		if (!access(path, X_OK))
			continue;
		say_error(
			STEP, "--client",
			"%s: %s; make install-client DESTDIR=%s puts it there",
			path, strerror(errno), build.client);
		return -ENOENT;
	}
	return 0;
}

int build_run(struct server *srv, int argc, char **argv)
{
	struct path golden = path_of(srv, DEFAULT_ROOT_PATH);
	struct path building = path_of(srv, BUILDING_PATH);
	int err;

	(void)argc;
	(void)argv;
	if (geteuid()) {
		say_error(STEP, "user", "only root can build a root");
		return -EPERM;
	}
	err = check_client();
	if (!err)
		err = run_check(STEP, "debootstrap", "debootstrap");
	if (!err)
		err = look_at_golden(srv);
	if (!err && !build.fresh)
		err = clients_golden_ask(srv, STEP);
	build.root = build.fresh ? building.s : golden.s;
	if (!err)
		err = make_ready(srv);
	if (err)
		return err;
	if (!build.fresh)
		say_step(STEP, "%s is there: bringing it up to date", golden.s);
	say_step(STEP, "log: %s", build.log);
	err = build.fresh ? bootstrap() : 0;
	if (!err)
		err = call_in_root(build_root_prepare);
	if (!err)
		err = install_packages();
	if (!err)
		err = configure();
	if (!err)
		err = install_kernel();
	if (!err)
		err = finish(srv);
	if (!err)
		say_step(STEP, "finished: %s; next: rescue64-server snapshot",
			 golden.s);
	return err;
}
