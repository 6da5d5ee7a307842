/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the booted system stands on, by STATUS_FILE. */
#ifndef SERVED_H
#define SERVED_H

#include <stdbool.h>
#include <stdint.h>

struct served {
	uint32_t address; /* of the root's server, in network order */
	uint16_t port;
	unsigned version; /* of NFS: 4 or 3 */
	bool kept;	  /* the overlay outlives this boot ... */
	bool on_server;	  /* ... in an image on the server */
};

/* All 0 where the file cannot be read. */
void served_read(struct served *served);

/* Whether its server answers a ping within so long. */
bool served_answers(const struct served *served, unsigned timeout_ms);

#endif
