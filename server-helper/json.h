/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef JSON_H
#define JSON_H

/* Prints a string of RFC 8259 7 on stdout, quotes included. The text is UTF-8;
 * octets that are none are shown as U+FFFD. */
void json_print(const char *text);

#endif
