// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "clients_recovery.h"
#include "clients_source.h"

#define SOURCE "nfs-ganesha"

/* "0x4c69..." as what it stands for; false where it is none of that. */
static bool read_hex(const char *text, size_t len, char *to, size_t size)
{
	size_t i;

	if (len < 2 || len % 2 || len / 2 > size || strncmp(text, "0x", 2))
		return false;
	for (i = 2; i < len; i += 2) {
		int high = client_hex(text[i]), low = client_hex(text[i + 1]);

		if (high < 0 || low < 0)
			return false;
		*to++ = (char)(high << 4 | low ?: '?');
	}
	*to = '\0';
	return true;
}

bool recovery_tag_read(const char *tag, struct client *client)
{
	const char *at = strstr(tag, "-("), *begin;
	char address[CLIENT_ADDRESS_SIZE], name[TAG_MAX];
	unsigned long len;
	int end = 0;

	*client = (struct client){ .version = "4", .known = SOURCE };
	if (!at || (size_t)(at - tag) >= sizeof(address) ||
	    sscanf(at, "-(%4lu:%n", &len, &end) != 1 || !end)
		return false;
	begin = at + end;
	if (len >= sizeof(name) || strlen(begin) != len + 1 ||
	    begin[len] != ')')
		return false;
	memcpy(address, tag, (size_t)(at - tag));
	address[at - tag] = '\0';
	if (!read_hex(begin, len, name, sizeof(name))) {
		memcpy(name, begin, len);
		name[len] = '\0';
	}
	client_copy_address(client->address, sizeof(client->address), address);
	client_copy(client->name, sizeof(client->name), name);
	/* fs/nfs/nfs4proc.c, nfs4_init_uniform_client_string */
	if (!strncmp(name, "Linux NFSv4.", 12) && name[12] >= '0' &&
	    name[12] <= '9' && name[13] == ' ')
		snprintf(client->version, sizeof(client->version), "4.%c",
			 name[12]);
	if (client_name_read(name, client))
		client->known = "its id";
	return *client->address;
}
