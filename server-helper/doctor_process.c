// SPDX-License-Identifier: GPL-2.0-or-later
/* The processes that serve at this machine's addresses: proc(5). */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doctor.h"

/* Those of containers have another network than ours. */
static bool is_here(const char *pid)
{
	struct stat ours, its;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%.16s/ns/net", pid);
	return !stat(path, &its) && !stat("/proc/self/ns/net", &ours) &&
	       its.st_ino == ours.st_ino && its.st_dev == ours.st_dev;
}

static bool read_words(const char *pid, struct doctor_process *process)
{
	char path[64];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%.16s/cmdline", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	len = read(fd, process->words, sizeof(process->words) - 2);
	close(fd);
	if (len <= 0)
		return false;
	/* Two NULs behind the last word. */
	memset(process->words + len, 0, sizeof(process->words) - (size_t)len);
	return true;
}

bool doctor_process_find(const char *name, struct doctor_process *process)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	bool found = false;

	while (proc && !found && (entry = readdir(proc))) {
		const char *slash;

		if (!strchr("123456789", *entry->d_name) ||
		    !read_words(entry->d_name, process))
			continue;
		slash = strrchr(process->words, '/');
		found = !strcmp(slash ? slash + 1 : process->words, name) &&
			is_here(entry->d_name);
	}
	if (proc)
		closedir(proc);
	return found;
}

const char *doctor_process_next(const char *word)
{
	word += strlen(word) + 1;
	return *word ? word : NULL;
}
