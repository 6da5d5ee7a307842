/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sha256.h"
#include "sys.h"
#include "text.h"

#define UUID_FILE  "/sys/class/dmi/id/product_uuid"
#define NET_FOLDER "/sys/class/net"

bool machine_uuid_parse(const char *text, char uuid[UUID_SIZE])
{
	/* As the kernel shows them, of either byte order (SMBIOS 7.2.1). */
	static const char *const fillers[] = {
		"03000200-0400-0500-0006-000700080009",
		"00020003-0004-0005-0006-000700080009",
		"12345678-1234-5678-90ab-cddeefaabbcc",
	};
	const char same[] = { text[0], '-', '\0' };
	size_t len = UUID_SIZE - 1;

	uuid[0] = '\0';
	/* All zeros and all f are not the only ones of one digit. */
	if (strlen(text) != len || strspn(text, same) == len ||
	    strspn(text, "0123456789abcdefABCDEF-") != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((text[i] == '-') !=
		    (i == 8 || i == 13 || i == 18 || i == 23))
			return false;
	/* This bit tells small letters from large ones, and is in digits. */
	for (size_t i = 0; i < len; i++)
		uuid[i] = text[i] | 0x20;
	uuid[len] = '\0';
	for (size_t i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++)
		if (strcmp(uuid, fillers[i]) == 0)
			uuid[0] = '\0';
	return uuid[0];
}

bool machine_uuid(char uuid[UUID_SIZE])
{
	char text[64] = "";

	sys_read_file(UUID_FILE, text, sizeof(text));
	return machine_uuid_parse(text, uuid);
}

/* sys_each_entry's see has no argument of its own. */
static struct {
	const char *folder;
	const char *wish;
	char text[MAC_TEXT_SIZE];
	char first[160]; /* the smallest NIC so far; empty: none */
} search;

/* Whether a NIC has such a file in sysfs; its begin is search.text. */
static bool nic_read(const char *name, const char *file)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/%.15s/%s", search.folder, name, file);
	return sys_read_file(path, search.text, sizeof(search.text)) > 0;
}

static bool nic_has(const char *name, const char *file, const char *value)
{
	return nic_read(name, file) && strcmp(search.text, value) == 0;
}

/*
 * A NIC as a string that sorts: its rank, its place on the bus, which is of
 * numbers of a fixed width, and its MAC, for cards with two at one place. What
 * has no device, as a bridge or a VLAN, is no part of the machine, and an
 * address that was drawn at random says nothing. Linux, Documentation/ABI/
 * testing/sysfs-class-net; index and acpi_index: sysfs-bus-pci, what systemd
 * names eno1 by.
 */
static bool nic_see(const char *name)
{
	char nic[sizeof(search.first)], path[64];
	char *place = nic + 1, *end = nic + sizeof(nic) - MAC_TEXT_SIZE;
	ssize_t len;

	if (!nic_has(name, "type", "1") || /* ARPHRD_ETHER */
	    nic_has(name, "addr_assign_type", "1") ||
	    !nic_read(name, "device/uevent"))
		return false;
	snprintf(path, sizeof(path), "%s/%.15s", search.folder, name);
	len = readlink(path, place, end - place);
	/* .../0000:00:03.0/virtio0/net/eth0: not the name. */
	len -= strlen(name);
	place[len < 0 ? 0 : len] = '\0';
	nic[0] = '1';
	if (nic_read(name, "device/index") ||
	    nic_read(name, "device/acpi_index"))
		nic[0] = '0';
	if (text_find(place, "/usb"))
		nic[0] = '2';
	if (nic_read(name, "phy80211/index"))
		nic[0] = '3';
	if (nic_has(name, "address", search.wish))
		nic[0] = ' ';
	strcat(nic, search.text);
	if (!search.first[0] || strcmp(nic, search.first) < 0)
		strcpy(search.first, nic);
	return false;
}

bool machine_find_mac(const char *folder, const char *wish,
		      char mac[MAC_TEXT_SIZE])
{
	size_t len;

	search.folder = folder;
	search.wish = wish;
	search.first[0] = '\0';
	sys_each_entry(folder, nic_see);
	len = strlen(search.first);
	if (len < MAC_TEXT_SIZE)
		return false;
	strcpy(mac, search.first + len - (MAC_TEXT_SIZE - 1));
	return true;
}

static void mac_format(const uint8_t mac[MAC_LEN], char text[MAC_TEXT_SIZE])
{
	snprintf(text, MAC_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0],
		 mac[1], mac[2], mac[3], mac[4], mac[5]);
}

void machine_mac(const struct boot *boot, char mac[MAC_TEXT_SIZE])
{
	static uint8_t drawn[MAC_LEN];
	char wish[MAC_TEXT_SIZE], uuid[UUID_SIZE];

	mac_format(boot->cmdline.bootif, wish);
	if (machine_find_mac(NET_FOLDER, boot->cmdline.has_bootif ? wish : "",
			     mac))
		return;
	/* ip=off, no NIC, no UUID: different is better than the same. */
	if (!boot->lease.ifindex && !drawn[0] && !machine_uuid(uuid)) {
		sys_random(drawn, sizeof(drawn));
		drawn[0] |= 2; /* IEEE 802: locally administered */
	}
	mac_format(drawn[0] ? drawn : boot->lease.mac, mac);
}

void machine_id_make(const char *uuid, const char *mac, const char *purpose,
		     char id[33])
{
	char seed[160];
	uint8_t digest[SHA256_SIZE];
	/* Equal UUIDs of careless makers do no harm: the MAC is in it too. */
	int len = snprintf(seed, sizeof(seed), "rescue64 %s %s %s", purpose,
			   uuid, mac);

	sha256(seed, len, digest);
	/* A version 4 UUID, as systemd wants a machine-id(5) to look. */
	digest[6] = (digest[6] & 0x0f) | 0x40;
	digest[8] = (digest[8] & 0x3f) | 0x80;
	for (int i = 0; i < 16; i++)
		snprintf(id + 2 * i, 3, "%02x", digest[i]);
}

void machine_id(const struct boot *boot, const char *purpose, char id[33])
{
	char uuid[UUID_SIZE], mac[MAC_TEXT_SIZE];

	machine_uuid(uuid);
	machine_mac(boot, mac);
	machine_id_make(uuid, mac, purpose, id);
}
