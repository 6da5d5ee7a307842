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

/* A name that was taken once is taken again, as it is. */
static void root_check_again(const struct root_name *root)
{
	static char text[sizeof(*root) + HOSTS_MAX + 16];
	struct root_name again;
	unsigned errors = 0;
	struct report report = { root_check_error, root_check_warning,
				 &errors };
	char *end = text;

	for (unsigned i = 0; i < root->host_count; i++)
		end = stpcpy(stpcpy(end, i ? "," : ""), root->hosts[i]);
	end = stpcpy(stpcpy(end, end > text ? ":" : ""), root->path);
	if (root->options[0])
		end = stpcpy(stpcpy(end, ","), root->options);
	if (root->versions[0])
		end = stpcpy(stpcpy(end, ",vers="), root->versions);
	if (end == text)
		return;
	if (nfsroot_parse(text, &again, &report) < 0 || errors ||
	    again.given != root->given || again.host_count != root->host_count)
		abort();
	for (unsigned i = 0; i < root->host_count; i++)
		if (strcmp(again.hosts[i], root->hosts[i]) != 0)
			abort();
	if (strcmp(again.path, root->path) != 0 ||
	    strcmp(again.options, root->options) != 0 ||
	    strcmp(again.versions, root->versions) != 0)
		abort();
}

static void root_check_host(const char *host)
{
	uint32_t quad;

	if (!name_is_valid(host) && quad_parse(host, &quad) < 0)
		abort();
}

static void root_check(const struct root_name *root)
{
	size_t len;

	if (root->host_count > HOSTS_MAX)
		abort();
	if (root->given != (root->host_count || root->path[0]))
		abort();
	for (unsigned i = 0; i < root->host_count; i++)
		root_check_host(root->hosts[i]);
	root_check_text(root->path, sizeof(root->path));
	if (root->path[0] && root->path[0] != '/')
		abort();
	len = strlen(root->path);
	if (strstr(root->path, "/../") ||
	    (len >= 3 && strcmp(root->path + len - 3, "/..") == 0))
		abort();
	root_check_text(root->options, sizeof(root->options));
	root_check_text(root->versions, sizeof(root->versions));
	root_check_again(root);
	if (root->versions[0] && strcmp(root->versions, "3") != 0 &&
	    (root->versions[0] != '4' || strlen(root->versions) > 3))
		abort();
}

#endif
