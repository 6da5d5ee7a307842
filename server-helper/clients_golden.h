/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLIENTS_GOLDEN_H
#define CLIENTS_GOLDEN_H

struct server;

/*
 * Before the golden root is changed: names the PCs that run on it, or may, for
 * they get ESTALE, and asks whether to go on where a person can answer. 0; or
 * -ECANCELED (reported): not to go on.
 */
int clients_golden_ask(const struct server *srv, const char *step);

#endif
