/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edits of small configuration files, line by line: pure. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

#define TEXT_SIZE 16384 /* of the largest file that is edited */

/* A string that is built up; what does not fit sets overflow. */
struct text {
	char data[TEXT_SIZE];
	size_t len;
	bool overflow;
};

void text_add(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Copies the line at *rest without its newline into line (cut off at size - 1)
 * and moves *rest behind it; false at the end. */
bool text_next_line(const char **rest, char *line, size_t size);

/* The word at *rest, ended by white space; its length, 0 at the end. */
size_t text_next_word(const char **rest, const char **word);

/* Whether a word of exactly these octets stands in a line. */
bool text_has_word(const char *line, const char *word);

#endif
