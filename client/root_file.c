/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "root_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY ".rescue64-new"

/* Opens the folder that holds the path's last part, *leaf. */
static int root_open_folder(const char *root, const char *path,
			    const char **leaf)
{
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *slash;

	while (fd >= 0 && (slash = strchr(path, '/'))) {
		char part[64];
		size_t len = slash - path;
		int next = -1;

		errno = ENAMETOOLONG;
		if (len < sizeof(part)) {
			memcpy(part, path, len);
			part[len] = '\0';
			next = openat(fd, part,
				      O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
					      O_CLOEXEC);
		}
		if (next < 0) {
			int err = errno;

			close(fd);
			return -err;
		}
		close(fd);
		fd = next;
		path = slash + 1;
	}
	*leaf = path;
	return fd < 0 ? -errno : fd;
}

ssize_t root_file_read(const char *root, const char *path, char *text,
		       size_t size)
{
	const char *leaf;
	int folder = root_open_folder(root, path, &leaf);
	size_t len = 0;
	struct stat st;
	ssize_t n = 0;
	int fd, err;

	if (folder < 0)
		return folder;
	/* O_NONBLOCK: a FIFO would wait for a writer. */
	fd = openat(folder, leaf,
		    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	err = errno;
	close(folder);
	if (fd < 0)
		return -err;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return -EINVAL;
	}
	while (len < size - 1 && (n = read(fd, text + len, size - 1 - len)) > 0)
		len += n;
	err = n < 0 ? errno : 0;
	if (!err && len == size - 1 && read(fd, &(char){ 0 }, 1) > 0)
		err = EFBIG;
	close(fd);
	text[len] = '\0';
	return err ? -err : (ssize_t)len;
}

static int root_write_all(int fd, const char *text)
{
	size_t len = strlen(text);

	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0)
			return -errno;
		text += n;
		len -= n;
	}
	return 0;
}

int root_file_write(const char *root, const char *path, const char *text)
{
	static char old[TEXT_SIZE];
	const char *leaf;
	mode_t mode = 0644;
	struct stat st;
	int folder, fd, ret;

	if (root_file_read(root, path, old, sizeof(old)) >= 0 &&
	    strcmp(old, text) == 0)
		return 0;
	folder = root_open_folder(root, path, &leaf);
	if (folder < 0)
		return folder;
	if (fstatat(folder, leaf, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode))
		mode = st.st_mode & 07777;
	unlinkat(folder, TEMPORARY, 0);
	fd = openat(folder, TEMPORARY,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	ret = fd < 0 ? -errno : root_write_all(fd, text);
	if (fd >= 0) {
		fchmod(fd, mode);
		/* On an overlay that is kept a power cut may come before the
		 * data and behind the name. */
		if (ret == 0 && fdatasync(fd) < 0)
			ret = -errno;
		if (close(fd) < 0 && ret == 0)
			ret = -errno;
	}
	if (ret == 0 && renameat(folder, TEMPORARY, folder, leaf) < 0)
		ret = -errno;
	if (ret < 0)
		unlinkat(folder, TEMPORARY, 0);
	close(folder);
	return ret;
}

int root_file_edit(const char *root, const char *path,
		   void (*edit)(const char *from, struct text *to,
				const void *ctx),
		   const void *ctx)
{
	static char from[TEXT_SIZE];
	static struct text to;
	ssize_t len = root_file_read(root, path, from, sizeof(from));

	if (len < 0)
		return len;
	to = (struct text){ 0 };
	edit(from, &to, ctx);
	if (to.overflow)
		return -EFBIG;
	return root_file_write(root, path, to.data);
}

int root_file_link(const char *root, const char *path, const char *target)
{
	const char *leaf;
	int folder = root_open_folder(root, path, &leaf);
	int ret = 0;

	if (folder < 0)
		return folder;
	unlinkat(folder, TEMPORARY, 0);
	if (symlinkat(target, folder, TEMPORARY) < 0 ||
	    renameat(folder, TEMPORARY, folder, leaf) < 0)
		ret = -errno;
	close(folder);
	return ret;
}

int root_file_remove(const char *root, const char *path)
{
	const char *leaf;
	int folder = root_open_folder(root, path, &leaf);
	int ret;

	if (folder < 0)
		return folder;
	ret = unlinkat(folder, leaf, 0) < 0 ? -errno : 0;
	close(folder);
	return ret;
}

bool root_file_exists(const char *root, const char *path)
{
	const char *leaf;
	int folder = root_open_folder(root, path, &leaf);
	struct stat st;
	int ret;

	if (folder < 0)
		return false;
	ret = fstatat(folder, leaf, &st, AT_SYMLINK_NOFOLLOW);
	close(folder);
	return ret == 0;
}

ssize_t root_file_read_link(const char *root, const char *path, char *text,
			    size_t size)
{
	const char *leaf;
	int folder = root_open_folder(root, path, &leaf);
	ssize_t len;
	int err;

	if (folder < 0)
		return folder;
	len = readlinkat(folder, leaf, text, size - 1);
	err = errno;
	close(folder);
	if (len < 0)
		return -err;
	text[len] = '\0';
	return len;
}
