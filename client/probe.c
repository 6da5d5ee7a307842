/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe.h"

#include <stddef.h>
#include <string.h>

#include "console.h"
#include "probe_line.h"
#include "sys.h"

#define RPCBIND_MS 1000 /* then MOUNT's usual port is tried as well */
#define NEWS_MS	   5000
#define TICK_MS	   100

/* Servers are sorted by their milliseconds; these two have none. */
#define MS_WAITS (UINT32_MAX - 1)
#define MS_NEVER UINT32_MAX

static struct probe_server probe_table[PROBES_MAX];
static struct pollfd probe_polled[PROBES_MAX][LINES];

bool probe_is_healthy(const struct probe *probe,
		      const struct probe_wants *wants)
{
	if ((wants->nfs4 && probe->nfs4.outcome == PROBE_OK) ||
	    probe->exports.outcome == PROBE_OK)
		return true;
	return wants->nfs3 && probe->nfs3.outcome == PROBE_OK &&
	       (wants->nfs_only || probe->mount3.outcome == PROBE_OK);
}

static void probe_sort(struct probe *servers, unsigned count)
{
	for (unsigned i = 1; i < count; i++) {
		for (unsigned k = i; k && servers[k - 1].ms > servers[k].ms;
		     k--) {
			struct probe one = servers[k];

			servers[k] = servers[k - 1];
			servers[k - 1] = one;
		}
	}
}

static bool server_is_open(const struct probe_server *server, unsigned kind)
{
	return server->lines[kind].polled->fd >= 0;
}

static void server_open_nfs(struct probe_server *server, uint16_t port,
			    unsigned asked)
{
	server->probe->nfs_port = port;
	probe_line_open(&server->lines[LINE_NFS], port, asked);
}

static void server_ask_rpcbind(struct probe_server *server)
{
	server->rpcbind_asked = true;
	probe_line_open(&server->lines[LINE_RPCBIND], PORTMAP_PORT,
			1 << ASK_NFS4 | 1 << ASK_NFS3 | 1 << ASK_MOUNT);
}

static void server_start(struct probe_server *server, struct pollfd *polled,
			 struct probe *probe, const struct probe_wants *wants)
{
	const size_t named = offsetof(struct probe, answers);

	memset((char *)probe + named, 0, sizeof(*probe) - named);
	probe->ms = MS_WAITS;
	memset(server, 0, sizeof(*server));
	server->probe = probe;
	for (unsigned i = 0; i < LINES; i++) {
		polled[i].fd = -1;
		server->lines[i].server = server;
		server->lines[i].polled = &polled[i];
	}
	server_open_nfs(server, wants->nfs_port ? wants->nfs_port : NFS_PORT,
			wants->nfs4 << ASK_NFS4 | wants->nfs3 << ASK_NFS3 |
				wants->exports << ASK_EXPORTS);
	if (wants->nfs3 && !wants->nfs_only && !wants->mount_port)
		server_ask_rpcbind(server);
}

/* Whether rpcbind may know more of a program than its port says. */
static bool answer_lacks(const struct probe_answer *answer)
{
	return answer->outcome == PROBE_REFUSED ||
	       answer->outcome == PROBE_UNAVAILABLE;
}

static bool server_lacks(const struct probe_server *server)
{
	return answer_lacks(&server->probe->nfs4) ||
	       answer_lacks(&server->probe->nfs3);
}

static uint16_t server_mount_port(const struct probe_server *server,
				  const struct probe_wants *wants, bool late)
{
	if (wants->mount_port)
		return wants->mount_port;
	if (server->ports[ASK_MOUNT] > 0)
		return server->ports[ASK_MOUNT];
	if (server->ports[ASK_MOUNT] < 0 || late ||
	    !server_is_open(server, LINE_RPCBIND))
		return MOUNTD_PORT;
	return 0;
}

/* Asks what follows from the answers so far. */
static void server_ask_more(struct probe_server *server,
			    const struct probe_wants *wants, bool late)
{
	struct probe *probe = server->probe;
	uint16_t port;

	if (server_lacks(server) && !server->rpcbind_asked)
		server_ask_rpcbind(server);
	if (answer_lacks(&probe->nfs3) && !wants->nfs_port &&
	    server->ports[ASK_NFS3] > 0 &&
	    server->ports[ASK_NFS3] != probe->nfs_port)
		server_open_nfs(server, server->ports[ASK_NFS3], 1 << ASK_NFS3);
	port = server_mount_port(server, wants, late);
	if (probe->nfs3.outcome == PROBE_OK && port != probe->mount_port) {
		probe->mount_port = port;
		probe_line_open(&server->lines[LINE_MOUNT], port,
				1 << ASK_MOUNT);
	}
	for (unsigned q = 0; q < QUESTIONS; q++)
		if (server->ports[q] < 0 && answer_lacks(&probe->answers[q]))
			probe->answers[q].outcome = PROBE_UNREGISTERED;
}

