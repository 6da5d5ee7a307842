/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "overlay.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "console.h"
#include "diagnosis.h"
#include "layout.h"
#include "sys.h"

#define UPPER_DIR RW_DIR "/upper"
#define WORK_DIR  RW_DIR "/work"

/*
 * Kernel: Documentation/filesystems/overlayfs.rst. xino, index, metacopy and
 * nfs_export want file handles that an NFS lower has not; redirect_dir lets
 * folders of the lower be renamed; volatile leaves out syncs of an upper that
 * ends with the machine.
 */
static const char *const overlay_options[] = {
	"xino=off,index=off,metacopy=off,nfs_export=off,redirect_dir=on,"
	"volatile,",
	"xino=off,", /* kernels built without some of these */
};

static int overlay_mount_upper(const struct cmdline *cmdline)
{
	const char *size =
		cmdline->overlay == OVERLAY_TMPFS ? cmdline->overlay_arg : "";
	char data[160];
	int ret = sys_mkdir(RW_DIR, 0755);

	if (ret < 0)
		return ret;
	snprintf(data, sizeof(data), "mode=0755,size=%s", *size ? size : "50%");
	if (mount("rescue64-rw", RW_DIR, "tmpfs", MS_NOATIME, data) == 0)
		return 0;
	ret = -errno;
	if (!*size)
		return ret;
	console_warning("rescue64.overlay=",
			"tmpfs refuses size=%s (%s); size=50%% is taken", size,
			sys_error(-ret));
	if (mount("rescue64-rw", RW_DIR, "tmpfs", MS_NOATIME,
		  "mode=0755,size=50%") < 0)
		return -errno;
	return 0;
}

/* The merged root has the owner and mode of the upper one. */
static int overlay_make_upper(void)
{
	struct stat lower;
	int ret = sys_mkdir(UPPER_DIR, 0755);

	if (ret == 0)
		ret = sys_mkdir(WORK_DIR, 0700);
	if (ret < 0)
		return ret;
	if (stat(LOWER_DIR, &lower) < 0)
		return -errno;
	if (chmod(UPPER_DIR, lower.st_mode & 07777) < 0)
		return -errno;
	return 0;
}

static int overlay_mount_merged(const char *root)
{
	char data[512];
	int err = EINVAL;

	for (size_t i = 0;
	     i < sizeof(overlay_options) / sizeof(overlay_options[0]); i++) {
		snprintf(data, sizeof(data),
			 "%slowerdir=%s,upperdir=%s,workdir=%s",
			 overlay_options[i], LOWER_DIR, UPPER_DIR, WORK_DIR);
		if (mount("rescue64", root, "overlay", MS_NOATIME, data) == 0)
			return 0;
		err = errno;
		if (err != EINVAL)
			break;
	}
	return -err;
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
	const struct cmdline *cmdline = &boot->cmdline;
	int ret;

	if (cmdline->overlay == OVERLAY_NONE) {
		ret = overlay_none(&boot->mounts, root);
		if (ret < 0)
			console_error(root, "%s", sys_error(-ret));
		return ret;
	}
	if (cmdline->overlay != OVERLAY_TMPFS)
		console_warning(
			"rescue64.overlay=",
			"kept overlays are not there yet; tmpfs is taken");
	if (sys_modprobe("overlay") < 0)
		diagnosis_blame(CAUSE_MODULES, "", "overlay");
	ret = overlay_mount_upper(cmdline);
	if (ret == 0)
		ret = overlay_make_upper();
	if (ret == 0)
		ret = overlay_mount_merged(root);
	if (ret == 0)
		ret = overlay_link_run();
	if (ret < 0) {
		console_error("overlay", "%s", sys_error(-ret));
		return ret;
	}
	snprintf(boot->mounts.overlay, sizeof(boot->mounts.overlay), "tmpfs %s",
		 cmdline->overlay_arg);
	console_step("overlay: tmpfs over %s %s, writable", boot->mounts.server,
		     boot->target.path);
	return 0;
}
