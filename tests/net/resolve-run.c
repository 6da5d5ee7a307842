/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The client's resolver alone, in its own network namespace. Prints a line for
 * each name: NAME: ADDRESS... or NAME: ERROR, where that is an errno's name.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmdline.h"
#include "resolve.h"
#include "text.h"

static const struct {
	int error;
	const char *name;
} errors[] = {
	{ ENOENT, "ENOENT" },
	{ ENODATA, "ENODATA" },
	{ EDESTADDRREQ, "EDESTADDRREQ" },
	{ ETIMEDOUT, "ETIMEDOUT" },
	{ ECONNREFUSED, "ECONNREFUSED" },
	{ ENETUNREACH, "ENETUNREACH" },
	{ EHOSTUNREACH, "EHOSTUNREACH" },
	{ EIO, "EIO" },
	{ EPROTO, "EPROTO" },
};

static void print_one(const struct resolution *r)
{
	const char *error = r->error ? "another error" : "";

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (r->error == -errors[i].error)
			error = errors[i].name;
	printf("%s:%s%s", r->name, r->error ? " " : "", error);
	for (unsigned i = 0; i < r->count; i++)
		printf(" %s", text_quad(r->addresses[i]).text);
	printf("\n");
}

/* dns=A, search=LIST or domain=NAME; false where the word is none of these. */
static bool read_word(const char *word, struct lease *lease)
{
	if (strncmp(word, "dns=", 4) == 0)
		return lease->dns_count < DNS_MAX &&
		       quad_parse(word + 4, &lease->dns[lease->dns_count++]) ==
			       0;
	if (strncmp(word, "search=", 7) == 0)
		snprintf(lease->search, sizeof(lease->search), "%s", word + 7);
	else if (strncmp(word, "domain=", 7) == 0)
		snprintf(lease->domain, sizeof(lease->domain), "%s", word + 7);
	else
		return false;
	return true;
}

int main(int argc, char **argv)
{
	static struct lease lease;
	struct resolution names[HOSTS_MAX];
	unsigned count = 0;
	int i = 1;

	while (i < argc && strchr(argv[i], '='))
		if (!read_word(argv[i++], &lease))
			argc = 0;
	if (i >= argc || argc - i > HOSTS_MAX) {
		fprintf(stderr,
			"usage: resolve-run [dns=ADDRESS]... [search=LIST] "
			"[domain=NAME] NAME...\n");
		return 2;
	}
	memset(names, 0xa5, sizeof(names)); /* only the names count */
	for (; i < argc; i++)
		names[count++].name = argv[i];
	resolve_names(names, count, &lease);
	for (unsigned n = 0; n < count; n++)
		print_one(&names[n]);
	return 0;
}
