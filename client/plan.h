/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_H
#define PLAN_H

/*
 * Prints as key=value lines what a boot by a kernel line would do; NULL: by
 * the line of /proc/cmdline. Touches nothing. Returns an exit status: 0, or 2
 * where a field was refused.
 */
int plan_run(const char *line);

#endif
