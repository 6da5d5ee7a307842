// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "file.h"
#include "machine.h"
#include "path.h"
#include "verify.h"

/* Wider than this holds a sixteenth of all addresses: that is everyone. */
#define WIDTH_MIN 8

/*
 * Nobody's: within the range that Debian gives out itself, when asked, and so
 * keeps its users out of (Debian Policy 9.2.2; it has given out 63434 and
 * 64000 to 64069), and outside of systemd's, which begin at 61184 (Users,
 * Groups, UIDs and GIDs on systemd Systems).
 */
#define OVERLAY_UID 60640

void conf_defaults(struct conf *conf)
{
	memset(conf, 0, sizeof(*conf));
	strcpy(conf->title, "Network boot");
	strcpy(conf->entry, "local");
	conf->timeout = 20;
	conf->overlay_uid = OVERLAY_UID;
}

const char *conf_set_server(struct server *srv, const char *value)
{
	uint32_t addr;

	/* An address, for nothing resolves names where it is read. */
	if (!check_quad(value, &addr) || !addr)
		return "not an IPv4 address";
	snprintf(srv->conf.server, sizeof(srv->conf.server), "%s", value);
	return NULL;
}

const char *conf_set_network(struct server *srv, const char *value)
{
	struct conf *conf = &srv->conf;
	const char *wrong;
	uint32_t addr;
	unsigned width, i;

	if (conf->networks_from_file) {
		conf->network_count = 0;
		conf->networks_from_file = false;
	}
	if (!strcmp(value, "*"))
		width = 0;
	else if ((wrong = check_network(value, &addr, &width)))
		return wrong;
	for (i = 0; i < conf->network_count; i++)
		if (!strcmp(conf->networks[i], value))
			return NULL; /* exportfs warns of one that is twice */
	if (conf->network_count == CONF_NETWORKS_MAX)
		return "more than 16 networks";
	snprintf(conf->networks[conf->network_count++], CONF_NETWORK_SIZE, "%s",
		 value);
	return NULL;
}

const char *conf_set_append(struct server *srv, const char *value)
{
	const char *wrong = check_append(value, CONF_APPEND_SIZE);

	if (!wrong)
		strcpy(srv->conf.append, value);
	return wrong;
}

/* One word of the kernel line, and one that the client's own parser takes. */
const char *conf_set_overlay(struct server *srv, const char *value)
{
	const char *wrong = check_word(value, ":=,%._+-", CONF_OVERLAY_SIZE);

	if (!wrong)
		wrong = verify_overlay(value);

	if (!wrong)
		strcpy(srv->conf.overlay, value);
	return wrong;
}

const char *conf_set_machine(struct server *srv, const char *value)
{
	char name[MACHINE_NAME_SIZE];
	const char *wrong = machine_parse(value, name);

	/* PXELINUX looks for a menu by the MAC of the NIC that boots. */
	if (!wrong && strcmp(machine_kind(name), "mac") != 0)
		wrong = "not a MAC (52:54:00:64:00:02)";
	if (!wrong)
		strcpy(srv->conf.machine, name);
	return wrong;
}

const char *conf_set_title(struct server *srv, const char *value)
{
	const char *wrong = check_line(value, CONF_TITLE_SIZE);

	if (!wrong && !*value)
		wrong = "empty";
	if (!wrong)
		strcpy(srv->conf.title, value);
	return wrong;
}

const char *conf_set_timeout(struct server *srv, const char *value)
{
	/* PXELINUX counts tenths of seconds up to 35996, its one hour. */
	return check_number(value, 3599, &srv->conf.timeout)
		       ? NULL
		       : "no number of seconds from 0 (wait for ever) to 3599";
}

const char *conf_set_entry(struct server *srv, const char *value)
{
	if (strcmp(value, "local") && strcmp(value, "memtest") &&
	    strcmp(value, "rescue"))
		return "none of local, memtest and rescue";
	strcpy(srv->conf.entry, value);
	return NULL;
}

const char *conf_set_serial(struct server *srv, const char *value)
{
	static const char *const bauds[] = { "9600",  "19200",	"38400",
					     "57600", "115200", NULL };
	const char *baud = "115200";
	const char *const *b;

	if (!strcmp(value, "none")) {
		srv->conf.serial[0] = '\0';
		return NULL;
	}
	/* PORT[,BAUD]; PXELINUX knows the four BIOS ports. */
	if (value[0] < '0' || value[0] > '3' || (value[1] && value[1] != ','))
		return "not PORT[,BAUD] with a port from 0 to 3, nor none";
	if (value[1])
		baud = value + 2;
	for (b = bauds; *b && strcmp(*b, baud); b++)
		;
	if (!*b)
		return "the rate is none of 9600 19200 38400 57600 115200";
	snprintf(srv->conf.serial, sizeof(srv->conf.serial), "%c %s", value[0],
		 *b);
	return NULL;
}

const char *conf_set_nfsd(struct server *srv, const char *value)
{
	(void)value;
	srv->conf.export = EXPORT_NFSD;
	return NULL;
}

