// SPDX-License-Identifier: GPL-2.0-or-later
#include "clients_golden.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clients.h"
#include "path.h"

/* How many were named. */
static size_t name_all(const struct clients *clients, const char *step)
{
	size_t i, count = 0;

	for (i = 0; i < clients->count; i++) {
		const struct client *client = &clients->list[i];

		if (!client_holds(client, NULL))
			continue;
		count++;
		say_warning(
			step, client->address,
			client->golden
				? "runs on the golden root (by %s): "
				  "changes there give it ESTALE"
				: "may run on the golden root (%s does not "
				  "tell): changes there would give it ESTALE",
			client->known);
	}
	return count;
}

/* Without a terminal nobody can answer: whoever wrote the script has decided.
 */
static int ask(const char *step)
{
	char answer[16] = "";

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return 0;
	fputs("rescue64-server: go on all the same? [y/N] ", stderr);
	fflush(stderr);
	if (fgets(answer, sizeof(answer), stdin) &&
	    (answer[0] == 'y' || answer[0] == 'Y'))
		return 0;
	say_error(step, DEFAULT_ROOT_PATH, "left as it is");
	return -ECANCELED;
}

int clients_golden_ask(const struct server *srv, const char *step)
{
	struct clients clients;
	size_t count;

	if (clients_list_quietly(srv, step, &clients))
		return 0;
	count = name_all(&clients, step);
	free(clients.list);
	return count ? ask(step) : 0;
}
