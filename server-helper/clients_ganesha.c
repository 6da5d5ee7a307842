// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nfs-ganesha's clients, of D-Bus's org.ganesha.nfsd. 4.3 tells addresses, the
 * protocols of each and when it was last heard, from its start on; neither
 * names nor exports. An NFS 4 client renews its lease and an NFS 3 client that
 * runs asks for an attribute now and then; one that does not is gone.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <time.h>

#include "clients_source.h"
#include "say.h"

#define SOURCE	   "nfs-ganesha"
#define SERVICE	   "org.ganesha.nfsd"
#define OBJECT(of) "/org/ganesha/nfsd/" of
#define SILENT_3   (24 * 3600) /* s; no lease tells */
#define SILENT_4   300	       /* s; three leases of LEASE_SECONDS */

static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

/* Connected and logged in within the deadline, which sd-bus has for calls
 * only. */
static int bus_open(sd_bus **bus)
{
	uint64_t end = now_us() + CLIENTS_DEADLINE_MS * 1000, now;
	int ret = sd_bus_open_system(bus);

	while (ret >= 0 && !(ret = sd_bus_is_ready(*bus))) {
		ret = sd_bus_process(*bus, NULL);
		if (ret)
			continue;
		now = now_us();
		ret = now < end ? sd_bus_wait(*bus, end - now) : -ETIMEDOUT;
	}
	if (ret < 0)
		return ret;
	sd_bus_set_method_call_timeout(*bus, CLIENTS_DEADLINE_MS * 1000);
	return 0;
}

/* The server's own looks at what it exports come from there. */
static bool is_own_address(const char *address)
{
	struct ifaddrs *list, *at;
	struct in_addr in;
	bool own = false;

	if (inet_pton(AF_INET, address, &in) != 1 || getifaddrs(&list))
		return false;
	for (at = list; at; at = at->ifa_next)
		if (at->ifa_addr && at->ifa_addr->sa_family == AF_INET &&
		    ((struct sockaddr_in *)(void *)at->ifa_addr)
				    ->sin_addr.s_addr == in.s_addr)
			own = true;
	freeifaddrs(list);
	return own;
}

/* The structs of a protocol's name and whether it was used: version gets the
 * last that is one of NFS 4, or "3". */
static int read_protocols(sd_bus_message *reply, bool *nfs3, char *version4)
{
	const char *contents, *name;
	char type;
	int used, ret = sd_bus_message_peek_type(reply, &type, &contents);

	if (ret > 0)
		ret = sd_bus_message_enter_container(reply, type, contents);
	if (ret <= 0)
		return ret ? ret : -EBADMSG;
	/* How many there are hangs on how it was built. */
	while (!(ret = sd_bus_message_at_end(reply, false))) {
		ret = sd_bus_message_read(reply, "(sb)", &name, &used);
		if (ret < 0)
			return ret;
		if (used && !strcmp(name, "NFSv3"))
			*nfs3 = true;
		else if (used && !strncmp(name, "NFSv4", 5) && name[5] &&
			 !name[6])
			snprintf(version4, 8, "4.%c", name[5]);
	}
	return ret < 0 ? ret : sd_bus_message_exit_container(reply);
}

static int add(struct clients_view *view, const struct client *client,
	       const char *version)
{
	struct client one = *client;
	size_t i;

	/* The folder of the recovery has told more. */
	for (i = 0; *version == '4' && i < view->clients->count; i++)
		if (!strcmp(view->clients->list[i].address, one.address))
			return 0;
	strcpy(one.version, version);
	return clients_add(view->clients, &one);
}

/* One client: 1, 0 at the end, or -errno. */
static int read_client(struct clients_view *view, sd_bus_message *reply)
{
	struct client client = { .known = SOURCE };
	const char *address, *contents;
	bool nfs3 = false;
	char version4[8] = "", type;
	uint64_t seconds, nanoseconds, now = (uint64_t)time(NULL);
	int ret = sd_bus_message_peek_type(reply, &type, &contents);

	if (ret > 0)
		ret = sd_bus_message_enter_container(reply, type, contents);
	if (ret <= 0)
		return ret;
	ret = sd_bus_message_read(reply, "s", &address);
	if (ret > 0)
		ret = read_protocols(reply, &nfs3, version4);
	if (ret >= 0)
		ret = sd_bus_message_read(reply, "(tt)", &seconds,
					  &nanoseconds);
	if (ret >= 0)
		ret = sd_bus_message_exit_container(reply);
	if (ret < 0)
		return ret;
	client_copy_address(client.address, sizeof(client.address), address);
	ret = 0;
	if (nfs3 && seconds + SILENT_3 > now && !is_own_address(client.address))
		ret = add(view, &client, "3");
	if (!ret && *version4 && !view->told4 && seconds + SILENT_4 > now)
		ret = add(view, &client, version4);
	return ret ? ret : 1;
}

static int read_clients(struct clients_view *view, sd_bus *bus)
{
	sd_bus_message *reply = NULL;
	int ret = sd_bus_call_method(bus, SERVICE, OBJECT("ClientMgr"),
				     SERVICE ".clientmgr", "ShowClients", NULL,
				     &reply, "");
	const char *contents;
	char type;

	if (ret >= 0)
		ret = sd_bus_message_skip(reply, "(tt)");
	if (ret >= 0)
		ret = sd_bus_message_peek_type(reply, &type, &contents);
	if (ret >= 0)
		ret = sd_bus_message_enter_container(reply, type, contents);
	if (ret >= 0)
		do
			ret = read_client(view, reply);
		while (ret > 0);
	sd_bus_message_unref(reply);
	return ret;
}

/* Enable_NFS_Stats: without it no protocol is told of. */
static bool counts(sd_bus *bus)
{
	sd_bus_message *reply = NULL;
	const char *why;
	int done, on = 1;

	if (sd_bus_call_method(bus, SERVICE, OBJECT("ExportMgr"),
			       SERVICE ".exportstats", "StatusStats", NULL,
			       &reply, "") >= 0 &&
	    (sd_bus_message_read(reply, "bs", &done, &why) < 0 ||
	     sd_bus_message_read(reply, "b", &on) < 0))
		on = 1;
	sd_bus_message_unref(reply);
	return on;
}

int clients_from_ganesha(struct clients_view *view)
{
	sd_bus *bus = NULL;
	const char *what = "the system's D-Bus";
	int ret = bus_open(&bus);

	if (ret >= 0) {
		what = "D-Bus, " SERVICE;
		ret = read_clients(view, bus);
	}
	if (ret >= 0 && !counts(bus)) {
		what = "Enable_NFS_Stats is off";
		ret = -ENODATA;
	}
	sd_bus_close_unref(bus);
	if (ret == -ENOMEM)
		return ret;
	if (ret >= 0) {
		view->told3 = view->told4 = true;
		return 0;
	}
	clients_warn(view, SOURCE, "%s: %s: %s clients are not seen", what,
		     ret == -EHOSTUNREACH ? "not there" : strerror(-ret),
		     view->told4 ? "NFS 3" : "its");
	return 0;
}
