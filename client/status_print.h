/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STATUS_PRINT_H
#define STATUS_PRINT_H

#include "text.h"

/*
 * Both add to a text what env, KEY='value' lines whose values may be any
 * octets, says of a boot: for people, and as one JSON object (RFC 8259) whose
 * members are always the same, null where env has no such value. Pure.
 */
void status_print_text(const char *env, struct text *to);
void status_print_json(const char *env, struct text *to);

#endif
