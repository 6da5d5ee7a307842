/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netguard.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "console.h"
#include "layout.h"
#include "root_file.h"
#include "sys.h"
#include "units.h"

#define RESOLVED_FILE "/run/systemd/resolved.conf.d/rescue64.conf"

static bool first_word_is(const char *line, const char *const *words)
{
	const char *word;
	size_t len = text_next_word(&line, &word);

	for (; *words; words++)
		if (len == strlen(*words) && memcmp(word, *words, len) == 0)
			return true;
	return false;
}

/* An "auto eth0 eth1" without eth0. */
static void interfaces_drop_word(const char *line, const char *device,
				 struct text *to)
{
	const char *word;
	size_t len;

	while ((len = text_next_word(&line, &word)))
		if (len != strlen(device) || memcmp(word, device, len) != 0)
			text_add(to, "%.*s ", (int)len, word);
	text_add(to, "\n");
}

void interfaces_edit(const char *from, struct text *to, const void *ctx)
{
	const char *device = ctx;
	static const char *const stanzas[] = {
		"auto",	   "allow-hotplug", "allow-auto",	"iface",
		"mapping", "source",	    "source-directory", NULL
	};
	static const char *const lists[] = { "auto", "allow-auto",
					     "allow-hotplug", NULL };
	static const char *const iface[] = { "iface", "mapping", NULL };
	bool ours = false;
	static char line[TEXT_SIZE]; /* as long as a line can be */

	while (text_next_line(&from, line, sizeof(line))) {
		bool named = text_has_word(line, device);

		if (first_word_is(line, stanzas))
			ours = named && first_word_is(line, iface);
		if (named && first_word_is(line, lists))
			interfaces_drop_word(line, device, to);
		else
			text_add(to, "%s%s\n", ours ? "# rescue64: " : "",
				 line);
	}
}

/* Ahead of all: behind an interface block it would belong to that. */
static void dhcpcd_edit(const char *from, struct text *to, const void *device)
{
	text_add(to, "denyinterfaces %s\n%s", (const char *)device, from);
}

/* By hardware address: the booted system's udev may name it anew. */
static void guard_format_mac(const struct lease *lease, char text[18])
{
	const uint8_t *mac = lease->mac;

	snprintf(text, 18, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
		 mac[2], mac[3], mac[4], mac[5]);
}

static int guard_from_network_manager(const struct lease *lease)
{
	char text[128], mac[18];

	guard_format_mac(lease, mac);
	snprintf(text, sizeof(text),
		 "[device-rescue64]\nmatch-device=mac:%s\nmanaged=0\n", mac);
	return run_write("/run/NetworkManager/conf.d/rescue64.conf", text);
}

static int guard_from_networkd(const struct lease *lease)
{
	char text[128], mac[18];

	guard_format_mac(lease, mac);
	snprintf(text, sizeof(text),
		 "[Match]\nMACAddress=%s\n\n[Link]\nUnmanaged=yes\n", mac);
	return run_write("/run/systemd/network/00-rescue64.network", text);
}

/* resolved has no interface to learn from: the servers are its global ones. */
static int guard_dns_resolved(const struct lease *lease)
{
	static struct text to;

	text_clear(&to);
	text_add(&to, "[Resolve]\nDNS=");
	for (unsigned i = 0; i < lease->dns_count; i++)
		text_add(&to, "%s ", text_quad(lease->dns[i]).text);
	text_add(&to, "\nDomains=%s\n",
		 lease->search[0] ? lease->search : lease->domain);
	return run_write(RESOLVED_FILE, to.data);
}

int netguard_change_dns(const struct lease *lease)
{
	return access(RESOLVED_FILE, F_OK) < 0 ? 0 : guard_dns_resolved(lease);
}

static int guard_dns(const struct lease *lease, const char *root)
{
	char target[128] = "";

	if (!lease->dns_count)
		return 0;
	root_file_read_link(root, "etc/resolv.conf", target, sizeof(target));
	if (text_find(target, "systemd/resolve"))
		return guard_dns_resolved(lease);
	/* A link: /run can be written later on, from outside the root. */
	return root_file_link(root, "etc/resolv.conf", RUN_DIR "/resolv.conf");
}

static void guard_warn(const char *whom, int ret)
{
	if (ret < 0 && ret != -ENOENT) /* it is not installed */
		console_warning(
			whom,
			"not told to leave the root's interface alone: %s",
			sys_error(-ret));
}

int netguard_stage(struct boot *boot, const char *root)
{
	const char *device = boot->lease.device;
	int ret = guard_dns(&boot->lease, root);

	if (ret < 0)
		console_warning("/etc/resolv.conf", "left as it is: %s",
				sys_error(-ret));
	if (!device[0])
		return 0;
	guard_warn("ifupdown", root_file_edit(root, "etc/network/interfaces",
					      interfaces_edit, device));
	guard_warn("dhcpcd", root_file_edit(root, "etc/dhcpcd.conf",
					    dhcpcd_edit, device));
	guard_warn("NetworkManager", guard_from_network_manager(&boot->lease));
	guard_warn("systemd-networkd", guard_from_networkd(&boot->lease));
	console_step("netguard: network managers leave %s alone", device);
	return 0;
}
