/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What PXELINUX shows: pxelinux.cfg/default, and for some machines a menu of
 * their own, pxelinux.cfg/01-52-54-00-64-00-02. Functions return 0 or -errno
 * (reported).
 */
#ifndef MENU_H
#define MENU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "check.h"
#include "generation.h"

#define MENU_MARK "# Written by rescue64-server"
#define MENU_OLDER_BEGIN                                                       \
	"\nMENU BEGIN older\n"                                                 \
	"	MENU TITLE Older generations\n"                                      \
	"\nLABEL back\n"                                                       \
	"	MENU LABEL Back\n"                                                   \
	"	MENU EXIT\n"
#define MENU_OLDER_END "\nMENU END\n"
#define MENU_NAME_SIZE 64	 /* of a file below pxelinux.cfg */
#define MENU_SIZE      (1 << 20) /* octets, at most */
#define MENU_LINE_SIZE 1024	 /* of all of a kernel line */

struct conf;
struct server;

/* What one menu offers. */
struct menu {
	const char *id; /* of the generation that its rescue entry boots */
	bool memtest;
	size_t older_count;
	struct menu_older {
		char id[GENERATION_ID_SIZE];
		char note[CHECK_NOTE_SIZE];
	} * older; /* in the submenu, the newest first; to be freed */
};

/* Which generation a menu boots by its first entry of that kind. */
struct menu_use {
	char name[MENU_NAME_SIZE]; /* "default", or 01-52-54-00-64-00-02 */
	char id[GENERATION_ID_SIZE];
};

struct menu_uses {
	size_t count;
	struct menu_use *uses; /* to be freed */
};

/* What stands behind APPEND. */
void menu_line(const struct conf *conf, const char *id, char *line,
	       size_t size);

/* -EINVAL (reported) where the options make no menu that could boot. */
int menu_check(const struct server *srv, const char *step);

/* The client's own word on the kernel line of a generation. */
int menu_verify(const struct server *srv, const char *step, const char *id);

/* Writes the menu that boots generation id, everyone's or that of the machine
 * in the configuration: the commit point of publish. */
int menu_write(const struct server *srv, const char *step, const char *id,
	       bool memtest);

/* The menus that boot a generation, those too that somebody else has written;
 * the default one first. */
int menu_named(const struct server *srv, const char *step,
	       struct menu_uses *uses);

/* The generation that the menu of this text boots; false and an empty ID where
 * it boots none. */
bool menu_read(const char *text, char *id);

/* Whether rescue64-server has written it. */
bool menu_is_ours(const char *text);

/* Takes a generation out of the submenus, and changes nothing else. -EBUSY
 * where it is what a menu boots. */
int menu_without(const struct server *srv, const char *step, const char *id);

/* The older generations whose kernel and initrd are there for PXELINUX. */
int menu_find_older(const struct server *srv, const char *step,
		    struct menu *menu);

void menu_print(FILE *out, const struct server *srv, const struct menu *menu);

/* "default" or "01-MAC" (doc/pxelinux.txt), by the configuration. */
void menu_name(const struct conf *conf, char *name, size_t size);

/* Takes the machine's menu away. */
int menu_remove(const struct server *srv, const char *step);

#endif
