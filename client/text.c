/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_clear(struct text *text)
{
	text->len = 0;
	text->data[0] = '\0';
	text->overflow = false;
}

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

void text_add_quoted(struct text *text, const char *key, const char *value)
{
	text_add(text, "%s='", key);
	for (; *value; value++)
		text_add(text, *value == '\'' ? "'\\''" : "%c", *value);
	text_add(text, "'\n");
}

void text_add_number(struct text *text, const char *key, unsigned long number)
{
	text_add(text, "%s='%lu'\n", key, number);
}

static const char *quote_find(const char *text, const char *key)
{
	size_t len = strlen(key);

	while (text && *text) {
		if (strncmp(text, key, len) == 0 && text[len] == '=' &&
		    text[len + 1] == '\'')
			return text + len + 2;
		text = strchr(text, '\n');
		if (text)
			text++;
	}
	return NULL;
}

bool text_find_quoted(const char *text, const char *key, char *value,
		      size_t size)
{
	const char *from = quote_find(text, key);
	size_t len = 0;

	if (!from)
		return false;
	for (; *from && *from != '\n'; from++) {
		if (strncmp(from, "'\\''", 4) == 0) {
			from += 3;
		} else if (*from == '\'') {
			value[len] = '\0';
			return true;
		}
		if (len + 1 >= size)
			return false;
		value[len++] = *from;
	}
	return false;
}

const char *text_find(const char *text, const char *part)
{
	size_t len = strlen(part);

	for (; strlen(text) >= len; text++)
		if (memcmp(text, part, len) == 0)
			return text;
	return NULL;
}

unsigned long text_number(const char *text)
{
	unsigned long number = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		number = number * 10 + (*text - '0');
	return number;
}

struct quad text_quad(uint32_t ip)
{
	struct quad quad;
	uint32_t bits = ntohl(ip);

	snprintf(quad.text, sizeof(quad.text), "%u.%u.%u.%u", bits >> 24,
		 bits >> 16 & 0xff, bits >> 8 & 0xff, bits & 0xff);
	return quad;
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
