// SPDX-License-Identifier: GPL-2.0-or-later
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "check.h"
#include "file.h"
#include "path.h"

struct build build = {
	.suite = "trixie",
	.client = (char[]){ CLIENT_TREE },
};

static const char *set_word(const char **out, const char *value,
			    const char *more)
{
	*out = value;
	return check_word(value, more, 64);
}

static const char *set_suite(struct server *srv, const char *value)
{
	(void)srv;
	return set_word(&build.suite, value, "-");
}

static const char *set_mirror(struct server *srv, const char *value)
{
	(void)srv;
	build.mirror = value;
	return check_url(value);
}

static const char *set_security_mirror(struct server *srv, const char *value)
{
	(void)srv;
	build.security_mirror = value;
	return check_url(value);
}

static const char *set_client(struct server *srv, const char *value)
{
	(void)srv;
	build.client = realpath(value, NULL);
	return build.client ? NULL : "no such folder";
}

static const char *set_cache(struct server *srv, const char *value)
{
	/* Goes into a list of words that debootstrap takes apart. */
	static const char characters[] = "/._+@:,=~-";
	const char *wrong = check_word(value, characters, PATH_MAX);

	(void)srv;
	if (wrong)
		return wrong;
	if (file_mkdirs(value) || !(build.cache = realpath(value, NULL)))
		return "cannot be made";
	return check_word(build.cache, characters, PATH_MAX);
}

static const char *set_packages(struct server *srv, const char *value)
{
	(void)srv;
	return build_read_packages(value, &build.packages);
}

static const char *set_no_firmware(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	build.no_firmware = true;
	return NULL;
}

static const char *set_no_tools(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	build.no_tools = true;
	return NULL;
}

static const char *set_minimal(struct server *srv, const char *value)
{
	build.minimal = true;
	set_no_tools(srv, value);
	return set_no_firmware(srv, value);
}

static const char *set_locale(struct server *srv, const char *value)
{
	(void)srv;
	return set_word(&build.locale, value, "_.@-");
}

static const char *set_keymap(struct server *srv, const char *value)
{
	(void)srv;
	return set_word(&build.keymap, value, ":_,-");
}

static const char *set_timezone(struct server *srv, const char *value)
{
	const char *wrong = set_word(&build.timezone, value, "/_+-");

	(void)srv;
	return !wrong && *value == '/' ? "not a name like Europe/Berlin"
				       : wrong;
}

static const char *set_hostname(struct server *srv, const char *value)
{
	(void)srv;
	build.hostname = value;
	return check_hostname(value)
		       ? NULL
		       : "not a host name of one label (RFC 1123)";
}

/* The first line of a file; - is standard input. Never an argument, which
 * everyone could read in /proc. */
static const char *set_password(struct server *srv, const char *value)
{
	const char *path = strcmp(value, "-") ? value : "/dev/stdin";
	char *text;

	(void)srv;
	if (file_read(path, 4096, &text, NULL))
		return "cannot be read";
	text[strcspn(text, "\r\n")] = '\0';
	build.password = text;
	if (!*text)
		return "the password is empty";
	return strlen(text) > 255 ? "the password has more than 255 octets"
				  : NULL;
}

static const char *set_ssh_key(struct server *srv, const char *value)
{
	const char *line;

	(void)srv;
	if (file_read(value, 65536, &build.ssh_keys, NULL))
		return "cannot be read, or is larger than 64 KiB";
	if (strstr(build.ssh_keys, "PRIVATE KEY"))
		return "is a private key; the public one ends in .pub";
	/* authorized_keys: options may stand before the key's type. */
	for (line = build.ssh_keys; line;
	     line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		if (*line && !strchr("\n#", *line) &&
		    (strstr(line, "ssh-") || strstr(line, "ecdsa-") ||
		     strstr(line, "sk-")))
			return NULL;
	return "has no public key in it";
}

static const struct opt options[] = {
	{ "suite", "NAME", "Debian's release; default trixie.", set_suite },
	{ "mirror", "URL",
	  "Where packages come from; default debootstrap's own.", set_mirror },
	{ "security-mirror", "URL",
	  "Where security updates come from; default the mirror's address\n"
	  "      with -security behind it.",
	  set_security_mirror },
	{ "client", "DIR",
	  "The tree that make install-client DESTDIR=DIR made; default\n"
	  "      " CLIENT_TREE ".",
	  set_client },
	{ "packages", "FILE|LIST",
	  "More packages: a list separated by commas, or (with a slash in it)\n"
	  "      a file with one a line.",
	  set_packages },
	{ "no-firmware", NULL,
	  "Leave out the NIC firmware; only Debian's main, nothing non-free.",
	  set_no_firmware },
	{ "no-tools", NULL, "Leave out the rescue tools.", set_no_tools },
	{ "minimal", NULL,
	  "Only what boots and gives a shell: --no-tools, --no-firmware and\n"
	  "      debootstrap's smallest variant.",
	  set_minimal },
	{ "locale", "NAME", "Like de_DE.UTF-8; default C.UTF-8.", set_locale },
	{ "keymap", "LAYOUT[:VARIANT]", "Like de:nodeadkeys; default us.",
	  set_keymap },
	{ "timezone", "NAME", "Like Europe/Berlin; default UTC.",
	  set_timezone },
	{ "hostname", "NAME",
	  "Where neither DHCP nor the kernel line names a PC; default "
	  "rescue64.",
	  set_hostname },
	{ "root-password-file", "FILE|-",
	  "Root's password: the file's first line; without one it is locked.",
	  set_password },
	{ "ssh-key", "FILE", "Public keys that may log in as root.",
	  set_ssh_key },
	{ "cache", "DIR", "Keep the downloaded packages there.", set_cache },
	{ 0 },
};

const struct subcommand build_command = {
	.name = "build",
	.operands = "",
	.summary = "make the golden root, or bring it up to date",
	.help = "Bootstraps Debian into /srv/pxe/rescue64: kernel, rescue "
		"tools, NIC firmware,\n"
		"rescue64-client and an initrd with it. The root gets its name "
		"when it is\n"
		"finished; what an interrupted build left is removed by the "
		"next. On a finished\n"
		"root: installs updates and rescue64-client, and the packages "
		"and settings that\n"
		"the options name; --suite, --mirror, --no-... and --minimal "
		"count only at first.\n"
		"The whole output goes to /var/log/rescue64/build.log.\n",
	.options = options,
	.lock = true,
	.run = build_run,
};
