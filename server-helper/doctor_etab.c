// SPDX-License-Identifier: GPL-2.0-or-later
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "doctor.h"
#include "doctor_nfs.h"
#include "path.h"

#define ETAB_PATH  "/var/lib/nfs/etab"
#define ETAB_MAX   4096
#define LINE_SIZE  4096
#define WIDTH_OPEN 8 /* what server.conf takes without --anyone */

/* PATH<TAB>CLIENT(OPTION,OPTION...): exports(5), nfs-utils' support/export. */
struct export_line {
	char path[1024];
	char client[256];
	char options[1024];
};

static struct export_line *lines;
static size_t line_count;

/* \ooo stands for an octet that would end the word. */
static void unescape(const char *from, char *to, size_t size)
{
	size_t at = 0;

	while (*from && at + 1 < size)
		if (*from == '\\' && strspn(from + 1, "01234567") >= 3) {
			to[at++] =
				(char)((from[1] - '0') << 6 |
				       (from[2] - '0') << 3 | (from[3] - '0'));
			from += 4;
		} else {
			to[at++] = *from++;
		}
	to[at] = '\0';
}

static void add_line(char *text)
{
	char *rest = text, *path = strsep(&rest, "\t"), *client, *options;
	struct export_line *line;
	void *more;

	client = rest ? strsep(&rest, "(") : NULL;
	options = rest ? strsep(&rest, ")") : NULL;
	if (!options || line_count == ETAB_MAX)
		return;
	more = realloc(lines, (line_count + 1) * sizeof(*lines));
	if (!more)
		return;
	lines = more;
	line = &lines[line_count++];
	unescape(path, line->path, sizeof(line->path));
	snprintf(line->client, sizeof(line->client), "%s", client);
	snprintf(line->options, sizeof(line->options), "%s", options);
}

static bool read_etab(const char *path)
{
	FILE *file = fopen(path, "re");
	char text[LINE_SIZE];

	line_count = 0;
	if (!file)
		return false;
	while (fgets(text, sizeof(text), file)) {
		text[strcspn(text, "\n")] = '\0';
		add_line(text);
	}
	fclose(file);
	return true;
}

/* The value of an option ("" where it has none), or NULL. In etab the last of
 * equal ones counts. */
static const char *option(const struct export_line *line, const char *name)
{
	static char value[128];
	size_t len = strlen(name);
	const char *at, *found = NULL;

	for (at = line->options; *at;
	     at += strcspn(at, ","), at += *at == ',') {
		if (strncmp(at, name, len) != 0 || !strchr("=,", at[len]))
			continue;
		snprintf(value, sizeof(value), "%.*s",
			 (int)(at[len] == '=' ? strcspn(at + len + 1, ",") : 0),
			 at[len] == '=' ? at + len + 1 : "");
		found = value;
	}
	return found;
}

static bool is_plain(const char *path)
{
	return !check_word(path, "/._+-", sizeof(lines->path));
}

/* Which of the administrator's files has a line for the path; NULL: none. */
static const char *file_of(const struct doctor *doctor, const char *path)
{
	static char name[1024];
	struct path ours = path_of(doctor->srv, EXPORTS_PATH);
	struct path first = path_of(doctor->srv, "/etc/exports");
	struct path others = path_of(doctor->srv, "/etc/exports.d/*.exports");
	char text[LINE_SIZE];
	size_t i, len = strlen(path);
	glob_t files;

	*name = '\0';
	glob(first.s, GLOB_NOCHECK, NULL, &files);
	glob(others.s, GLOB_APPEND, NULL, &files);
	for (i = 0; i < files.gl_pathc && !*name; i++) {
		FILE *file = fopen(files.gl_pathv[i], "re");

		if (!file)
			continue;
		while (!*name && fgets(text, sizeof(text), file))
			if (!strncmp(text, path, len) && text[len] &&
			    strchr(" \t", text[len]) &&
			    strcmp(files.gl_pathv[i], ours.s) != 0)
				snprintf(name, sizeof(name), "%s",
					 files.gl_pathv[i]);
		fclose(file);
	}
	globfree(&files);
	return *name ? name : NULL;
}

/* Edits the administrator's line by the sed command, or, where it is in none of
 * the files, takes the export out of effect. */
static struct doctor_text edit(const struct doctor *doctor,
			       const struct export_line *line, const char *sed)
{
	const char *file = file_of(doctor, line->path);
	struct doctor_text target;

	if (file && is_plain(line->path) && is_plain(file))
		return doctor_text("sed -i '\\|^%s[[:blank:]]|%s' %s && "
				   "exportfs -ra",
				   line->path, sed, file);
	target = doctor_text("%s:%s", line->client, line->path);
	return doctor_text("exportfs -u %s", doctor_quote(target.s).s);
}

/* For a line of one of our paths. */
static struct doctor_text mend(const struct doctor *doctor,
			       const struct export_line *line)
{
	struct doctor_text ours = doctor_ours(doctor, "export");

	if (!line || !file_of(doctor, line->path))
		return ours;
	return doctor_text("%s && %s",
			   edit(doctor, line, "s/^/# by doctor: /").s, ours.s);
}

typedef void find_fn(struct doctor *doctor, const char *object,
		     const char *cause, const char *mend);