static void server_advance(struct probe_server *server,
			   const struct probe_wants *wants, unsigned gone_ms)
{
	bool late = gone_ms >= RPCBIND_MS;
	struct probe *probe = server->probe;

	if (probe_is_healthy(probe, wants)) {
		probe->ms = gone_ms;
		return;
	}
	if (!wants->nfs_only)
		server_ask_more(server, wants, late);
	if (server_is_open(server, LINE_NFS) ||
	    server_is_open(server, LINE_MOUNT))
		return;
	/* It may know where MOUNT is, which is all that is missing, or why
	 * there is no NFS. */
	if (server_is_open(server, LINE_RPCBIND) &&
	    (!late || probe->nfs3.outcome == PROBE_OK))
		return;
	probe->ms = MS_NEVER;
}

static void probe_poll(unsigned count)
{
	if (poll(probe_polled[0], count * LINES, TICK_MS) <= 0)
		return;
	for (unsigned i = 0; i < count; i++)
		for (unsigned k = 0; k < LINES; k++)
			if (probe_polled[i][k].revents)
				probe_line_handle(&probe_table[i].lines[k]);
}

/* Until one is healthy, all are done or time is up: how many are healthy, or
 * -errno. */
static int probe_wait(unsigned count, const struct probe_wants *wants,
		      unsigned timeout_ms)
{
	uint64_t begin_ms = sys_now_ms();
	unsigned news_ms = NEWS_MS;

	for (;;) {
		unsigned gone_ms = sys_now_ms() - begin_ms;
		bool news = gone_ms >= news_ms;
		bool waits = false;
		int healthy = 0;

		for (unsigned i = 0; i < count; i++) {
			struct probe_server *server = &probe_table[i];

			if (server->probe->ms == MS_WAITS)
				server_advance(server, wants, gone_ms);
			if (server->error)
				return server->error;
			healthy += server->probe->ms < MS_WAITS;
			if (server->probe->ms != MS_WAITS)
				continue;
			waits = true;
			if (news)
				console_step("nfs: no answer from %s since %u "
					     "s",
					     server->probe->name,
					     gone_ms / 1000);
		}
		if (healthy || !waits || gone_ms >= timeout_ms)
			return healthy;
		if (news)
			news_ms += NEWS_MS;
		probe_poll(count);
	}
}

int probe_servers(struct probe *servers, unsigned count,
		  const struct probe_wants *wants, unsigned timeout_ms)
{
	int healthy;

	if (count > PROBES_MAX)
		count = PROBES_MAX;
	for (unsigned i = 0; i < count; i++)
		server_start(&probe_table[i], probe_polled[i], &servers[i],
			     wants);
	healthy = probe_wait(count, wants, timeout_ms);
	for (unsigned i = 0; i < count; i++) {
		for (unsigned k = 0; k < LINES; k++)
			probe_line_end(&probe_table[i].lines[k],
				       healthy ? PROBE_UNKNOWN
				       : probe_polled[i][k].events == POLLIN
					       ? PROBE_MUTE
					       : PROBE_SILENT);
		/* What was only a guess, and not found there, is no port. */
		if (servers[i].mount3.outcome != PROBE_OK &&
		    probe_table[i].ports[ASK_MOUNT] <= 0)
			servers[i].mount_port = wants->mount_port;
	}
	probe_sort(servers, count);
	return healthy;
}

enum probe_outcome probe_once(uint32_t address, uint16_t port, unsigned version,
			      unsigned timeout_ms)
{
	const struct probe_wants wants = {
		.nfs4 = version == 4,
		.nfs3 = version == 3,
		.nfs_only = true,
		.nfs_port = port,
	};
	struct probe probe;

	probe.name = "the server";
	probe.address = address;
	probe_servers(&probe, 1, &wants, timeout_ms);
	return probe.answers[wants.nfs3].outcome;
}
