// SPDX-License-Identifier: GPL-2.0-or-later
/* clients: who runs on which generation. */
#include "clients.h"

#include <stdio.h>
#include <stdlib.h>

#include "json.h"
#include "path.h"

#define STEP "clients"

static bool json;

static const char *root_of(const struct client *client)
{
	if (client->golden)
		return "golden root";
	return *client->generation ? client->generation : "cannot be told";
}

static void print_text(const struct client *client, const char *since)
{
	printf("%-15s  %-16s  NFS %-3s  %-20s  by %s%s%s\n", client->address,
	       root_of(client), client->version,
	       *since ? since : "since: not known", client->known,
	       *client->name ? "  " : "", client->name);
}

static void print_string(const char *key, const char *value, bool is_null)
{
	printf(", \"%s\": ", key);
	if (is_null)
		fputs("null", stdout);
	else
		json_print(value);
}

static void print_json(const struct client *client, const char *since,
		       bool first)
{
	printf("%s\n  {\"address\": ", first ? "" : ",");
	json_print(client->address);
	print_string("name", client->name, !*client->name);
	print_string("version", client->version, false);
	print_string("generation", client->generation, !*client->generation);
	printf(", \"golden\": %s", client->golden ? "true" : "false");
	print_string("since", since, !*since);
	print_string("known", client->known, false);
	putchar('}');
}

static void print_one(const struct client *client, bool first)
{
	char since[32] = "";
	struct tm tm;

	if (client->since && gmtime_r(&client->since, &tm))
		strftime(since, sizeof(since), json ? "%FT%TZ" : "%F %TZ", &tm);
	if (json)
		print_json(client, since, first);
	else
		print_text(client, since);
}

static int run_clients(struct server *srv, int argc, char **argv)
{
	struct clients clients;
	size_t i;
	int err = clients_list(srv, STEP, &clients);

	(void)argc;
	(void)argv;
	if (err)
		return err;
	if (json)
		putchar('[');
	for (i = 0; i < clients.count; i++)
		print_one(&clients.list[i], !i);
	if (json)
		puts(clients.count ? "\n]" : "]");
	free(clients.list);
	return clients.asked ? 0 : 1;
}

static const char *set_json(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	json = true;
	return NULL;
}

static const struct opt options[] = {
	{ "json", NULL,
	  "An array of objects: address, name, version, generation, golden, "
	  "since, known.",
	  set_json },
	CLIENTS_OPTIONS,
	{ 0 },
};

const struct subcommand clients_command = {
	.name = STEP,
	.operands = "",
	.summary = "who runs on which generation",
	.help = "Prints a line for each PC and root: address, generation, NFS "
		"version, since when,\n"
		"how that is known, and what it calls itself. What tells: "
		"mountd's list (NFS 3),\n"
		"/proc/fs/nfsd/clients, or nfs-ganesha over D-Bus and its "
		"recovery folder. What\n"
		"cannot be asked is warned of.\n",
	.options = options,
	.run = run_clients,
	.exits = "1 also where nothing could be asked",
};
