// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "generation_info.h"
#include "menu.h"
#include "path.h"
#include "tftp.h"

/* As many as a person looks through. */
#define OLDER_MAX 30

/* Without its note where that cannot be read: the generation boots all the
 * same. */
static void add_older(const struct server *srv, const char *step,
		      const char *id, struct menu *menu)
{
	struct menu_older *older = &menu->older[menu->older_count++];
	struct generation_info info;

	strcpy(older->id, id);
	if (!generation_info_read(srv, step, id, &info))
		strcpy(older->note, info.note);
}

int menu_find_older(const struct server *srv, const char *step,
		    struct menu *menu)
{
	struct generations list;
	int err = generation_list(srv, step, &list);
	size_t i;

	menu->older_count = 0;
	menu->older = NULL;
	if (err)
		return err;
	menu->older = calloc(OLDER_MAX, sizeof(*menu->older));
	if (!menu->older)
		err = say_errno(step, "menu", -ENOMEM);
	for (i = list.count; !err && i && menu->older_count < OLDER_MAX; i--) {
		const char *id = list.ids[i - 1];

		if (strcmp(id, menu->id) < 0 && tftp_has_kernel(srv, id))
			add_older(srv, step, id, menu);
	}
	free(list.ids);
	return err;
}

static void print_default(FILE *out, const struct conf *conf, const char *name)
{
	if (!strcmp(conf->entry, name))
		fputs("	MENU DEFAULT\n", out);
}

/* SYSAPPEND 2 adds BOOTIF=, so that the client knows which NIC booted. */
static void print_kernel(FILE *out, const struct conf *conf, const char *id)
{
	char line[MENU_LINE_SIZE];

	menu_line(conf, id, line, sizeof(line));
	fprintf(out,
		"	LINUX " KERNEL_DIR "/%s/vmlinuz\n"
		"	SYSAPPEND 2\n"
		"	APPEND %s\n",
		id, line);
}

/* A submenu has its own way back. Each entry is a paragraph: menu_without looks
 * for it so. */
static void print_older(FILE *out, const struct conf *conf,
			const struct menu *menu)
{
	size_t i;

	fputs(MENU_OLDER_BEGIN, out);
	for (i = 0; i < menu->older_count; i++) {
		const struct menu_older *older = &menu->older[i];

		fprintf(out,
			"\nLABEL %s\n"
			"	MENU LABEL %s%s%s\n",
			older->id, older->id, *older->note ? "  " : "",
			older->note);
		print_kernel(out, conf, older->id);
	}
	fputs(MENU_OLDER_END, out);
}

/* PXELINUX: doc/syslinux.txt, doc/menu.txt. SERIAL must come first. */
void menu_print(FILE *out, const struct server *srv, const struct menu *menu)
{
	const struct conf *conf = &srv->conf;

	if (*conf->serial)
		fprintf(out, "SERIAL %s\n", conf->serial);
	fputs(MENU_MARK " publish: changes are lost at the next.\n"
			"UI menu.c32\n"
			"PROMPT 0\n",
	      out);
	if (conf->timeout)
		fprintf(out, "TIMEOUT %u\n", conf->timeout * 10);
	fprintf(out, "MENU TITLE %s\n", conf->title);
	fputs("\nLABEL local\n"
	      "	MENU LABEL Boot from the local disk\n",
	      out);
	print_default(out, conf, "local");
	fputs("	LOCALBOOT 0\n", out);
	if (menu->memtest) {
		fputs("\nLABEL memtest\n"
		      "	MENU LABEL Memtest86+\n",
		      out);
		print_default(out, conf, "memtest");
		fputs("	LINUX kernel/memtest86/memtest86\n", out);
	}
	fprintf(out,
		"\nLABEL rescue\n"
		"	MENU LABEL Debian Rescue (%s)\n",
		menu->id);
	print_default(out, conf, "rescue");
	print_kernel(out, conf, menu->id);
	if (menu->older_count)
		print_older(out, conf, menu);
}
