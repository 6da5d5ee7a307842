// SPDX-License-Identifier: GPL-2.0-or-later
/* What the menus that are there say. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "menu.h"
#include "path.h"

/*
 * The ID in a line that tells PXELINUX what to load (doc/syslinux.txt: LINUX,
 * KERNEL, INITRD, APPEND initrd=; keywords in any case), and in no title.
 */
static bool read_line(const char *line, size_t len, char *id)
{
	static const char *const keywords[] = { "linux", "kernel", "initrd",
						"append" };
	static const char before[] = KERNEL_DIR "/";
	const char *end = line + len, *at;
	size_t i, word;

	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	for (i = 0; i < sizeof(keywords) / sizeof(*keywords); i++) {
		word = strlen(keywords[i]);
		if ((size_t)(end - line) <= word ||
		    strncasecmp(line, keywords[i], word) ||
		    (line[word] != ' ' && line[word] != '\t'))
			continue;
		at = memmem(line, (size_t)(end - line), before, strlen(before));
		if (!at ||
		    end - at < (ptrdiff_t)(strlen(before) + GENERATION_ID_SIZE))
			return false;
		at += strlen(before);
		memcpy(id, at, GENERATION_ID_SIZE - 1);
		id[GENERATION_ID_SIZE - 1] = '\0';
		return at[GENERATION_ID_SIZE - 1] == '/' &&
		       generation_is_id(id, NULL);
	}
	return false;
}

bool menu_read(const char *text, char *id)
{
	const char *end;

	for (; *text; text = end + (*end == '\n')) {
		end = strchrnul(text, '\n');
		if (read_line(text, (size_t)(end - text), id))
			return true;
	}
	*id = '\0';
	return false;
}

/* Our temporary files begin with a dot; a name that does not fit is none that
 * PXELINUX would ask for. */
static int is_menu(const struct dirent *entry)
{
	return entry->d_name[0] != '.' &&
	       strlen(entry->d_name) < MENU_NAME_SIZE;
}

/* The default one first, the others by their names. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	bool a_first = !strcmp((*a)->d_name, "default");
	bool b_first = !strcmp((*b)->d_name, "default");

	return a_first == b_first ? strcmp((*a)->d_name, (*b)->d_name)
				  : b_first - a_first;
}

/* Calls each with the text of every menu, until one returns what is not 0. */
static int for_each(const struct server *srv, const char *step,
		    int (*each)(const char *path, char *text, void *arg),
		    void *arg)
{
	struct path dir = path_of(srv, TFTP_PATH "/" MENU_DIR);
	struct dirent **names;
	int i, err = 0, count = scandir(dir.s, &names, is_menu, by_name);

	if (count < 0)
		return errno == ENOENT ? 0 : say_errno(step, dir.s, -errno);
	for (i = 0; i < count; i++) {
		struct path path = path_of(srv, TFTP_PATH "/" MENU_DIR "/%s",
					   names[i]->d_name);
		struct stat st;
		char *text;

		if (!err && !stat(path.s, &st) && S_ISREG(st.st_mode)) {
			err = file_read(path.s, MENU_SIZE, &text, NULL);
			if (err) {
				say_errno(step, path.s, err);
			} else {
				err = each(path.s, text, arg);
				free(text);
			}
		}
		free(names[i]);
	}
	free(names);
	return err;
}

static int add_use(const char *path, char *text, void *arg)
{
	struct menu_uses *uses = arg;
	char id[GENERATION_ID_SIZE];
	struct menu_use *more;

	if (!menu_read(text, id))
		return 0;
	more = realloc(uses->uses, (uses->count + 1) * sizeof(*more));
	if (!more)
		return say_errno("menu", path, -ENOMEM);
	uses->uses = more;
	more += uses->count++;
	strcpy(more->name, strrchr(path, '/') + 1);
	strcpy(more->id, id);
	return 0;
}

int menu_named(const struct server *srv, const char *step,
	       struct menu_uses *uses)
{
	int err;

	*uses = (struct menu_uses){ 0 };
	err = for_each(srv, step, add_use, uses);
	if (err) {
		free(uses->uses);
		*uses = (struct menu_uses){ 0 };
	}
	return err;
}

struct without {
	const char *step, *id;
};

static int check_use(const char *path, char *text, void *arg)
{
	const struct without *without = arg;
	char id[GENERATION_ID_SIZE];

	if (!menu_read(text, id) || strcmp(id, without->id))
		return 0;
	say_error(without->step, path, "boots generation %s", id);
	return -EBUSY;
}

static void cut(char *from, size_t len)
{
	memmove(from, from + len, strlen(from + len) + 1);
}

/* A paragraph ends at the next empty line. */
static int cut_older(const char *path, char *text, void *arg)
{
	static const char empty[] = MENU_OLDER_BEGIN MENU_OLDER_END;
	const struct without *without = arg;
	char label[GENERATION_ID_SIZE + 16], *at, *end;
	int err;

	snprintf(label, sizeof(label), "\n\nLABEL %s\n", without->id);
	at = strstr(text, label);
	if (!at || !menu_is_ours(text))
		return 0;
	end = strstr(at + 2, "\n\n");
	cut(at, end ? (size_t)(end - at) : strlen(at + 1));
	at = strstr(text, empty);
	if (at)
		cut(at, strlen(empty));
	err = file_write(path, text, 0644);
	return err ? say_errno(without->step, path, err) : 0;
}

bool menu_is_ours(const char *text)
{
	return !strncmp(text, MENU_MARK, strlen(MENU_MARK)) ||
	       strstr(text, "\n" MENU_MARK);
}

int menu_without(const struct server *srv, const char *step, const char *id)
{
	struct without without = { step, id };
	int err = for_each(srv, step, check_use, &without);

	return err ? err : for_each(srv, step, cut_older, &without);
}
