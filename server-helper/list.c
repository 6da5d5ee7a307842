// SPDX-License-Identifier: GPL-2.0-or-later
/* list: which generations there are. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "generation.h"
#include "path.h"

#define STEP "list"

static bool json, with_size;
static unsigned long long octets;

static int add_size(const char *path, const struct stat *st, int type,
		    struct FTW *ftw)
{
	(void)path;
	(void)ftw;
	/* Each name of a file counts for its part of it. */
	if (type != FTW_NS && st->st_nlink)
		octets += (unsigned long long)st->st_blocks * 512 /
			  (type == FTW_D ? 1 : st->st_nlink);
	return 0;
}

static void print_one(const struct server *srv, const char *id, bool published,
		      bool first)
{
	struct path path = path_of(srv, GENERATIONS_PATH "/%s", id);
	char date[32];
	struct tm tm;
	time_t when;

	generation_is_id(id, &when);
	gmtime_r(&when, &tm);
	strftime(date, sizeof(date), json ? "%FT%TZ" : "%F %T UTC", &tm);
	octets = 0;
	if (with_size)
		nftw(path.s, add_size, 32, FTW_PHYS | FTW_MOUNT);
	if (json) {
		printf("%s\n  {\"id\": \"%s\", \"date\": \"%s\", "
		       "\"published\": %s",
		       first ? "" : ",", id, date,
		       published ? "true" : "false");
		if (with_size)
			printf(", \"size\": %llu", octets);
		putchar('}');
		return;
	}
	printf("%s  %s", id, date);
	if (with_size)
		printf("  %6llu MB", (octets + 500000) / 1000000);
	puts(published ? "  published" : "");
}

static int run_list(struct server *srv, int argc, char **argv)
{
	char published[GENERATION_ID_SIZE];
	struct generations list;
	size_t i;
	int err = generation_published(srv, STEP, published);

	(void)argc;
	(void)argv;
	if (!err)
		err = generation_list(srv, STEP, &list);
	if (err)
		return err;
	if (json)
		putchar('[');
	for (i = 0; i < list.count; i++)
		print_one(srv, list.ids[i], !strcmp(list.ids[i], published),
			  !i);
	if (json)
		puts(list.count ? "\n]" : "]");
	free(list.ids);
	return 0;
}

static const char *set_json(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	json = true;
	return NULL;
}

static const char *set_size(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	with_size = true;
	return NULL;
}

static const struct opt options[] = {
	{ "size", NULL, "Add the space that each takes; reads every folder.",
	  set_size },
	{ "json", NULL,
	  "An array of objects: id, date, published and, with --size, size in "
	  "octets.",
	  set_json },
	{ 0 },
};

const struct subcommand list_command = {
	.name = "list",
	.operands = "",
	.summary = "list the generations",
	.help = "Prints ID, date and whether the menu boots it, the oldest "
		"first.\n",
	.options = options,
	.run = run_list,
};
