/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The servers that are named for the root, and how they answer. */
#include "servers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "nfs_option.h"
#include "resolve.h"
#include "sys.h"
#include "text.h"

#define PATIENCE_MS 8000 /* three lost SYNs: the kernel sends at 0, 1, 3, 7 s */
#define GLANCE_MS   1000

_Static_assert(PROBES_MAX >= HOSTS_MAX * RESOLVE_ADDRESSES, "all fit");

static struct probe servers[PROBES_MAX];
static unsigned count;
static unsigned first; /* of those that are left */
static struct probe_wants wants;
static bool pinged; /* else mount(2) has to find out all */
static bool denied; /* one that answers does not give the root */

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
	const char *port = nfs_option_find(target->options, "port=");
	const char *mount_port = nfs_option_find(target->options, "mountport=");
	const char *proto = nfs_option_find(target->options, "proto=");

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

void servers_clear(void)
{
	count = 0;
	first = 0;
	denied = false;
}

void servers_find(const struct target *target, const struct lease *lease)
{
	struct resolution names[HOSTS_MAX] = { 0 };

	servers_take_options(target);
	for (unsigned i = 0; i < target->host_count; i++)
		names[i].name = target->hosts[i];
	resolve_names(names, target->host_count, lease);
	servers_clear();
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
	[PROBE_UNKNOWN] = { CAUSE_UNREACHABLE, "no answer" },
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

static enum cause answer_judge(const struct probe_answer *answer, char *why)
{
	if (answer->outcome == PROBE_MISMATCH)
		snprintf(why, NOTE_SIZE,
			 answer->low == answer->high
				 ? "the server serves NFS %u only"
				 : "the server serves NFS %u to %u only",
			 answer->low, answer->high);
	else
		strcpy(why, outcomes[answer->outcome].words);
	return outcomes[answer->outcome].cause;
}

/* By what is known of it. */
static enum cause server_judge(const struct probe *server, bool is_3, char *why)
{
	const struct probe_answer *answer = is_3 ? &server->nfs3
						 : &server->nfs4;

	if (answer->outcome != PROBE_OK)
		return answer_judge(answer, why);
	if (!is_3 || server->mount3.outcome == PROBE_OK)
		return CAUSE_OTHER;
	snprintf(why, NOTE_SIZE, "it serves NFS 3, but its mountd %s",
		 server->mount_port ? "does not answer"
		 : server->rpcbind  ? "is unknown to its rpcbind"
				    : "cannot be found: no rpcbind answers");
	return CAUSE_NO_MOUNTD;
}

enum cause servers_judge(struct probe *server, const char *version, char *why)
{
	bool is_3 = version[0] == '3';
	struct probe_wants one = wants;

	if (!pinged)
		return CAUSE_OTHER;
	one.nfs4 = !is_3;
	one.nfs3 = is_3;
	/* The other version was enough until now, or answered alone on a
	 * connection that was lost: no reason to fall back. */
	if (server->answers[is_3].outcome == PROBE_UNKNOWN ||
	    server->answers[is_3].outcome == PROBE_BROKEN ||
	    (is_3 && server->mount3.outcome == PROBE_UNKNOWN))
		probe_servers(server, 1, &one, PATIENCE_MS);
	return server_judge(server, is_3, why);
}

static void server_explain(const struct probe *server, bool is_3)
{
	char why[NOTE_SIZE];
	enum cause cause = server_judge(server, is_3, why);

	if (cause == CAUSE_OTHER)
		return;
	diagnosis_try(server->name, is_3 ? "3" : "4", why);
	diagnosis_blame(cause, server->name, why);
}

struct probe *servers_first(void)
{
	int healthy = first < count;

	if (healthy && pinged)
		healthy = probe_servers(servers + first, count - first, &wants,
					PATIENCE_MS);
	if (healthy > 0)
		return &servers[first];
	if (healthy < 0)
		console_error("socket", "%s", sys_error(-healthy));
	for (unsigned i = first; i < count; i++) {
		if (wants.nfs4)
			server_explain(&servers[i], false);
		if (wants.nfs3)
			server_explain(&servers[i], true);
	}
	return NULL;
}

void servers_drop_first(bool refused)
{
	first++;
	denied |= refused;
}

bool servers_are_back(void)
{
	return !denied && pinged && count &&
	       probe_servers(servers, count, &wants, GLANCE_MS) > 0;
}
