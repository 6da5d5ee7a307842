/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc_message.h"

#include <arpa/inet.h>
#include <errno.h>

size_t rpc_call_write(uint32_t call[RPC_CALL_MAX], uint32_t xid,
		      const struct rpc_question *question,
		      const uint32_t *arguments, unsigned count)
{
	unsigned words = RPC_CALL_MAX - RPC_ARGUMENTS_MAX;

	call[0] = htonl(RPC_LAST_FRAGMENT | (words - 1 + count) * 4);
	call[1] = htonl(xid);
	call[2] = htonl(RPC_CALL);
	call[3] = htonl(RPC_VERSION);
	call[4] = htonl(question->program);
	call[5] = htonl(question->version);
	call[6] = htonl(question->procedure);
	/* Credential and verifier: AUTH_NONE and no octets. */
	call[7] = call[8] = call[9] = call[10] = 0;
	for (unsigned i = 0; i < count; i++)
		call[words++] = htonl(arguments[i]);
	return words * 4;
}

int rpc_record_take(struct rpc_record *record, uint8_t octet)
{
	if (record->mark < 4) {
		record->left = record->left << 8 | octet;
		if (++record->mark < 4)
			return 0;
		record->last = record->left & RPC_LAST_FRAGMENT;
		record->left &= ~RPC_LAST_FRAGMENT;
	} else {
		uint32_t *word = &record->words[record->count];

		if (record->count == record->max)
			return -EMSGSIZE;
		*word = *word << 8 | octet;
		record->left--;
		record->have = (record->have + 1) % 4;
		record->count += !record->have;
	}
	if (record->left)
		return 0;
	record->mark = 0;
	if (record->last)
		record->have = 0;
	return record->last;
}

int rpc_reply_read(const uint32_t *words, unsigned count)
{
	unsigned at;

	/* As early as can be: what is no reply may never end. */
	if ((count > 1 && words[1] != RPC_REPLY) ||
	    (count > 2 && words[2] != RPC_MSG_ACCEPTED) ||
	    (count > 4 && words[4] > RPC_AUTH_MAX))
		return -EPROTO;
	if (count < 5)
		return -EAGAIN;
	/* Behind the verifier's octets, padded to words. */
	at = 6 + (words[4] + 3) / 4;
	if (at > count ||
	    (words[at - 1] == RPC_PROG_MISMATCH && at + 2 > count))
		return -EAGAIN;
	return at;
}
