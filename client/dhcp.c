/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All interfaces at once, until one of them has an address. */
#include "dhcp_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "cmdline.h"
#include "console.h"
#include "diagnosis.h"
#include "exchange.h"
#include "nic.h"
#include "screen.h"
#include "sys.h"

#define NEWS_MS	  10000 /* between two lines of what is waited for */
#define SCREEN_MS 30000 /* the first failure screen, then each minute */
#define FDS_MAX	  (LINKS_MAX + 1 + CONSOLES_MAX)
#define BOOTIF_MS 10000 /* for the NIC that PXE used to appear */
#define WISH_MS	  10000 /* PXELINUX's address, without any answer */

struct acquisition {
	struct links *links;
	const struct cmdline *cmdline;
	unsigned seconds; /* at most; UINT32_MAX: for ever */
	uint64_t began_ms;
	uint64_t news_ms; /* of the next line of what is waited for */
	uint64_t screen_ms;
	uint64_t wish_ms; /* PXELINUX's address becomes static; 0: unasked */
	bool wish_denied; /* a server said that it is not ours */
	bool any_nic;	  /* BOOTIF's NIC did not come: take all */
	struct exchange exchanges[LINKS_MAX]; /* beside links->table */
};

static bool acquisition_wants(const struct acquisition *a,
			      const struct link *link)
{
	const struct cmdline *c = a->cmdline;

	if (!link->index)
		return false;
	if (c->device[0])
		return strcmp(c->device, link->name) == 0;
	if (c->has_bootif && !a->any_nic)
		return memcmp(c->bootif, link->mac, MAC_LEN) == 0;
	return true;
}

static uint64_t acquisition_wish_due_ms(const struct acquisition *a)
{
	return a->wish_ms && !a->wish_denied ? a->wish_ms : UINT64_MAX;
}

static void acquisition_watch_wish(struct acquisition *a,
				   const struct exchange *x, uint64_t now_ms)
{
	if (!a->cmdline->wish_static || x->fd < 0)
		return;
	if (!a->wish_ms)
		a->wish_ms = now_ms + WISH_MS;
	if (x->answered)
		a->wish_denied = true;
}

static void lease_from_cmdline(struct lease *lease, const struct link *link,
			       const struct cmdline *c)
{
	memset(lease, 0, sizeof(*lease));
	lease->is_static = true;
	lease->ip = c->client;
	lease->mask = c->netmask ? c->netmask : classful_netmask(c->client);
	if (ntohl(~lease->mask) > 1) /* RFC 3021: /31 and /32 have none */
		lease->broadcast = lease->ip | ~lease->mask;
	lease->gw = c->gw;
	for (int i = 0; i < 2; i++)
		if (c->dns[i])
			lease->dns[lease->dns_count++] = c->dns[i];
	if (c->ntp)
		lease->ntp[lease->ntp_count++] = c->ntp;
	strcpy(lease->hostname, c->hostname);
	lease->ifindex = link->index;
}

/*
 * Brings one interface's exchange in line with its link: raised when it
 * appears, begun when it has carrier, ended when that is gone.
 * True: *lease is there (a static address on a link with carrier).
 */
static bool acquisition_follow(struct acquisition *a, size_t i, uint64_t now_ms,
			       struct lease *lease)
{
	struct link *link = &a->links->table[i];
	struct exchange *x = &a->exchanges[i];
	bool wanted = acquisition_wants(a, link);
	int ret;

	if (wanted && !link->up && !link->refused) {
		ret = link_raise(a->links, link);
		link->refused = ret < 0;
		if (ret < 0)
			console_warning(link->name, "cannot be raised: %s",
					sys_error(-ret));
	}
	if (!wanted || !link->carrier)
		return false;
	if (a->cmdline->autoconf == AUTOCONF_STATIC ||
	    now_ms >= acquisition_wish_due_ms(a)) {
		lease_from_cmdline(lease, link, a->cmdline);
		return true;
	}
	if (x->fd >= 0)
		return false;
	console_step("%s: carrier, asking for an address", link->name);
	ret = exchange_begin(x, link, a->cmdline, now_ms);
	if (ret < 0)
		console_warning(link->name, "no packet socket: %s",
				sys_error(-ret));
	return false;
}

static bool acquisition_has_nic(const struct acquisition *a)
{
	for (size_t i = 0; i < LINKS_MAX; i++)
		if (acquisition_wants(a, &a->links->table[i]))
			return true;
	return false;
}

