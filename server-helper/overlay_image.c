// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "check.h"
#include "file.h"
#include "overlay.h"
#include "path.h"
#include "run.h"

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

/* The features are named, so that PCs with an older kernel than the server's
 * can mount it, whatever /etc/mke2fs.conf says. */
#define FEATURES                                                               \
	"none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,"    \
	"64bit,flex_bg,sparse_super,large_file,huge_file,dir_nlink,"           \
	"extra_isize,metadata_csum"

struct path overlay_path(const struct server *srv, const char *machine)
{
	return path_of(srv, OVERLAYS_PATH "/%.36s" OVERLAY_SUFFIX, machine);
}

struct path overlay_temporary(const struct server *srv, const char *machine)
{
	return path_of(srv, OVERLAYS_PATH "/.%.36s" TMP_TAIL, machine);
}

const char *overlay_check_size(const char *text, uint64_t *size)
{
	if (!check_size(text, size))
		return "not a size like 500M or 2G";
	return *size < IMAGE_MIN || *size > IMAGE_MAX
		       ? "not within 64M (less has no room for a journal) and "
			 "1024G"
		       : NULL;
}

int overlay_check_machine(const char *step, const char *text, char *machine)
{
	const char *wrong = machine_parse(text, machine);

	if (!wrong)
		return 0;
	say_error(step, "MACHINE", "%.300s: %s", text, wrong);
	return -EINVAL;
}

/*
 * mke2fs(8). The file is all hole: mke2fs discards it, and so knows that
 * inode tables and journal are zero without writing them; left to the kernel,
 * the PC would write them over the network. No blocks are root's own, for
 * root is who works there. Many small files: an inode for 8 KiB.
 */
static int make_ext4(const char *step, const char *path)
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
	struct run run = { .step = step, .argv = argv };

	return run_job(&run);
}

/* As PCs and nobody else shall see it. */
int overlay_make_folder(const struct server *srv, const char *step)
{
	struct path path = path_of(srv, OVERLAYS_PATH);
	int err = file_mkdirs(path.s);
	struct stat st;

	if (!err && stat(path.s, &st))
		err = -errno;
	if (!err && (st.st_mode & 07777) != FOLDER_MODE &&
	    chmod(path.s, FOLDER_MODE))
		err = -errno;
	if (!err && (st.st_uid || st.st_gid != srv->conf.overlay_uid) &&
	    chown(path.s, 0, srv->conf.overlay_uid))
		err = -errno;
	return err ? say_errno(step, path.s, err) : 0;
}

int overlay_clean(const struct server *srv, const char *step)
{
	struct path path = path_of(srv, OVERLAYS_PATH);
	struct dirent *entry;
	int err = 0;
	DIR *dir = opendir(path.s);

	if (!dir)
		return errno == ENOENT ? 0 : say_errno(step, path.s, -errno);
	while (!err && (errno = 0, entry = readdir(dir))) {
		const char *name = entry->d_name;
		size_t len = strlen(name), tail = strlen(TMP_TAIL);

		if (*name != '.' || len <= tail ||
		    strcmp(name + len - tail, TMP_TAIL))
			continue;
		say_step(step, "%s: removed; left by an interrupted run", name);
		if (unlinkat(dirfd(dir), name, 0))
			err = say_errno(step, name, -errno);
	}
	closedir(dir);
	return err;
}

static void warn_of_space(const char *step, const char *path, uint64_t size)
{
	struct statvfs fs;
	uint64_t left;

	if (statvfs(path, &fs))
		return;
	left = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (left < size)
		say_warning(step, path,
			    "%llu MB are free there, and the image may grow to "
			    "%llu MB: when they are used up, its PC's writes "
			    "fail",
			    (unsigned long long)left >> 20,
			    (unsigned long long)size >> 20);
}

/* Fills the new file; PCs may open it only when it is finished. */
static int fill(const struct server *srv, const char *step, int fd,
		const char *tmp, uint64_t size)
{
	int err;

	if (ftruncate(fd, (off_t)size))
		return say_errno(step, tmp, -errno);
	err = make_ext4(step, tmp);
	if (err)
		return err;
	if (fchown(fd, srv->conf.overlay_uid, srv->conf.overlay_uid) ||
	    fsync(fd))
		return say_errno(step, tmp, -errno);
	return 0;
}

/* By link, which never replaces a file; or by rename, which does so at once. */
static int name_image(const char *step, const char *tmp, const char *path,
		      bool replace)
{
	int err;

	if (replace)
		err = file_rename(tmp, path);
	else
		err = link(tmp, path) ? -errno : file_sync_parent(path);
	return err ? say_errno(step, path, err) : 0;
}

int overlay_make_image(const struct server *srv, const char *step,
		       const char *machine, uint64_t size, bool replace)
{
	struct path folder = path_of(srv, OVERLAYS_PATH);
	struct path path = overlay_path(srv, machine);
	struct path tmp = overlay_temporary(srv, machine);
	int err, fd;

	warn_of_space(step, folder.s, size);
	fd = open(tmp.s, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, IMAGE_MODE);
	if (fd < 0)
		return say_errno(step, tmp.s, -errno);
	err = fill(srv, step, fd, tmp.s, size);
	if (close(fd) && !err)
		err = say_errno(step, tmp.s, -errno);
	if (!err)
		err = name_image(step, tmp.s, path.s, replace);
	if (unlink(tmp.s) && errno != ENOENT && !err)
		err = say_errno(step, tmp.s, -errno);
	return err;
}

int overlay_hold(const struct server *srv, const char *step,
		 const char *machine, short type)
{
	struct path path = overlay_path(srv, machine);
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET };
	int fd = overlay_open(path.s, type == F_WRLCK ? O_RDWR : O_RDONLY);

	if (fd == -ENOENT)
		say_error(step, path.s,
			  "not there; rescue64-server overlay list tells which "
			  "images there are");
	else if (fd == -EINVAL || fd == -ELOOP)
		say_error(step, path.s, "not a regular file");
	else if (fd < 0)
		say_errno(step, path.s, fd);
	if (fd < 0 || !fcntl(fd, F_OFD_SETLK, &lock))
		return fd;
	if (errno == EAGAIN || errno == EACCES)
		say_error(step, path.s,
			  "in use: %s holds its lock; switch that PC off; "
			  "the NFS server frees the lock of one that is off "
			  "within two minutes",
			  strcmp(machine, "any") ? machine : "a PC");
	else
		say_errno(step, path.s, -errno);
	close(fd);
	return -EBUSY;
}

/*
 * A PC that opened the image right before it lost its name has no lock yet,
 * gets one when we let go, and would keep what it writes for nobody. It finds
 * an empty file, and says so.
 */
void overlay_drop(int fd)
{
	struct stat st;

	if (!fstat(fd, &st) && !st.st_nlink && ftruncate(fd, 0))
		(void)errno; /* the file goes with it anyhow */
	close(fd);
}
