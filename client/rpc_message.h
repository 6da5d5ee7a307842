/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ONC RPC over TCP: calls, the records of a stream, replies. Pure. */
#ifndef RPC_MESSAGE_H
#define RPC_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rpc.h"

#define RPC_ARGUMENTS_MAX 4
#define RPC_CALL_MAX	  (1 + 10 + RPC_ARGUMENTS_MAX)
/* The words of the longest reply that is judged: xid to verifier, accept_stat
 * and two more (RFC 5531 9). */
#define RPC_REPLY_WORDS (5 + RPC_AUTH_MAX / 4 + 3)

struct rpc_question {
	uint32_t program, version, procedure;
};

/*
 * Writes a call with AUTH_NONE (RFC 5531 8.1) and its record mark, ready to be
 * sent. count arguments (at most RPC_ARGUMENTS_MAX) in host order. Returns the
 * octets.
 */
size_t rpc_call_write(uint32_t call[RPC_CALL_MAX], uint32_t xid,
		      const struct rpc_question *question,
		      const uint32_t *arguments, unsigned count);

/* Where we are in a stream of records, RFC 5531 11; all zero at its
 * beginning. */
struct rpc_record {
	uint32_t left; /* octets of this fragment to come; or the mark so far */
	uint32_t word; /* the last one, in host order */
	uint8_t mark;  /* octets of the mark that are there */
	uint8_t have;  /* octets of the next word that are there */
	bool last;     /* fragment of the record */
};

/* What an octet completes: these bits. A record need not end with a whole
 * word; its odd octets are dropped, XDR has none (RFC 4506 3). */
#define RPC_TOOK_WORD 1
#define RPC_TOOK_END  2 /* of the record */

unsigned rpc_record_take(struct rpc_record *record, uint8_t octet);

/* What a reply says; its numbers stand in the order of the words. */
struct rpc_reply {
	uint32_t xid;
	uint32_t status;    /* RPC_SUCCESS, RPC_PROG_UNAVAIL, ... */
	uint32_t low, high; /* for RPC_PROG_MISMATCH */
	unsigned results;   /* where they begin */
};

/*
 * Judges the first count words of a reply (RFC 5531 9, rpc_msg). Returns 0;
 * -EAGAIN where words are missing: more have to come, or at the end of its
 * record it was cut off; -EPROTO where it is no reply, or a denied one.
 */
int rpc_reply_read(const uint32_t *words, unsigned count,
		   struct rpc_reply *reply);

#endif
