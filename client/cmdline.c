/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the kernel's command line, and who reads which. */
#include "cmdline.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nfs_option.h"

#define VALUE_SIZE 4096 /* COMMAND_LINE_SIZE is at most that */

/* A word NAME or NAME=VALUE, without its quotes. */
struct word {
	const char *name;
	size_t name_len;
	const char *value; /* NULL: no "=" */
	size_t value_len;
};

/* White space as lib/ctype.c has it: the no-break space of Latin-1 too. */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '\xa0';
}

/*
 * The next word by lib/cmdline.c, next_arg: quotes keep white space in a word
 * and stay in it, but for those around the whole word or around the value.
 * False at the end, which "--" is too (kernel/params.c, parse_args).
 */
static bool word_next(const char **rest, struct word *word)
{
	const char *c = *rest, *start, *equals = NULL, *end;
	bool whole, quoted;

	while (is_space(*c))
		c++;
	whole = *c == '"';
	c += whole;
	start = c;
	for (quoted = whole; *c && (quoted || !is_space(*c)); c++) {
		if (*c == '=' && !equals && c > start)
			equals = c;
		if (*c == '"')
			quoted = !quoted;
	}
	*rest = c;
	end = c;
	*word = (struct word){ start, (equals ? equals : end) - start, NULL,
			       0 };
	if (equals) {
		word->value = equals + 1;
		word->value += *word->value == '"';
		whole |= word->value > equals + 1;
	}
	if (whole && end > start && end[-1] == '"')
		end--;
	if (equals)
		word->value_len = end > word->value ? end - word->value : 0;
	else
		word->name_len = end - start;
	if (c == start && !whole)
		return false;
	return equals || word->name_len != 2 || memcmp(start, "--", 2) != 0;
}

static bool word_is(const struct word *word, const char *name)
{
	return word->name_len == strlen(name) &&
	       memcmp(word->name, name, word->name_len) == 0;
}

static bool word_is_own(const struct word *word)
{
	return word->name_len >= strlen(OWN_WORD_PREFIX) &&
	       memcmp(word->name, OWN_WORD_PREFIX, strlen(OWN_WORD_PREFIX)) ==
		       0;
}

/* Copies a value (none: the empty one), if it may be read at all. */
static int word_copy(const struct word *word, const char *name, char *value,
		     const struct report *report)
{
	if (word->value_len >= VALUE_SIZE) {
		report_error(report, name, "is too long");
		return -EINVAL;
	}
	memcpy(value, word->value ? word->value : "", word->value_len);
	value[word->value_len] = '\0';
	for (const char *c = value; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f) {
			report_error(report, name, "has a control character");
			return -EINVAL;
		}
	return 0;
}

/* ---- who reads which ------------------------------------------------------ */

