/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netguard.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "interfaces.h"
#include "layout.h"
#include "lease.h"
#include "root_file.h"
#include "services.h"
#include "sys.h"
#include "units.h"

#define INTERFACES "etc/network/interfaces"

static struct text held;
static struct interfaces interfaces = { .held = &held };
static const char *guarded_root;

/* The root's interface is told of by its hardware address where that can be:
 * the booted system's udev may name it anew. */
static void guard_note_mac(const uint8_t *mac)
{
	snprintf(interfaces.mac, sizeof(interfaces.mac),
		 "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
}

static void guard_warn(const char *whom, int ret)
{
	if (ret < 0 && ret != -ENOENT) /* it is not installed */
		console_warning(
			whom,
			"not told to leave the root's interface alone: %s",
			sys_error(-ret));
}

static void guard_edit_interfaces(const char *path)
{
	guard_warn(path, root_file_edit(guarded_root, path, interfaces_edit,
					&interfaces));
}

/* Every file there, whatever the pattern behind "source". */
static bool guard_see_interfaces(const char *name)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), INTERFACES ".d/%s", name);
	if (name[0] != '.')
		guard_edit_interfaces(path);
	return false;
}

/*
 * For ifup(8) an interface whose state file names a configuration is up
 * already, whatever interfaces(5) says of it; "ifdown -a" takes down what the
 * common state file lists, and this is not in it. By name, ifdown finds no such
 * configuration and does nothing.
 */
static int guard_hold(const char *name, size_t len)
{
	char path[64 + IFNAMSIZ * 2];

	if (len >= IFNAMSIZ * 2 || memchr(name, '/', len))
		return 0;
	snprintf(path, sizeof(path), "/run/network/ifstate.%.*s", (int)len,
		 name);
	return run_write(path, "rescue64\n");
}

/* Who waits for the network has it, the root's: networkd would wait for two
 * minutes, and fail, where it has no other interface to set up. */
static int guard_have_network(const char *unit)
{
	return unit_add_dropin(unit,
			       "[Unit]\nConditionPathExists=!" RUN_DIR "\n");
}

/*
 * Debian's units besides: a pattern behind "auto" may name an interface that
 * interfaces(5) does not define, and udev's unit would run "ifdown" by name.
 */
static int guard_from_ifupdown_units(const char *device)
{
	char text[96], unit[64];
	int ret;

	snprintf(text, sizeof(text),
		 "[Service]\nEnvironment=EXCLUDE_INTERFACES=%s\n", device);
	ret = unit_add_dropin("networking.service", text);
	snprintf(unit, sizeof(unit), "ifup@%s.service", device);
	if (ret == 0)
		ret = unit_add_dropin(unit, "[Service]\nExecStop=\n");
	return ret < 0 ? ret
		       : guard_have_network("ifupdown-wait-online.service");
}

static int guard_from_ifupdown(const struct lease *lease)
{
	const char *rest = held.data, *name;
	char folder[PATH_SIZE];
	size_t len;
	int ret = 0;

	text_clear(&held);
	interfaces.device = lease->device;
	guard_edit_interfaces(INTERFACES);
	snprintf(folder, sizeof(folder), "%s/" INTERFACES ".d", guarded_root);
	sys_each_entry(folder, guard_see_interfaces);
	text_add(&held, "%s ", lease->device);
	while (ret == 0 && (len = text_next_word(&rest, &name)))
		ret = guard_hold(name, len);
	return ret < 0 ? ret : guard_from_ifupdown_units(lease->device);
}

#define DHCPCD_MARK "# rescue64\n"

/* Ahead of all: behind an interface block it would belong to that. What an
 * earlier boot has written in a kept overlay goes. */
static void dhcpcd_edit(const char *from, struct text *to, const void *words)
{
	size_t len = strlen(DHCPCD_MARK);

	if (strncmp(from, DHCPCD_MARK, len) == 0) {
		const char *end = text_find(from + len, DHCPCD_MARK);

		from = end ? end + len : from;
	}
	text_add(to, DHCPCD_MARK "%s" DHCPCD_MARK "%s", (const char *)words,
		 from);
}

/*
 * dhcpcd and dhclient would write the other interfaces' name servers through
 * the link into the root's resolv.conf; systemd-resolved keeps both.
 */
int netguard_from_dhcpcd(const char *device, const char *root)
{
	const char *hook = "etc/dhcp/dhclient-enter-hooks.d/rescue64";
	const char *conf = "etc/dhcpcd.conf";
	char target[32] = "", words[96];
	bool linked;
	int ret = 0;

	root_file_read_link(root, "etc/resolv.conf", target, sizeof(target));
	linked = strcmp(target, RUN_DIR "/resolv.conf") == 0;
	if (linked)
		guard_warn("dhclient",
			   root_file_write(root, hook,
					   "make_resolv_conf() { :; }\n"));
	else
		root_file_remove(root, hook);
	snprintf(words, sizeof(words), "denyinterfaces %s\n%s", device,
		 linked ? "nohook resolv.conf\n" : "");
	if (!root_file_exists(root, conf) &&
	    root_file_exists(root, "usr/sbin/dhcpcd"))
		ret = root_file_write(root, conf, "");
	return ret < 0 ? ret : root_file_edit(root, conf, dhcpcd_edit, words);
}

static int guard_from_network_manager(void)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "[device-rescue64]\nmatch-device=mac:%s\nmanaged=0\n",
		 interfaces.mac);
	return run_write("/run/NetworkManager/conf.d/rescue64.conf", text);
}

/* Not what stands on it with the same address, as a VLAN. */
static int guard_from_networkd(void)
{
	char text[128];
	int ret;

	snprintf(text, sizeof(text),
		 "[Match]\nMACAddress=%s\nKind=!*\n\n[Link]\nUnmanaged=yes\n",
		 interfaces.mac);
	ret = run_write("/run/systemd/network/!rescue64.network", text);
	return ret < 0 ? ret
		       : guard_have_network(
				 "systemd-networkd-wait-online.service");
}

int netguard_stage(struct boot *boot, const char *root)
{
	const struct lease *lease = &boot->lease;

	services_begin(boot, root);
	if (!lease->device[0])
		return 0;
	guarded_root = root;
	guard_note_mac(lease->mac);
	guard_warn("ifupdown", guard_from_ifupdown(lease));
	guard_warn("dhcpcd", netguard_from_dhcpcd(lease->device, root));
	guard_warn("NetworkManager", guard_from_network_manager());
	guard_warn("systemd-networkd", guard_from_networkd());
	lease_pin(lease, boot->mounts.server);
	console_step("netguard: network managers leave %salone", held.data);
	return 0;
}
