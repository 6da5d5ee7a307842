/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch.h"

#include <string.h>

#include "console.h"
#include "sys.h"

#define RAISE_MS 5000 /* for a script that takes it down and up again */
/* Whoever takes an address away each time that it is set finds it set again
 * after 0.2 s, then 0.4 s, ... 12.8 s at last. */
#define CALM_MS	     200
#define CALM_MOST_MS 12800

/* It may have come back as another one of the same hardware address (a USB
 * adapter). */
static struct link *watch_find(struct watch *w)
{
	struct link *found = NULL;

	for (size_t i = 0; i < LINKS_MAX; i++) {
		struct link *link = &w->links.table[i];

		if (link->index && link->index == w->index)
			return link;
		if (link->index && memcmp(link->mac, w->mac, MAC_LEN) == 0)
			found = link;
	}
	return found;
}

int watch_begin(struct watch *w, int index, const uint8_t mac[MAC_LEN])
{
	int ret = link_open(&w->links);

	w->index = index;
	memcpy(w->mac, mac, MAC_LEN);
	w->due_ms = UINT64_MAX;
	w->raise_ms = UINT64_MAX;
	w->pause_ms = CALM_MS;
	w->link = watch_find(w);
	w->ready = w->link && w->link->carrier;
	if (w->link)
		w->losses = w->link->losses;
	return ret;
}

static void watch_raise(struct watch *w, uint64_t now_ms)
{
	if (!w->link || w->link->up) {
		w->raise_ms = UINT64_MAX;
		return;
	}
	if (now_ms >= w->raise_ms && link_raise(&w->links, w->link) == 0)
		console_warning(w->link->name,
				"was taken down; the root stands on it: "
				"raised again");
	if (w->raise_ms == UINT64_MAX || now_ms >= w->raise_ms)
		w->raise_ms = now_ms + RAISE_MS;
}

enum watch_news watch_read(struct watch *w, uint64_t now_ms)
{
	int ret = link_read_events(&w->links);
	bool was_ready = w->ready;

	w->link = watch_find(w);
	watch_raise(w, now_ms);
	w->due_ms = w->raise_ms;
	if (ret < 0) /* events were lost */
		w->due_ms = sys_earlier(w->due_ms, now_ms + RAISE_MS);
	if (!w->link || !w->link->carrier) {
		w->ready = false;
		return was_ready ? WATCH_LOST : WATCH_SAME;
	}
	if (w->ready && w->link->losses == w->losses &&
	    w->link->index == w->index)
		return WATCH_SAME;
	if (now_ms < w->calm_ms) {
		w->due_ms = sys_earlier(w->due_ms, w->calm_ms);
		return WATCH_SAME;
	}
	w->ready = true;
	w->losses = w->link->losses;
	w->index = w->link->index;
	if (now_ms - w->calm_ms > CALM_MOST_MS)
		w->pause_ms = CALM_MS;
	else if (w->pause_ms < CALM_MOST_MS)
		w->pause_ms *= 2;
	w->calm_ms = now_ms + w->pause_ms;
	return WATCH_BACK;
}

void watch_again(struct watch *w, uint64_t pause_ms, uint64_t now_ms)
{
	w->ready = false;
	w->calm_ms = now_ms + pause_ms;
	w->due_ms = w->calm_ms;
}
