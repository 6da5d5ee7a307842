// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "json.h"

/* RFC 3629 4: how many octets the sequence at text has, 0 where it is none. */
static int sequence(const unsigned char *text)
{
	unsigned char first = *text, low = 0x80, high = 0xbf;
	int i, more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;

	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	if (first == 0xe0)
		low = 0xa0;
	else if (first == 0xed)
		high = 0x9f; /* no surrogates */
	else if (first == 0xf0)
		low = 0x90;
	else if (first == 0xf4)
		high = 0x8f;
	if (text[1] < low || text[1] > high)
		return 0;
	for (i = 2; i <= more; i++)
		if (text[i] < 0x80 || text[i] > 0xbf)
			return 0;
	return more + 1;
}

void json_print(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	putchar('"');
	while (*at) {
		int len = sequence(at);

		if (!len) {
			fputs("\\ufffd", stdout);
			len = 1;
		} else if (*at == '"' || *at == '\\') {
			printf("\\%c", *at);
		} else if (*at < 0x20 || *at == 0x7f) {
			printf("\\u%04x", *at);
		} else {
			fwrite(at, 1, (size_t)len, stdout);
		}
		at += len;
	}
	putchar('"');
}
