// SPDX-License-Identifier: GPL-2.0-or-later
#include <stddef.h>
#include <string.h>

#include "machine.h"

#define DIGITS	  "0123456789abcdef"
#define FORM_MAC  "xx-xx-xx-xx-xx-xx"
#define FORM_UUID "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" /* RFC 9562 4 */
#define ANY	  "any"

/* ASCII's: tolower changes with the locale. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether name has the form: a digit for each x, and the dashes. */
static bool has_form(const char *name, const char *form)
{
	for (; *form; name++, form++)
		if (*form == 'x' ? !*name || !strchr(DIGITS, *name)
				 : *name != *form)
			return false;
	return !*name;
}

/*
 * What makers leave where a number belongs: one digit throughout, or these
 * UUIDs, of either byte order (SMBIOS 7.2.1). The client looks for no image by
 * such a UUID.
 */
static bool is_filler(const char *name)
{
	static const char *const fillers[] = {
		"03000200-0400-0500-0006-000700080009",
		"00020003-0004-0005-0006-000700080009",
		"12345678-1234-5678-90ab-cddeefaabbcc",
	};
	const char same[] = { *name, '-', '\0' };
	size_t i;

	if (strspn(name, same) == strlen(name))
		return true;
	for (i = 0; i < sizeof(fillers) / sizeof(*fillers); i++)
		if (!strcmp(name, fillers[i]))
			return true;
	return false;
}

const char *machine_kind(const char *name)
{
	if (has_form(name, FORM_MAC))
		return "mac";
	if (has_form(name, FORM_UUID))
		return "uuid";
	return strcmp(name, ANY) ? NULL : ANY;
}

const char *machine_parse(const char *text, char *name)
{
	static const char wrong[] =
		"neither a MAC (52:54:00:64:00:02) nor a UUID nor any";
	char between = '-';
	size_t i;

	/* A MAC has colons throughout or dashes throughout. */
	if (strlen(text) == strlen(FORM_MAC) && text[2] == ':')
		between = ':';
	for (i = 0; text[i] && i + 1 < MACHINE_NAME_SIZE; i++)
		if (text[i] == between)
			name[i] = '-';
		else if (text[i] == '-')
			return wrong;
		else
			name[i] = lower(text[i]);
	name[i] = '\0';
	if (text[i] || !machine_kind(name))
		return wrong;
	if (is_filler(name))
		return "a filler, and not one machine's own";
	/* IEEE 802-2014 8.2.2: the lowest bit of the first octet. */
	if (has_form(name, FORM_MAC) && strchr("13579bdf", name[1]))
		return "a group's address, and no NIC's";
	return NULL;
}
