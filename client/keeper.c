/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeps the lease that the root stands on: RFC 2131 4.4.5, with one rule above
 * it. The address that the root was mounted from is never removed, whatever
 * becomes of its lease; another one is set beside it.
 */
#include "keeper.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "address.h"
#include "console.h"
#include "dhcp.h"
#include "ending.h"
#include "exchange.h"
#include "lease.h"
#include "lease_file.h"
#include "server_watch.h"
#include "services.h"
#include "sys.h"
#include "text.h"
#include "watch.h"

/* RFC 2131 names no least T1; below this a server would be asked all the time.
 */
#define RENEW_MIN 5
/* How long somebody may confirm the lease when the carrier is back: some ports
 * forward after 30 s only. */
#define VERIFY_MS 60000
#define RETRY_MS  5000 /* where there was no packet socket */

struct keeper {
	bool leases; /* the address is a DHCP server's to give */
	bool held;   /* the lease has not ended and was not refused */
	uint64_t renew_ms, rebind_ms, end_ms;
	int timer;
	struct lease_course course;
	struct exchange x; /* its state is BOUND while nothing is asked */
	struct kept kept;
	struct watch watch;
};

static uint64_t keeper_time(const struct lease *lease, uint32_t seconds)
{
	return seconds == DHCP_INFINITE || lease->is_static
		       ? UINT64_MAX
		       : lease->began_ms + seconds * 1000ULL;
}

static void keeper_hold(struct keeper *k, const struct lease *new)
{
	struct lease *lease = &k->kept.lease;

	*lease = *new;
	if (lease->t1 < RENEW_MIN || lease->t2 < RENEW_MIN) {
		lease->t1 = lease->seconds / 2; /* RFC 2131 4.4.5 */
		lease->t2 = lease->seconds / 8 * 7;
	}
	k->held = true;
	k->renew_ms = keeper_time(lease, lease->t1);
	k->rebind_ms = keeper_time(lease, lease->t2);
	k->end_ms = keeper_time(lease, lease->seconds);
	/* RFC 2131 4.4.5: a little at random, or all machines that started
	 * together would renew together. */
	if (k->renew_ms != UINT64_MAX)
		k->renew_ms -= sys_random_between(
			0, lease->t1 < 3600 ? lease->t1 * 31 : 3600 * 31);
}

static void keeper_rest(struct keeper *k)
{
	exchange_end(&k->x);
	k->x.ask.state = DHCP_BOUND;
}

/* No packet socket: the interface may be vanishing. Looked at again later. */
static void keeper_fail(struct keeper *k, int error, uint64_t now_ms)
{
	console_warning(k->kept.lease.device, "no packet socket: %s",
			sys_error(error));
	keeper_rest(k);
	watch_again(&k->watch, RETRY_MS, now_ms);
}

/* Asks for a lease by broadcast: the same one where it still runs. */
static void keeper_ask(struct keeper *k, uint64_t now_ms)
{
	const struct link *link = k->watch.link;
	int ret;

	exchange_end(&k->x);
	k->kept.cmdline.wish = k->held;
	k->kept.cmdline.client = k->kept.lease.ip;
	ret = link ? exchange_begin(&k->x, link, &k->kept.cmdline, now_ms)
		   : -ENODEV;
	k->x.keeps = true;
	if (k->held)
		k->x.until_ms = now_ms + VERIFY_MS;
	if (ret < 0)
		keeper_fail(k, -ret, now_ms);
}

static void keeper_renew(struct keeper *k, enum dhcp_state state,
			 uint64_t until_ms, uint64_t now_ms)
{
	const struct link *link = k->watch.link;
	int ret;

	exchange_end(&k->x);
	ret = link ? exchange_renew(&k->x, link, &k->kept.cmdline,
				    &k->kept.lease, state, until_ms, now_ms)
		   : -ENODEV;
	if (ret < 0)
		keeper_fail(k, -ret, now_ms);
	else if (state == DHCP_REBINDING)
		console_warning(k->kept.lease.device,
				"the DHCP server does not renew the lease; "
				"any other is asked");
}

/* The lease is over: RFC 2131 4.4.5 would take the address away. */
static void keeper_lose(struct keeper *k, const char *why, uint64_t now_ms)
{
	k->held = false;
	console_warning(k->kept.lease.device,
			"lease lost: %s; the address stays, the root stands "
			"on it; asking for a new lease",
			why);
	if (k->x.fd < 0 || k->x.ask.state != DHCP_SELECTING)
		keeper_ask(k, now_ms);
}