static void check_export(struct doctor *doctor, find_fn *find,
			 const struct export_line *line, const char *id)
{
	struct doctor_text object =
		doctor_text("export of %s to %s", line->path, line->client);
	struct doctor_text how = mend(doctor, line);
	char uuid[GENERATION_UUID_SIZE];
	const char *fsid = option(line, "fsid");

	generation_uuid(id, uuid);
	if (option(line, "rw"))
		doctor_error(doctor, object.s,
			     "for writing: PCs can change it under each other",
			     how.s);
	if (!option(line, "no_root_squash"))
		find(doctor, object.s,
		     "root_squash: a PC's root may not read what is root's",
		     how.s);
	fsid = option(line, "fsid");
	if (!fsid || strcasecmp(fsid, uuid) != 0)
		find(doctor, object.s,
		     doctor_text("its fsid is %s, not its own: what runs on it "
				 "gets ESTALE when it changes",
				 fsid ? fsid : "none")
			     .s,
		     how.s);
}

static bool is_open(const char *client)
{
	uint32_t addr;
	unsigned width;

	return !strcmp(client, "*") ||
	       (!check_network(client, &addr, &width) && width < WIDTH_OPEN);
}

/* Clients that server.conf does not name. */
static void check_others(struct doctor *doctor, const char *path)
{
	const struct conf *conf = &doctor->srv->conf;
	size_t i;
	unsigned j;

	for (i = 0; i < line_count; i++) {
		for (j = 0; j < conf->network_count; j++)
			if (!strcmp(lines[i].client, conf->networks[j]))
				break;
		if (strcmp(lines[i].path, path) != 0 || j < conf->network_count)
			continue;
		doctor_warning(
			doctor,
			doctor_text("export of %s to %s", path, lines[i].client)
				.s,
			is_open(lines[i].client)
				? "too open: anyone may read it, with its "
				  "password hashes"
				: "to others than the networks of server.conf",
			mend(doctor, &lines[i]).s);
	}
}

static void check_root(struct doctor *doctor, find_fn *find, const char *id)
{
	const struct conf *conf = &doctor->srv->conf;
	struct path path = { DEFAULT_ROOT_PATH };
	unsigned j;
	size_t i;

	if (id)
		snprintf(path.s, sizeof(path.s), GENERATIONS_PATH "/%s", id);
	for (j = 0; j < conf->network_count; j++) {
		for (i = 0; i < line_count; i++)
			if (!strcmp(lines[i].path, path.s) &&
			    !strcmp(lines[i].client, conf->networks[j]))
				break;
		if (i < line_count)
			check_export(doctor, find, &lines[i], id);
		else
			find(doctor,
			     doctor_text("export of %s to %s", path.s,
					 conf->networks[j])
				     .s,
			     "not in effect", mend(doctor, NULL).s);
	}
	check_others(doctor, path.s);
}

static bool is_ours(const char *path)
{
	static const char *const ours[] = { DEFAULT_ROOT_PATH, GENERATIONS_PATH,
					    OVERLAYS_PATH };
	size_t i, len;

	for (i = 0; i < sizeof(ours) / sizeof(*ours); i++) {
		len = strlen(ours[i]);
		if (!strncmp(path, ours[i], len) &&
		    (!path[len] || path[len] == '/'))
			return true;
	}
	return false;
}

/* The administrator's own exports with a number of ours. */
static void check_clashes(struct doctor *doctor)
{
	char fsid[128];
	const char *value;
	size_t i, j;

	for (i = 0; i < line_count; i++) {
		if (!is_ours(lines[i].path) ||
		    !(value = option(&lines[i], "fsid")))
			continue;
		snprintf(fsid, sizeof(fsid), "%s", value);
		for (j = 0; j < line_count; j++) {
			value = option(&lines[j], "fsid");
			if (!value || is_ours(lines[j].path) ||
			    strcasecmp(value, fsid) != 0)
				continue;
			doctor_error(
				doctor,
				doctor_text("export of %s", lines[j].path).s,
				doctor_text("has the fsid of %s: a client of "
					    "one may get the other",
					    lines[i].path)
					.s,
				edit(doctor, &lines[j],
				     "{s/,fsid=[^,)]*//g;s/(fsid=[^,)]*,*/(/g}")
					.s);
			return;
		}
	}
}

void doctor_etab(struct doctor *doctor)
{
	struct path etab = path_of(doctor->srv, ETAB_PATH);
	struct path golden = path_of(doctor->srv, DEFAULT_ROOT_PATH);
	struct generations list;
	size_t i;

	if (!read_etab(etab.s)) {
		doctor_error(doctor, etab.s,
			     "cannot be read: nothing is exported",
			     "apt install nfs-kernel-server && systemctl "
			     "restart nfs-kernel-server");
		return;
	}
	if (generation_list(doctor->srv, "doctor", &list))
		return;
	for (i = 0; i < list.count; i++)
		check_root(doctor,
			   strcmp(list.ids[i], doctor->published) != 0
				   ? doctor_warning
				   : doctor_error,
			   list.ids[i]);
	free(list.ids);
	if (!access(golden.s, F_OK))
		check_root(doctor, doctor_warning, NULL);
	check_clashes(doctor);
	free(lines);
	lines = NULL;
}
