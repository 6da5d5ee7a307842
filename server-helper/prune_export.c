// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "file.h"
#include "path.h"
#include "prune.h"

#define FILE_MAX_SIZE (8 << 20)

/* From begin to behind the next such end; the rest moves up. */
static bool cut(char *begin, const char *end)
{
	char *at = strstr(begin, end);

	if (!at)
		return false;
	at += strlen(end);
	memmove(begin, at, strlen(at) + 1);
	return true;
}

/* The line of exports(5), or the block of ganesha.conf, as export writes it.
 * False where there is none. */
static bool drop(char *text, bool nfsd, const char *id)
{
	static const char block[] = "EXPORT {\n";
	char key[128], *at, *begin, *next;

	snprintf(key, sizeof(key),
		 nfsd ? "\n" GENERATIONS_PATH "/%s "
		      : "	Pseudo = \"" GENERATIONS_PATH "/%s\";\n",
		 id);
	at = strstr(text, key);
	if (!at)
		return false;
	if (nfsd)
		return cut(at + 1, "\n");
	for (begin = NULL, next = text;
	     (next = strstr(next, block)) && next < at; next++)
		begin = next;
	return begin && cut(begin, "\n}\n\n");
}

int prune_export(const struct server *srv, const char *step, const char *id)
{
	bool nfsd = srv->conf.export == EXPORT_NFSD;
	struct path path = path_of(srv, nfsd ? EXPORTS_PATH : GANESHA_PATH);
	bool told;
	char *text;
	int err;

	if (srv->conf.network_count)
		return export_update(srv, step, id, NULL);
	/* For whom the others are is in the file alone. */
	err = file_read(path.s, FILE_MAX_SIZE, &text, NULL);
	if (err)
		return err == -ENOENT ? 0 : say_errno(step, path.s, err);
	if (!drop(text, nfsd, id)) {
		free(text);
		return 0;
	}
	err = file_write(path.s, text, 0644);
	free(text);
	if (err)
		return say_errno(step, path.s, err);
	say_step(step, "%s", path.s);
	return export_tell(srv, step, &told);
}
