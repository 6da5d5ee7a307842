/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "interfaces.h"

#include <string.h>

#define NAME_SIZE 80 /* of ifupdown, for names and keywords */

/*
 * Copies the logical line at *rest: a backslash at a line's end joins it with
 * the next one, but not where it is a comment. White space becomes blanks.
 * Moves *rest behind it; false at the end.
 */
static bool interfaces_next_line(const char **rest, char line[TEXT_SIZE])
{
	const char *from = *rest + strspn(*rest, " \t\r\v\f");
	bool joins = *from != '#';
	size_t len = 0;

	if (!**rest)
		return false;
	for (; *from && *from != '\n' && len < TEXT_SIZE - 1; from++) {
		if (joins && from[0] == '\\' && from[1] == '\n')
			from++;
		else if (!joins || from[0] != '\\' || from[1])
			line[len++] = strchr("\r\v\f", *from) ? ' ' : *from;
	}
	line[len] = '\0';
	*rest = from + (*from == '\n');
	return true;
}

/* The next word as a string, cut off as ifupdown does; false at the end. */
static bool interfaces_next_word(const char **rest, char word[NAME_SIZE])
{
	const char *at;
	size_t len = text_next_word(rest, &at);

	if (len == 0)
		return false;
	if (len >= NAME_SIZE)
		len = NAME_SIZE - 1;
	memcpy(word, at, len);
	word[len] = '\0';
	return true;
}

bool interfaces_has(const struct text *list, const char *word, size_t len)
{
	const char *rest = list->data, *at;
	size_t n;

	while ((n = text_next_word(&rest, &at)))
		if (n == len && memcmp(at, word, len) == 0)
			return true;
	return false;
}

static void interfaces_add(struct text *list, const char *word)
{
	if (!interfaces_has(list, word, strlen(word)))
		text_add(list, "%s ", word);
}

/* Whether a name may match a pattern of fnmatch(3): as far as it is plain. */
static bool interfaces_may_match(const char *pattern, const char *name)
{
	size_t plain = strcspn(pattern, "*?[+@!\\");

	return strncmp(pattern, name, plain + !pattern[plain]) == 0;
}

/*
 * Whether CUR of a rename may mean the root's interface. A pattern is
 * [VARIABLE]/VALUE[/NUMBER]; what the kernel says of another variable than the
 * hardware address is not looked at.
 */
static bool interfaces_is_root(const struct interfaces *of, char *cur)
{
	char *value = strchr(cur, '/');

	if (!value)
		return strcmp(cur, of->device) == 0;
	*value++ = '\0';
	value[strcspn(value, "/")] = '\0';
	if (!*cur)
		return interfaces_may_match(value, of->device);
	return strcmp(cur, "mac") != 0 || interfaces_may_match(value, of->mac);
}

/* Writes a rename without the words that mean the root's interface; nothing
 * where there is none. */
static bool interfaces_edit_rename(const struct interfaces *of,
				   const char *words, struct text *to)
{
	char word[NAME_SIZE];
	size_t begin = to->len;
	bool ours = false;

	text_add(to, "rename ");
	while (interfaces_next_word(&words, word)) {
		char *new = strchr(word, '=');
		size_t at = to->len;

		text_add(to, "%s ", word);
		if (!new)
			continue;
		*new ++ = '\0';
		if (interfaces_is_root(of, word)) {
			interfaces_add(of->held, new);
			to->len = at;
			ours = true;
		}
	}
	if (!ours)
		to->len = begin;
	text_add(to, ours ? "\n" : "");
	return ours;
}

/* "iface NAME ... [inherits TEMPLATE]": a label of the root's interface, or
 * one that inherits its ports from what is held. */
static void interfaces_see_iface(const struct interfaces *of, const char *words,
				 char name[NAME_SIZE])
{
	size_t len = strlen(of->device);
	char word[NAME_SIZE];
	bool held, inherits = false;

	name[0] = '\0';
	interfaces_next_word(&words, name);
	held = strncmp(name, of->device, len) == 0 && name[len] == ':';
	while (interfaces_next_word(&words, word)) {
		held = held || (inherits &&
				interfaces_has(of->held, word, strlen(word)));
		inherits = strcmp(word, "inherits") == 0;
	}
	if (held)
		interfaces_add(of->held, name);
}

static bool ends_in(const char *word, const char *end)
{
	size_t len = strlen(word), n = strlen(end);

	return len >= n && strcmp(word + len - n, end) == 0;
}

/*
 * An option of an iface: bridge_ports, ovs_ports, bond-slaves, slaves and the
 * like take ports in. "all" is every interface; a regex (bridge-utils) may
 * match, and the root comes before the bridge.
 */
static void interfaces_see_option(const struct interfaces *of, const char *key,
				  const char *words, const char *name)
{
	bool ports = ends_in(key, "ports") || ends_in(key, "slaves");
	bool master = ends_in(key, "master") && strcmp(name, of->device) == 0;
	char word[NAME_SIZE];

	while ((ports || master) && interfaces_next_word(&words, word)) {
		if (master)
			interfaces_add(of->held, word);
		else if (strcmp(word, of->device) == 0 ||
			 strcmp(word, "all") == 0 || strcmp(word, "regex") == 0)
			interfaces_add(of->held, name);
	}
}

void interfaces_edit(const char *from, struct text *to, const void *ctx)
{
	char line[TEXT_SIZE]; /* as long as a line can be */
	const struct interfaces *of = ctx;
	char name[NAME_SIZE] = "", key[NAME_SIZE];
	const char *begin = from;

	for (; interfaces_next_line(&from, line); begin = from) {
		const char *words = line;
		bool renames = false;

		if (!interfaces_next_word(&words, key) || key[0] == '#')
			key[0] = '\0';
		if (strcmp(key, "rename") == 0)
			renames = interfaces_edit_rename(of, words, to);
		else if (strcmp(key, "iface") == 0)
			interfaces_see_iface(of, words, name);
		else if (name[0])
			interfaces_see_option(of, key, words, name);
		if (!renames)
			text_add(to, "%.*s", (int)(from - begin), begin);
	}
}
