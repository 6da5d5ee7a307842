/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which DHCP servers answer a PC's firmware, and what they offer it. */
#ifndef DOCTOR_OFFER_H
#define DOCTOR_OFFER_H

#include "doctor.h"

#define DOCTOR_OFFERS_MAX 16

struct doctor_offer {
	uint32_t server;    /* by option 54, else the sender; host order */
	uint32_t next;	    /* the TFTP server; 0: none is named */
	bool gives_address; /* else a proxy: boot data alone */
	bool has_menu;	    /* option 43: the file is told later */
	char file[256];	    /* empty: none */
};

/*
 * Broadcasts a DHCPDISCOVER as PXE firmware does it and collects the offers for
 * some seconds; takes none of them. The servers of this machine are heard as
 * well. Returns how many, or -errno.
 */
int doctor_offers(const struct doctor_link *link, struct doctor_offer *offers);

#endif
