/* SPDX-License-Identifier: GPL-2.0-or-later */
/* NICs that the machine has and that are no interfaces. */
#include "nic.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "boot.h"
#include "diagnosis.h"
#include "sys.h"
#include "text.h"

#define DEVICES "/sys/bus/pci/devices"
/* include/linux/pci_ids.h; behind it stands the programming interface. */
#define CLASS_ETHERNET "0x0200"

/* True: the device of this name is a NIC without a driver; it is blamed. */
static bool nic_check(const char *name)
{
	char path[96], class[16], vendor[16], device[16], id[32];

	snprintf(path, sizeof(path), DEVICES "/%.32s/class", name);
	if (sys_read_file(path, class, sizeof(class)) < 0 ||
	    strncmp(class, CLASS_ETHERNET, strlen(CLASS_ETHERNET)) != 0)
		return false;
	snprintf(path, sizeof(path), DEVICES "/%.32s/driver", name);
	if (access(path, F_OK) == 0)
		return false;
	snprintf(path, sizeof(path), DEVICES "/%.32s/vendor", name);
	if (sys_read_file(path, vendor, sizeof(vendor)) < 2)
		return false;
	snprintf(path, sizeof(path), DEVICES "/%.32s/device", name);
	if (sys_read_file(path, device, sizeof(device)) < 2)
		return false;
	snprintf(id, sizeof(id), "%s:%s", vendor + 2, device + 2);
	diagnosis_try(name, "", "a NIC without driver");
	diagnosis_blame(CAUSE_NO_DRIVER, name, id);
	return true;
}

/* The kernel's last complaint about firmware that it did not find. */
static void nic_look_for_firmware(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char line[NOTE_SIZE], found[NOTE_SIZE] = "";

	if (fd < 0)
		return;
	while (sys_read_kmsg(fd, line, sizeof(line)))
		if (text_find(line, "firmware") &&
		    (text_find(line, "fail") || text_find(line, "Can't")))
			strcpy(found, line);
	close(fd);
	if (found[0])
		diagnosis_blame(CAUSE_NO_FIRMWARE, "", found);
}

void nic_look(bool firmware)
{
	if (firmware)
		nic_look_for_firmware();
	sys_each_entry(DEVICES, nic_check);
}
