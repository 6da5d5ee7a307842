/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mountinfo.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

/* A path's blanks and backslashes are written as \ooo. */
static bool word_decode(const char *word, size_t len, char *to, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (n + 1 >= size)
			return false;
		if (word[i] != '\\' || len - i < 4) {
			to[n++] = word[i];
			continue;
		}
		to[n++] = (word[i + 1] & 7) << 6 | (word[i + 2] & 7) << 3 |
			  (word[i + 3] & 7);
		i += 3;
	}
	to[n] = '\0';
	return true;
}

bool mountinfo_parse(const char *line, struct mountinfo *mount)
{
	const char *word;
	size_t len;

	/* ID PARENT MAJOR:MINOR ROOT PATH OPTIONS [TAG...] - TYPE SOURCE … */
	text_next_word(&line, &word);
	mount->id = text_number(word);
	text_next_word(&line, &word);
	mount->parent = text_number(word);
	text_next_word(&line, &word);
	text_next_word(&line, &word);
	len = text_next_word(&line, &word);
	if (!len || !word_decode(word, len, mount->path, sizeof(mount->path)))
		return false;
	do {
		len = text_next_word(&line, &word);
	} while (len && !(len == 1 && *word == '-'));
	len = text_next_word(&line, &word);
	snprintf(mount->type, sizeof(mount->type), "%.*s", (int)len, word);
	len = text_next_word(&line, &word);
	snprintf(mount->source, sizeof(mount->source), "%.*s", (int)len, word);
	return true;
}

/* Whether it is among the ids, or is some mount's parent. */
static bool mountinfo_is_held(const char *text, unsigned id,
			      const unsigned *tried, size_t tried_count)
{
	for (size_t i = 0; i < tried_count; i++)
		if (tried[i] == id)
			return true;
	while (*text) {
		const char *word;

		text_next_word(&text, &word);
		text_next_word(&text, &word);
		if (text_number(word) == id)
			return true;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return false;
}

bool mountinfo_find(const char *text, const char *path, struct mountinfo *mount)
{
	char line[2 * PATH_SIZE];
	struct mountinfo one;
	bool found = false;

	while (text_next_line(&text, line, sizeof(line))) {
		if (!mountinfo_parse(line, &one) || strcmp(one.path, path) != 0)
			continue;
		/* One on top of another is its child. */
		if (!found || one.parent == mount->id)
			*mount = one;
		found = true;
	}
	return found;
}

bool mountinfo_next(const char *text, const char *below, const unsigned *tried,
		    size_t tried_count, struct mountinfo *mount)
{
	size_t len = strlen(below);
	const char *rest = text;
	char line[2 * PATH_SIZE];

	while (text_next_line(&rest, line, sizeof(line)))
		if (mountinfo_parse(line, mount) &&
		    strncmp(mount->path, below, len) == 0 &&
		    (mount->path[len] == '/' || mount->path[len] == '\0') &&
		    !mountinfo_is_held(text, mount->id, tried, tried_count))
			return true;
	return false;
}
