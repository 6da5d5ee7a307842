// SPDX-License-Identifier: GPL-2.0-or-later
/* NFS 4 clients of the kernel's server. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clients_nfsd.h"
#include "clients_opens.h"
#include "file.h"
#include "path.h"

#define SOURCE	   "/proc/fs/nfsd"
#define STATES_MAX (16 << 20) /* of a client's states */

/* A client whose name does not tell, until its open files do. */
struct nameless {
	size_t count;
	struct client *list;
	struct open_files files;
};

static void give_up(const struct clients_view *view, const char *why)
{
	clients_warn(view, SOURCE, "%s: NFS 4 clients are not seen", why);
}

/* The first octets of a small file of the server, without white space at the
 * end; empty where there is none. */
static void read_word(const char *path, char *word, size_t size)
{
	char *text;

	*word = '\0';
	if (file_read(path, 4096, &text, NULL))
		return;
	snprintf(word, size, "%.*s", (int)strcspn(text, " \n"), text);
	free(text);
}

static int add_opens(struct nameless *nameless, const char *states)
{
	dev_t device;
	ino_t inode;
	int err = 0;

	while (!err && nfsd_state_next(&states, &device, &inode))
		err = clients_opens_add(&nameless->files, device, inode,
					nameless->count - 1);
	return err;
}

static int add_nameless(struct nameless *nameless, const struct client *client,
			const char *folder)
{
	char path[512], *text;
	void *more = reallocarray(nameless->list, nameless->count + 1,
				  sizeof(*nameless->list));
	int err;

	if (!more)
		return -ENOMEM;
	nameless->list = more;
	nameless->list[nameless->count++] = *client;
	snprintf(path, sizeof(path), "%s/states", folder);
	err = file_read(path, STATES_MAX, &text, NULL);
	if (err)
		return err == -ENOMEM ? err : 0;
	err = add_opens(nameless, text);
	free(text);
	return err;
}

/* Clients may go while they are looked at. */
static int read_client(struct clients_view *view, struct nameless *nameless,
		       const char *name)
{
	struct client client;
	char folder[300], path[320], *text;
	struct stat st;
	bool known;
	int err;

	snprintf(folder, sizeof(folder), NFSD_CLIENTS "/%.255s", name);
	snprintf(path, sizeof(path), "%s/info", folder);
	err = file_read(path, 1 << 16, &text, NULL);
	if (err)
		return err == -ENOMEM ? err : 0;
	known = nfsd_info_read(text, &client);
	free(text);
	if (!known || stat(folder, &st))
		return 0;
	client.since = st.st_ctime;
	if (client.golden || clients_view_has(view, client.generation))
		return clients_add(view->clients, &client);
	client.generation[0] = '\0';
	return add_nameless(nameless, &client, folder);
}

/* A client is of each root in which one of its files was found and in no
 * other. */
static int settle(struct clients_view *view, struct nameless *nameless)
{
	size_t i, count = view->generations.count;
	int err = 0;

	clients_opens_find(view, &nameless->files);
	for (i = 0; i < nameless->files.count && !err; i++) {
		const struct open_file *file = &nameless->files.list[i];
		struct client *client = &nameless->list[file->of], one;

		if (file->roots != 1)
			continue;
		one = *client;
		one.known = "its opens";
		one.golden = file->root == count;
		if (!one.golden)
			strcpy(one.generation,
			       view->generations.ids[file->root]);
		err = clients_add(view->clients, &one);
		client->known = one.known;
	}
	for (i = 0; i < nameless->count && !err; i++)
		if (!nameless->list[i].known ||
		    !strcmp(nameless->list[i].known, "its id")) {
			nameless->list[i].known = "nfsd";
			err = clients_add(view->clients, &nameless->list[i]);
		}
	free(nameless->list);
	free(nameless->files.list);
	return err;
}

/* Whether the server's list can be believed now. */
static bool is_ready(const struct clients_view *view)
{
	char word[16];

	read_word(SOURCE "/threads", word, sizeof(word));
	if (!*word || !strcmp(word, "0")) {
		give_up(view, "the kernel's NFS server is not running");
		return false;
	}
	/* nfsd(7) tells of the write alone; it reads as Y or N. */
	read_word(SOURCE "/v4_end_grace", word, sizeof(word));
	if (strcmp(word, "N"))
		return true;
	give_up(view, "it has just started, and has not heard from all its "
		      "clients again; in 90 s it has");
	return false;
}

int clients_from_nfsd(struct clients_view *view)
{
	struct nameless nameless = { 0 };
	struct dirent *entry;
	int err = 0;
	DIR *dir;

	if (*view->srv->prefix) {
		give_up(view, "not looked at below --root");
		return 0;
	}
	if (!is_ready(view))
		return 0;
	dir = opendir(NFSD_CLIENTS);
	if (!dir) {
		give_up(view, "it has no folder clients (before Linux 5.3)");
		return 0;
	}
	while (!err && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			err = read_client(view, &nameless, entry->d_name);
	closedir(dir);
	if (err) {
		free(nameless.list);
		free(nameless.files.list);
		return err;
	}
	view->told4 = true;
	return settle(view, &nameless);
}
