/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kept.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "console.h"
#include "layout.h"
#include "machine.h"
#include "nfs.h"
#include "root_file.h"
#include "screen.h"
#include "sys.h"
#include "text.h"

#define HOME	  RW_DIR "/" KEPT_DIR
#define ENV_FILE  KEPT_DIR "/overlay.env"
#define UPPER_DIR HOME "/upper"
#define SSH_DIR	  UPPER_DIR "/etc/ssh"

static struct text env;

unsigned kept_judge(const char *from, bool upper, const char *root,
		    const char *machine)
{
	char value[PATH_SIZE];
	unsigned verdict = 0;
	bool known = text_find_quoted(from, "ROOT", value, sizeof(value));

	if (!known && !upper)
		return KEPT_NEW;
	/* An upper that nobody knows is another's. */
	if (!known || strcmp(value, root) != 0)
		verdict |= KEPT_OTHER_ROOT;
	if (!text_find_quoted(from, "MACHINE", value, sizeof(value)) ||
	    strcmp(value, machine) != 0)
		verdict |= KEPT_OTHER_MACHINE;
	return verdict;
}

static int kept_write(const struct boot *boot, const char *machine)
{
	int ret;

	text_clear(&env);
	text_add_quoted(&env, "VERSION", RESCUE64_VERSION);
	text_add_quoted(&env, "ROOT", boot->target.path);
	text_add_quoted(&env, "MACHINE", machine);
	/* What was renamed before is on the disk before it, too. */
	sync();
	ret = root_file_write(RW_DIR, ENV_FILE, env.data);
	sync();
	return ret;
}

/* Modules of the running kernel, without which the booted system is no good. */
static bool kept_root_fits(void)
{
	struct utsname uts;
	char path[sizeof(LOWER_DIR) + 14 + sizeof(uts.release)];

	uname(&uts);
	snprintf(path, sizeof(path), LOWER_DIR "/lib/modules/%s", uts.release);
	if (access(path, F_OK) == 0)
		return true;
	console_warning(path, "not there: that root is of another kernel");
	return false;
}

static int kept_mount_root(struct boot *boot, const char *path)
{
	sys_detach(LOWER_DIR);
	strcpy(boot->target.path, path);
	return nfs_stage(boot);
}

/* The root that the overlay was made for in place of this one: 1, or 0 where
 * that will not do; -ESTALE: neither is there. */
static int kept_return(struct boot *boot, const char *made_for)
{
	static char path[PATH_SIZE];

	strcpy(path, boot->target.path);
	if (kept_mount_root(boot, made_for) == 0 && kept_root_fits())
		return 1;
	return kept_mount_root(boot, path) == 0 ? 0 : -ESTALE;
}

/* upper becomes upper.GENERATION.TIME. */
static int kept_put_aside(const char *made_for)
{
	const char *name = strrchr(made_for, '/');
	char to[sizeof(UPPER_DIR) + 96];

	snprintf(to, sizeof(to), UPPER_DIR ".%.64s.%lu",
		 name ? name + 1 : "unknown", (unsigned long)time(NULL));
	return rename(UPPER_DIR, to) < 0 && errno != ENOENT ? -errno : 0;
}

static char kept_ask(const struct boot *boot, const char *made_for, bool can)
{
	static struct text text;

	text_clear(&text);
	text_add(&text,
		 "\nThe overlay of this machine was made for another root:\n"
		 "  made for   %s\n  this boot  %s\n%s"
		 "f: start afresh, the old one is put aside\n"
		 "t: one in memory this time, it stays as it is\n",
		 made_for, boot->target.path,
		 can ? "k: keep it, and boot that root\n" : "");
	return screen_choose(&text, can ? "kft" : "tf");
}

static int kept_settle_root(struct boot *boot, struct volume *volume)
{
	char made_for[PATH_SIZE] = "";
	bool can;
	int ret;

	can = text_find_quoted(env.data, "ROOT", made_for, sizeof(made_for)) &&
	      made_for[0] == '/';
	for (;;) {
		switch (kept_ask(boot, can ? made_for : "(not known)", can)) {
		case 'k':
			ret = kept_return(boot, made_for);
			if (ret != 0)
				return ret < 0 ? ret : 0;
			can = false;
			break;
		case 'f':
			console_step("overlay: started afresh");
			return kept_put_aside(made_for);
		default:
			volume_refuse(volume, "", "%s: made for %.90s",
				      volume->name, made_for);
			return -ECANCELED;
		}
	}
}

static bool kept_drop_key(const char *name)
{
	char path[sizeof(SSH_DIR) + 64];

	snprintf(path, sizeof(path), SSH_DIR "/%.60s", name);
	if (strncmp(name, "ssh_host_", 9) == 0 && text_find(name, "_key"))
		unlink(path);
	return false;
}

static bool kept_is_folder(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Two machines never have the same host keys; the image makes new ones. */
static void kept_drop_keys(void)
{
	if (kept_is_folder(UPPER_DIR "/etc")) {
		/* Written anew, unless the overlay is full. */
		unlink(UPPER_DIR "/etc/machine-id");
		unlink(UPPER_DIR "/etc/hostname");
		if (kept_is_folder(SSH_DIR))
			sys_each_entry(SSH_DIR, kept_drop_key);
	}
	console_step("overlay: another machine's until now; new ssh host keys");
}

int kept_open(struct boot *boot, struct volume *volume)
{
	char machine[33];
	unsigned verdict;
	int ret = sys_mkdir(HOME, 0755);

	/* Whoever can write the image may have put a link or a FIFO there. */
	if (ret == 0 && !kept_is_folder(HOME))
		ret = -ENOTDIR;
	if (root_file_read(RW_DIR, ENV_FILE, env.data, sizeof(env.data)) < 0)
		env.data[0] = '\0';
	machine_id(boot, "overlay", machine);
	verdict = kept_judge(env.data, kept_is_folder(UPPER_DIR),
			     boot->target.path, machine);
	if (ret == 0 && (verdict & KEPT_OTHER_ROOT))
		ret = kept_settle_root(boot, volume);
	if (ret == 0 && (verdict & KEPT_OTHER_MACHINE))
		kept_drop_keys();
	if (ret == 0 && verdict)
		ret = kept_write(boot, machine);
	if (ret < 0 && !volume->why[0])
		volume_refuse(volume, "look whether it is full or read-only",
			      "%s: /" ENV_FILE ": %s", volume->name,
			      sys_error(-ret));
	return ret;
}
