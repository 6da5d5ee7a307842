// SPDX-License-Identifier: GPL-2.0-or-later
/* overlay create: an image for what a machine shall keep. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "check.h"
#include "export.h"
#include "file.h"
#include "overlay.h"
#include "path.h"
#include "run.h"

#define STEP	  "overlay create"
#define TMP_TAIL  OVERLAY_SUFFIX ".tmp" /* of .MACHINE.img.tmp */
#define IMAGE_MIN (64ull << 20) /* ext4's journal and tables take 5 of it */
#define IMAGE_MAX (1ull << 40)

/*
 * PCs come as overlay_uid, user and group (all_squash). They find an image by
 * its name and open it, for it is theirs; they cannot list, make, rename or
 * remove any, for the folder is root's. Other users of the server get nowhere.
 */
#define FOLDER_MODE 0710
#define IMAGE_MODE  0600

static uint64_t size;
static char machine[MACHINE_NAME_SIZE];

/* The features are named, so that PCs with an older kernel than the server's
 * can mount it, whatever /etc/mke2fs.conf says. */
#define FEATURES                                                               \
	"none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,"    \
	"64bit,flex_bg,sparse_super,large_file,huge_file,dir_nlink,"           \
	"extra_isize,metadata_csum"

/*
 * mke2fs(8). The file is all hole: mke2fs discards it, and so knows that
 * inode tables and journal are zero without writing them; left to the kernel,
 * the PC would write them over the network. No blocks are root's own, for
 * root is who works there. Many small files: an inode for 8 KiB.
 */
static int make_ext4(const char *path)
{
	const char *const argv[] = {
		"mke2fs",
		"-q",
		"-F",
		"-t",
		"ext4",
		"-b",
		"4096",
		"-I",
		"256",
		"-i",
		"8192",
		"-m",
		"0",
		"-L",
		"rescue64",
		"-e",
		"remount-ro",
		"-O",
		FEATURES,
		"-E",
		"discard,lazy_itable_init=0,lazy_journal_init=1,root_owner=0:0",
		path,
		NULL
	};
	struct run run = { .step = STEP, .argv = argv };

	return run_job(&run);
}

/* The folder as PCs and nobody else shall see it. */
static int make_folder(const struct server *srv, const char *path)
{
	int err = file_mkdirs(path);
	struct stat st;

	if (!err && stat(path, &st))
		err = -errno;
	if (!err && (st.st_mode & 07777) != FOLDER_MODE &&
	    chmod(path, FOLDER_MODE))
		err = -errno;
	if (!err && (st.st_uid || st.st_gid != srv->conf.overlay_uid) &&
	    chown(path, 0, srv->conf.overlay_uid))
		err = -errno;
	return err ? say_errno(STEP, path, err) : 0;
}

/* What killed runs have left; we hold the lock. */
static int clean_folder(const char *path)
{
	struct dirent *entry;
	int err = 0;
	DIR *dir = opendir(path);

	if (!dir)
		return say_errno(STEP, path, -errno);
	while (!err && (errno = 0, entry = readdir(dir))) {
		const char *name = entry->d_name;
		size_t len = strlen(name), tail = strlen(TMP_TAIL);

		if (*name != '.' || len <= tail ||
		    strcmp(name + len - tail, TMP_TAIL))
			continue;
		say_step(STEP, "%s: removed; left by an interrupted run", name);
		if (unlinkat(dirfd(dir), name, 0))
			err = say_errno(STEP, name, -errno);
	}
	closedir(dir);
	return err;
}

static void warn_of_space(const char *path)
{
	struct statvfs fs;
	uint64_t left;

	if (statvfs(path, &fs))
		return;
	left = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (left < size)
		say_warning(STEP, path,
			    "%llu MB are free there, and the image may grow to "
			    "%llu MB: when they are used up, its PC's writes "
			    "fail",
			    (unsigned long long)left >> 20,
			    (unsigned long long)size >> 20);
}

/* Fills the new file; PCs may open it only when it is finished. */
static int fill(const struct server *srv, int fd, const char *tmp)
{
	int err;

	if (ftruncate(fd, (off_t)size))
		return say_errno(STEP, tmp, -errno);
	err = make_ext4(tmp);
	if (err)
		return err;
	if (fchown(fd, srv->conf.overlay_uid, srv->conf.overlay_uid) ||
	    fsync(fd))
		return say_errno(STEP, tmp, -errno);
	return 0;
}

