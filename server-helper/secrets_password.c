// SPDX-License-Identifier: GPL-2.0-or-later
/* Password hashes and stored passwords. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "secrets.h"

/* Where programs keep passwords. */
static const struct {
	const char *path, *word; /* word: a line begins with it; NULL: any */
} stores[] = {
	{ "/etc/NetworkManager/system-connections/*", "psk=" },
	{ "/etc/NetworkManager/system-connections/*", "password=" },
	{ "/etc/wpa_supplicant/*.conf", "psk=" },
	{ "/etc/wpa_supplicant/*.conf", "password=" },
	{ "/etc/network/interfaces", "wpa-psk" },
	{ "/etc/network/interfaces.d/*", "wpa-psk" },
	{ "/var/lib/iwd/*.psk", NULL },
	{ "/etc/ppp/*-secrets", NULL },
	{ "*/.netrc", NULL },
	{ "*/.git-credentials", NULL },
	{ "*/.pgpass", NULL },
	{ "*/.my.cnf", "password" },
	{ "*/.smbcredentials", "password" },
	{ "*/.aws/credentials", "aws_secret_access_key" },
	{ "*/.docker/config.json", "\"auth\"" },
};

static size_t line_length(const char *line, const char *end)
{
	const char *nl = memchr(line, '\n', (size_t)(end - line));

	return (size_t)((nl ? nl : end) - line);
}

/* Whether a line that is no comment begins with the word. */
static bool has_line(const char *at, const char *end, const char *word)
{
	for (; at < end; at++) {
		size_t len;

		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		len = line_length(at, end);
		if (len && *at != '#' && *at != ';' &&
		    (!word ||
		     (len >= strlen(word) && !memcmp(at, word, strlen(word)))))
			return true;
		at += len;
	}
	return false;
}

/*
 * The second field of shadow(5), gshadow(5) and passwd(5): a hash, perhaps
 * with ! before it (usermod -L); x, *, ! and an empty one are none.
 */
static bool is_hash(const char *field, size_t len)
{
	while (len && (*field == '!' || *field == '*'))
		field++, len--;
	return len > 1;
}

/* The names only, separated by commas, as many as fit. */
static bool read_hashes(const char *at, const char *end, char *users,
			size_t size)
{
	size_t used = 0;
	bool found = false;

	*users = '\0';
	for (; at < end; at++) {
		size_t len = line_length(at, end);
		const char *colon = memchr(at, ':', len), *next;
		size_t rest = colon ? (size_t)(at + len - ++colon) : 0;

		next = rest ? memchr(colon, ':', rest) : NULL;
		if (next && is_hash(colon, (size_t)(next - colon))) {
			int n = snprintf(users + used, size - used, "%s%.*s",
					 found ? ", " : "",
					 (int)(colon - 1 - at), at);

			found = true;
			if (n < 0 || (size_t)n >= size - used) {
				if (size > 4)
					strcpy(users + size - 4, "...");
				return true;
			}
			used += (size_t)n;
		}
		at += len;
	}
	return found;
}

const char *secrets_password(const char *path, const char *data, size_t len,
			     char *users, size_t size)
{
	static const char *const hashes[] = { "/etc/shadow",  "/etc/shadow-",
					      "/etc/gshadow", "/etc/gshadow-",
					      "/etc/passwd",  "/etc/passwd-" };
	const char *end = data + len;
	size_t i;

	*users = '\0';
	for (i = 0; i < sizeof(hashes) / sizeof(*hashes); i++)
		if (!strcmp(path, hashes[i]))
			return read_hashes(data, end, users, size)
				       ? "password hashes"
				       : NULL;
	for (i = 0; i < sizeof(stores) / sizeof(*stores); i++)
		if (!fnmatch(stores[i].path, path, 0) &&
		    has_line(data, end, stores[i].word))
			return "passwords";
	return NULL;
}
