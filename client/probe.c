/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "probe_line.h"
#include "sys.h"
#include "text.h"

#define RPCBIND_MS 1000 /* then MOUNT's usual port is tried as well */
#define NEWS_MS	   5000
#define TICK_MS	   250u

static struct probe_server probe_table[PROBES_MAX];

static unsigned nfs_asked(const struct probe_wants *wants)
{
	return wants->nfs4 << ASK_NFS4 | wants->nfs3 << ASK_NFS3;
}

static int server_ask_rpcbind(struct probe_server *server, uint64_t now_ms)
{
	server->rpcbind_ms = now_ms;
	return probe_line_open(server, LINE_RPCBIND, PORTMAP_PORT,
			       nfs_asked(server->wants) | server->wants->nfs3
								  << ASK_MOUNT);
}

static int server_start(struct probe_server *server, struct probe *probe,
			const struct probe_wants *wants, uint64_t now_ms)
{
	const struct probe fresh = {
		.name = probe->name,
		.address = probe->address,
		.nfs_port = wants->nfs_port ? wants->nfs_port : NFS_PORT,
	};
	int ret;

	*probe = fresh;
	server->probe = probe;
	server->wants = wants;
	server->begin_ms = now_ms;
	server->rpcbind_ms = 0;
	server->done = false;
	memset(server->ports, -1, sizeof(server->ports));
	for (unsigned i = 0; i < LINES; i++)
		server->lines[i].fd = -1;
	ret = probe_line_open(server, LINE_NFS, probe->nfs_port,
			      nfs_asked(wants));
	if (ret == 0 && wants->nfs3 && !wants->nfs_only && !wants->mount_port)
		ret = server_ask_rpcbind(server, now_ms);
	return ret;
}

/* Whether rpcbind may know more of NFS than its port says. */
static bool answer_lacks(const struct probe_answer *answer)
{
	return answer->outcome == PROBE_REFUSED ||
	       answer->outcome == PROBE_UNAVAILABLE;
}

static bool server_lacks(const struct probe_server *server)
{
	const struct probe *probe = server->probe;

	return !server->wants->nfs_only &&
	       (answer_lacks(&probe->nfs4) || answer_lacks(&probe->nfs3));
}

static uint16_t server_mount_port(const struct probe_server *server,
				  uint64_t now_ms)
{
	if (server->wants->mount_port)
		return server->wants->mount_port;
	if (server->ports[ASK_MOUNT] > 0)
		return server->ports[ASK_MOUNT];
	if (server->ports[ASK_MOUNT] == 0 ||
	    server->lines[LINE_RPCBIND].fd < 0 ||
	    now_ms - server->rpcbind_ms >= RPCBIND_MS)
		return MOUNTD_PORT;
	return 0;
}

/* Asks what follows from the answers so far. */
static int server_ask_more(struct probe_server *server, uint64_t now_ms)
{
	const struct probe_wants *wants = server->wants;
	struct probe *probe = server->probe;
	uint16_t mount_port;
	int ret = 0;

	if (server_lacks(server) && !server->rpcbind_ms)
		ret = server_ask_rpcbind(server, now_ms);
	if (ret == 0 && answer_lacks(&probe->nfs3) && !wants->nfs_port &&
	    server->ports[ASK_NFS3] > 0 &&
	    server->ports[ASK_NFS3] != probe->nfs_port) {
		probe->nfs_port = server->ports[ASK_NFS3];
		ret = probe_line_open(server, LINE_NFS, probe->nfs_port,
				      1 << ASK_NFS3);
	}
	mount_port = server_mount_port(server, now_ms);
	if (ret == 0 && wants->nfs3 && mount_port != probe->mount_port &&
	    probe->mount3.outcome != PROBE_OK) {
		probe->mount_port = mount_port;
		ret = probe_line_open(server, LINE_MOUNT, mount_port,
				      1 << ASK_MOUNT);
	}
	for (unsigned q = 0; q < QUESTIONS; q++)
		if (server->ports[q] == 0 && answer_lacks(&probe->answers[q]))
			probe->answers[q].outcome = PROBE_UNREGISTERED;
	return ret;
}

static bool answer_may_come(const struct probe_answer *answer)
{
	return answer->outcome == PROBE_UNKNOWN ||
	       answer->outcome == PROBE_OK || answer->outcome == PROBE_SILENT;
}

/* Whether what was said leaves a way to be healthy. */
static bool probe_may_come(const struct probe *probe,
			   const struct probe_wants *wants)
{
	return (wants->nfs4 && answer_may_come(&probe->nfs4)) ||
	       (wants->nfs3 && answer_may_come(&probe->nfs3) &&
		(wants->nfs_only || answer_may_come(&probe->mount3)));
}

bool probe_is_healthy(const struct probe *probe,
		      const struct probe_wants *wants)
{
	if (wants->nfs4 && probe->nfs4.outcome == PROBE_OK)
		return true;
	return wants->nfs3 && probe->nfs3.outcome == PROBE_OK &&
	       (wants->nfs_only || probe->mount3.outcome == PROBE_OK);
}

/* For NFS; for MOUNT where that is all that is missing; and for rpcbind, where
 * it may know why there is no NFS. */
static bool server_waits(const struct probe_server *server, uint64_t now_ms)
{
	const struct probe_line *lines = server->lines;
	bool rpcbind = lines[LINE_RPCBIND].fd >= 0;

	if (lines[LINE_NFS].fd >= 0)
		return true;
	if (server->probe->nfs3.outcome == PROBE_OK &&
	    (lines[LINE_MOUNT].fd >= 0 || rpcbind))
		return true;
	return rpcbind && server_lacks(server) &&
	       now_ms - server->rpcbind_ms < RPCBIND_MS;
}

