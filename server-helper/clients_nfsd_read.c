// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "check.h"
#include "clients_nfsd.h"
#include "clients_source.h"

#define LINE_MAX_OCTETS 8192 /* a name of 1024 octets, each \xNN, and more */

/* The line at *rest, without its newline; cut off where it is too long. */
static bool next_line(const char **rest, char *line)
{
	size_t len = strcspn(*rest, "\n"), keep = len;

	if (!**rest)
		return false;
	if (keep >= LINE_MAX_OCTETS)
		keep = LINE_MAX_OCTETS - 1;
	memcpy(line, *rest, keep);
	line[keep] = '\0';
	*rest += len + ((*rest)[len] == '\n');
	return true;
}

/*
 * What stands between quotes, to the end of the line; quotes, backslashes and
 * all that is not printable ASCII are \xNN there (lib/string_helpers.c,
 * ESCAPE_HEX; seq_quote_mem). What is no character of a name becomes '?'.
 * False where it is not of this form.
 */
static bool unquote(const char *text, char *to, size_t size)
{
	size_t len = 0;

	if (*text++ != '"')
		return false;
	for (; *text && *text != '"'; text++) {
		int c = *text;

		if (c == '\\') {
			int high = text[1] == 'x' ? client_hex(text[2]) : -1;
			int low = high < 0 ? -1 : client_hex(text[3]);

			if (low < 0)
				return false;
			c = high << 4 | low;
			text += 3;
		}
		if (len + 1 >= size)
			return false;
		to[len++] = (char)(c >= ' ' && c <= '~' ? c : '?');
	}
	to[len] = '\0';
	return *text == '"' && !text[1];
}

/* "10.0.2.20:786" or "[2001:db8::1]:786" in quotes. */
static bool read_address(const char *value, struct client *client)
{
	char text[CLIENT_ADDRESS_SIZE + 8];
	char *at = text, *end;

	if (!unquote(value, text, sizeof(text)))
		return false;
	if (*text == '[') {
		at++;
		end = strchr(at, ']');
	} else {
		end = strrchr(at, ':');
	}
	if (!end || end == at)
		return false;
	*end = '\0';
	client_copy_address(client->address, sizeof(client->address), at);
	return true;
}

static bool read_name(const char *value, struct client *client)
{
	char name[NFSD_NAME_MAX + 1];

	if (!unquote(value, name, sizeof(name)))
		return false;
	client_copy(client->name, sizeof(client->name), name);
	if (client_name_read(name, client))
		client->known = "its id";
	return true;
}

/* What follows the key in the line, or NULL. */
static const char *value_of(const char *line, const char *key)
{
	size_t len = strlen(key);

	return strncmp(line, key, len) ? NULL : line + len;
}

bool nfsd_info_read(const char *text, struct client *client)
{
	char line[LINE_MAX_OCTETS];
	const char *value;
	unsigned minor;

	*client = (struct client){ .version = "4" };
	while (next_line(&text, line)) {
		if ((value = value_of(line, "address: ")) && !*client->address)
			read_address(value, client);
		else if ((value = value_of(line, "name: ")) && !*client->name)
			read_name(value, client);
		else if ((value = value_of(line, "minor version: ")) &&
			 check_number(value, 9, &minor))
			snprintf(client->version, sizeof(client->version),
				 "4.%u", minor);
		else if (!strcmp(line, "status: unconfirmed"))
			return false;
	}
	return *client->address;
}

/* fs/nfsd/nfs4state.c, nfs4_show_superblock: "%02x:%02x:%ld". */
bool nfsd_state_next(const char **rest, dev_t *device, ino_t *inode)
{
	static const char key[] = "superblock: \"";
	char line[LINE_MAX_OCTETS];
	unsigned major, minor;
	unsigned long number;
	const char *at;
	int end;

	while (next_line(rest, line)) {
		/* Names of files come behind it. */
		at = strncmp(line, "- 0x", 4) ? NULL : strstr(line, key);
		end = 0;
		if (!at || sscanf(at + strlen(key), "%8x:%8x:%20lu%n", &major,
				  &minor, &number, &end) != 3)
			continue;
		if (at[strlen(key) + (size_t)end] != '"')
			continue;
		*device = makedev(major, minor);
		*inode = number;
		return true;
	}
	return false;
}
