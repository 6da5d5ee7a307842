// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What rescue64-client writes into a root it does for the one machine, and anew
 * at each boot of any: none of it becomes everyone's. (ifupdown's interfaces
 * are left out: there it only removes a "rename" of the NIC, which it would do
 * elsewhere, too. Keys, logs, the machine-id and leases go with image_clean.)
 */
#include "overlay_own.h"

#include <errno.h>
#include <string.h>

#include "layout.h"
#include "root_file.h"
#include "say.h"

/* As client/fstab.c, autologin.c, hostkeys.c, netguard.c and shutdown.h have
 * them. */
#define FSTAB_MARK   "# not on this machine: "
#define INITTAB_WAS  "#R64 "
#define INITTAB_ID   "R64"
#define DHCPCD_MARK  "# rescue64\n"
#define SHUTDOWN     EXEC_DIR "/shutdown"
#define NFS_COMMON   "etc/default/nfs-common"
#define RESOLV_CONF  "etc/resolv.conf"
#define CLIENTS_LIST RUN_DIR "/resolv.conf"

static bool starts(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

/* identity.c: 127.0.1.1 is the machine's own name, on the last line. */
static bool is_own_name(const char *line)
{
	const char *word;
	size_t len = text_next_word(&line, &word);

	return len == 9 && !memcmp(word, "127.0.1.1", len);
}

static void add_lines(const char *from, struct text *to, bool own)
{
	char line[TEXT_SIZE];

	while (text_next_line(&from, line, sizeof(line)))
		if (is_own_name(line) == own)
			text_add(to, "%s\n", line);
}

void overlay_own_hosts(const char *from, struct text *to, const void *ctx)
{
	static struct text other;
	const char *base = ctx;

	text_clear(&other);
	add_lines(base, &other, false);
	add_lines(from, to, false);
	if (!strcmp(to->data, other.data)) { /* nobody else has changed it */
		text_clear(to);
		text_add(to, "%s", base);
	} else {
		add_lines(base, to, true);
	}
}

void overlay_own_fstab(const char *from, struct text *to, const void *ctx)
{
	char line[TEXT_SIZE];

	(void)ctx;
	while (text_next_line(&from, line, sizeof(line)))
		text_add(to, "%s\n",
			 line + (starts(line, FSTAB_MARK) ? strlen(FSTAB_MARK)
							  : 0));
}

/* R640 to R649 log in, R64k makes host keys. */
static bool is_own_entry(const char *line)
{
	const char *id = line + strlen(INITTAB_ID);

	return starts(line, INITTAB_ID) && *id && strchr("0123456789k", *id) &&
	       id[1] == ':';
}

void overlay_own_inittab(const char *from, struct text *to, const void *ctx)
{
	char line[TEXT_SIZE];

	(void)ctx;
	while (text_next_line(&from, line, sizeof(line)))
		if (!is_own_entry(line) && !strstr(line, SHUTDOWN))
			text_add(to, "%s\n",
				 line + (starts(line, INITTAB_WAS)
						 ? strlen(INITTAB_WAS)
						 : 0));
}

void overlay_own_umountfs(const char *from, struct text *to, const void *ctx)
{
	char line[TEXT_SIZE];

	(void)ctx;
	while (text_next_line(&from, line, sizeof(line)))
		if (!strstr(line, SHUTDOWN))
			text_add(to, "%s\n", line);
}

void overlay_own_dhcpcd(const char *from, struct text *to, const void *ctx)
{
	const char *end = NULL;

	(void)ctx;
	if (starts(from, DHCPCD_MARK))
		end = strstr(from + strlen(DHCPCD_MARK), DHCPCD_MARK);
	text_add(to, "%s", end ? end + strlen(DHCPCD_MARK) : from);
}

/* These are as below the overlay, or not there. */
static const char *const whole[] = {
	"etc/hostname", "etc/dhcp/dhclient-enter-hooks.d/rescue64",
	"etc/adjtime", /* hwclock(8): the drift of one machine's clock */
};

/* What somebody has typed there. */
static const char *const removed[] = {
	"root/.bash_history",
	"root/.lesshst",
	"root/.viminfo",
};

static const struct {
	const char *path;
	void (*edit)(const char *from, struct text *to, const void *ctx);
} edits[] = {
	{ "etc/fstab", overlay_own_fstab },
	{ "etc/inittab", overlay_own_inittab },
	{ "etc/init.d/umountfs", overlay_own_umountfs },
	{ "etc/dhcpcd.conf", overlay_own_dhcpcd },
};

static bool is_absent(int err)
{
	return err == -ENOENT || err == -ENOTDIR || err == -ELOOP;
}

/* As below; a link or nothing where that is one, or nothing. */
static int put_back(const char *base, const char *merged, const char *path)
{
	char text[TEXT_SIZE];
	ssize_t len = root_file_read_link(base, path, text, sizeof(text));
	int err;

	if (len > 0)
		return root_file_link(merged, path, text);
	len = root_file_read(base, path, text, sizeof(text));
	if (len >= 0)
		return root_file_write(merged, path, text);
	if (!is_absent((int)len))
		return (int)len;
	err = root_file_remove(merged, path);
	return is_absent(err) ? 0 : err;
}

/* A list of name servers that somebody has written stays; the client links
 * to its own. */
static int undo_resolver(const char *base, const char *merged)
{
	char target[sizeof(CLIENTS_LIST) + 1] = "";

	if (root_file_read_link(merged, RESOLV_CONF, target, sizeof(target)) <
		    0 ||
	    strcmp(target, CLIENTS_LIST))
		return 0;
	return put_back(base, merged, RESOLV_CONF);
}

static int undo_nfs_common(const char *base, const char *merged)
{
	static const char written[] =
		"NEED_STATD=no\nNEED_IDMAPD=no\nNEED_GSSD=no\n";
	char text[sizeof(written) + 1];

	if (root_file_read(merged, NFS_COMMON, text, sizeof(text)) < 0 ||
	    strcmp(text, written))
		return 0;
	return put_back(base, merged, NFS_COMMON);
}

static int undo_hosts(const char *base, const char *merged)
{
	char text[TEXT_SIZE];

	if (root_file_read(base, "etc/hosts", text, sizeof(text)) < 0)
		*text = '\0';
	return root_file_edit(merged, "etc/hosts", overlay_own_hosts, text);
}

/* Larger than what the client edits: then it has not. */
static int judge(const char *step, const char *path, int err)
{
	return !err || is_absent(err) || err == -EFBIG || err == -EINVAL
		       ? 0
		       : say_errno(step, path, err);
}

int overlay_own_undo(const char *step, const char *base, const char *merged)
{
	int err = judge(step, "/" RESOLV_CONF, undo_resolver(base, merged));
	size_t i;

	if (!err)
		err = judge(step, "/" NFS_COMMON,
			    undo_nfs_common(base, merged));
	if (!err)
		err = judge(step, "/etc/hosts", undo_hosts(base, merged));
	for (i = 0; !err && i < sizeof(whole) / sizeof(*whole); i++)
		err = judge(step, whole[i], put_back(base, merged, whole[i]));
	for (i = 0; !err && i < sizeof(removed) / sizeof(*removed); i++)
		err = judge(step, removed[i],
			    root_file_remove(merged, removed[i]));
	for (i = 0; !err && i < sizeof(edits) / sizeof(*edits); i++)
		err = judge(step, edits[i].path,
			    root_file_edit(merged, edits[i].path, edits[i].edit,
					   NULL));
	return err;
}
