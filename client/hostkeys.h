/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOSTKEYS_H
#define HOSTKEYS_H

#include "boot.h"
#include "text.h"

/* Edits an inittab(5): ssh host keys are made ahead of any runlevel's scripts.
 * Pure. */
void hostkeys_edit(const char *from, struct text *to, const void *ctx);

/*
 * The stage: takes ssh host keys that all machines would share out of the
 * overlay ROOT, and lets the booted system make what it has not, in the overlay
 * and with it as long as that is kept. 0.
 */
int hostkeys_stage(struct boot *boot, const char *root);

#endif
