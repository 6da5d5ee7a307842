/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "autologin.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "root_file.h"
#include "sys.h"
#include "units.h"

#define BAUD_RATES "115200,57600,38400,9600"

/* Ahead of what an inittab was, and of ids: overlays that are kept have them
 * from a boot before. */
#define INITTAB_WAS "#R64 "
#define INITTAB_ID  "R64"

const char *autologin_init(const char *root)
{
	/* /sbin is a link to usr/sbin, or is none. */
	static const char *const paths[] = { "usr/sbin/init", "sbin/init" };
	/* initramfs-tools exports what the kernel line's init= says. */
	const char *given = getenv("init");
	char target[128];
	ssize_t len = 0;

	if (given && strcmp(given, "/sbin/init") != 0)
		return text_find(given, "systemd") ? "systemd" : "other";
	for (size_t i = 0; i < 2; i++) {
		if (!root_file_exists(root, paths[i]))
			continue;
		len = root_file_read_link(root, paths[i], target,
					  sizeof(target));
		if (len > 0 && text_find(target, "systemd"))
			return "systemd";
	}
	/* Others' are links, as busybox's is, whose inittab is another. */
	return len == -EINVAL && root_file_exists(root, "etc/inittab")
		       ? "sysvinit"
		       : "other";
}

/* agetty would ask for a user that login(1) refuses, again and again. */
static bool autologin_has_user(const char *root, const char *user)
{
	static char text[TEXT_SIZE], line[TEXT_SIZE];
	ssize_t len = root_file_read(root, "etc/passwd", text, sizeof(text));
	const char *rest = text;
	size_t name = strlen(user);

	while (len > 0 && text_next_line(&rest, line, sizeof(line)))
		if (strncmp(line, user, name) == 0 && line[name] == ':')
			return !text_find(line, "/nologin") &&
			       !text_find(line, "/false");
	return len == -EFBIG; /* he may be in it */
}

/* tty1 and the rest of the virtual terminals; not ttyS0, hvc0, … */
static bool tty_is_virtual(const char *tty)
{
	return strncmp(tty, "tty", 3) == 0 && tty[3] >= '0' && tty[3] <= '9';
}

static int autologin_systemd(const char *tty, const char *user)
{
	bool virtual = tty_is_virtual(tty);
	char unit[64], text[384];

	/* What the stock units start, with the login name given: getty@ and
	 * serial-getty@ of systemd 252 to 257. */
	snprintf(unit, sizeof(unit), "%s@%.15s.service",
		 virtual ? "getty" : "serial-getty", tty);
	snprintf(text, sizeof(text),
		 "[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin "
		 "%s %s - ${TERM}\n",
		 user, virtual ? "--noclear" : "--keep-baud " BAUD_RATES);
	return unit_add_dropin(unit, text);
}

/* Whether an inittab line runs a getty on a tty. */
static bool inittab_serves(const char *line, const char *tty)
{
	return line[0] != '#' && text_find(line, "getty") &&
	       text_has_word(line, tty);
}

static void inittab_add(struct text *to, const struct logins *logins, size_t i)
{
	const char *tty = logins->ttys[i];
	const char *user = logins->user;

	text_add(to, INITTAB_ID "%zu:12345:respawn:", i);
	if (tty_is_virtual(tty) && logins->mingetty)
		text_add(to, "/sbin/mingetty --autologin %s --noclear %s\n",
			 user, tty);
	else if (tty_is_virtual(tty))
		text_add(to, "/sbin/agetty --autologin %s --noclear %s linux\n",
			 user, tty);
	else
		text_add(to,
			 "/sbin/agetty --autologin %s --keep-baud " BAUD_RATES
			 " %s vt220\n",
			 user, tty);
}

void inittab_edit(const char *from, struct text *to, const void *ctx)
{
	static char buffer[TEXT_SIZE]; /* as long as a line can be */
	const struct logins *logins = ctx;

	while (text_next_line(&from, buffer, sizeof(buffer))) {
		const char *line = buffer;
		bool served = false;

		if (strncmp(line, INITTAB_ID, 3) == 0 && line[3] <= '9')
			continue;
		if (strncmp(line, INITTAB_WAS, 5) == 0)
			line += 5;
		for (size_t i = 0; i < logins->count; i++)
			served = served ||
				 inittab_serves(line, logins->ttys[i]);
		text_add(to, "%s%s\n", served ? INITTAB_WAS : "", line);
	}
	for (size_t i = 0; i < logins->count; i++)
		inittab_add(to, logins, i);
}

/* A root that needs no password here needs none in rescue.target either, where
 * the image's root is locked: systemd-sulogin-shell(8). */
static int autologin_rescue(const char *user)
{
	static const char force[] = "[Service]\n"
				    "Environment=SYSTEMD_SULOGIN_FORCE=1\n";
	int ret;

	if (strcmp(user, "root") != 0)
		return 0;
	ret = unit_add_dropin("rescue.service", force);
	return ret < 0 ? ret : unit_add_dropin("emergency.service", force);
}

/* The kernel's consoles, and tty1 in any case; each once. */
static void logins_find_ttys(struct logins *logins)
{
	char consoles[CONSOLES_MAX][CONSOLE_NAME_SIZE];
	size_t named = console_list(consoles);

	strcpy(logins->ttys[0], "tty1");
	logins->count = 1;
	for (size_t i = 0; i < named; i++)
		if (strcmp(consoles[i], "tty1") != 0)
			strcpy(logins->ttys[logins->count++], consoles[i]);
}

static int autologin_set(const struct logins *logins, const char *root,
			 const char *init)
{
	int ret = 0;

	/* Also for none: a boot before may have had some. */
	if (strcmp(init, "sysvinit") == 0)
		return root_file_edit(root, "etc/inittab", inittab_edit,
				      logins);
	for (size_t i = 0; i < logins->count && ret == 0; i++)
		ret = autologin_systemd(logins->ttys[i], logins->user);
	if (logins->count && ret == 0)
		ret = autologin_rescue(logins->user);
	return ret;
}

int autologin_stage(struct boot *boot, const char *root)
{
	struct logins logins = { .user = boot->cmdline.autologin };
	const char *init = autologin_init(root);
	int ret;

	strcpy(boot->session.init, init);
	if (init[0] == 'o') {
		console_step("init: neither systemd nor sysvinit; login, "
			     "services and power-off are left to it");
		return 0;
	}
	if (logins.user[0] && !autologin_has_user(root, logins.user))
		console_warning("rescue64.autologin=",
				"%s is not in the image's /etc/passwd, or may "
				"not log in",
				logins.user);
	else if (logins.user[0])
		logins_find_ttys(&logins);
	logins.mingetty = root_file_exists(root, "usr/sbin/mingetty") ||
			  root_file_exists(root, "sbin/mingetty");
	ret = autologin_set(&logins, root, init);
	if (ret < 0) {
		console_warning("autologin", "%s", sys_error(-ret));
		return 0;
	}
	if (!logins.count)
		console_step("login: the image's own");
	for (size_t i = 0; i < logins.count; i++)
		console_step("login: %s on %s", logins.user, logins.ttys[i]);
	return 0;
}
