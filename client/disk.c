/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "console.h"
#include "layout.h"
#include "sys.h"
#include "task.h"
#include "text.h"

#define WAIT_MS 30000
#define NEWS_MS 10000
#define STEP_MS 250
/* e2fsck of a large disk, and the log of its file system */
#define MOUNT_SECONDS 1800

void disk_encode(const char *name, char *to)
{
	static const char plain[] = "#+-.:=@_0123456789"
				    "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (; *name; name++)
		if (*name & 0x80 || strchr(plain, *name))
			*to++ = *name;
		else
			to += sprintf(to, "\\x%02x", *name);
	*to = '\0';
}

/* Kernel: include/linux/pci_ids.h, file2alias.c; of PCI's classes 01 and SD
 * hosts (0805), USB's 08, and Hyper-V's storvsc by its GUID. */
bool disk_is_storage(const char *modalias)
{
	static const char *const heads[] = {
		"scsi:t-0x00",
		"virtio:d00000002v", /* block */
		"virtio:d00000008v", /* SCSI */
		"mmc:",
		"vmbus:d96361baa104294db60572e2ffb1dc7f",
		"xen:vbd",
	};

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (strncmp(modalias, heads[i], strlen(heads[i])) == 0)
			return true;
	if (strncmp(modalias, "pci:", 4) == 0)
		return text_find(modalias, "bc01sc") ||
		       text_find(modalias, "bc08sc05");
	return strncmp(modalias, "usb:", 4) == 0 && text_find(modalias, "ic08");
}

static const char *bus; /* whose devices are looked at */

/* A driver for a device that has none yet. */
static bool disk_drive(const char *device)
{
	char path[128], modalias[256];

	snprintf(path, sizeof(path), "/sys/bus/%s/devices/%.64s/driver", bus,
		 device);
	if (device[0] == '.' || access(path, F_OK) == 0)
		return false;
	snprintf(path, sizeof(path), "/sys/bus/%s/devices/%.64s/modalias", bus,
		 device);
	if (sys_read_file(path, modalias, sizeof(modalias)) > 0 &&
	    disk_is_storage(modalias))
		sys_modprobe_from(LOWER_DIR, modalias);
	return false;
}

static void disk_drive_all(void)
{
	static const char *const buses[] = { "pci", "usb",  "virtio", "vmbus",
					     "xen", "scsi", "mmc" };

	for (size_t i = 0; i < sizeof(buses) / sizeof(buses[0]); i++) {
		char path[32];

		bus = buses[i];
		snprintf(path, sizeof(path), "/sys/bus/%s/devices", bus);
		sys_each_entry(path, disk_drive);
	}
}

/* udev, which runs in the initramfs, makes it. */
static char disk_link[24 + 4 * sizeof(((struct cmdline *)0)->overlay_arg)];

static bool disk_wait(void)
{
	uint64_t began_ms = sys_now_ms();
	unsigned ms = 0, news_ms = NEWS_MS;

	for (; access(disk_link, F_OK) < 0; ms = sys_now_ms() - began_ms) {
		if (ms >= WAIT_MS)
			return false;
		if (ms >= news_ms) {
			console_step("overlay: waiting since %u s for %s, of "
				     "%u s",
				     ms / 1000, disk_link, WAIT_MS / 1000);
			news_ms += NEWS_MS;
		}
		disk_drive_all();
		poll(NULL, 0, STEP_MS);
	}
	return true;
}

/* By its own name, which is said, too: the link is "../../sda1". */
static int disk_mount(void *ctx)
{
	struct volume *volume = ctx;
	char target[40], device[40];
	ssize_t size = readlink(disk_link, target, sizeof(target) - 1);
	size_t len = strlen(volume->name);

	target[size < 0 ? 0 : size] = '\0';
	snprintf(device, sizeof(device), "/dev/%.32s",
		 target + strspn(target, "./"));
	snprintf(volume->name + len, sizeof(volume->name) - len, " %s", device);
	return volume_mount(volume, device);
}

int disk_take(struct volume *volume)
{
	const struct cmdline *cmdline = &volume->boot->cmdline;
	bool label = cmdline->overlay == OVERLAY_LABEL;
	char name[sizeof(cmdline->overlay_arg)];
	size_t len;
	int ret;

	strcpy(name, cmdline->overlay_arg);
	for (char *c = name; *c && !label; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	len = snprintf(disk_link, sizeof(disk_link), "/dev/disk/by-%s/",
		       label ? "label" : "uuid");
	disk_encode(name, disk_link + len);
	snprintf(volume->name, sizeof(volume->name), "%s%s",
		 label ? "LABEL=" : "UUID=", name);
	if (!disk_wait())
		return volume_refuse(volume, "plug it in, or correct its name",
				     "%s: on no disk of this machine",
				     volume->name);
	ret = task_run(disk_mount, volume, sizeof(*volume),
		       "the disk (its check may take minutes)", MOUNT_SECONDS);
	if (ret < 0 && !volume->why[0])
		volume_refuse(volume, "see dmesg", "%s: %s", volume->name,
			      sys_error(-ret));
	return ret;
}
