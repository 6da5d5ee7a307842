/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must hold of a root's name, whatever the text was. */
#ifndef ROOT_CHECK_H
#define ROOT_CHECK_H

#include <stdlib.h>
#include <string.h>

#include "cmdline.h"

/* A sink that counts into an unsigned, and reads what it is given. */
static void root_check_error(void *ctx, const char *field, const char *reason)
{
	if (!*field || !*reason || strlen(reason) >= REPORT_REASON_SIZE)
		abort();
	++*(unsigned *)ctx;
}

static void root_check_warning(void *ctx, const char *field, const char *reason)
{
	unsigned nothing = 0;

	(void)ctx;
	root_check_error(&nothing, field, reason);
}

static void root_check_text(const char *text, size_t size)
{
	if (strnlen(text, size) == size)
		abort();
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			abort();
}

/* Options that were taken once are taken again, as they are. */
static void root_check_options(const char *options)
{
	char text[OPTIONS_SIZE + 1] = ",";
	unsigned errors = 0;
	struct report report = { root_check_error, root_check_warning,
				 &errors };
	struct root_name again;

	strcat(text, options);
	if (nfsroot_parse(text, &again, &report) < 0 || errors ||
	    strcmp(again.options, options) != 0 || again.versions[0])
		abort();
}

static void root_check(const struct root_name *root)
{
	uint32_t quad;

	if (root->host_count > HOSTS_MAX)
		abort();
	if (root->given != (root->host_count || root->path[0]))
		abort();
	for (unsigned i = 0; i < root->host_count; i++)
		if (!name_is_valid(root->hosts[i]) &&
		    quad_parse(root->hosts[i], &quad) < 0)
			abort();
	root_check_text(root->path, sizeof(root->path));
	if (root->path[0] && root->path[0] != '/')
		abort();
	if (strstr(root->path, "/../"))
		abort();
	root_check_text(root->options, sizeof(root->options));
	root_check_options(root->options);
	if (root->versions[0] && strcmp(root->versions, "3") != 0 &&
	    (root->versions[0] != '4' || strlen(root->versions) > 3))
		abort();
}

#endif
