// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The root's own configuration. All of this runs inside the root (run_job with
 * a jail), so that its symbolic links lead nowhere else.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "build.h"
#include "file.h"
#include "generation.h"
#include "image.h"
#include "say.h"

#define STEP   "build"
#define POLICY "/usr/sbin/policy-rc.d"

static const char policy[] =
	"#!/bin/sh\n"
	"# rescue64-server: no service starts while packages are installed.\n"
	"exit 101\n";

static int put(const char *path, const char *text, mode_t mode)
{
	int err = file_parents(path);

	if (!err)
		err = file_write(path, text, mode);
	return err ? say_errno(STEP, path, err) : 0;
}

static int put_link(const char *target, const char *path)
{
	int err = file_parents(path);

	if (!err && unlink(path) && errno != ENOENT)
		err = -errno;
	if (!err && symlink(target, path))
		err = -errno;
	return err ? say_errno(STEP, path, err) : 0;
}

/* 1 where policy-rc.d is ours, 0 where it is someone else's, -ENOENT. */
static int policy_is_ours(void)
{
	char *text;
	int err = file_read(POLICY, 4096, &text, NULL);

	if (err)
		return err == -ENOENT ? err : 0;
	err = !strcmp(text, policy);
	free(text);
	return err;
}

int build_root_block_services(void *arg)
{
	(void)arg;
	return policy_is_ours() == -ENOENT ? put(POLICY, policy, 0755) : 0;
}

int build_root_unblock_services(void *arg)
{
	(void)arg;
	if (policy_is_ours() == 1 && unlink(POLICY))
		return say_errno(STEP, POLICY, -errno);
	return 0;
}

/* Where debootstrap had the packages from: it wrote one line of
 * sources.list(5), "deb URI SUITE COMPONENT...". */
static int read_mirror(char *mirror, size_t size)
{
	char *text, *uri;
	int err = file_read("/etc/apt/sources.list", 1 << 16, &text, NULL);

	if (err)
		return say_errno(STEP, "/etc/apt/sources.list", err);
	uri = !strncmp(text, "deb ", 4) ? text + 4 : NULL;
	if (!uri || !strcspn(uri, " \n") || strcspn(uri, " \n") >= size) {
		say_error(STEP, "/etc/apt/sources.list",
			  "names no mirror; use --mirror");
		err = -EINVAL;
	} else {
		snprintf(mirror, size, "%.*s", (int)strcspn(uri, " \n"), uri);
	}
	free(text);
	return err;
}

/* apt's sources in the form of sources.list(5), DEB822-STYLE FORMAT. */
static int write_sources(void)
{
	static const char keyring[] =
		"/usr/share/keyrings/debian-archive-keyring.gpg";
	const char *components = build.no_firmware ? "main"
						   : "main non-free-firmware";
	const char *suite = build.suite;
	bool rolling = !strcmp(suite, "sid") || !strcmp(suite, "unstable");
	char text[2048], mirror[512], security[512 + 16];
	int len, err = 0;

	if (build.mirror)
		snprintf(mirror, sizeof(mirror), "%s", build.mirror);
	else
		err = read_mirror(mirror, sizeof(mirror));
	if (err)
		return err;
	/* .../debian and .../debian-security, as Debian's mirrors have it. */
	len = (int)strlen(mirror);
	while (len > 1 && mirror[len - 1] == '/')
		len--;
	snprintf(security, sizeof(security), "%.*s-security", len, mirror);
	len = snprintf(text, sizeof(text),
		       "Types: deb\nURIs: %s\nSuites: %s%s%s%s\n"
		       "Components: %s\nSigned-By: %s\n",
		       mirror, suite, rolling ? "" : " ", rolling ? "" : suite,
		       rolling ? "" : "-updates", components, keyring);
	if (!rolling)
		snprintf(text + len, sizeof(text) - (size_t)len,
			 "\nTypes: deb\nURIs: %s\nSuites: %s-security\n"
			 "Components: %s\nSigned-By: %s\n",
			 build.security_mirror ? build.security_mirror
					       : security,
			 suite, components, keyring);
	if (unlink("/etc/apt/sources.list") && errno != ENOENT)
		return say_errno(STEP, "/etc/apt/sources.list", -errno);
	return put("/etc/apt/sources.list.d/debian.sources", text, 0644);
}

int build_root_prepare(void *arg)
{
	int err;

	(void)arg;

	/* Not finished: snapshot refuses it until the end of the build. */
	err = put(GENERATION_MARK, "state=building\n", 0644);
	if (!err && build.fresh)
		err = write_sources();
	return err ? err : build_root_block_services(NULL);
}

static int set_locale(void)
{
	char text[256], wanted[64], *supported, *at;
	int err;

	if (build.locale && strncmp(build.locale, "C.", 2)) {
		snprintf(wanted, sizeof(wanted), "\n%s ", build.locale);
		err = file_read("/usr/share/i18n/SUPPORTED", 1 << 20,
				&supported, NULL);
		if (err)
			return say_errno(STEP, "/usr/share/i18n/SUPPORTED",
					 err);
		at = strstr(supported, wanted);
		snprintf(text, sizeof(text), "%.*s\n",
			 at ? (int)strcspn(at + 1, "\n") : 0, at ? at + 1 : "");
		free(supported);
		if (!at) {
			say_error(STEP, "--locale",
				  "%s: not in /usr/share/i18n/SUPPORTED of the "
				  "root (de_DE.UTF-8, ...)",
				  build.locale);
			return -EINVAL;
		}
		err = put("/etc/locale.gen", text, 0644);
		if (err)
			return err;
	}
	if (!build.locale && !build.fresh)
		return 0;
	snprintf(text, sizeof(text), "LANG=%s\n",
		 build.locale ? build.locale : "C.UTF-8");
	err = put("/etc/locale.conf", text, 0644);
	/* One file for PAM and systemd, as Debian 13 has it. */
	return err ? err : put_link("../locale.conf", "/etc/default/locale");
}