/* What is due by the lease's own times. */
static void keeper_step(struct keeper *k, uint64_t now_ms)
{
	enum dhcp_state state = k->x.ask.state;

	if (!k->held || !k->watch.ready)
		return;
	/* RFC 2131 3.2: nobody confirms the lease, so it runs on. */
	if (state == DHCP_REBOOTING && now_ms >= k->x.until_ms) {
		keeper_rest(k);
		state = DHCP_BOUND;
	}
	if (now_ms >= k->end_ms)
		keeper_lose(k, "its time is over", now_ms);
	else if (now_ms >= k->rebind_ms &&
		 (state == DHCP_BOUND || state == DHCP_RENEWING))
		keeper_renew(k, DHCP_REBINDING, k->end_ms, now_ms);
	else if (now_ms >= k->renew_ms && state == DHCP_BOUND)
		keeper_renew(k, DHCP_RENEWING, k->rebind_ms, now_ms);
}

static void keeper_write_files(struct keeper *k)
{
	int ret = lease_write(&k->kept.lease, &k->kept.cmdline);

	if (ret == 0)
		ret = services_change(&k->kept.lease);
	if (ret == 0)
		ret = keeper_save(&k->kept);
	if (ret < 0)
		console_warning("/run", "the lease cannot be written down: %s",
				sys_error(-ret));
}

/* Sets what the root stands on, and the lease. Beside one with routes only the
 * root's address counts. */
static void keeper_set(struct keeper *k)
{
	const struct lease *lease = &k->kept.lease;
	struct lease root = k->kept.root;
	int ret = 0;

	if (lease->gw || lease->route_count) {
		root.gw = 0;
		root.route_count = 0;
	}
	if (root.ip != lease->ip)
		ret = lease_apply(&k->watch.links, &root);
	if (ret == 0)
		ret = lease_apply(&k->watch.links, lease);
	if (ret < 0)
		console_warning(lease->device, "address refused: %s",
				sys_error(-ret));
}

/* Only the root's address stays whatever becomes of its lease. To be done
 * before another is set: a subnet's first address takes the others along. */
static void keeper_forget(struct keeper *k, const struct lease *old)
{
	unsigned width = lease_mask_width(old->mask);

	if (old->ip == k->kept.root.ip)
		return;
	if (address_remove(&k->watch.links, old->ifindex, old->ip, width) == 0)
		k->watch.losses++; /* not to be told of */
}

static void keeper_take(struct keeper *k, uint64_t now_ms)
{
	struct lease old = k->kept.lease, new = k->x.offer;
	const struct quad ip = text_quad(new.ip);
	bool moved = new.ip != old.ip;
	int ret;

	new.ifindex = old.ifindex;
	strcpy(new.device, old.device);
	lease_inherit(&new, &old);
	if (moved && k->kept.root.ip != new.ip && !exchange_claim(&k->x)) {
		k->held = false;
		return;
	}
	if (moved)
		keeper_forget(k, &old);
	ret = lease_replace(&k->watch.links, &old, &new);
	if (ret < 0)
		console_warning(new.device, "address %s refused: %s", ip.text,
				sys_error(-ret));
	if (moved)
		console_step("%s: the lease is for %s now, set beside the "
			     "root's address",
			     new.device, ip.text);
	else if (!k->held || k->x.ask.state == DHCP_REBINDING)
		console_step("%s: the lease of %s goes on", new.device,
			     ip.text);
	keeper_hold(k, &new);
	keeper_rest(k);
	if (moved)
		keeper_set(k);
	k->course.renewals++;
	k->course.renewed_ms = now_ms;
	keeper_write_files(k);
}

static void keeper_receive(struct keeper *k, uint64_t now_ms)
{
	bool asked = k->x.ask.state != DHCP_SELECTING;

	if (exchange_receive(&k->x, now_ms))
		keeper_take(k, now_ms);
	else if (k->held && asked && k->x.ask.state == DHCP_SELECTING)
		keeper_lose(k, k->x.refused, now_ms);
}

/* Sets again what a link that was down, or whoever changed it, has lost, and
 * asks whether the lease still holds (RFC 2131 3.7). */
static void keeper_reconnect(struct keeper *k, uint64_t now_ms)
{
	k->kept.root.ifindex = k->watch.index;
	k->kept.lease.ifindex = k->watch.index;
	keeper_set(k);
	console_alert("%s: address and routes are set again",
		      k->kept.lease.device);
	/* One whose time is over is keeper_step's. */
	if (k->leases && (now_ms < k->end_ms || !k->held))
		keeper_ask(k, now_ms);
}

