// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "generation_info.h"
#include "path.h"

#define INFO_PATH GENERATIONS_PATH "/.%s.info"

static const char *set_flag(const char *value, bool *flag)
{
	if (strcmp(value, "yes"))
		return "not yes";
	*flag = true;
	return NULL;
}

static const char *set_method(const char *value, char *method)
{
	static const char *const known[] = { "btrfs", "reflink", "copy",
					     "overlay" };
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(value, known[i])) {
			strcpy(method, value);
			return NULL;
		}
	return "not btrfs, reflink, copy or overlay";
}

static const char *set(const char *key, const char *value,
		       struct generation_info *info)
{
	const char *wrong;

	if (!strcmp(key, "note")) {
		wrong = check_note(value);
		if (!wrong)
			strcpy(info->note, value);
		return wrong;
	}
	if (!strcmp(key, "pinned"))
		return set_flag(value, &info->pinned);
	if (!strcmp(key, "changed"))
		return set_flag(value, &info->changed);
	if (!strcmp(key, "method"))
		return set_method(value, info->method);
	if (strcmp(key, "base"))
		return "no such key";
	if (!generation_is_id(value, NULL))
		return "not the ID of a generation";
	strcpy(info->base, value);
	return NULL;
}

const char *generation_info_parse(const char *text, size_t len,
				  struct generation_info *info, unsigned *line)
{
	const char *end = text + len, *wrong;
	char copy[128];

	*info = (struct generation_info){ 0 };
	for (*line = 1; text < end; ++*line) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t size = newline ? (size_t)(newline - text) : 0;
		char *equal;

		if (!newline)
			return "no newline at its end";
		if (size >= sizeof(copy))
			return "too long";
		if (memchr(text, '\0', size))
			return "has an octet 0";
		memcpy(copy, text, size);
		copy[size] = '\0';
		equal = strchr(copy, '=');
		if (!equal)
			return "not KEY=VALUE";
		*equal = '\0';
		wrong = set(copy, equal + 1, info);
		if (wrong)
			return wrong;
		text = newline + 1;
	}
	return NULL;
}

void generation_info_format(const struct generation_info *info, char *text)
{
	int len = 0;

	*text = '\0';
	if (*info->note)
		len += sprintf(text + len, "note=%s\n", info->note);
	if (info->pinned)
		len += sprintf(text + len, "pinned=yes\n");
	if (info->changed)
		len += sprintf(text + len, "changed=yes\n");
	if (*info->method)
		len += sprintf(text + len, "method=%s\n", info->method);
	if (*info->base)
		sprintf(text + len, "base=%s\n", info->base);
}

int generation_info_read(const struct server *srv, const char *step,
			 const char *id, struct generation_info *info)
{
	struct path path = path_of(srv, INFO_PATH, id);
	const char *wrong;
	unsigned line;
	char *text;
	size_t len;
	int err = file_read(path.s, GENERATION_INFO_MAX, &text, &len);

	*info = (struct generation_info){ 0 };
	if (err == -ENOENT)
		return 0;
	if (err)
		return say_errno(step, path.s, err);
	wrong = generation_info_parse(text, len, info, &line);
	free(text);
	if (!wrong)
		return 0;
	say_error(step, path.s, "line %u: %s", line, wrong);
	*info = (struct generation_info){ 0 };
	return -EINVAL;
}

int generation_info_write(const struct server *srv, const char *step,
			  const char *id, const struct generation_info *info)
{
	struct path path = path_of(srv, INFO_PATH, id);
	char text[GENERATION_INFO_MAX];
	int err;

	generation_info_format(info, text);
	err = file_write(path.s, text, 0644);
	return err ? say_errno(step, path.s, err) : 0;
}