/* LAYOUT[:VARIANT] of xkeyboard-config; console-setup makes a console map of
 * it when it is configured again. */
static int set_keymap(void)
{
	char text[256], layout[64];
	char *variant = layout;

	if (!build.keymap)
		return 0;
	snprintf(layout, sizeof(layout), "%s", build.keymap);
	strsep(&variant, ":");
	snprintf(text, sizeof(text),
		 "XKBMODEL=\"pc105\"\nXKBLAYOUT=\"%s\"\nXKBVARIANT=\"%s\"\n"
		 "XKBOPTIONS=\"\"\n\nBACKSPACE=\"guess\"\n",
		 layout, variant ? variant : "");
	return put("/etc/default/keyboard", text, 0644);
}

static int set_timezone(void)
{
	char path[128], text[128];
	struct stat st;
	int err;

	if (!build.timezone)
		return 0;
	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", build.timezone);
	if (stat(path, &st) || !S_ISREG(st.st_mode)) {
		say_error(STEP, "--timezone", "%s: no such time zone",
			  build.timezone);
		return -EINVAL;
	}
	snprintf(text, sizeof(text), "%s\n", build.timezone);
	err = put_link(path, "/etc/localtime");
	return err ? err : put("/etc/timezone", text, 0644);
}

static int set_hostname(void)
{
	const char *name = build.hostname ? build.hostname : "rescue64";
	char text[256];
	int err;

	if (!build.hostname && !build.fresh)
		return 0;
	snprintf(text, sizeof(text), "%s\n", name);
	err = put("/etc/hostname", text, 0644);
	if (err)
		return err;
	snprintf(text, sizeof(text),
		 "127.0.0.1\tlocalhost\n127.0.1.1\t%s\n"
		 "::1\t\tlocalhost ip6-localhost ip6-loopback\n",
		 name);
	return put("/etc/hosts", text, 0644);
}

static int set_ssh_keys(void)
{
	if (!build.ssh_keys)
		return 0;
	if (mkdir("/root/.ssh", 0700) && errno != EEXIST)
		return say_errno(STEP, "/root/.ssh", -errno);
	if (chmod("/root/.ssh", 0700))
		return say_errno(STEP, "/root/.ssh", -errno);
	return put("/root/.ssh/authorized_keys", build.ssh_keys, 0600);
}

/* Nothing may fail, or touch a disk, only because the PC boots diskless or is
 * here to be rescued. */
static int set_services(void)
{
	static const char smartd[] =
		"# rescue64-server: a PC without disks is no failure.\n"
		"smartd_opts=\"--quit=never\"\n";
	static const char *const off[] = {
		"apt-daily.timer",
		"apt-daily-upgrade.timer",
		"e2scrub_all.timer",
		"e2scrub_reap.service",
		"fstrim.timer",
		"mdcheck_start.timer",
		"mdcheck_continue.timer",
		"xfs_scrub_all.timer",
		"nvmf-autoconnect.service",
		"nvmefc-boot-connections.service",
	};
	char path[128];
	int err = 0;
	size_t i;

	if (!access("/usr/sbin/smartd", X_OK))
		err = put("/etc/default/smartmontools", smartd, 0644);
	for (i = 0; i < sizeof(off) / sizeof(*off) && !err; i++) {
		snprintf(path, sizeof(path), "/etc/systemd/system/%s", off[i]);
		err = put_link("/dev/null", path);
	}
	return err;
}

int build_root_configure(void *arg)
{
	int err = set_locale();

	(void)arg;
	if (!err)
		err = set_keymap();
	if (!err)
		err = set_timezone();
	if (!err)
		err = set_hostname();
	if (!err)
		err = set_ssh_keys();
	if (!err && build.fresh)
		err = put("/etc/fstab",
			  "# Empty: the client mounts the root.\n", 0644);
	if (!err && build.fresh)
		err = set_services();
	return err;
}

int build_root_finish(void *arg)
{
	char text[256], built[GENERATION_ID_SIZE];
	int err = build_root_unblock_services(arg);

	if (!err && build.fresh)
		err = image_clean((char[]){ STEP });
	/* debootstrap copied the server's. */
	if (!err && build.fresh) {
		umount2("/etc/resolv.conf", MNT_DETACH); /* the jail's */
		err = put("/etc/resolv.conf", "", 0644);
	}
	if (err)
		return err;
	generation_make_id(time(NULL), built);
	snprintf(text, sizeof(text),
		 "state=finished\nsuite=%s\nbuilt=%s\nversion=%s\n",
		 build.suite, built, RESCUE64_VERSION);
	return put(GENERATION_MARK, text, 0644);
}
