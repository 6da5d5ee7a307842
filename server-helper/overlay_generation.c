// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which generation an image belongs to: ROOT= in its rescue64/overlay.env,
 * which rescue64-client writes. The image is what any host of the network may
 * have made of it, so it is not mounted: libext2fs reads it, in a process of
 * its own with little memory and time. No symbolic link in it is followed.
 */
#include <errno.h>
#include <ext2fs/ext2fs.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "generation.h"
#include "overlay.h"
#include "path.h"
#include "text.h"

#define ENV_NAME "overlay.env"
#define SECONDS	 10
#define MEMORY	 (256 << 20)

/* As the client reads it: a larger one, or none that is a file, is nothing. */
static errcode_t read_file(ext2_filsys fs, ext2_ino_t ino, char *text,
			   size_t size)
{
	struct ext2_inode inode;
	ext2_file_t file;
	unsigned len = 0;
	errcode_t err = ext2fs_read_inode(fs, ino, &inode);

	*text = '\0';
	if (err || !LINUX_S_ISREG(inode.i_mode) || EXT2_I_SIZE(&inode) >= size)
		return err;
	err = ext2fs_file_open(fs, ino, 0, &file);
	if (err)
		return err;
	err = ext2fs_file_read(file, text, (unsigned)size - 1, &len);
	text[len] = '\0';
	ext2fs_file_close(file);
	return err;
}

static errcode_t look_up(ext2_filsys fs, ext2_ino_t dir, const char *name,
			 ext2_ino_t *ino)
{
	return ext2fs_lookup(fs, dir, name, (int)strlen(name), NULL, ino);
}

/* The contents of overlay.env; empty where there is none. */
static int read_env(int fd, char *text, size_t size)
{
	char name[32];
	ext2_filsys fs;
	ext2_ino_t ino;
	errcode_t err;

	*text = '\0';
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	err = ext2fs_open2(name, NULL, EXT2_FLAG_64BITS, 0, 0, unix_io_manager,
			   &fs);
	if (err)
		return -EIO;
	err = look_up(fs, EXT2_ROOT_INO, KEPT_DIR, &ino);
	if (!err)
		err = look_up(fs, ino, ENV_NAME, &ino);
	if (!err)
		err = read_file(fs, ino, text, size);
	ext2fs_close_free(&fs);
	return err && err != EXT2_ET_FILE_NOT_FOUND &&
			       err != EXT2_ET_NO_DIRECTORY
		       ? -EIO
		       : 0;
}

/* The process: writes the path of the root to out. */
static void tell(int fd, int out)
{
	static const struct rlimit memory = { MEMORY, MEMORY };
	static char text[TEXT_SIZE];
	char root[256] = "";

	alarm(SECONDS);
#ifndef __SANITIZE_ADDRESS__ /* its shadow is larger than any limit */
	if (setrlimit(RLIMIT_AS, &memory))
		_exit(1);
#else
	(void)memory;
#endif
	if (read_env(fd, text, sizeof(text)))
		_exit(1);
	if (!text_find_quoted(text, "ROOT", root, sizeof(root)))
		*root = '\0';
	_exit(write(out, root, sizeof(root)) == sizeof(root) ? 0 : 1);
}

static int ask(int fd, char *root, size_t size)
{
	ssize_t len = -1;
	int ends[2], status = -1;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	fflush(NULL);
	pid = fork();
	if (!pid)
		tell(fd, ends[1]);
	close(ends[1]);
	if (pid > 0) {
		len = read(ends[0], root, size);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	close(ends[0]);
	return len == (ssize_t)size && !status ? 0 : -EIO;
}

int overlay_generation_of(int fd, char *id)
{
	static const char folder[] = GENERATIONS_PATH "/";
	char root[256];
	int err;

	*id = '\0';
	if (!strcmp(overlay_state(fd), "foreign"))
		return 0;
	err = ask(fd, root, sizeof(root));
	if (err)
		return err;
	if (!strcmp(root, DEFAULT_ROOT_PATH))
		strcpy(id, OVERLAY_GOLDEN);
	else if (!strncmp(root, folder, strlen(folder)) &&
		 generation_is_id(root + strlen(folder), NULL))
		strcpy(id, root + strlen(folder));
	return 0;
}

int overlay_generation(const struct server *srv, const char *step,
		       const char *name, char *id)
{
	struct path path = overlay_path(srv, name);
	int fd = overlay_open(path.s, O_RDONLY);
	int err;

	*id = '\0';
	if (fd < 0)
		return say_errno(step, path.s, fd);
	err = overlay_generation_of(fd, id);
	close(fd);
	if (err)
		say_error(step, path.s,
			  "its file system cannot be read, so that it cannot "
			  "be told which generation it belongs to; "
			  "rescue64-server overlay reset %s gives a new one",
			  name);
	return err;
}