static void refuse(const struct report *report, const char *field,
		   const char *value, const char *why)
{
	report_error(report, field, "\"%.64s\" %s", value, why);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 01-aa-bb-cc-dd-ee-ff: the ARP hardware type of Ethernet (RFC 826), then the
 * address, as PXELINUX writes it with IPAPPEND 2. */
static void bootif_read(const char *value, struct cmdline *out,
			const struct report *report)
{
	uint8_t octets[1 + MAC_LEN];
	const char *c = value;

	for (size_t i = 0; i < sizeof(octets); i++, c += 3) {
		int high = hex_digit(c[0]);
		int low = high < 0 ? -1 : hex_digit(c[1]);
		bool last = i == sizeof(octets) - 1;

		if (low < 0 ||
		    (last ? c[2] != '\0' : c[2] != '-' && c[2] != ':'))
			return refuse(
				report, "BOOTIF=", value,
				"is not of the form 01-aa-bb-cc-dd-ee-ff");
		octets[i] = high << 4 | low;
	}
	if (octets[0] != 1)
		return refuse(report, "BOOTIF=", value,
			      "is not of an Ethernet");
	if (octets[1] & 1)
		return refuse(report, "BOOTIF=", value, "is a group's address");
	memcpy(out->bootif, octets + 1, MAC_LEN);
	out->has_bootif = true;
}

/* nfsroot= wins over root=; ",OPTIONS" alone names nothing and adds to it. */
static void nfsroot_read(const char *value, struct cmdline *out,
			 const struct report *report)
{
	struct root_name *root = &out->root;
	struct root_name named;

	if (!strcmp(value, "auto") || !strncmp(value, "auto,", 5)) {
		memset(root, 0, sizeof(*root));
		value += strlen("auto");
	}
	nfsroot_parse(value, &named, report);
	if (named.given) {
		if (!root->given && !named.versions[0]) /* root=nfs4 */
			strcpy(named.versions, root->versions);
		*root = named;
		return;
	}
	if (nfs_options_add(root->options, named.options) < 0)
		refuse(report, "nfsroot= options", named.options,
		       "do not fit behind those of root=");
	if (named.versions[0])
		strcpy(root->versions, named.versions);
}

/* The last word of a name, "root" without "=" not being "root="; false where
 * there is none, or none that may be read. */
static bool word_find(const char *line, const char *name, const char *field,
		      char *value, const struct report *report)
{
	struct word word, last = { 0 };

	while (word_next(&line, &word))
		if (word_is(&word, name) && (word.value || word_is_own(&word)))
			last = word;
	return last.name && word_copy(&last, field, value, report) == 0;
}

static void cmdline_read_words(const char *line, struct cmdline *out,
			       const struct report *report)
{
	char value[VALUE_SIZE];

	if (word_find(line, "BOOTIF", "BOOTIF=", value, report))
		bootif_read(value, out, report);
	if (word_find(line, "root", "root=", value, report))
		root_word_parse(value, &out->root, report);
	if (word_find(line, "nfsroot", "nfsroot=", value, report))
		nfsroot_read(value, out, report);
	for (const struct own_word *own = own_words; own->name; own++)
		if (word_find(line, own->name, own->name, value, report))
			own->read(value, own->name, out, report);
}

static void cmdline_warn_of_others(const char *line,
				   const struct report *report)
{
	struct word word;
	char name[64];

	while (word_next(&line, &word)) {
		bool known = !word_is_own(&word);

		for (const struct own_word *own = own_words;
		     own->name && !known; own++)
			known = word_is(&word, own->name);
		if (known)
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)word.name_len,
			 word.name);
		report_warning(report, name, "unknown, ignored");
	}
}

/* The name of ip= where a word is one with a value, or NULL. */
static const char *word_ip_name(const struct word *word)
{
	if (!word->value_len)
		return NULL;
	return word_is(word, "ip")	   ? "ip="
	       : word_is(word, "nfsaddrs") ? "nfsaddrs="
					   : NULL;
}

/*
 * The last word wins, but one in PXELINUX's four-field form, which it puts at
 * the end by itself (SYSAPPEND 1), only fills what an earlier one leaves open.
 */
static void cmdline_read_ip(const char *line, struct cmdline *out,
			    const struct report *report)
{
	const char *rest = line, *from = line, *before = line;
	struct ip_words words = { 0 };
	char value[VALUE_SIZE];
	struct word word;

	for (; word_next(&rest, &word); before = rest)
		if (word_ip_name(&word) &&
		    !ip_is_four_fields(word.value, word.value_len))
			from = before;
	while (word_next(&from, &word)) {
		const char *name = word_ip_name(&word);

		if (name && word_copy(&word, name, value, report) == 0)
			ip_read(value, name, &words, out, report);
	}
	ip_conclude(&words, out, report);
}

/* ---- reports, counted ------------------------------------------------------ */

struct counter {
	const struct report *to;
	unsigned errors;
};

static void counter_error(void *ctx, const char *field, const char *reason)
{
	struct counter *counter = ctx;

	counter->errors++;
	counter->to->error(counter->to->ctx, field, reason);
}

static void counter_warning(void *ctx, const char *field, const char *reason)
{
	struct counter *counter = ctx;

	counter->to->warning(counter->to->ctx, field, reason);
}

int cmdline_parse(const char *line, struct cmdline *out,
		  const struct report *report)
{
	struct counter counter = { report, 0 };
	const struct report counted = { counter_error, counter_warning,
					&counter };

	memset(out, 0, sizeof(*out));
	strcpy(out->autologin, "root");
	out->keep_lease = true;
	cmdline_read_ip(line, out, &counted);
	cmdline_read_words(line, out, &counted);
	cmdline_warn_of_others(line, &counted);
	out->errors = counter.errors;
	return out->errors ? -EINVAL : 0;
}
