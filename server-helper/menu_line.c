// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel line of a menu, and whether it boots what it says. */
#include <errno.h>
#include <string.h>

#include "cmdline.h"
#include "menu.h"
#include "path.h"
#include "verify.h"

/* Stands for any, where none is chosen yet. */
#define SOME_ID "20000101T000000Z"

#define OVERLAY "rescue64.overlay="

void menu_line(const struct conf *conf, const char *id, char *line, size_t size)
{
	snprintf(line, size,
		 "initrd=" KERNEL_DIR "/%s/initrd.img root=/dev/nfs ip=dhcp "
		 "nfsroot=%s:" GENERATIONS_PATH "/%s%s%s%s%s",
		 id, conf->server, id, *conf->overlay ? " " OVERLAY : "",
		 conf->overlay, *conf->append ? " " : "", conf->append);
}

int menu_verify(const struct server *srv, const char *step, const char *id)
{
	const char *overlay = srv->conf.overlay;
	char line[MENU_LINE_SIZE];

	menu_line(&srv->conf, id, line, sizeof(line));
	return verify_menu_line(srv, step, line, id, *overlay ? overlay : NULL);
}

static void ignore(void *ctx, const char *field, const char *reason)
{
	(void)ctx;
	(void)field;
	(void)reason;
}

/* What ip= in --append does to all who boot by that menu. */
static const char *check_address(const struct conf *conf)
{
	static const struct report quiet = { ignore, ignore, NULL };
	struct cmdline cmdline;
	char line[MENU_LINE_SIZE];

	menu_line(conf, SOME_ID, line, sizeof(line));
	cmdline_parse(line, &cmdline, &quiet);
	if (cmdline.client && !*conf->machine)
		return "ip= with an address is for one PC: it goes with "
		       "--machine";
	if (!cmdline.client && cmdline.autoconf != AUTOCONF_DHCP)
		return "ip= leaves the PC without an address";
	return NULL;
}

int menu_check(const struct server *srv, const char *step)
{
	const struct conf *conf = &srv->conf;
	const char *wrong = NULL;

	if (!*conf->server) {
		say_error(step, "--server",
			  "missing: the address at which clients reach this "
			  "server (or server= in %s)",
			  CONF_PATH);
		return -EINVAL;
	}
	if (*conf->overlay && strstr(conf->append, OVERLAY))
		wrong = "has " OVERLAY ", and so has --overlay";
	if (!wrong)
		wrong = check_address(conf);
	if (wrong) {
		say_error(step, "--append", "%.300s: %s", conf->append, wrong);
		return -EINVAL;
	}
	return menu_verify(srv, step, SOME_ID);
}
