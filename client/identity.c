/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "identity.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmdline.h"
#include "console.h"
#include "layout.h"
#include "machine.h"
#include "root_file.h"
#include "sys.h"
#include "text.h"

#define DBUS_ID "var/lib/dbus/machine-id"

static void identity_refuse(const char *whose, const char *name)
{
	console_warning(whose, "\"%s\" is not a host name, not used", name);
}

void identity_image_name(const char *lower, char name[HOSTNAME_SIZE])
{
	char text[256], line[HOSTNAME_SIZE];
	const char *rest = text;

	strcpy(name, "rescue64");
	if (root_file_read(lower, "etc/hostname", text, sizeof(text)) < 0)
		return;
	/* hostname(5): lines that begin with # do not count. */
	while (text_next_line(&rest, line, sizeof(line)))
		if (name_is_valid(line))
			strcpy(name, line);
		else if (line[0] && line[0] != '#')
			identity_refuse("the image's /etc/hostname", line);
}

/* Line > DHCP > the image's own name with the MAC's last three octets. */
static void identity_choose_hostname(struct boot *boot)
{
	char *name = boot->session.hostname;
	char image[HOSTNAME_SIZE], mac[MAC_TEXT_SIZE];

	if (boot->lease.hostname_refused[0])
		identity_refuse("DHCP option 12", boot->lease.hostname_refused);
	if (boot->cmdline.hostname[0]) {
		strcpy(name, boot->cmdline.hostname);
	} else if (boot->lease.hostname[0]) {
		strcpy(name, boot->lease.hostname);
	} else {
		/* Not the merged root's: on an overlay that is kept, the name
		 * would grow with each boot. */
		identity_image_name(LOWER_DIR, image);
		machine_mac(boot, mac);
		/* The name alone, without its domain; a label has at most 63
		 * octets (RFC 1035 2.3.4). */
		image[strcspn(image, ".")] = '\0';
		snprintf(name, HOSTNAME_SIZE, "%.50s-%.2s%.2s%.2s", image,
			 mac + 9, mac + 12, mac + 15);
	}
}

/* hosts(5): Debian gives a machine without a fixed address 127.0.1.1. */
void hosts_edit(const char *from, struct text *to, const void *ctx)
{
	char line[TEXT_SIZE]; /* as long as a line can be */
	const struct boot *boot = ctx;
	const char *name = boot->session.hostname;
	size_t label = strcspn(name, ".");

	while (text_next_line(&from, line, sizeof(line))) {
		const char *rest = line, *word;
		size_t len = text_next_word(&rest, &word);

		if (len != 9 || memcmp(word, "127.0.1.1", len) != 0)
			text_add(to, "%s\n", line);
	}
	text_add(to, "127.0.1.1\t");
	if (name[label])
		text_add(to, "%s ", name);
	else if (boot->lease.domain[0])
		text_add(to, "%s.%s ", name, boot->lease.domain);
	text_add(to, "%.*s\n", (int)label, name);
}

static void identity_write_hosts(const char *root, const struct boot *boot)
{
	int ret = root_file_edit(root, "etc/hosts", hosts_edit, boot);

	if (ret == -ENOENT) {
		ret = root_file_write(root, "etc/hosts",
				      "127.0.0.1\tlocalhost\n");
		if (ret == 0)
			ret = root_file_edit(root, "etc/hosts", hosts_edit,
					     boot);
	}
	if (ret < 0)
		console_warning("/etc/hosts", "left as it is: %s",
				sys_error(-ret));
}

/* systemd's, and D-Bus's where the image has one of its own. */
static int identity_write_machine_id(const char *root, const char *id)
{
	char text[40];
	int ret;

	snprintf(text, sizeof(text), "%s\n", id);
	ret = root_file_write(root, "etc/machine-id", text);
	if (ret == 0 &&
	    root_file_read_link(root, DBUS_ID, text, sizeof(text)) == -EINVAL)
		ret = root_file_link(root, DBUS_ID, "/etc/machine-id");
	return ret;
}

int identity_stage(struct boot *boot, const char *root)
{
	struct session *session = &boot->session;
	char text[HOSTNAME_SIZE + 1];
	int ret;

	identity_choose_hostname(boot);
	machine_id(boot, "machine-id", session->machine_id);

	snprintf(text, sizeof(text), "%s\n", session->hostname);
	ret = root_file_write(root, "etc/hostname", text);
	identity_write_hosts(root, boot);
	if (ret == 0)
		ret = identity_write_machine_id(root, session->machine_id);
	if (ret < 0)
		/* On an overlay that is full; it was in time. */
		console_error("/etc", "no identity could be written: %s",
			      sys_error(-ret));
	else
		console_step("identity: %s, machine-id %.8s...",
			     session->hostname, session->machine_id);
	return 0;
}