/* What one interface waits for, with the likely cause. */
static void acquisition_tell_link(const struct link *link,
				  const struct exchange *x, unsigned seconds)
{
	enum cause cause = CAUSE_NO_DHCP;
	const char *why = "";
	char line[NOTE_SIZE];

	if (!link->up) {
		cause = CAUSE_NO_NIC;
		snprintf(line, sizeof(line), "down since %u s", seconds);
	} else if (!link->carrier) {
		cause = CAUSE_NO_CARRIER;
		snprintf(line, sizeof(line),
			 "%u s without carrier; is the cable plugged in?",
			 seconds);
	} else if (x->fd >= 0 && x->refused) {
		cause = x->conflicts ? CAUSE_CONFLICT : CAUSE_NO_OFFER;
		why = x->refused;
		snprintf(line, sizeof(line),
			 "%u s without a usable DHCP answer; the last one: %s",
			 seconds, why);
	} else {
		snprintf(line, sizeof(line),
			 "%u s without any DHCP answer; still asking", seconds);
	}
	diagnosis_try(link->name, "", line);
	diagnosis_blame(cause, link->name, why);
}

static void acquisition_tell(const struct acquisition *a, uint64_t now_ms)
{
	unsigned seconds = (now_ms - a->began_ms) / 1000;
	const char *device = a->cmdline->device;
	bool carrier = false, down = false;
	char line[NOTE_SIZE];

	diagnosis_clear();
	for (size_t i = 0; i < LINKS_MAX; i++) {
		const struct link *link = &a->links->table[i];

		if (!acquisition_wants(a, link))
			continue;
		carrier |= link->carrier;
		down |= !link->up;
		acquisition_tell_link(link, &a->exchanges[i], seconds);
	}
	if (carrier)
		return;
	nic_look(down || !acquisition_has_nic(a));
	if (acquisition_has_nic(a))
		return;
	snprintf(line, sizeof(line),
		 device[0] ? "%u s without an interface of this name (ip=)"
			   : "%u s without a wired network interface; is its "
			     "driver in this initrd?",
		 seconds);
	diagnosis_try(device[0] ? device : "network", "", line);
	diagnosis_blame(CAUSE_NO_NIC, device, "");
}

static void acquisition_prepare(struct acquisition *a, struct links *links,
				const struct cmdline *cmdline)
{
	memset(a, 0, sizeof(*a));
	a->links = links;
	a->cmdline = cmdline;
	a->began_ms = sys_now_ms();
	a->news_ms = a->began_ms + NEWS_MS;
	a->screen_ms = a->began_ms + SCREEN_MS;
	for (size_t i = 0; i < LINKS_MAX; i++)
		exchange_init(&a->exchanges[i]);
}

static uint64_t acquisition_end_ms(const struct acquisition *a)
{
	return a->seconds == UINT32_MAX ? UINT64_MAX
					: a->began_ms + a->seconds * 1000ULL;
}

/* Sleeps until a link changes, an answer comes, a key is hit or something is
 * due. */
static int acquisition_poll(struct acquisition *a, struct pollfd fds[FDS_MAX])
{
	uint64_t now_ms = sys_now_ms();
	uint64_t until_ms =
		sys_earlier(sys_earlier(a->news_ms, acquisition_end_ms(a)),
			    acquisition_wish_due_ms(a));

	fds[LINKS_MAX].fd = a->links->events;
	fds[LINKS_MAX].events = POLLIN;
	console_keys_poll(fds + LINKS_MAX + 1);
	for (size_t i = 0; i < LINKS_MAX; i++) {
		struct exchange *x = &a->exchanges[i];

		fds[i].fd = x->fd; /* poll passes over -1 */
		fds[i].events = POLLIN;
		if (x->fd >= 0)
			until_ms = sys_earlier(until_ms, exchange_due_ms(x));
	}
	if (poll(fds, FDS_MAX,
		 until_ms > now_ms ? (int)(until_ms - now_ms) : 0) < 0 &&
	    errno != EINTR)
		return -errno;
	return link_read_events(a->links);
}

/* The address that PXE used a moment ago was looked for by the firmware. */
static bool acquisition_accept(const struct acquisition *a, struct exchange *x)
{
	const struct cmdline *c = a->cmdline;

	return (c->wish && x->offer.ip == c->client) || exchange_claim(x);
}

static bool acquisition_step(struct acquisition *a, struct pollfd *fds,
			     struct lease *lease)
{
	uint64_t now_ms = sys_now_ms();

