/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "autologin.h"

#include <stdio.h>
#include <string.h>

#include "root_file.h"
#include "sys.h"
#include "units.h"

#define BAUD_RATES "115200,57600,38400,9600"

const char *autologin_init(const char *root)
{
	static const char *const links[] = { "sbin/init", "usr/sbin/init" };
	char target[128];

	for (size_t i = 0; i < 2; i++)
		if (root_file_read_link(root, links[i], target,
					sizeof(target)) > 0 &&
		    text_find(target, "systemd"))
			return "systemd";
	return root_file_exists(root, "etc/inittab") ? "sysvinit" : "other";
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

	text_add(to, "R%zu:12345:respawn:", i);
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
	static char line[TEXT_SIZE]; /* as long as a line can be */
	const struct logins *logins = ctx;

	while (text_next_line(&from, line, sizeof(line))) {
		bool served = false;

		for (size_t i = 0; i < logins->count; i++)
			served = served ||
				 inittab_serves(line, logins->ttys[i]);
		text_add(to, "%s%s\n", served ? "#" : "", line);
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

int autologin_stage(struct boot *boot, const char *root)
{
	struct logins logins = { .user = boot->cmdline.autologin };
	int ret = 0;

	strcpy(boot->session.init, autologin_init(root));
	if (!logins.user[0]) {
		console_step("login: the image's own");
		return 0;
	}
	logins_find_ttys(&logins);
	logins.mingetty = root_file_exists(root, "usr/sbin/mingetty") ||
			  root_file_exists(root, "sbin/mingetty");
	if (strcmp(boot->session.init, "systemd") == 0) {
		for (size_t i = 0; i < logins.count && ret == 0; i++)
			ret = autologin_systemd(logins.ttys[i], logins.user);
		if (ret == 0)
			ret = autologin_rescue(logins.user);
	} else if (strcmp(boot->session.init, "sysvinit") == 0) {
		ret = root_file_edit(root, "etc/inittab", inittab_edit,
				     &logins);
	} else {
		console_step("login: this init is neither systemd nor "
			     "sysvinit, left alone");
		return 0;
	}
	if (ret < 0) {
		console_warning("autologin", "%s", sys_error(-ret));
		return 0;
	}
	for (size_t i = 0; i < logins.count; i++)
		console_step("login: %s on %s", logins.user, logins.ttys[i]);
	return 0;
}
