/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks servers side by side what they serve, before anything is mounted. */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>
#include <stdint.h>

#define PROBES_MAX     32
#define PROBE_LIST_MAX (64 * 1024) /* octets of a list of exports */

enum probe_outcome {
	PROBE_UNKNOWN, /* not asked, or no time left to know */
	/* In the order of RFC 5531's accept_stat: */
	PROBE_OK,	    /* the program answers in this version */
	PROBE_UNAVAILABLE,  /* the port has no such program */
	PROBE_MISMATCH,	    /* it answers in versions low to high only */
	PROBE_UNREGISTERED, /* rpcbind answers and knows no such program */
	PROBE_REFUSED,	    /* the port is closed */
	PROBE_UNREACHABLE,  /* no ARP, no route, or ICMP says so */
	PROBE_SILENT,	    /* no connection in time */
	PROBE_MUTE,	    /* connected, but no answer in time */
	PROBE_BROKEN, /* closed without an answer, no RPC, or the call denied */
};

struct probe_answer {
	uint8_t outcome;   /* enum probe_outcome */
	uint8_t low, high; /* for PROBE_MISMATCH; 255: that or more */
};

struct probe {
	const char *name; /* as it was named; the caller's, as the address */
	uint32_t address; /* in network order */
	union {
		struct {
			/* NFS version 4, version 3, MOUNT version 3, its list
			 * of exports */
			struct probe_answer nfs4, nfs3, mount3, exports;
		};
		struct probe_answer answers[4];
	};
	/* Where they were asked, in host order. Where rpcbind names another
	 * port for NFS version 3 than the usual one, which gives none, nfs3 was
	 * asked there, and nfs_port is that. mount_port is 0 where it was not
	 * looked for or could not be found. */
	uint16_t nfs_port, mount_port;
	bool rpcbind; /* it answered */
	unsigned ms;  /* until it was healthy; far more where it was not */
	/* The list's words in host order, good until the next call of a
	 * function of this file. */
	const uint32_t *list;
	unsigned list_count;
};

/* What makes a server healthy. */
struct probe_wants {
	bool nfs4, nfs3;
	bool exports;  /* instead: the list of exports, asked at nfs_port */
	bool nfs_only; /* leave MOUNT and rpcbind alone */
	/* host order; 0: NFS_PORT, and ask rpcbind (or try MOUNTD_PORT) */
	uint16_t nfs_port, mount_port;
};

/* NFS version 4, or version 3 together with MOUNT: what is wanted of them. */
bool probe_is_healthy(const struct probe *probe,
		      const struct probe_wants *wants);

/*
 * Asks up to PROBES_MAX servers over TCP side by side (RFC 5531; RFC 1833 3 for
 * the ports) until the first is healthy, all have said why not, or timeout_ms
 * milliseconds are over (0.1 s more at most); says every 5 s for whom it waits.
 * MOUNT is asked once NFS version 3 has answered. What has no answer in the
 * end is PROBE_SILENT or PROBE_MUTE; PROBE_UNKNOWN where another server was
 * healthy first.
 * Sorts: the healthy ones in the order in which they answered, those that may
 * still come, those that said no. Returns how many are healthy, or -errno where
 * no socket can be had.
 */
int probe_servers(struct probe *servers, unsigned count,
		  const struct probe_wants *wants, unsigned timeout_ms);

/* One NULL call to NFS of that version at a port (host order); address in
 * network order. PROBE_UNKNOWN where no socket can be had. */
enum probe_outcome probe_once(uint32_t address, uint16_t port, unsigned version,
			      unsigned timeout_ms);

#endif
