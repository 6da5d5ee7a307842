/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fstab.h"

#include <errno.h>
#include <string.h>

#include "console.h"
#include "root_file.h"
#include "sys.h"
#include "units.h"

static bool starts(const char *word, size_t len, const char *with)
{
	return len >= strlen(with) && memcmp(word, with, strlen(with)) == 0;
}

static bool fstab_is_foreign(const char *line)
{
	static const char *const devices[] = {
		"/dev/", "UUID=", "LABEL=", "PARTUUID=", "PARTLABEL=", "ID="
	};
	const char *rest = line;
	const char *device, *point, *type;
	size_t device_len = text_next_word(&rest, &device);
	size_t point_len = text_next_word(&rest, &point);
	size_t type_len = text_next_word(&rest, &type);

	if (!device_len || *device == '#')
		return false;
	if (point_len == 1 && *point == '/')
		return true;
	if (type_len == 4 && memcmp(type, "swap", 4) == 0)
		return true;
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		if (starts(device, device_len, devices[i]))
			return true;
	return false;
}

void fstab_edit(const char *from, struct text *to, const void *ctx)
{
	char line[TEXT_SIZE]; /* as long as a line can be */

	(void)ctx;
	while (text_next_line(&from, line, sizeof(line)))
		text_add(to, "%s%s\n",
			 fstab_is_foreign(line) ? "# not on this machine: "
						: "",
			 line);
}

/*
 * sm-notify tells the NFS servers that the golden root's own machine had
 * locked with that it restarted (statd's /var/lib/nfs is in the image), and
 * waits for them; no lock of this boot needs it.
 */
static int fstab_quiet_statd(const struct boot *boot, const char *root)
{
	if (strcmp(boot->session.init, "systemd") == 0)
		return unit_mask("rpc-statd-notify.service");
	if (root_file_exists(root, "etc/default/nfs-common"))
		return root_file_write(
			root, "etc/default/nfs-common",
			"NEED_STATD=no\nNEED_IDMAPD=no\nNEED_GSSD=no\n");
	return 0;
}

int fstab_stage(struct boot *boot, const char *root)
{
	int ret = root_file_edit(root, "etc/fstab", fstab_edit, NULL);

	if (ret < 0 && ret != -ENOENT)
		console_warning("/etc/fstab", "left as it is: %s",
				sys_error(-ret));
	ret = fstab_quiet_statd(boot, root);
	if (ret < 0)
		console_warning("rpc.statd", "not held back: %s",
				sys_error(-ret));
	return 0;
}
