/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small files of text, line by line: pure. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "boot.h"

#define TEXT_SIZE 16384 /* of the largest file that is edited */

/* A string that is built up; what does not fit sets overflow. */
struct text {
	size_t len;
	bool overflow;
	char data[TEXT_SIZE];
};

void text_clear(struct text *text);
void text_add(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds KEY='value' and a newline, the value quoted for a POSIX shell (XCU
 * 2.2.2): a single quote within becomes '\''. What is written so can be
 * sourced whatever the value's octets are. */
void text_add_quoted(struct text *text, const char *key, const char *value);
void text_add_number(struct text *text, const char *key, unsigned long number);

/* Reads such a line's value for a key; false where it is absent or longer than
 * size - 1. */
bool text_find_quoted(const char *text, const char *key, char *value,
		      size_t size);

/* Where the first such part begins, or NULL. klibc's strstr is five times as
 * large. */
const char *text_find(const char *text, const char *part);

/* The decimal number at the beginning of a text; 0 where there is none. */
unsigned long text_number(const char *text);

/* An IPv4 address in network order as a dotted quad. */
struct quad {
	char text[QUAD_SIZE];
};
struct quad text_quad(uint32_t ip);

/* Copies the line at *rest without its newline into line (cut off at size - 1)
 * and moves *rest behind it; false at the end. */
bool text_next_line(const char **rest, char *line, size_t size);

/* The word at *rest, ended by white space; its length, 0 at the end. */
size_t text_next_word(const char **rest, const char **word);

/* Whether a word of exactly these octets stands in a line. */
bool text_has_word(const char *line, const char *word);

#endif
