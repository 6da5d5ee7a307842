/* SPDX-License-Identifier: GPL-2.0-or-later */
/* systemd's units in /run, which lives as long as this boot: systemd.unit(5). */
#ifndef UNITS_H
#define UNITS_H

/* Adds a drop-in DIR/UNIT.d/rescue64.conf; 0 or -errno. */
int unit_add_dropin(const char *unit, const char *text);

/* Masks a unit; 0 or -errno. */
int unit_mask(const char *unit);

/* Writes a configuration file below /run, with the folders above it. */
int run_write(const char *path, const char *text);

#endif
