// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

int file_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = fsync(fd) ? -errno : 0;
	close(fd);
	return err;
}

int file_mkdirs(const char *dir)
{
	char part[PATH_MAX];
	struct stat st;
	char *slash;
	int err;

	if (strlen(dir) >= sizeof(part))
		return -ENAMETOOLONG;
	strcpy(part, dir);
	for (slash = part + 1;; slash++) {
		slash = strchrnul(slash, '/');
		char was = *slash;

		*slash = '\0';
		err = mkdir(part, 0755) ? -errno : file_sync_parent(part);
		if (err && err != -EEXIST)
			return err;
		*slash = was;
		if (!was)
			break;
	}
	if (stat(dir, &st))
		return -errno;
	return S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

/* The folder of path, by the name that open and mkdir take. */
static int parent_of(const char *path, char *dir, size_t size)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;

	if (len + 2 > size)
		return -ENAMETOOLONG;
	if (!slash)
		strcpy(dir, ".");
	else if (!len)
		strcpy(dir, "/");
	else
		memcpy(dir, path, len), dir[len] = '\0';
	return 0;
}

int file_parents(const char *path)
{
	char dir[PATH_MAX];
	int err = parent_of(path, dir, sizeof(dir));

	return err ? err : file_mkdirs(dir);
}

int file_sync_parent(const char *path)
{
	char dir[PATH_MAX];
	int err = parent_of(path, dir, sizeof(dir));

	return err ? err : file_sync(dir);
}

int file_rename(const char *old, const char *new)
{
	if (rename(old, new))
		return -errno;
	return file_sync_parent(new);
}

/* .NAME.tmp beside path, open for writing; its name goes to tmp. */
static int open_temporary(const char *path, mode_t mode, char *tmp, size_t size)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int err = parent_of(path, dir, sizeof(dir));
	int len, fd;

	if (err)
		return err;
	len = snprintf(tmp, size, "%s/.%s.tmp", dir, slash ? slash + 1 : path);
	if (len < 0 || (size_t)len >= size)
		return -ENAMETOOLONG;
	if (unlink(tmp) && errno != ENOENT)
		return -errno;
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	if (fchmod(fd, mode)) {
		err = -errno;
		close(fd);
		unlink(tmp);
		return err;
	}
	return fd;
}

/* Closes fd and gives the file its name, or removes it where err says so. */
static int finish(int fd, const char *tmp, const char *path, int err)
{
	if (!err && fsync(fd))
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	if (!err)
		err = file_rename(tmp, path);
	if (err)
		unlink(tmp);
	return err;
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

int file_write(const char *path, const char *text, mode_t mode)
{
	char tmp[PATH_MAX];
	int fd = open_temporary(path, mode, tmp, sizeof(tmp));

	if (fd < 0)
		return fd;
	return finish(fd, tmp, path, write_all(fd, text, strlen(text)));
}

int file_copy(int from, const char *path, mode_t mode)
{
	char tmp[PATH_MAX], buf[65536];
	int fd = open_temporary(path, mode, tmp, sizeof(tmp));
	off_t at = 0;
	int err = 0;
	ssize_t n;

	if (fd < 0)
		return fd;
	while ((n = pread(from, buf, sizeof(buf), at)) > 0 && !err) {
		err = write_all(fd, buf, (size_t)n);
		at += n;
	}
	if (n < 0)
		err = -errno;
	return finish(fd, tmp, path, err);
}

int file_same(int from, const char *path)
{
	char a[32768], b[32768];
	ssize_t n, m;
	off_t at = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int same = 1;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	do {
		n = pread(from, a, sizeof(a), at);
		m = pread(fd, b, sizeof(b), at);
		if (n < 0 || m < 0)
			same = -EIO;
		else if (n != m || memcmp(a, b, (size_t)n))
			same = 0;
		at += n;
	} while (same == 1 && n > 0);
	close(fd);
	return same;
}

int file_read(const char *path, size_t max, char **text, size_t *len)
{
	FILE *file = fopen(path, "re");
	size_t n;
	int err = 0;

	if (!file)
		return -errno;
	*text = malloc(max + 1);
	if (!*text) {
		fclose(file);
		return -ENOMEM;
	}
	n = fread(*text, 1, max, file);
	(*text)[n] = '\0';
	if (ferror(file))
		err = -EIO;
	else if (n == max && fgetc(file) != EOF)
		err = -EFBIG;
	fclose(file);
	if (err) {
		free(*text);
		*text = NULL;
	} else if (len) {
		*len = n;
	}
	return err;
}
