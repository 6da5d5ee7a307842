/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of the interface that the root stands on. */
#ifndef WATCH_H
#define WATCH_H

#include "link.h"

struct watch {
	bool ready; /* it has carrier, and nothing was lost since */
	int index;
	uint8_t mac[MAC_LEN];
	unsigned losses;   /* of the link's, those that were told of */
	uint64_t due_ms;   /* when to look without an event */
	uint64_t raise_ms; /* when to raise it; UINT64_MAX: it is up */
	uint64_t calm_ms;  /* until when another return is not told */
	unsigned pause_ms; /* the last such time's length */
	struct link *link; /* NULL: it is gone */
	struct links links;
};

enum watch_news {
	WATCH_SAME,
	WATCH_LOST, /* no carrier */
	WATCH_BACK, /* carrier, but address and routes may be lost */
};

/* Begins with what is there; watch_read then tells of changes. 0 or -errno. */
int watch_begin(struct watch *w, int index, const uint8_t mac[MAC_LEN]);

/* Takes in what w->links.events has. An interface that was taken down is raised
 * again where nobody else does it within 5 s. */
enum watch_news watch_read(struct watch *w, uint64_t now_ms);

/* Lets it be told once more that the interface is back, after a pause. */
void watch_again(struct watch *w, uint64_t pause_ms, uint64_t now_ms);

#endif
