/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an NFS server tells of its clients, with names that these have chosen:
 * nfsd's files info and states, and nfs-ganesha's names in its recovery folder.
 * What comes of it can be printed as it is, and names a generation or none.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../server-helper/clients_nfsd.h"
#include "../../server-helper/clients_recovery.h"
#include "../../server-helper/clients_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition)                                                       \
	do {                                                                   \
		if (!(condition))                                              \
			abort();                                               \
	} while (0)

static void check_text(const char *text, size_t size)
{
	CHECK(memchr(text, '\0', size));
	for (; *text; text++)
		CHECK(*text >= ' ' && *text <= '~' && *text != '"' &&
		      *text != '\\');
}

static void check_client(const struct client *client)
{
	check_text(client->address, sizeof(client->address));
	check_text(client->name, sizeof(client->name));
	check_text(client->version, sizeof(client->version));
	CHECK(client->version[0] == '4');
	CHECK(!*client->generation ||
	      generation_is_id(client->generation, NULL));
	CHECK(!*client->generation || !client->golden);
	/* What an id told is its word. */
	if (client->golden || *client->generation)
		CHECK(!strcmp(client->known, "its id"));
}

static void read_states(const char *text)
{
	const char *end = text + strlen(text), *before = text;
	dev_t device;
	ino_t inode;

	while (nfsd_state_next(&text, &device, &inode)) {
		CHECK(text > before && text <= end);
		before = text;
	}
	CHECK(text == end);
}

static void read_name(const char *text)
{
	struct client client = { .version = "4", .known = "its id" };

	if (!client_name_read(text, &client))
		CHECK(!client.golden && !*client.generation);
	client_copy(client.name, sizeof(client.name), text);
	client_copy_address(client.address, sizeof(client.address), text);
	check_client(&client);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct client client;
	char *text;

	if (!size)
		return 0;
	text = malloc(size); /* exact, for ASan */
	CHECK(text);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	switch (data[0] & 3) {
	case 0:
		if (nfsd_info_read(text, &client))
			CHECK(*client.address);
		check_client(&client);
		break;
	case 1:
		read_states(text);
		break;
	case 2:
		if (recovery_tag_read(text, &client))
			check_client(&client);
		break;
	default:
		read_name(text);
	}
	free(text);
	return 0;
}
