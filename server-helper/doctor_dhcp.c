// SPDX-License-Identifier: GPL-2.0-or-later
/* doctor: what PXE firmware is told by the DHCP servers of its network. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "doctor.h"
#include "doctor_dhcpd.h"
#include "doctor_offer.h"

struct wire {
	const struct doctor_link *link;
	struct doctor_offer offers[DOCTOR_OFFERS_MAX];
	int count;
	uint32_t server; /* ours */
};

static struct doctor_text server_name(const struct doctor_offer *offer)
{
	return doctor_text("%s %s",
			   offer->gives_address ? "DHCP server" : "DHCP proxy",
			   doctor_quad(offer->server).s);
}

/* Why a PC would not load PXELINUX by this offer; empty: it would. */
static struct doctor_text offer_fault(const struct doctor *doctor,
				      const struct wire *wire,
				      const struct doctor_offer *offer)
{
	const char *server = doctor->srv->conf.server;
	const char *file = offer->file;
	struct path path;

	if (!*file && !offer->has_menu)
		return doctor_text("offers no filename: PXE has nothing to "
				   "load");
	if (!offer->next)
		return doctor_text("offers no next-server: PXE does not know "
				   "that %s has the files",
				   server);
	if (offer->next != wire->server)
		return doctor_text("its next-server is %s, and not %s",
				   doctor_quad(offer->next).s, server);
	/* Whether PXELINUX is there, doctor_tftp tells. */
	if (!*file || !strcmp(file, "pxelinux.0"))
		return doctor_text("%s", "");
	if (strlen(file) >= 200)
		return doctor_text("its filename has %zu octets", strlen(file));
	path = path_of(doctor->srv, TFTP_PATH "/%s", file);
	if (access(path.s, R_OK))
		return doctor_text("its filename is %s, and there is no %s",
				   file, path.s);
	return doctor_text("%s", "");
}

/* Firmware prefers a proxy's boot data (PXE 2.1, 2.2.2). */
static bool has_good_proxy(const struct doctor *doctor, const struct wire *wire)
{
	int i;

	for (i = 0; i < wire->count; i++)
		if (!wire->offers[i].gives_address &&
		    !*offer_fault(doctor, wire, wire->offers + i).s)
			return true;
	return false;
}

static void check_offers(struct doctor *doctor, const struct wire *wire)
{
	bool proxied = has_good_proxy(doctor, wire);
	int i;

	for (i = 0; i < wire->count; i++) {
		const struct doctor_offer *offer = wire->offers + i;
		struct doctor_text fault = offer_fault(doctor, wire, offer);

		if (!*fault.s || (proxied && offer->gives_address))
			continue;
		doctor_error(doctor,
			     doctor_text("%s on %s", server_name(offer).s,
					 wire->link->name)
				     .s,
			     fault.s,
			     doctor_dhcpd_mend(doctor, offer->server,
					       offer->next != 0 && *offer->file)
				     .s);
	}
}

/* Two that give addresses: a PC takes the first that answers. */
static void check_second(struct doctor *doctor, const struct wire *wire)
{
	const struct doctor_offer *first = NULL, *offer;

	for (offer = wire->offers; offer < wire->offers + wire->count;
	     offer++) {
		if (!offer->gives_address)
			continue;
		if (!first) {
			first = offer;
			continue;
		}
		doctor_warning(
			doctor,
			doctor_text("%s on %s", server_name(offer).s,
				    wire->link->name)
				.s,
			doctor_text("a second DHCP server answers beside %s: "
				    "two that do not know of each other give "
				    "out the same addresses",
				    doctor_quad(first->server).s)
				.s,
			doctor_dhcpd_stop(doctor, first->server, offer->server,
					  wire->link->name)
				.s);
	}
}

static void check_link(struct doctor *doctor, const struct doctor_link *link)
{
	struct wire wire = { .link = link };
	int i, givers = 0;

	check_quad(doctor->srv->conf.server, &wire.server);
	wire.count = doctor_offers(link, wire.offers);
	if (wire.count < 0) {
		doctor_unknown(
			doctor, link->name,
			doctor_text("cannot ask for DHCP servers: %s",
				    strerror(-wire.count))
				.s,
			doctor_text("ip link set dev %s up", link->name).s);
		return;
	}
	for (i = 0; i < wire.count; i++)
		givers += wire.offers[i].gives_address;
	if (!givers)
		doctor_error(doctor, link->name,
			     "no DHCP server answers: PCs get no address",
			     doctor_dhcpd_start(doctor).s);
	check_second(doctor, &wire);
	check_offers(doctor, &wire);
}

void doctor_dhcp(struct doctor *doctor)
{
	struct doctor_link links[DOCTOR_LINKS_MAX];
	size_t i, j, count = doctor_links(links, DOCTOR_LINKS_MAX);
	bool asked = false;

	for (i = 0; i < count; i++) {
		for (j = 0; j < i; j++)
			if (links[j].ifindex == links[i].ifindex)
				break;
		if (j < i || !doctor_in_networks(doctor, links[i].addr))
			continue;
		asked = true;
		check_link(doctor, links + i);
	}
	if (!asked && doctor->srv->conf.network_count)
		doctor_unknown(doctor, "DHCP",
			       "this machine is in none of the named networks: "
			       "who answers there cannot be seen from here",
			       "ip -4 address");
}
