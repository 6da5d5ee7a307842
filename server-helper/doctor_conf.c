// SPDX-License-Identifier: GPL-2.0-or-later
/* doctor: server.conf against this machine; whether anything is published. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "doctor.h"
#include "image.h"

static struct doctor_link links[DOCTOR_LINKS_MAX];
static size_t link_count;

/* A line behind the others: the last of equal keys counts. */
static struct doctor_text append(const struct doctor *doctor, const char *line)
{
	struct path path = path_of(doctor->srv, CONF_PATH);
	struct path dir = path_of(doctor->srv, "/etc/rescue64");

	return doctor_text("mkdir -p %s && printf '\\n%%s\\n' '%s' >>%s", dir.s,
			   line, path.s);
}

/* The link that the clients are at, as far as that can be told. */
static const struct doctor_link *client_link(const struct doctor *doctor)
{
	size_t i;

	for (i = 0; i < link_count; i++)
		if (doctor_in_networks(doctor, links[i].addr))
			return links + i;
	return links;
}

static void check_server(struct doctor *doctor)
{
	struct path conf = path_of(doctor->srv, CONF_PATH);
	const char *server = doctor->srv->conf.server;
	uint32_t addr = 0;
	const char *cause;
	size_t i;

	if (!link_count) {
		doctor_error(doctor, "network",
			     "this machine has no IPv4 address",
			     "ip -4 address; ip link");
		return;
	}
	if (*server)
		check_quad(server, &addr);
	for (i = 0; i < link_count; i++)
		if (links[i].addr == addr)
			return;
	cause = *server ? "is no address of this machine"
			: "names no server: clients cannot be told where it is";
	doctor_error(
		doctor, *server ? server : conf.s, cause,
		append(doctor,
		       doctor_text("server=%s",
				   doctor_quad(client_link(doctor)->addr).s)
			       .s)
			.s);
}

static void check_networks(struct doctor *doctor)
{
	struct path conf = path_of(doctor->srv, CONF_PATH);
	const struct doctor_link *link = links;
	unsigned width;
	size_t i;

	if (!link_count)
		return;
	for (i = 0; i < link_count; i++) {
		if (doctor_in_networks(doctor, links[i].addr))
			return;
		if (!strcmp(doctor_quad(links[i].addr).s,
			    doctor->srv->conf.server))
			link = links + i;
	}
	width = (unsigned)__builtin_popcount(link->mask);
	(doctor->srv->conf.network_count ? doctor_warning : doctor_error)(
		doctor, conf.s,
		doctor->srv->conf.network_count
			? "its networks hold no address of this machine: right "
			  "only where a router leads to them"
			: "names no networks: nobody may read the root",
		append(doctor,
		       doctor_text("networks=%s/%u",
				   doctor_quad(link->addr & link->mask).s,
				   width)
			       .s)
			.s);
}

static void check_published(struct doctor *doctor, bool golden)
{
	struct path menu = path_of(doctor->srv, TFTP_PATH "/" MENU_FILE);
	struct doctor_text mend = doctor_ours(doctor, "publish");
	struct doctor_text snapshot = doctor_ours(doctor, "snapshot");
	struct generations list;

	if (*doctor->published)
		return;
	if (generation_list(doctor->srv, "doctor", &list))
		return;
	if (!list.count)
		mend = doctor_text("%s%s%s && %s",
				   golden ? "" : doctor_ours(doctor, "build").s,
				   golden ? "" : " && ", snapshot.s, mend.s);
	free(list.ids);
	doctor_error(doctor, menu.s,
		     "boots no generation: nothing is published", mend.s);
}

void doctor_conf(struct doctor *doctor)
{
	struct path golden = path_of(doctor->srv, DEFAULT_ROOT_PATH);
	struct doctor_text build = doctor_ours(doctor, "build");
	int err;

	link_count = doctor_links(links, DOCTOR_LINKS_MAX);
	check_server(doctor);
	check_networks(doctor);
	/* PCs boot generations: without it they cannot be renewed. */
	doctor_reports_begin(doctor, doctor_warning, build.s);
	err = image_is_finished(golden.s, "doctor");
	doctor_reports_end();
	check_published(doctor, !err);
}
