// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"
#include "file.h"
#include "generation.h"
#include "menu.h"
#include "path.h"

/* nfs-ganesha's Export_Id is part of its file handles and has 16 bits; the
 * low ones are left to the administrator's own exports. */
#define EXPORT_ID_GOLDEN 4096
#define EXPORT_ID_FIRST	 4097
#define EXPORT_ID_COUNT	 61409

bool generation_is_id(const char *text, time_t *when)
{
	char again[GENERATION_ID_SIZE];
	struct tm tm = { 0 };
	time_t time;
	int end = 0;

	if (strlen(text) != GENERATION_ID_SIZE - 1 ||
	    strspn(text, "0123456789TZ") != GENERATION_ID_SIZE - 1)
		return false;
	if (sscanf(text, "%4d%2d%2dT%2d%2d%2dZ%n", &tm.tm_year, &tm.tm_mon,
		   &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec,
		   &end) != 6 ||
	    end != GENERATION_ID_SIZE - 1 || tm.tm_year < 1970)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	time = timegm(&tm);
	generation_make_id(time, again);
	if (strcmp(again, text))
		return false; /* the 31st of February */
	if (when)
		*when = time;
	return true;
}

const char *generation_check_id(const char *text)
{
	return generation_is_id(text, NULL)
		       ? NULL
		       : "not the ID of a generation (like 20261122T140501Z)";
}

void generation_make_id(time_t when, char *id)
{
	struct tm tm;

	gmtime_r(&when, &tm);
	strftime(id, GENERATION_ID_SIZE, "%Y%m%dT%H%M%SZ", &tm);
}

/*
 * RFC 9562 5.8 (version 8, variant 10): "rescue64" in ASCII, as far as the
 * version's nibble lets it, and the digits of the ID.
 */
void generation_uuid(const char *id, char *uuid)
{
	if (id)
		snprintf(uuid, GENERATION_UUID_SIZE,
			 "72657363-7565-8364-80%.2s-%.6s%.6s", id, id + 2,
			 id + 9);
	else
		snprintf(uuid, GENERATION_UUID_SIZE,
			 "72657363-7565-8364-8000-000000000000");
}

unsigned generation_export_id(const char *id)
{
	time_t when;

	if (!id || !generation_is_id(id, &when))
		return EXPORT_ID_GOLDEN;
	return EXPORT_ID_FIRST + (unsigned)(when % EXPORT_ID_COUNT);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int add(struct generations *list, const char *id)
{
	void *more = realloc(list->ids, (list->count + 1) * sizeof(*list->ids));

	if (!more)
		return -ENOMEM;
	list->ids = more;
	strcpy(list->ids[list->count++], id);
	return 0;
}

int generation_list(const struct server *srv, const char *step,
		    struct generations *list)
{
	struct path path = path_of(srv, GENERATIONS_PATH);
	struct dirent *entry;
	struct stat st;
	int err = 0;
	DIR *dir;

	*list = (struct generations){ 0 };
	dir = opendir(path.s);
	if (!dir)
		return errno == ENOENT ? 0 : say_errno(step, path.s, -errno);
	while (!err && (errno = 0, entry = readdir(dir)))
		if (generation_is_id(entry->d_name, NULL) &&
		    !fstatat(dirfd(dir), entry->d_name, &st,
			     AT_SYMLINK_NOFOLLOW) &&
		    S_ISDIR(st.st_mode))
			err = add(list, entry->d_name);
	if (!err)
		err = -errno;
	closedir(dir);
	if (err) {
		free(list->ids);
		*list = (struct generations){ 0 };
		return say_errno(step, path.s, err);
	}
	if (list->count)
		qsort(list->ids, list->count, sizeof(*list->ids), by_name);
	return 0;
}

int generation_published(const struct server *srv, const char *step, char *id)
{
	struct path path = path_of(srv, TFTP_PATH "/" MENU_FILE);
	char *text;
	int err = file_read(path.s, 1 << 20, &text, NULL);

	*id = '\0';
	if (err == -ENOENT)
		return 0;
	if (err)
		return say_errno(step, path.s, err);
	menu_read(text, id);
	free(text);
	return 0;
}

int generation_find(const struct server *srv, const char *step,
		    const char *operand, char *id)
{
	struct generations list;
	int err = -ENOENT;
	size_t i;

	if (generation_list(srv, step, &list))
		return -EIO;
	for (i = list.count; i && err; i--)
		if (!operand || !strcmp(list.ids[i - 1], operand)) {
			strcpy(id, list.ids[i - 1]);
			err = 0;
		}
	if (err && operand)
		say_error(step, operand,
			  "no such generation; rescue64-server list tells "
			  "which there are");
	else if (err)
		say_error(step, "generations",
			  "there is none yet; make one with rescue64-server "
			  "snapshot");
	free(list.ids);
	return err;
}