	for (size_t i = 0; i < LINKS_MAX; i++) {
		struct exchange *x = &a->exchanges[i];
		const struct link *link = &a->links->table[i];

		/* Another NIC may have come into a place that became free. */
		if (x->fd >= 0 &&
		    (x->ifindex != link->index || !link->carrier ||
		     !acquisition_wants(a, link)))
			exchange_end(x);
		if (x->fd >= 0 && fds[i].revents && fds[i].fd == x->fd &&
		    exchange_receive(x, now_ms) && acquisition_accept(a, x)) {
			*lease = x->offer;
			lease->ifindex = x->ifindex;
			return true;
		}
		if (acquisition_follow(a, i, now_ms, lease))
			return true;
		acquisition_watch_wish(a, x, now_ms);
		if (x->fd >= 0 && now_ms >= exchange_due_ms(x))
			exchange_tick(x, now_ms);
	}
	return false;
}

static void lease_take_link(struct lease *lease, const struct links *links)
{
	for (size_t i = 0; i < LINKS_MAX; i++)
		if (links->table[i].index == lease->ifindex) {
			strcpy(lease->device, links->table[i].name);
			memcpy(lease->mac, links->table[i].mac, MAC_LEN);
		}
}

/* Tells the news, every now and then on a screen. */
static void acquisition_tell_news(struct acquisition *a, uint64_t now_ms)
{
	static struct lease none; /* in .bss: it is large */

	acquisition_tell(a, now_ms);
	a->news_ms = now_ms + NEWS_MS;
	for (size_t i = 0; i < LINKS_MAX; i++)
		a->links->table[i].refused = false; /* try again */
	if (now_ms >= acquisition_end_ms(a) || now_ms < a->screen_ms)
		return;
	screen_show(&none, "", "network", "goes on by itself");
	a->screen_ms = now_ms + 2 * SCREEN_MS;
}

/* A key was hit: all interfaces begin anew, or a shell is wanted. */
static int acquisition_obey(struct acquisition *a)
{
	enum screen_choice choice = screen_read();

	for (size_t i = 0; choice == SCREEN_RETRY && i < LINKS_MAX; i++)
		exchange_end(&a->exchanges[i]);
	return choice == SCREEN_SHELL ? -ECANCELED : 0;
}

/* Tells the news, gives BOOTIF up; -ETIMEDOUT at the line's own limit. */
static int acquisition_wait_longer(struct acquisition *a)
{
	uint64_t now_ms = sys_now_ms();
	bool over = now_ms >= acquisition_end_ms(a);

	if (over || now_ms >= a->news_ms)
		acquisition_tell_news(a, now_ms);
	if (a->cmdline->has_bootif && !a->any_nic && !a->cmdline->device[0] &&
	    now_ms - a->began_ms >= BOOTIF_MS && !acquisition_has_nic(a)) {
		console_warning(
			"BOOTIF=",
			"no interface has this address; all of them are asked");
		a->any_nic = true;
	}
	return over ? -ETIMEDOUT : acquisition_obey(a);
}

static struct acquisition current; /* 64 leases are too much for a stack */

void dhcp_lower(struct links *links, const struct lease *lease)
{
	for (size_t i = 0; i < LINKS_MAX; i++) {
		struct link *link = &links->table[i];

		if (link->index && link->index != lease->ifindex &&
		    link->raised)
			link_lower(links, link);
	}
}

void dhcp_close(void)
{
	if (!current.links) /* never begun: its descriptors are all 0 */
		return;
	for (size_t i = 0; i < LINKS_MAX; i++)
		exchange_end(&current.exchanges[i]);
}

int dhcp_acquire(struct links *links, const struct cmdline *cmdline,
		 unsigned seconds, struct lease *lease)
{
	struct acquisition *a = &current;
	struct pollfd fds[FDS_MAX] = { 0 };
	int ret = 0;

	dhcp_close(); /* what a boot that failed has left open */
	memset(lease, 0, sizeof(*lease));
	acquisition_prepare(a, links, cmdline);
	a->seconds = seconds;
	while (ret == 0 && !acquisition_step(a, fds, lease)) {
		ret = acquisition_wait_longer(a);
		if (ret == 0)
			ret = acquisition_poll(a, fds);
	}
	screen_close();
	lease_take_link(lease, links);
	if (lease->is_static && cmdline->wish_static)
		console_warning(
			"ip=",
			"no DHCP server offered anything within 10 s; the "
			"address is used as it stands there");
	return ret;
}
