/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The writable layer: what holds it, and the overlayfs over the root. */
#include "overlay.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "console.h"
#include "diagnosis.h"
#include "disk.h"
#include "image.h"
#include "kept.h"
#include "layout.h"
#include "screen.h"
#include "sys.h"
#include "text.h"
#include "tmpfs.h"

#define TMPFS_DEFAULT "size=50%"

/*
 * Kernel: Documentation/filesystems/overlayfs.rst. xino, index, metacopy and
 * nfs_export want file handles that an NFS lower has not; redirect_dir lets
 * folders of the lower be renamed.
 */
static const char *const overlay_options[] = {
	"xino=off,index=off,metacopy=off,nfs_export=off,redirect_dir=on",
	"xino=off", /* kernels built without some of these */
};

void overlay_undo(const char *root)
{
	sys_detach(root);
	sys_detach(RW_DIR);
	sys_detach(IMAGES_DIR);
}

/* The named overlay cannot be had: whether to try again. */
static bool overlay_ask(const struct volume *volume)
{
	static struct text text;

	text_clear(&text);
	text_add(&text,
		 "\nThe overlay of this machine cannot be had:\n  %s\n  %s\n"
		 "r: retry\nt: one in memory, nothing is kept\n",
		 volume->why, volume->remedy);
	return screen_choose(&text, "tr") == 'r';
}

static int overlay_try_tmpfs(const char *options)
{
	char data[160];

	snprintf(data, sizeof(data), "mode=0755,%s%s", options,
		 text_find(options, "size=") ? "" : "," TMPFS_DEFAULT);
	if (mount("rescue64-rw", RW_DIR, "tmpfs", MS_NOATIME, data) < 0)
		return -errno;
	return 0;
}

/* By these options; by the default where there are none, or they cannot work.
 */
static int overlay_mount_tmpfs(struct boot *boot)
{
	const struct cmdline *cmdline = &boot->cmdline;
	struct mounts *mounts = &boot->mounts;
	const char *options =
		cmdline->overlay == OVERLAY_TMPFS ? cmdline->overlay_arg : "";
	const char *objection = NULL;
	struct sysinfo info;
	int ret = sys_mkdir(RW_DIR, 0755);

	if (ret < 0)
		return ret;
	if (*options && sysinfo(&info) == 0)
		objection = tmpfs_objection(options, (uint64_t)info.totalram *
							     info.mem_unit);
	if (*options && !objection) {
		ret = overlay_try_tmpfs(options);
		if (ret < 0)
			objection = sys_error(-ret);
	}
	if (objection)
		console_warning("rescue64.overlay=", "tmpfs:%s %s; %s is taken",
				options, objection, TMPFS_DEFAULT);
	if (objection || !*options) {
		options = TMPFS_DEFAULT;
		ret = overlay_try_tmpfs(options);
	}
	snprintf(mounts->overlay, sizeof(mounts->overlay), "tmpfs %s", options);
	return ret;
}

/* The merged root has the owner and mode of the upper one. */
static int overlay_make_upper(const char *upper, const char *work)
{
	struct stat lower;
	int ret = 0;

	if (mkdir(upper, 0755) == 0) {
		if (stat(LOWER_DIR, &lower) < 0 ||
		    chmod(upper, lower.st_mode & 07777) < 0)
			ret = -errno;
	} else if (errno != EEXIST) {
		ret = -errno;
	}
	return ret < 0 ? ret : sys_mkdir(work, 0700);
}

/* volatile leaves out syncs of an upper that ends with the machine. */
static int overlay_mount_merged(const char *root, const char *home, bool kept)
{
	char upper[80], work[80];
	char data[512];
	int ret;

	snprintf(upper, sizeof(upper), "%s/upper", home);
	snprintf(work, sizeof(work), "%s/work", home);
	ret = overlay_make_upper(upper, work);
	if (ret < 0)
		return ret;
	for (size_t i = 0;
	     i < sizeof(overlay_options) / sizeof(overlay_options[0]); i++) {
		snprintf(data, sizeof(data),
			 "%s%s,lowerdir=%s,upperdir=%s,workdir=%s",
			 overlay_options[i], kept || i ? "" : ",volatile",
			 LOWER_DIR, upper, work);
		if (mount("rescue64", root, "overlay", MS_NOATIME, data) == 0)
			return 0;
		ret = -errno;
		if (ret != -EINVAL)
			break;
	}
	return ret;
}

/* overlayfs itself needs a free inode. */
static int overlay_merge_kept(const char *root, struct volume *volume)
{
	int ret = overlay_mount_merged(root, RW_DIR "/" KEPT_DIR, true);

	if (ret < 0)
		volume_refuse(volume, "make room in it, or another one",
			      "%s: overlayfs: %s", volume->name,
			      sys_error(-ret));
	return ret;
}

/* 1 where the overlay that is named is in use; 0: one in memory is to be. */
static int overlay_take_kept(struct boot *boot, const char *root)
{
	struct mounts *mounts = &boot->mounts;
	static struct volume volume;
	int ret;

	do {
		memset(&volume, 0, sizeof(volume));
		volume.boot = boot;
		ret = boot->cmdline.overlay == OVERLAY_SERVER
			      ? image_take(&volume)
			      : disk_take(&volume);
		if (ret == 0)
			ret = kept_open(boot, &volume);
		if (ret == 0)
			ret = overlay_merge_kept(root, &volume);
		if (ret == 0) {
			mounts->kept = true;
			strcpy(mounts->overlay, volume.name);
			return 1;
		}
		overlay_undo("");
		if (ret == -ESTALE)
			return ret;
	} while (ret != -ECANCELED && overlay_ask(&volume));
	strcpy(mounts->overlay_fell_back, volume.why);
	console_warning("rescue64.overlay=", "%s; one in memory is taken",
			volume.why);
	return 0;
}

static int overlay_link_run(void)
{
	const char *const links[][2] = { { LOWER_DIR, RUN_DIR "/lower" },
					 { RW_DIR, RUN_DIR "/rw" } };

	for (size_t i = 0; i < 2; i++)
		if (symlink(links[i][0], links[i][1]) < 0 && errno != EEXIST)
			return -errno;
	return 0;
}

static int overlay_none(struct mounts *mounts, const char *root)
{
	if (mount(LOWER_DIR, root, NULL, MS_BIND, NULL) < 0)
		return -errno;
	strcpy(mounts->overlay, "none");
	console_step("overlay: none, the root stays read-only");
	return 0;
}

int overlay_stage(struct boot *boot, const char *root)
{
	struct mounts *mounts = &boot->mounts;
	int ret = 0;

	if (boot->cmdline.overlay == OVERLAY_NONE) {
		ret = overlay_none(mounts, root);
		if (ret < 0)
			console_error(root, "%s", sys_error(-ret));
		return ret;
	}
	if (sys_modprobe("overlay") < 0)
		diagnosis_blame(CAUSE_MODULES, "", "overlay");
	if (boot->cmdline.overlay != OVERLAY_TMPFS)
		ret = overlay_take_kept(boot, root);
	if (ret == 0)
		ret = overlay_mount_tmpfs(boot);
	if (ret == 0)
		ret = overlay_mount_merged(root, RW_DIR, false);
	if (ret >= 0)
		ret = overlay_link_run();
	if (ret < 0) {
		console_error("overlay", "%s", sys_error(-ret));
		return ret;
	}
	console_step("overlay: %s over %s %s, writable", mounts->overlay,
		     mounts->server, boot->target.path);
	return 0;
}
