/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Host names, by the name servers of the lease: a stub resolver (RFC 1034
 * 5.3.1) that asks for IPv4 addresses alone. */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "boot.h"
#include "dns_packet.h"

#define RESOLVE_ADDRESSES DNS_ADDRESSES

struct resolution {
	const char *name; /* as it was given: a name or a dotted quad */
	/*
	 * 0, or why there is no address:
	 * -ENOENT        no such name
	 * -ENODATA       it has no A record
	 * -EDESTADDRREQ  no name server is known
	 * -ETIMEDOUT     none answered, or not within the time there was
	 * -ECONNREFUSED, -ENETUNREACH, -EHOSTUNREACH and the like: none
	 *                answered, and the network said why
	 * -EIO           they answer with an error (SERVFAIL, REFUSED)
	 * -EPROTO        they answer with rubbish
	 */
	int error;
	unsigned count;
	uint32_t addresses[RESOLVE_ADDRESSES]; /* network order */
};

/*
 * Looks up all names (count of them, at most HOSTS_MAX; each valid by
 * name_is_valid, with a dot at its end or not, or a dotted quad, which is its
 * own answer) side by side, and fills the rest of each *names.
 *
 * As in resolv.conf(5), a name with a dot is tried as it is, then with each
 * entry of the search list (option 119, else the domain; 6 entries at most);
 * one without a dot with the list first; one with a dot at its end only as it
 * is. Each name server is asked in turn, for 1 s, then all again for 2 s, and
 * so on; one that gives an error or cannot be reached is not asked again.
 *
 * Returns when all are done, or 1 s after the first one has an address; a name
 * that is cut off so can be given again. A name that no server answers for ends
 * after 12 s, and its list is not gone through; one that they answer late or
 * with errors takes at most 12 s for each entry. After 5 s each new try says
 * for whom it waits.
 */
void resolve_names(struct resolution *names, unsigned count,
		   const struct lease *lease);

#endif
