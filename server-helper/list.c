// SPDX-License-Identifier: GPL-2.0-or-later
/* list: which generations there are. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "generation_info.h"
#include "json.h"
#include "menu.h"
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

/* What one line is made of. */
struct entry {
	const char *id;
	bool published;
	struct generation_info info;
	const struct menu_uses *menus;
};

/* The machines whose own menus boot it: 01-MAC (doc/pxelinux.txt). */
static void print_machines(const struct entry *entry)
{
	bool first = true;
	size_t i;

	for (i = 0; i < entry->menus->count; i++) {
		const struct menu_use *use = &entry->menus->uses[i];

		if (strcmp(use->id, entry->id) || strncmp(use->name, "01-", 3))
			continue;
		if (json)
			printf("%s\"%s\"", first ? "" : ", ", use->name + 3);
		else
			printf("  %s", use->name + 3);
		first = false;
	}
}

static void print_json(const struct entry *entry, const char *date)
{
	printf("  {\"id\": \"%s\", \"date\": \"%s\", \"published\": %s, "
	       "\"pinned\": %s, \"method\": \"%s\", \"changed\": %s, "
	       "\"base\": \"%s\", \"note\": ",
	       entry->id, date, entry->published ? "true" : "false",
	       entry->info.pinned ? "true" : "false", entry->info.method,
	       entry->info.changed ? "true" : "false", entry->info.base);
	json_print(entry->info.note);
	fputs(", \"machines\": [", stdout);
	print_machines(entry);
	putchar(']');
	if (with_size)
		printf(", \"size\": %llu", octets);
	putchar('}');
}

static void print_line(const struct entry *entry, const char *date)
{
	printf("%s  %s", entry->id, date);
	if (with_size)
		printf("  %6llu MB", (octets + 500000) / 1000000);
	if (*entry->info.method)
		printf("  %s", entry->info.method);
	if (*entry->info.note)
		printf("  %s", entry->info.note);
	if (entry->info.changed)
		fputs("  changed while it was copied", stdout);
	if (entry->info.pinned)
		fputs("  pinned", stdout);
	print_machines(entry);
	puts(entry->published ? "  published" : "");
}

static void print_one(const struct server *srv, const struct entry *entry)
{
	struct path path = path_of(srv, GENERATIONS_PATH "/%s", entry->id);
	char date[32];
	struct tm tm;
	time_t when;

	generation_is_id(entry->id, &when);
	gmtime_r(&when, &tm);
	strftime(date, sizeof(date), json ? "%FT%TZ" : "%F %T UTC", &tm);
	octets = 0;
	if (with_size)
		nftw(path.s, add_size, 32, FTW_PHYS | FTW_MOUNT);
	if (json)
		print_json(entry, date);
	else
		print_line(entry, date);
}

/* A generation of which nothing can be read is there all the same: that has
 * been said, and is the exit code. */
static int print_list(const struct server *srv, const struct generations *list,
		      const char *published, const struct menu_uses *menus)
{
	size_t i;
	int err = 0, failed;

	if (json)
		putchar('[');
	for (i = 0; i < list->count; i++) {
		struct entry entry = { .id = list->ids[i], .menus = menus };

		entry.published = !strcmp(entry.id, published);
		failed = generation_info_read(srv, STEP, entry.id, &entry.info);
		if (failed) {
			entry.info = (struct generation_info){ 0 };
			err = failed;
		}
		if (json)
			puts(i ? "," : "");
		print_one(srv, &entry);
	}
	if (json)
		puts(list->count ? "\n]" : "]");
	return err;
}

static int run_list(struct server *srv, int argc, char **argv)
{
	char published[GENERATION_ID_SIZE];
	struct generations list;
	struct menu_uses menus;
	int err = generation_published(srv, STEP, published);

	(void)argc;
	(void)argv;
	if (!err)
		err = generation_list(srv, STEP, &list);
	if (err)
		return err;
	err = menu_named(srv, STEP, &menus);
	if (!err) {
		err = print_list(srv, &list, published, &menus);
		free(menus.uses);
	}
	free(list.ids);
	return err;
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
	  "An array of objects: id, date, published, pinned, method, changed, "
	  "base, note,\n"
	  "      machines and, with --size, size in octets.",
	  set_json },
	{ 0 },
};

const struct subcommand list_command = {
	.name = "list",
	.operands = "",
	.summary = "list the generations",
	.help = "Prints the generations, the oldest first: ID, date, by which "
		"means it was made\n"
		"(btrfs, reflink, copy, overlay), its note, whether something "
		"wrote to the root\n"
		"meanwhile, whether it is pinned, the machines whose own menu "
		"boots it, and\n"
		"whether it is the published one.\n",
	.options = options,
	.run = run_list,
};
