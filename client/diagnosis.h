/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DIAGNOSIS_H
#define DIAGNOSIS_H

#include "boot.h"
#include "text.h"

/*
 * Why there is no root, told apart as far as a client can. The further it got,
 * the later it stands: of several causes (of several servers, or of NFS 4 and
 * 3 on one) the last one is shown.
 */
enum cause {
	CAUSE_OTHER,
	CAUSE_NO_NIC,
	CAUSE_NO_CARRIER,
	CAUSE_NO_FIRMWARE, /* detail: the kernel's line about it */
	CAUSE_NO_DRIVER,   /* detail: the PCI id */
	CAUSE_NO_DHCP,
	CAUSE_NO_OFFER, /* detail: what is wrong with the last answer */
	CAUSE_CONFLICT,
	CAUSE_NO_SERVER, /* nobody has named one */
	CAUSE_NO_NAME,	 /* detail: the resolver's error */
	CAUSE_UNREACHABLE,
	CAUSE_PORT_CLOSED,
	CAUSE_NFS_STOPPED,
	CAUSE_VERSION,
	CAUSE_HANGS,
	CAUSE_NO_MOUNTD,
	CAUSE_OPTIONS, /* from here on, detail: what was found */
	CAUSE_NO_INIT,
	CAUSE_UNREADABLE,
	CAUSE_OWNERS,
	CAUSE_NOBODY,
	CAUSE_EXPORT_OR_CLIENT,
	CAUSE_NO_EXPORT,
	CAUSE_CLIENT,
	CAUSE_SQUASH,
	CAUSE_GRACE,
	CAUSE_MODULES, /* detail: one of them */
	CAUSE_MEMORY,
};

/* Forgets what was tried, before a new round. */
void diagnosis_clear(void);

/* One attempt and how it ended: a line on the console now, and on the screen
 * later. what is a server or an interface; version is empty where it does not
 * matter. */
void diagnosis_try(const char *what, const char *version, const char *why);

/* of: the server or interface that it is about; detail as above. */
void diagnosis_blame(enum cause cause, const char *of, const char *detail);

/*
 * The screen: at most 24 lines of 79 columns. path is the root's; step what did
 * not work; keys the last line, what can be done.
 */
void diagnosis_write(struct text *to, const struct lease *lease,
		     const char *path, const char *step, const char *keys);

#endif