/* Gives it its name: by link, which never replaces a file. */
static int name_image(const char *tmp, const char *path)
{
	int err = link(tmp, path) ? -errno : file_sync_parent(path);

	return err ? say_errno(STEP, path, err) : 0;
}

static int make_image(const struct server *srv, const char *path)
{
	struct path tmp = path_of(srv, OVERLAYS_PATH "/.%s" TMP_TAIL, machine);
	int fd = open(tmp.s, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, IMAGE_MODE);
	int err;

	if (fd < 0)
		return say_errno(STEP, tmp.s, -errno);
	err = fill(srv, fd, tmp.s);
	if (close(fd) && !err)
		err = say_errno(STEP, tmp.s, -errno);
	if (!err)
		err = name_image(tmp.s, path);
	if (unlink(tmp.s) && !err)
		err = say_errno(STEP, tmp.s, -errno);
	return err;
}

static int run_create(struct server *srv, int argc, char **argv)
{
	struct path folder = path_of(srv, OVERLAYS_PATH);
	struct path path =
		path_of(srv, OVERLAYS_PATH "/%s" OVERLAY_SUFFIX, machine);
	struct stat st;
	int err;

	(void)argc;
	(void)argv;
	if (!lstat(path.s, &st)) {
		say_error(
			STEP, path.s,
			"is there already, and may hold what its PC has kept; "
			"to start afresh, remove it while that PC is off");
		return -EEXIST;
	}
	err = run_check(STEP, "mke2fs", "e2fsprogs");
	if (!err)
		err = make_folder(srv, folder.s);
	if (!err)
		err = clean_folder(folder.s);
	if (err)
		return err;
	warn_of_space(folder.s);
	err = make_image(srv, path.s);
	if (err)
		return err;
	say_step(STEP, "%s", path.s);
	return export_update(srv, STEP, NULL, NULL);
}

static int check_create(const struct server *srv, int argc, char **argv)
{
	const char *wrong = machine_parse(argv[0], machine);

	(void)argc;
	if (wrong) {
		say_error(STEP, "MACHINE", "%.300s: %s", argv[0], wrong);
		return -EINVAL;
	}
	if (!size) {
		say_error(STEP, "--size",
			  "missing: how much may it keep? Like 2G");
		return -EINVAL;
	}
	return conf_check_networks(srv, STEP);
}

static const char *set_size(struct server *srv, const char *value)
{
	(void)srv;
	if (!check_size(value, &size))
		return "not a size like 500M or 2G";
	return size < IMAGE_MIN || size > IMAGE_MAX
		       ? "not within 64M (less has no room for a journal) and "
			 "1024G"
		       : NULL;
}

static const struct opt options[] = {
	{ "size", "SIZE",
	  "What the machine can keep, like 500M or 2G; takes space as it is "
	  "used.",
	  set_size },
	{ "network", "A.B.C.D/N",
	  "Who may boot, and so read and change the images; may be given more "
	  "than once.",
	  conf_set_network },
	{ "nfsd", NULL, "The kernel's NFS server (default).", conf_set_nfsd },
	{ "ganesha", NULL, "nfs-ganesha.", conf_set_ganesha },
	{ "standalone", NULL, "nfs-ganesha with a whole ganesha.conf.",
	  conf_set_standalone },
	{ "anyone", NULL, "Allow networks wider than /8, and *.",
	  conf_set_anyone },
	{ 0 },
};

const struct subcommand overlay_create_command = {
	.name = STEP,
	.operands = "MACHINE",
	.summary = "make an image for what a machine shall keep",
	.help = "Makes /srv/pxe/overlays/rescue64/MACHINE.img, a file system "
		"that a PC booted with\n"
		"rescue64.overlay=server writes to instead of its memory, and "
		"has the folder\n"
		"exported (as export does). MACHINE is the MAC of the NIC that "
		"boots, the UUID of\n"
		"the PC's DMI, or any: for whichever PC asks first. An image "
		"that is there is\n"
		"never overwritten.\n\n"
		"Any host of the named networks can read the images, spoil "
		"them, and fill the disk\n"
		"that they are on: NFS has no passwords. Keep no secrets "
		"there.\n",
	.options = options,
	.operands_min = 1,
	.operands_max = 1,
	.lock = true,
	.check = check_create,
	.run = run_create,
};
