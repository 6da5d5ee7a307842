/* SPDX-License-Identifier: GPL-2.0-or-later */
/* systemd's units in /run, which lives as long as this boot: systemd.unit(5). */
#ifndef UNITS_H
#define UNITS_H

/* Adds a drop-in DIR/UNIT.d/rescue64.conf; 0 or -errno. */
int unit_add_dropin(const char *unit, const char *text);

/* Writes a unit of rescue64's own; 0 or -errno. */
int unit_write(const char *unit, const char *text);

/* Lets a target want an instance of a template: "name@", ".type". 0 or -errno.
 */
int unit_want(const char *target, const char *template, const char *type,
	      const char *instance);

/* Masks a unit; 0 or -errno. */
int unit_mask(const char *unit);

/* Writes a configuration file below /run, with the folders above it. */
int run_write(const char *path, const char *text);

#endif
