/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_add(struct text *text, const char *format, ...)
{
	size_t room = sizeof(text->data) - text->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text->data + text->len, room, format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= room) {
		text->data[text->len] = '\0';
		text->overflow = true;
		return;
	}
	text->len += len;
}

bool text_next_line(const char **rest, char *line, size_t size)
{
	size_t len = strcspn(*rest, "\n");
	size_t kept = len < size ? len : size - 1;

	if (!**rest)
		return false;
	memcpy(line, *rest, kept);
	line[kept] = '\0';
	*rest += len + ((*rest)[len] == '\n');
	return true;
}

size_t text_next_word(const char **rest, const char **word)
{
	size_t len;

	*word = *rest + strspn(*rest, " \t");
	len = strcspn(*word, " \t");
	*rest = *word + len;
	return len;
}

bool text_has_word(const char *line, const char *word)
{
	const char *at;
	size_t len;

	while ((len = text_next_word(&line, &at)))
		if (len == strlen(word) && memcmp(at, word, len) == 0)
			return true;
	return false;
}
