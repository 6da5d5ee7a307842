/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "identity.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmdline.h"
#include "console.h"
#include "root_file.h"
#include "sha256.h"
#include "sys.h"
#include "text.h"

#define UUID_FILE "/sys/class/dmi/id/product_uuid"

void identity_machine_id(const uint8_t mac[MAC_LEN], const char *purpose,
			 char id[33])
{
	char uuid[64] = "";
	char seed[160];
	uint8_t digest[SHA256_SIZE];
	int len;

	/* Equal UUIDs of careless makers do no harm: the MAC is in it too. */
	sys_read_file(UUID_FILE, uuid, sizeof(uuid));
	len = snprintf(seed, sizeof(seed),
		       "rescue64 %s %s %02x:%02x:%02x:%02x:%02x:%02x", purpose,
		       uuid, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	sha256(seed, len, digest);
	/* A version 4 UUID, as systemd wants a machine-id(5) to look. */
	digest[6] = (digest[6] & 0x0f) | 0x40;
	digest[8] = (digest[8] & 0x3f) | 0x80;
	for (int i = 0; i < 16; i++)
		snprintf(id + 2 * i, 3, "%02x", digest[i]);
}

/* Line > DHCP > the image's own name with the MAC's last three octets. */
static void identity_choose_hostname(struct boot *boot, const char *image)
{
	const uint8_t *mac = boot->lease.mac;
	char *name = boot->session.hostname;

	if (boot->cmdline.hostname[0])
		strcpy(name, boot->cmdline.hostname);
	else if (boot->lease.hostname[0])
		strcpy(name, boot->lease.hostname);
	else
		snprintf(name, HOSTNAME_SIZE, "%.50s-%02x%02x%02x", image,
			 mac[3], mac[4], mac[5]);
}

/* The image's name out of /etc/hostname: its first valid line. */
static void identity_image_name(const char *root, char *name, size_t size)
{
	char text[256], line[HOSTNAME_SIZE];
	const char *rest = text;

	snprintf(name, size, "rescue64");
	if (root_file_read(root, "etc/hostname", text, sizeof(text)) < 0)
		return;
	while (text_next_line(&rest, line, sizeof(line)))
		if (name_is_valid(line)) {
			snprintf(name, size, "%s", line);
			return;
		}
}

/* hosts(5): Debian gives a machine without a fixed address 127.0.1.1. */
static void hosts_edit(const char *from, struct text *to, const void *ctx)
{
	static char line[TEXT_SIZE]; /* as long as a line can be */
	const struct boot *boot = ctx;
	const char *name = boot->session.hostname;

	while (text_next_line(&from, line, sizeof(line)))
		if (!text_has_word(line, "127.0.1.1"))
			text_add(to, "%s\n", line);
	text_add(to, "127.0.1.1\t");
	if (boot->lease.domain[0] && !strchr(name, '.'))
		text_add(to, "%s.%s ", name, boot->lease.domain);
	text_add(to, "%s\n", name);
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

int identity_stage(struct boot *boot, const char *root)
{
	struct session *session = &boot->session;
	char image[HOSTNAME_SIZE];
	char text[HOSTNAME_SIZE + 1];
	int ret;

	identity_image_name(root, image, sizeof(image));
	identity_choose_hostname(boot, image);
	identity_machine_id(boot->lease.mac, "machine-id", session->machine_id);

	snprintf(text, sizeof(text), "%s\n", session->hostname);
	ret = root_file_write(root, "etc/hostname", text);
	identity_write_hosts(root, boot);
	snprintf(text, sizeof(text), "%s\n", session->machine_id);
	if (ret == 0)
		ret = root_file_write(root, "etc/machine-id", text);
	if (ret < 0)
		console_error("/etc", "no identity could be written: %s",
			      sys_error(-ret));
	else
		console_step("identity: %s, machine-id %.8s...",
			     session->hostname, session->machine_id);
	return ret;
}
