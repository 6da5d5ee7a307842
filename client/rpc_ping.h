/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RPC_PING_H
#define RPC_PING_H

#include <stdint.h>

enum rpc_outcome {
	RPC_PING_OK,	      /* the program answers in this version */
	RPC_PING_MISMATCH,    /* other versions only: low to high */
	RPC_PING_UNAVAILABLE, /* the program is not there */
	RPC_PING_REFUSED,     /* the port is closed */
	RPC_PING_SILENT,      /* no answer in time */
	RPC_PING_BROKEN,      /* connection lost, or not an RPC answer */
};

struct rpc_ping {
	enum rpc_outcome outcome;
	uint32_t low, high; /* for RPC_PING_MISMATCH */
};

/*
 * Calls procedure NULL of a program over TCP (RFC 5531), to learn within
 * timeout_ms milliseconds what mount(2) would take a minute to find out.
 * address in network order, port in host order. Returns 0, or -errno where the
 * host itself cannot be reached (ENETUNREACH, EHOSTUNREACH) or a socket cannot
 * be had.
 */
int rpc_ping(uint32_t address, uint16_t port, uint32_t program,
	     uint32_t version, unsigned timeout_ms, struct rpc_ping *result);

#endif
