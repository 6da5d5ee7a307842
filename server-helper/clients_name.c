// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "clients_source.h"

#define HEX_COUNT 32
#define GOLDEN	  "golden"

static const char hex_digits[] = "0123456789abcdef";

int client_hex(char c)
{
	const char *at = c ? strchr(hex_digits, c) : NULL;

	return at ? (int)(at - hex_digits) : -1;
}

void client_copy(char *to, size_t size, const char *from)
{
	size_t i;

	for (i = 0; i + 1 < size && from[i]; i++)
		to[i] = from[i] < ' ' || from[i] > '~' || from[i] == '"' ||
					from[i] == '\\'
				? '?'
				: from[i];
	to[i] = '\0';
}

void client_copy_address(char *to, size_t size, const char *from)
{
	static const char mapped[] = "::ffff:";
	size_t len = sizeof(mapped) - 1;

	if (!strncmp(from, mapped, len) && strchr(from, '.'))
		from += len;
	client_copy(to, size, from);
}

/* HEX32@ID or HEX32@golden: the part behind the @, or NULL. */
static const char *read_word(const char *word, size_t len, char *id)
{
	const char *of = word + HEX_COUNT + 1;

	if (len <= HEX_COUNT + 1 || len > HEX_COUNT + GENERATION_ID_SIZE ||
	    strspn(word, hex_digits) != HEX_COUNT || word[HEX_COUNT] != '@')
		return NULL;
	len -= HEX_COUNT + 1;
	memcpy(id, of, len);
	id[len] = '\0';
	return !strcmp(id, GOLDEN) || generation_is_id(id, NULL) ? id : NULL;
}

bool client_name_read(const char *name, struct client *client)
{
	char id[GENERATION_ID_SIZE], found[GENERATION_ID_SIZE] = "";
	size_t len;

	for (; *name; name += len + !!name[len]) {
		len = strcspn(name, " /");
		if (!read_word(name, len, id))
			continue;
		if (*found && strcmp(found, id))
			return false;
		strcpy(found, id);
	}
	if (!*found)
		return false;
	client->golden = !strcmp(found, GOLDEN);
	strcpy(client->generation, client->golden ? "" : found);
	return true;
}