const char *conf_set_ganesha(struct server *srv, const char *value)
{
	(void)value;
	srv->conf.export = EXPORT_GANESHA;
	return NULL;
}

const char *conf_set_standalone(struct server *srv, const char *value)
{
	(void)value;
	srv->conf.export = EXPORT_STANDALONE;
	return NULL;
}

const char *conf_set_anyone(struct server *srv, const char *value)
{
	(void)value;
	srv->conf.anyone = true;
	return NULL;
}

bool conf_in_networks(const struct conf *conf, uint32_t addr)
{
	uint32_t network, mask;
	unsigned i, width;

	for (i = 0; i < conf->network_count; i++) {
		if (!strcmp(conf->networks[i], "*"))
			return true;
		if (check_network(conf->networks[i], &network, &width))
			continue;
		mask = width ? UINT32_MAX << (32 - width) : 0;
		if ((addr & mask) == network)
			return true;
	}
	return false;
}

int conf_check_networks(const struct server *srv, const char *step)
{
	unsigned i;

	for (i = 0; i < srv->conf.network_count; i++) {
		const char *network = srv->conf.networks[i];
		unsigned width = 0;
		uint32_t addr;

		if (strcmp(network, "*"))
			check_network(network, &addr, &width);
		if (width >= WIDTH_MIN || srv->conf.anyone)
			continue;
		say_error(step, network,
			  "everyone could read the root (and its password "
			  "hashes): name the networks of your PCs, or say "
			  "--anyone");
		return -EINVAL;
	}
	return 0;
}

/* 65534 is everybody's nobody, 65535 and 2^32-1 are -1, 2^32-2 is NFS's own
 * nobody. */
static const char *set_overlay_uid(struct server *srv, const char *value)
{
	unsigned uid;

	if (!check_number(value, UINT32_MAX - 2, &uid) || !uid ||
	    uid == 65534 || uid == 65535)
		return "no user ID that could be the images' own";
	srv->conf.overlay_uid = uid;
	return NULL;
}

static const char *set_export(struct server *srv, const char *value)
{
	if (!strcmp(value, "nfsd"))
		return conf_set_nfsd(srv, "");
	if (!strcmp(value, "ganesha"))
		return conf_set_ganesha(srv, "");
	if (!strcmp(value, "ganesha-standalone"))
		return conf_set_standalone(srv, "");
	return "none of nfsd, ganesha and ganesha-standalone";
}

static const char *set_networks(struct server *srv, const char *value)
{
	char copy[512], *rest = copy, *word;
	const char *wrong = NULL;

	if (strlen(value) >= sizeof(copy))
		return "too long";
	strcpy(copy, value);
	srv->conf.network_count = 0;
	while (!wrong && (word = strsep(&rest, " \t")))
		if (*word)
			wrong = conf_set_network(srv, word);
	return wrong;
}

static const struct {
	const char *key;
	const char *(*set)(struct server *srv, const char *value);
} keys[] = {
	{ "server", conf_set_server },	 { "networks", set_networks },
	{ "export", set_export },	 { "append", conf_set_append },
	{ "overlay", conf_set_overlay }, { "title", conf_set_title },
	{ "timeout", conf_set_timeout }, { "default", conf_set_entry },
	{ "serial", conf_set_serial },	 { "overlay_uid", set_overlay_uid },
};

/* One line: blank, a # comment, or KEY=VALUE with blanks around both. */
static int read_line(struct server *srv, const char *path, int number,
		     char *line)
{
	char object[64];
	const char *wrong = "not KEY=VALUE";
	char *equal, *end;
	size_t i;

	snprintf(object, sizeof(object), "line %d", number);
	line += strspn(line, " \t");
	for (end = line + strlen(line); end > line && strchr(" \t", end[-1]);)
		*--end = '\0';
	if (!*line || *line == '#')
		return 0;
	equal = strchr(line, '=');
	if (equal) {
		for (end = equal; end > line && strchr(" \t", end[-1]);)
			end--;
		*end = '\0';
		wrong = "unknown key";
		for (i = 0; i < sizeof(keys) / sizeof(*keys); i++)
			if (!strcmp(keys[i].key, line))
				wrong = keys[i].set(
					srv,
					equal + 1 + strspn(equal + 1, " \t"));
	}
	if (!wrong)
		return 0;
	say_error(path, object, "%s: %s", line, wrong);
	return -EINVAL;
}

int conf_read(struct server *srv)
{
	struct path path = path_of(srv, CONF_PATH);
	char *text, *rest, *line;
	size_t len;
	int err = file_read(path.s, 65536, &text, &len);
	int number = 0;

	if (err == -ENOENT)
		return 0;
	if (err)
		return say_errno("configuration", path.s, err);
	if (strlen(text) != len) {
		say_error("configuration", path.s, "has a NUL octet");
		err = -EINVAL;
	}
	for (rest = text; !err && (line = strsep(&rest, "\n"));)
		err = read_line(srv, path.s, ++number, line);
	srv->conf.networks_from_file = true;
	free(text);
	return err;
}
