/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quote.h"

#include <string.h>

void quote_write(FILE *file, const char *key, const char *value)
{
	fprintf(file, "%s='", key);
	for (; *value; value++) {
		if (*value == '\'')
			fputs("'\\''", file);
		else
			fputc(*value, file);
	}
	fputs("'\n", file);
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

bool quote_read(const char *text, const char *key, char *value, size_t size)
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
