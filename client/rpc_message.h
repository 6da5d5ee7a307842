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

/* A stream of records, RFC 5531 11; all zero at its beginning, but for where
 * the words go. */
struct rpc_record {
	uint32_t *words; /* of this record, in host order */
	unsigned max;
	unsigned count;
	uint32_t left; /* octets of this fragment to come; or the mark so far */
	uint8_t mark;  /* octets of the mark that are there */
	uint8_t have;  /* octets of the next word that are there */
	bool last;     /* fragment of the record */
};

/*
 * Takes the next octet. Returns 1 where the record is complete: count is to be
 * set to 0 before the next one; 0 where it is not, -EMSGSIZE where it has more
 * than max words. Odd octets at its end do not count, XDR has none (RFC 4506
 * 3).
 */
int rpc_record_take(struct rpc_record *record, uint8_t octet);

/*
 * Judges the first count words of a reply (RFC 5531 9, rpc_msg). Returns where
 * its results begin: the word before them is the accept_stat, word 0 the xid;
 * the results of RPC_PROG_MISMATCH are the lowest and the highest version.
 * -EAGAIN where words are missing: more have to come, or at the end of its
 * record it was cut off; -EPROTO where it is no reply, or a denied one.
 */
int rpc_reply_read(const uint32_t *words, unsigned count);

#endif