static void keeper_follow(struct keeper *k, uint64_t now_ms)
{
	enum watch_news news = watch_read(&k->watch, now_ms);

	if (k->watch.link) /* udev may have named it anew */
		strcpy(k->kept.lease.device, k->watch.link->name);
	if (news == WATCH_BACK) {
		keeper_reconnect(k, now_ms);
	} else if (news == WATCH_LOST) {
		console_alert("%s: no carrier; the root waits for it",
			      k->kept.lease.device);
		keeper_rest(k);
	}
}

/* What the lease itself waits for. */
static uint64_t keeper_step_ms(const struct keeper *k)
{
	if (!k->held || !k->watch.ready)
		return UINT64_MAX;
	if (k->x.ask.state == DHCP_BOUND)
		return k->renew_ms;
	if (k->x.ask.state == DHCP_RENEWING)
		return k->rebind_ms;
	return k->end_ms;
}

static uint64_t keeper_due_ms(const struct keeper *k)
{
	uint64_t due = sys_earlier(k->watch.due_ms, keeper_step_ms(k));

	due = sys_earlier(due, ending_due_ms());
	return k->x.fd >= 0 ? sys_earlier(due, exchange_due_ms(&k->x)) : due;
}

/* Tells where it stands where that has changed. */
static void keeper_record(struct keeper *k)
{
	static const struct {
		const char *state, *step;
	} texts[] = {
		[DHCP_SELECTING] = { "asking for a new one", "" },
		[DHCP_REQUESTING] = { "asking for a new one", "" },
		[DHCP_REBOOTING] = { "asking whether it holds", "" },
		[DHCP_BOUND] = { "bound", "renew" },
		[DHCP_RENEWING] = { "renewing", "ask any server" },
		[DHCP_REBINDING] = { "rebinding", "ask for a new one" },
	};
	enum dhcp_state state = k->x.ask.state;
	struct lease_course course = k->course;
	int ret;

	course.state = k->watch.ready ? texts[state].state : "no carrier";
	course.step_ms = keeper_step_ms(k);
	course.step = course.step_ms == UINT64_MAX ? "" : texts[state].step;
	if (course.state == k->course.state &&
	    course.step_ms == k->course.step_ms)
		return;
	k->course = course;
	ret = lease_record(&k->kept.lease, &course);
	if (ret < 0)
		console_warning(LEASE_FILE, "%s", sys_error(-ret));
}

static int keeper_begin(struct keeper *k, const struct kept *kept)
{
	const struct lease *lease = &kept->lease;
	int ret = watch_begin(&k->watch, lease->ifindex, lease->mac);

	if (ret < 0)
		return ret;
	k->timer = sys_timer_open();
	if (k->timer < 0)
		return k->timer;
	k->kept = *kept;
	k->kept.cmdline.root.given = true; /* it has one: any offer will do */
	exchange_init(&k->x);
	keeper_rest(k);
	keeper_hold(k, lease);
	/* PXELINUX's address, without an answer: the server is only late. */
	k->leases = !lease->is_static || kept->cmdline.wish_static;
	k->held = k->leases == !lease->is_static;
	if (kept->again || !k->held)
		watch_again(&k->watch, 0, 0);
	k->kept.again = true;
	keeper_save(&k->kept); /* as it was, where /run is full */
	return 0;
}

int keeper_loop(const struct kept *kept, int kernel)
{
	static struct keeper k;
	uint64_t now_ms;
	int ret = keeper_begin(&k, kept);

	if (ret < 0)
		return ret;
	for (;;) {
		struct pollfd fds[4 + ENDING_POLLS] = {
			{ .fd = k.watch.links.events, .events = POLLIN },
			{ .fd = k.x.fd, .events = POLLIN },
			{ .fd = k.timer, .events = POLLIN },
			{ .fd = kernel, .events = POLLIN },
		};

		ending_poll(fds + 4);
		keeper_record(&k);
		sys_timer_set(k.timer, keeper_due_ms(&k));
		if (poll(fds, sizeof(fds) / sizeof(fds[0]), -1) < 0)
			continue;
		now_ms = sys_now_ms();
		if (fds[1].revents)
			keeper_receive(&k, now_ms);
		if (fds[3].revents)
			server_watch_read(kernel);
		keeper_follow(&k, now_ms);
		keeper_step(&k, now_ms);
		if (k.x.fd >= 0 && now_ms >= exchange_due_ms(&k.x))
			exchange_tick(&k.x, now_ms);
		ending_step(fds + 4, now_ms);
	}
}