static void server_close(struct probe_server *server)
{
	for (unsigned i = 0; i < LINES; i++)
		probe_line_close(&server->lines[i]);
	server->done = true;
}

static int server_advance(struct probe_server *server, uint64_t now_ms)
{
	struct probe *probe = server->probe;
	int ret = 0;

	if (server->done)
		return 0;
	if (probe_is_healthy(probe, server->wants))
		probe->ms = now_ms - server->begin_ms;
	else if (!server->wants->nfs_only)
		ret = server_ask_more(server, now_ms);
	if (probe_is_healthy(probe, server->wants) ||
	    !server_waits(server, now_ms))
		server_close(server);
	return ret;
}

/* The end, however it came: where nobody was healthy, time was up. */
static void server_finish(struct probe_server *server, bool silent)
{
	struct probe *probe = server->probe;

	for (unsigned i = 0; i < LINES && silent; i++)
		if (server->lines[i].fd >= 0)
			probe_line_end(server, &server->lines[i], PROBE_SILENT);
	server_close(server);
	/* What was only a guess, and not found there, is no port. */
	if (!server->wants->mount_port && server->ports[ASK_MOUNT] <= 0 &&
	    probe->mount3.outcome != PROBE_OK)
		probe->mount_port = 0;
}

static void probe_tell(unsigned count, unsigned seconds)
{
	char names[200] = "";
	size_t len = 0;

	for (unsigned i = 0; i < count && len < sizeof(names); i++)
		if (!probe_table[i].done)
			len += snprintf(names + len, sizeof(names) - len,
					len ? ", %s" : "%s",
					probe_table[i].probe->name);
	console_step("nfs: no answer from %s since %u s", names, seconds);
}

static int probe_poll(unsigned count, unsigned timeout_ms)
{
	static struct pollfd polled[PROBES_MAX * LINES];

	for (unsigned i = 0; i < count * LINES; i++) {
		const struct probe_line *line =
			&probe_table[i / LINES].lines[i % LINES];

		polled[i].fd = line->fd; /* negative ones are passed over */
		polled[i].events = line->connected ? POLLIN : POLLOUT;
	}
	if (poll(polled, count * LINES, timeout_ms) < 0)
		return errno == EINTR ? 0 : -errno;
	for (unsigned i = 0; i < count * LINES; i++)
		if (polled[i].fd >= 0 && polled[i].revents)
			probe_line_handle(&probe_table[i / LINES], i % LINES);
	return 0;
}

/* Until one is healthy, all are done or time is up; 0 or -errno. */
static int probe_wait(unsigned count, uint64_t begin_ms, unsigned timeout_ms)
{
	unsigned told_ms = 0;

	for (;;) {
		unsigned gone_ms = sys_now_ms() - begin_ms;
		bool waits = false, healthy = false;
		int ret = 0;

		for (unsigned i = 0; i < count && ret == 0; i++) {
			struct probe_server *server = &probe_table[i];

			ret = server_advance(server, begin_ms + gone_ms);
			waits |= !server->done;
			healthy |=
				probe_is_healthy(server->probe, server->wants);
		}
		if (ret < 0 || healthy || !waits || gone_ms >= timeout_ms)
			return ret;
		if (gone_ms - told_ms >= NEWS_MS) {
			told_ms = gone_ms;
			probe_tell(count, gone_ms / 1000);
		}
		ret = probe_poll(count,
				 sys_earlier(TICK_MS, timeout_ms - gone_ms));
		if (ret < 0)
			return ret;
	}
}

/* The healthy by their time, the others behind them. */
static unsigned probe_rank(const struct probe *probe,
			   const struct probe_wants *wants)
{
	if (probe_is_healthy(probe, wants))
		return probe->ms;
	return probe_may_come(probe, wants) ? UINT32_MAX - 1 : UINT32_MAX;
}

static void probe_sort(struct probe *servers, unsigned count,
		       const struct probe_wants *wants)
{
	for (unsigned i = 1; i < count; i++) {
		struct probe one = servers[i];
		unsigned at = i;

		for (; at && probe_rank(&servers[at - 1], wants) >
				     probe_rank(&one, wants);
		     at--)
			servers[at] = servers[at - 1];
		servers[at] = one;
	}
}

int probe_servers(struct probe *servers, unsigned count,
		  const struct probe_wants *wants, unsigned timeout_ms)
{
	uint64_t begin_ms = sys_now_ms();
	unsigned started = 0;
	int healthy = 0;
	int ret = 0;

	if (count > PROBES_MAX)
		count = PROBES_MAX;
	while (started < count && ret == 0) {
		ret = server_start(&probe_table[started], &servers[started],
				   wants, begin_ms);
		started++;
	}
	if (ret == 0)
		ret = probe_wait(count, begin_ms, timeout_ms);
	for (unsigned i = 0; i < started; i++)
		healthy += probe_is_healthy(&servers[i], wants);
	for (unsigned i = 0; i < started; i++)
		server_finish(&probe_table[i], !healthy);
	if (ret < 0)
		return ret;
	probe_sort(servers, count, wants);
	return healthy;
}

enum probe_outcome probe_once(uint32_t address, uint16_t port, unsigned version,
			      unsigned timeout_ms)
{
	const struct quad name = text_quad(address);
	const struct probe_wants wants = {
		.nfs4 = version == 4,
		.nfs3 = version == 3,
		.nfs_only = true,
		.nfs_port = port,
	};
	struct probe probe = { .name = name.text, .address = address };

	if (probe_servers(&probe, 1, &wants, timeout_ms) < 0)
		return PROBE_UNKNOWN;
	return probe.answers[wants.nfs3].outcome;
}
