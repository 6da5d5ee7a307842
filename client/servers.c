/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The servers that are named for the root, and how they answer. */
#include "servers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attempt.h"
#include "diagnosis.h"
#include "resolve.h"
#include "text.h"

#define PATIENCE_MS 8000 /* three lost SYNs: the kernel sends at 0, 1, 3, 7 s */
#define GLANCE_MS   1000

static struct probe servers[PROBES_MAX]; /* those that are left */
static unsigned count;
static struct probe_wants wants;
static bool pinged; /* else mount(2) has to find out all */
static bool down;   /* none of them was healthy at first */

static const char *resolve_words(int error)
{
	switch (-error) {
	case ENOENT:
		return "no such name in the DNS";
	case ENODATA:
		return "it has no IPv4 address in the DNS";
	case EDESTADDRREQ:
		return "no name server is known, by DHCP or ip=";
	case EIO:
	case EPROTO:
		return "the name servers answer with an error";
	default:
		return "no name server answers";
	}
}

static void servers_take_options(const struct target *target)
{
	const char *port = attempt_option(target->options, "port=");
	const char *mount_port = attempt_option(target->options, "mountport=");
	const char *proto = attempt_option(target->options, "proto=");

	wants = (struct probe_wants){ 0 };
	for (unsigned i = 0; i < target->version_count; i++)
		if (target->versions[i][0] == '4')
			wants.nfs4 = true;
		else
			wants.nfs3 = true;
	wants.nfs_port = port ? text_number(port) : 0;
	wants.mount_port = mount_port ? text_number(mount_port) : 0;
	pinged = !(port && !wants.nfs_port) &&
		 !(proto && strncmp(proto, "tcp", 3) != 0);
}

void servers_find(const struct target *target, const struct lease *lease)
{
	struct resolution names[HOSTS_MAX] = { 0 };

	servers_take_options(target);
	for (unsigned i = 0; i < target->host_count; i++)
		names[i].name = target->hosts[i];
	resolve_names(names, target->host_count, lease);
	count = 0;
	down = true;
	for (unsigned i = 0; i < target->host_count; i++) {
		const char *why = resolve_words(names[i].error);

		if (names[i].error) {
			diagnosis_try(names[i].name, "", why);
			diagnosis_blame(CAUSE_NO_NAME, names[i].name, why);
		}
		for (unsigned k = 0; k < names[i].count; k++)
			servers[count++] = (struct probe){
				.name = names[i].name,
				.address = names[i].addresses[k],
			};
	}
}

/* ---- how they answer ------------------------------------------------------ */

/* What an answer other than PROBE_OK means. */
static const struct {
	uint8_t cause;
	const char *words;
} outcomes[] = {
	[PROBE_UNKNOWN] = { CAUSE_OTHER, "not asked" },
	[PROBE_MISMATCH] = { CAUSE_VERSION, "" },
	[PROBE_UNAVAILABLE] = { CAUSE_NFS_STOPPED,
				"the server's port has no such program" },
	[PROBE_UNREGISTERED] = { CAUSE_NFS_STOPPED,
				 "no NFS server runs there, says its rpcbind" },
	[PROBE_REFUSED] = { CAUSE_PORT_CLOSED,
			    "port closed: no NFS server runs there" },
	[PROBE_UNREACHABLE] = { CAUSE_UNREACHABLE, "host unreachable" },
	[PROBE_SILENT] = { CAUSE_UNREACHABLE, "no answer" },
	[PROBE_MUTE] = { CAUSE_HANGS,
			 "it takes the connection, but gives no answer" },
	[PROBE_BROKEN] = { CAUSE_HANGS, "the server closes the connection "
					"without an answer" },
};

static void answer_explain(const struct probe *server,
			   const struct probe_answer *answer, char *why)
{
	if (answer->outcome == PROBE_MISMATCH)
		snprintf(why, NOTE_SIZE,
			 answer->low == answer->high
				 ? "the server serves NFS %u only"
				 : "the server serves NFS %u to %u only",
			 answer->low, answer->high);
	else
		strcpy(why, outcomes[answer->outcome].words);
	diagnosis_blame(outcomes[answer->outcome].cause, server->name, why);
}

static void mountd_explain(const struct probe *server, char *why)
{
	snprintf(why, NOTE_SIZE, "it serves NFS 3, but its mountd %s",
		 server->mount_port ? "does not answer"
		 : server->rpcbind  ? "is unknown to its rpcbind"
				    : "cannot be found: no rpcbind answers");
	diagnosis_blame(CAUSE_NO_MOUNTD, server->name, why);
}

bool server_answers(struct probe *server, const char *version, char *why)
{
	struct probe_wants only_3 = wants;

	if (!pinged || (version[0] == '4' && server->nfs4.outcome == PROBE_OK))
		return true;
	if (version[0] == '4') {
		answer_explain(server, &server->nfs4, why);
		return false;
	}
	only_3.nfs4 = false; /* until now NFS 4 was enough */
	if (!probe_is_healthy(server, &only_3) &&
	    !(down && server->nfs3.outcome != PROBE_UNKNOWN))
		probe_servers(server, 1, &only_3, PATIENCE_MS);
	if (server->nfs3.outcome != PROBE_OK)
		answer_explain(server, &server->nfs3, why);
	else if (server->mount3.outcome != PROBE_OK)
		mountd_explain(server, why);
	return probe_is_healthy(server, &only_3);
}

static void server_explain(struct probe *server)
{
	char why[NOTE_SIZE];

	if (wants.nfs4 && !server_answers(server, "4", why))
		diagnosis_try(server->name, "4", why);
	if (wants.nfs3 && !server_answers(server, "3", why))
		diagnosis_try(server->name, "3", why);
}

struct probe *servers_first(void)
{
	int healthy = count && !pinged;

	if (count && pinged)
		healthy = probe_servers(servers, count, &wants, PATIENCE_MS);
	if (healthy > 0) {
		down = false;
		return &servers[0];
	}
	for (unsigned i = 0; i < count; i++)
		server_explain(&servers[i]);
	return NULL;
}

void servers_drop_first(void)
{
	count--;
	memmove(&servers[0], &servers[1], count * sizeof(servers[0]));
}

bool servers_are_back(void)
{
	return down && count &&
	       probe_servers(servers, count, &wants, GLANCE_MS) > 0;
}
