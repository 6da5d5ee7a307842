// SPDX-License-Identifier: GPL-2.0-or-later
#include "clients_opens.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "path.h"

#define OPENS_MAX   1000000
#define DESCRIPTORS 32

/* nftw's function has no argument of its own. */
static struct {
	struct open_files *files;
	size_t root;
} search;

int clients_opens_add(struct open_files *files, dev_t device, ino_t inode,
		      size_t of)
{
	struct open_file *more;

	if (files->count == OPENS_MAX)
		return -ENOMEM;
	if (!(files->count & (files->count - 1))) {
		more = reallocarray(files->list,
				    files->count ? 2 * files->count : 1,
				    sizeof(*more));
		if (!more)
			return -ENOMEM;
		files->list = more;
	}
	files->list[files->count++] = (struct open_file){ .device = device,
							  .inode = inode,
							  .of = of };
	return 0;
}

static int by_inode(const void *a, const void *b)
{
	const struct open_file *one = a, *two = b;

	if (one->device != two->device)
		return one->device < two->device ? -1 : 1;
	if (one->inode != two->inode)
		return one->inode < two->inode ? -1 : 1;
	return 0;
}

static int see(const char *path, const struct stat *st, int type,
	       struct FTW *ftw)
{
	const struct open_file key = { .device = st->st_dev,
				       .inode = st->st_ino };
	struct open_file *file, *end = search.files->list + search.files->count;

	(void)path;
	(void)ftw;
	if (type == FTW_NS)
		return 0;
	file = bsearch(&key, search.files->list, search.files->count,
		       sizeof(*file), by_inode);
	if (!file)
		return 0;
	while (file > search.files->list && !by_inode(file - 1, &key))
		file--;
	for (; file < end && !by_inode(file, &key); file++) {
		/* A second name in one root is no second root. */
		if (!file->roots || file->root != search.root)
			file->roots++;
		file->root = search.root;
	}
	return 0;
}

/* Whether any is on the device of that folder. */
static bool is_there(const struct open_files *files, const struct stat *st)
{
	size_t i;

	for (i = 0; i < files->count; i++)
		if (files->list[i].device == st->st_dev)
			return true;
	return false;
}

void clients_opens_find(const struct clients_view *view,
			struct open_files *files)
{
	size_t i, count = view->generations.count;
	struct path path;
	struct stat st;

	if (!files->count)
		return;
	qsort(files->list, files->count, sizeof(*files->list), by_inode);
	search.files = files;
	for (i = 0; i <= count; i++) {
		if (i < count)
			path = path_of(view->srv, GENERATIONS_PATH "/%s",
				       view->generations.ids[i]);
		else
			path = path_of(view->srv, DEFAULT_ROOT_PATH);
		if (lstat(path.s, &st) || !is_there(files, &st))
			continue;
		search.root = i;
		nftw(path.s, see, DESCRIPTORS, FTW_PHYS | FTW_MOUNT);
	}
}
