/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must not be in an image that everyone in the named networks can read.
 */
#ifndef SECRETS_H
#define SECRETS_H

#include <stdbool.h>
#include <stddef.h>

struct server;

#define SECRETS_READ (1 << 20) /* octets of a file that are looked at */

/*
 * Names every private key in a generation, and warns of password hashes and
 * stored passwords. Returns 0, -EPERM where there is a key, or -errno
 * (reported).
 */
int secrets_check(const struct server *srv, const char *step, const char *id);

/*
 * What kind of private key a file holds, by its contents; NULL: none. path:
 * within the image, "/etc/...". Pure.
 */
const char *secrets_key(const char *path, const char *data, size_t len);

/*
 * What a file tells that is no key; NULL: nothing. Where it is password hashes
 * whose they are goes to users, of size octets. Pure.
 */
const char *secrets_password(const char *path, const char *data, size_t len,
			     char *users, size_t size);

#endif
