/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hostkeys.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "layout.h"
#include "root_file.h"
#include "sys.h"
#include "units.h"

#define UNIT	"rescue64-hostkeys.service"
#define INITTAB "R64k:2345:wait:/usr/bin/ssh-keygen -A\n"

/* One that differs from the image's was made in this overlay. */
static bool hostkey_is_shared(const char *root, const char *path)
{
	char own[TEXT_SIZE], image[TEXT_SIZE];
	ssize_t len = root_file_read(LOWER_DIR, path, image, sizeof(image));

	if (len < 0 && len != -ENOENT)
		console_warning(path, "%s: all machines may have the same",
				sys_error(-len));
	return len > 0 && root_file_read(root, path, own, sizeof(own)) > 0 &&
	       strcmp(own, image) == 0;
}

static void hostkey_remove(const char *root, const char *type)
{
	char path[48];
	int ret;

	snprintf(path, sizeof(path), "etc/ssh/ssh_host_%s_key", type);
	if (!hostkey_is_shared(root, path))
		return;
	ret = root_file_remove(root, path);
	console_warning(path, "%s: the image has it for all machines",
			ret < 0 ? sys_error(-ret) : "not used");
	strcat(path, ".pub");
	root_file_remove(root, path);
}

void hostkeys_edit(const char *from, struct text *to, const void *ctx)
{
	(void)ctx;
	if (!text_find(from, INITTAB))
		text_add(to, INITTAB);
	text_add(to, "%s", from);
}

/* An image may have a unit of this name, and its own is taken then. Debian's
 * sshd-keygen.service is for systemd's first boot, which none is here. */
static int hostkeys_add_unit(void)
{
	static const char unit[] = "[Unit]\n"
				   "Description=SSH host keys\n"
				   "[Service]\n"
				   "Type=oneshot\n"
				   "RemainAfterExit=yes\n"
				   "Nice=10\n"
				   "ExecStart=/usr/bin/ssh-keygen -A\n";
	static const char user[] = "[Unit]\nWants=" UNIT "\nAfter=" UNIT "\n";
	/* Also those of a socket for each connection. Not ssh.socket: sockets
	 * are ahead of all that writes. */
	static const char *const users[] = { "ssh.service", "ssh@.service",
					     "sshd@.service" };
	int ret = run_write("/run/systemd/system/" UNIT, unit);

	for (size_t i = 0; i < 3 && ret == 0; i++)
		ret = unit_add_dropin(users[i], user);
	return ret;
}

int hostkeys_stage(struct boot *boot, const char *root)
{
	static const char *const types[] = { "rsa", "ecdsa", "ed25519", "dsa" };
	int ret = 0;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		hostkey_remove(root, types[i]);
	if (!root_file_exists(root, "usr/sbin/sshd"))
		return 0;
	if (strcmp(boot->session.init, "systemd") == 0)
		ret = hostkeys_add_unit();
	else if (strcmp(boot->session.init, "sysvinit") == 0)
		ret = root_file_edit(root, "etc/inittab", hostkeys_edit, NULL);
	if (ret < 0)
		console_warning("ssh host keys", "%s", sys_error(-ret));
	return 0;
}
