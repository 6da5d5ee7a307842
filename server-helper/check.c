// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "check.h"

/* The classes of ASCII: those of ctype.h change with the locale. */
static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool check_number(const char *text, unsigned max, unsigned *out)
{
	unsigned long n = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (!is_digit(*text))
			return false;
		n = n * 10 + (unsigned)(*text - '0');
		if (n > max)
			return false;
	}
	*out = n;
	return true;
}

bool check_size(const char *text, uint64_t *out)
{
	static const char units[] = "MGTmgt";
	char digits[8];
	size_t len = strlen(text);
	const char *unit;
	unsigned n;

	if (len < 2 || len > sizeof(digits))
		return false;
	memcpy(digits, text, len - 1);
	digits[len - 1] = '\0';
	unit = strchr(units, text[len - 1]);
	if (!unit || !check_number(digits, 9999999, &n))
		return false;
	*out = (uint64_t)n << (20 + (unit - units) % 3 * 10);
	return true;
}

bool check_quad(const char *text, uint32_t *out)
{
	uint32_t addr = 0;
	int i;

	for (i = 0; i < 4; i++) {
		unsigned octet = 0, digits = 0;

		while (is_digit(*text) && digits < 4) {
			octet = octet * 10 + (unsigned)(*text++ - '0');
			digits++;
		}
		/* 010 is 10 for one reader and 8 for another. */
		if (!digits || octet > 255 ||
		    (digits > 1 && text[-(int)digits] == '0'))
			return false;
		if (*text != (i < 3 ? '.' : '\0'))
			return false;
		if (i < 3)
			text++;
		addr = addr << 8 | octet;
	}
	*out = addr;
	return true;
}

const char *check_network(const char *text, uint32_t *addr, unsigned *width)
{
	char quad[16];
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);

	*width = 32;
	if (len >= sizeof(quad))
		return "not an IPv4 network (A.B.C.D/N)";
	memcpy(quad, text, len);
	quad[len] = '\0';
	if (!check_quad(quad, addr))
		return "not an IPv4 network (A.B.C.D/N)";
	if (slash && !check_number(slash + 1, 32, width))
		return "the width behind the slash is no number from 0 to 32";
	if (*width < 32 && (*addr & (UINT32_MAX >> *width)))
		return "has bits set behind its width";
	return NULL;
}

const char *check_line(const char *text, size_t size)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			return "only printable ASCII characters can be used";
	return i < size ? NULL : "too long";
}

const char *check_note(const char *text)
{
	if (strchr(text, '^'))
		return "has a ^, which marks a key in menus";
	return check_line(text, CHECK_NOTE_SIZE);
}

/*
 * PXELINUX takes initrd= for its own wherever it stands, in quotes too; the
 * kernel reads nothing behind -- and takes a quote that has no end to the end
 * of the line, where PXELINUX writes BOOTIF= (kernel: lib/cmdline.c, next_arg).
 */
const char *check_append(const char *text, size_t size)
{
	static const char *const taken[] = {
		"initrd=",  "BOOT_IMAGE=", "BOOTIF=", "root=",
		"nfsroot=", "nfsaddrs=",   "boot="
	};
	const char *wrong = check_line(text, size), *word, *quote;
	size_t len, i, quotes = 0;

	if (wrong)
		return wrong;
	for (quote = text; (quote = strchr(quote, '"')); quote++)
		quotes++;
	if (quotes % 2)
		return "has a quote without its end";
	for (word = text; *word; word += len) {
		word += strspn(word, " \"");
		len = strcspn(word, " \"");
		if (len && strspn(word, "-") == len && len < 3)
			return "has a lone - or --: what is behind it would "
			       "not be read";
		for (i = 0; i < sizeof(taken) / sizeof(*taken); i++)
			if (!strncmp(word, taken[i], strlen(taken[i])))
				return "has a word that changes what is booted "
				       "(root=, nfsroot=, initrd=, boot=, "
				       "BOOTIF= and the like)";
	}
	return NULL;
}

const char *check_word(const char *text, const char *more, size_t size)
{
	size_t i;

	if (!*text)
		return "empty";
	if (*text == '-')
		return "begins with a dash";
	for (i = 0; text[i]; i++)
		if (!is_alnum(text[i]) && !strchr(more, text[i]))
			return "has a character that cannot be used here";
	return i < size ? NULL : "too long";
}

bool check_hostname(const char *text)
{
	return !check_word(text, "-", 64) && text[strlen(text) - 1] != '-';
}

bool check_package(const char *text)
{
	char name[128];
	const char *equal = strchr(text, '=');
	size_t len = equal ? (size_t)(equal - text) : strlen(text);
	size_t i;

	if (len < 2 || len >= sizeof(name))
		return false;
	memcpy(name, text, len);
	name[len] = '\0';
	for (i = 0; i < len; i++)
		if (name[i] >= 'A' && name[i] <= 'Z')
			return false;
	/* A dash at the end would tell apt to remove the package, a plus is
	 * part of many a name. */
	if (!is_alnum(*name) || name[len - 1] == '-' ||
	    check_word(name, "+-.", sizeof(name)))
		return false;
	return !equal || !check_word(equal + 1, ".+~:-", 128);
}

const char *check_url(const char *text)
{
	/* A file of the server is not there inside the root. */
	if (strncmp(text, "http://", 7) && strncmp(text, "https://", 8))
		return "not a http or https URL";
	return check_word(text, ":/.-_~%+=@,", 256);
}
