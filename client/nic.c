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

#define DEVICES	   "/sys/bus/pci/devices"
#define CLASS_ETHERNET "0x0200" /* include/linux/pci_ids.h, above the interface */

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

/* The kernel's last complaint about firmware that it did not find; each read of
 * /dev/kmsg is one record: "LEVEL,SEQUENCE,TIME,-;TEXT". */
static void nic_look_for_firmware(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char record[512], found[NOTE_SIZE] = "";
	ssize_t len;

	while (fd >= 0 && (len = read(fd, record, sizeof(record) - 1)) > 0) {
		const char *text;

		record[len] = '\0';
		text = strchr(record, ';');
		if (text && text_find(text, "firmware") &&
		    (text_find(text, "fail") || text_find(text, "Can't")))
			snprintf(found, sizeof(found), "%.*s",
				 (int)strcspn(text + 1, "\n"), text + 1);
	}
	close(fd);
	if (found[0])
		diagnosis_blame(CAUSE_NO_FIRMWARE, "", found);
}

void nic_look(void)
{
	nic_look_for_firmware();
	sys_each_entry(DEVICES, nic_check);
}
