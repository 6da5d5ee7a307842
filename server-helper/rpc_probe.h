/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a server has an RPC program, by its NULL procedure over TCP. */
#ifndef RPC_PROBE_H
#define RPC_PROBE_H

#include <stdint.h>

enum rpc_probe_result {
	RPC_PROBE_SERVED,
	RPC_PROBE_OTHERS,      /* the program, but low to high only */
	RPC_PROBE_NO_PROGRAM,  /* another program has that port */
	RPC_PROBE_REFUSED,     /* nothing listens there */
	RPC_PROBE_SILENT,      /* no answer within the deadline */
	RPC_PROBE_UNREACHABLE, /* the network says so, or the answer is none */
};

struct rpc_probe {
	uint32_t addr; /* host order */
	unsigned port, program, version;
	unsigned ms;   /* for the connection and for the answer */
	uint32_t from; /* the address that the server saw */
	unsigned low, high;
	char why[128]; /* of what is not served */
};

enum rpc_probe_result rpc_probe(struct rpc_probe *probe);

/* The TCP port of a program by the server's rpcbind (RFC 1833 3); *port is 0
 * where the program is not registered. */
enum rpc_probe_result rpc_probe_port(uint32_t addr, unsigned program,
				     unsigned version, unsigned ms,
				     unsigned *port);

#endif
