// SPDX-License-Identifier: GPL-2.0-or-later
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <linux/magic.h>

#include "doctor.h"
#include "doctor_nfs.h"
#include "path.h"

#define SUBVOLUME_INODE 256 /* BTRFS_FIRST_FREE_OBJECTID: a sub-volume's / */
#define DEPTH		64  /* descriptors that nftw may hold */

static struct doctor *asker;
static bool golden;
static dev_t device;

static void found(const char *path, const struct stat *st)
{
	struct doctor_text quoted = doctor_quote(path);
	struct doctor_text moved = doctor_text("%s.old", path);
	struct doctor_text old = doctor_quote(moved.s);
	struct statfs fs;
	bool subvolume = !statfs(path, &fs) && fs.f_type == BTRFS_SUPER_MAGIC &&
			 st->st_ino == SUBVOLUME_INODE;

	(golden ? doctor_warning : doctor_error)(
		asker, path,
		subvolume ? "a sub-volume within the root: PCs find an empty "
			    "folder there"
			  : "another file system within the root: PCs find an "
			    "empty folder there",
		(subvolume
			 ? doctor_text("mv %s %s && cp -a --reflink=auto %s %s "
				       "&& btrfs subvolume delete %s",
				       quoted.s, old.s, old.s, quoted.s, old.s)
			 : doctor_text("umount %s", quoted.s))
			.s);
}

static int look(const char *path, const struct stat *st, int type,
		struct FTW *ftw)
{
	if (!ftw->level)
		device = st->st_dev;
	if (type != FTW_D || st->st_dev == device)
		return FTW_CONTINUE;
	found(path, st);
	return FTW_SKIP_SUBTREE;
}

void doctor_subvolumes(struct doctor *doctor, const char *id)
{
	struct path root = path_of(doctor->srv, "%s%s%s",
				   id ? GENERATIONS_PATH : DEFAULT_ROOT_PATH,
				   id ? "/" : "", id ? id : "");

	asker = doctor;
	golden = !id;
	nftw(root.s, look, DEPTH, FTW_PHYS | FTW_ACTIONRETVAL);
}
