/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ONC RPC by the words of RFC 5531, and MOUNT's export list (RFC 1813 5.2.5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "export_list.h"
#include "rpc_message.h"

static void writes_a_call(void **state)
{
	/* RFC 5531 9 and 11, octet by octet. */
	static const uint8_t wanted[] = {
		0x80, 0,    0,	  40,	/* last fragment, 40 octets */
		0x11, 0x22, 0x33, 0x44, /* xid */
		0,    0,    0,	  0,	/* CALL */
		0,    0,    0,	  2,	/* rpcvers */
		0,    1,    0x86, 0xa3, /* 100003 */
		0,    0,    0,	  4,	/* version */
		0,    0,    0,	  0,	/* NULL */
		0,    0,    0,	  0,	0, 0, 0, 0, /* cred: AUTH_NONE, empty */
		0,    0,    0,	  0,	0, 0, 0, 0, /* verf: the same */
	};
	const struct rpc_question null = { RPC_PROGRAM_NFS, 4,
					   RPC_PROCEDURE_NULL };
	uint32_t call[RPC_CALL_MAX];

	(void)state;
	assert_int_equal(rpc_call_write(call, 0x11223344, &null, NULL, 0),
			 sizeof(wanted));
	assert_memory_equal(call, wanted, sizeof(wanted));
}

static void writes_arguments(void **state)
{
	const struct rpc_question getport = { 100000, 2, 3 };
	const uint32_t mapping[] = { 100005, 3, 6, 0 };
	uint32_t call[RPC_CALL_MAX];

	(void)state;
	assert_int_equal(rpc_call_write(call, 1, &getport, mapping, 4), 60);
	assert_int_equal(ntohl(call[0]), 0x80000000 | 56);
	assert_int_equal(ntohl(call[6]), 3);
	for (int i = 0; i < 4; i++)
		assert_int_equal(ntohl(call[11 + i]), mapping[i]);
}

/* What an octet of a stream completes: '.' nothing, 'w' a word, 'e' the
 * record, 'b' both. */
static void takes(const void *stream, size_t len, const char *wanted)
{
	struct rpc_record record = { 0 };
	const uint8_t *octets = stream;

	assert_int_equal(strlen(wanted), len);
	for (size_t i = 0; i < len; i++) {
		unsigned took = rpc_record_take(&record, octets[i]);

		if (".web"[took] != wanted[i])
			fail_msg("octet %zu: '%c', not '%c'", i, ".web"[took],
				 wanted[i]);
	}
}

static void takes_records(void **state)
{
	struct rpc_record record = { 0 };

	(void)state;
	takes("\x80\0\0\4abcd\x80\0\0\10abcdefgh", 20, ".......b.......w...b");
	takes("\0\0\0\4abcd\x80\0\0\4efgh", 16, ".......w.......b");
	/* A word across fragments, also across three. */
	takes("\0\0\0\1a\0\0\0\2bc\x80\0\0\1d", 16, "...............b");
	/* Empty fragments: before, between and as the last. */
	takes("\0\0\0\0\x80\0\0\4abcd", 12, "...........b");
	takes("\0\0\0\2ab\0\0\0\0\x80\0\0\2cd", 16, "...............b");
	takes("\0\0\0\4abcd\x80\0\0\0", 12, ".......w...e");
	takes("\x80\0\0\0\x80\0\0\0", 8, "...e...e");
	/* Odd octets at a record's end are not the next record's. */
	takes("\x80\0\0\5abcdX\x80\0\0\4efgh", 17, ".......we.......b");
	for (int i = 0; i < 7; i++)
		rpc_record_take(&record, "\x80\0\0\4\x01\x02\xff"[i]);
	assert_int_equal(rpc_record_take(&record, 0xfe), 3);
	assert_int_equal(record.word, 0x0102fffe);
}

static void takes_a_lying_length(void **state)
{
	struct rpc_record record = { 0 };

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(rpc_record_take(&record, i ? 0xff : 0x7f), 0);
	for (int i = 0; i < 100000; i++)
		assert_int_equal(rpc_record_take(&record, 'x'),
				 i % 4 == 3 ? RPC_TOOK_WORD : 0);
}

#define READ(...)                                                              \
	rpc_reply_read((const uint32_t[]){ __VA_ARGS__ },                      \
		       sizeof((uint32_t[]){ __VA_ARGS__ }) / 4, &reply)

static void reads_what_is_said(void **state)
{
	struct rpc_reply reply;

	(void)state;
	assert_int_equal(READ(7, 1, 0, 0, 0, 0), 0);
	assert_int_equal(reply.xid, 7);
	assert_int_equal(reply.status, RPC_SUCCESS);
	assert_int_equal(reply.results, 6);
	assert_int_equal(READ(7, 1, 0, 0, 0, 1), 0);
	assert_int_equal(reply.status, RPC_PROG_UNAVAIL);
	assert_int_equal(READ(8, 1, 0, 0, 0, 2, 3, 4), 0);
	assert_int_equal(reply.status, RPC_PROG_MISMATCH);
	assert_int_equal(reply.xid, 8);
	assert_int_equal(reply.low, 3);
	assert_int_equal(reply.high, 4);
	assert_int_equal(READ(7, 1, 0, 0, 0, 5), 0);
	assert_int_equal(reply.status, 5); /* SYSTEM_ERR */
	/* A verifier of five octets takes two words. */
	assert_int_equal(READ(7, 1, 0, 2, 5, 99, 99, 0, 2049), 0);
	assert_int_equal(reply.status, RPC_SUCCESS);
	assert_int_equal(reply.results, 8);
}

static void reads_what_is_cut_off(void **state)
{
	static const uint32_t words[] = { 7, 1, 0, 2, 5, 99, 99, 2, 3, 4 };
	struct rpc_reply reply;

	(void)state;
	for (unsigned count = 0; count < 10; count++)
		assert_int_equal(rpc_reply_read(words, count, &reply), -EAGAIN);
	assert_int_equal(rpc_reply_read(words, 10, &reply), 0);
}

static void refuses_what_is_no_reply(void **state)
{
	struct rpc_reply reply;

	(void)state;
	assert_int_equal(READ(7, 0), -EPROTO); /* a call */
	assert_int_equal(READ(7, 2), -EPROTO);
	assert_int_equal(READ(7, 1, 1), -EPROTO); /* MSG_DENIED */
	assert_int_equal(READ(7, 1, 0, 0, 401), -EPROTO);
	assert_int_equal(READ(7, 1, 0, 0, 0xffffffff), -EPROTO);
	assert_int_equal(READ(7, 1, 0, 0, 400), -EAGAIN);
}

static void takes_the_longest_verifier(void **state)
{
	uint32_t words[RPC_REPLY_WORDS] = { 7, 1, 0, 1, 400 };
	struct rpc_reply reply;

	(void)state;
	words[105] = RPC_PROG_MISMATCH;
	words[106] = 2;
	words[107] = 3;
	assert_int_equal(rpc_reply_read(words, 107, &reply), -EAGAIN);
	assert_int_equal(rpc_reply_read(words, 108, &reply), 0);
	assert_int_equal(reply.high, 3);
}

/* A list in XDR of names: "e PATH" an export, "g NAME" a group. */
static unsigned list_write(uint32_t *words, const char *const *names)
{
	unsigned count = 0;
	bool in_export = false;

	for (; *names; names++) {
		const char *name = *names + 2;

		if (**names == 'e' && in_export)
			words[count++] = 0;
		in_export = true;
		words[count++] = 1;
		words[count++] = strlen(name);
		for (; *name; count++) {
			words[count] = 0;
			for (int shift = 24; shift >= 0 && *name; shift -= 8)
				words[count] |= (uint32_t)(uint8_t)*name++
						<< shift;
		}
	}
	if (in_export)
		words[count++] = 0;
	words[count++] = 0;
	return count;
}

static int find(const char *path, const char *const *names)
{
	struct export_search search = { .path = path };
	uint32_t words[512];
	unsigned count = list_write(words, names);
	int ret = EXPORT_UNKNOWN;

	for (unsigned i = 0; i < count && ret == EXPORT_UNKNOWN; i++)
		ret = export_list_take(&search, words[i]);
	return ret;
}

#define FIND(path, ...) find(path, (const char *const[]){ __VA_ARGS__, NULL })

static void finds_exports(void **state)
{
	(void)state;
	assert_int_equal(FIND("/srv/root", NULL), EXPORT_MISSING);
	assert_int_equal(FIND("/srv/root", "e /srv/root"), EXPORT_LISTED);
	assert_int_equal(FIND("/srv/root/", "e /srv/root"), EXPORT_LISTED);
	assert_int_equal(FIND("/srv/root", "e /srv/roo"), EXPORT_MISSING);
	assert_int_equal(FIND("/srv/roo", "e /srv/root"), EXPORT_MISSING);
	assert_int_equal(FIND("/srv/root", "e /srv"), EXPORT_LISTED);
	assert_int_equal(FIND("/srv/root", "e /sr"), EXPORT_MISSING);
	assert_int_equal(FIND("/srv/root", "e /"), EXPORT_LISTED);
	assert_int_equal(FIND("/", "e /srv"), EXPORT_MISSING);
	assert_int_equal(FIND("/", "e /"), EXPORT_LISTED);
	assert_int_equal(FIND("/srv/root", "e "), EXPORT_MISSING);
}

static void finds_exports_behind_others(void **state)
{
	(void)state;
	assert_int_equal(FIND("/srv/root", "e /home", "g 10.0.0.0/8", "g *",
			      "e /srv/root", "g @hosts"),
			 EXPORT_LISTED);
	/* A group is no export, whatever it is called; an empty one counts. */
	assert_int_equal(
		FIND("/srv/root", "e /home", "g /srv/root", "g ", "g /srv"),
		EXPORT_MISSING);
	assert_int_equal(FIND("/srv/root", "e /home", "g ", "e /srv/root"),
			 EXPORT_LISTED);
}

static void refuses_what_is_no_list(void **state)
{
	struct export_search search = { .path = "/srv/root" };

	(void)state;
	assert_int_equal(export_list_take(&search, 2), -EPROTO);
	assert_int_equal(export_list_take(&search, 1), EXPORT_UNKNOWN);
	assert_int_equal(export_list_take(&search, 1025), -EPROTO);
	assert_int_equal(export_list_take(&search, 1024), EXPORT_UNKNOWN);
	/* Octets of 0 within a name, where the path has its end. */
	search = (struct export_search){ .path = "/a" };
	export_list_take(&search, 1);
	export_list_take(&search, 4);
	assert_int_equal(export_list_take(&search, 0x2f610000), EXPORT_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_a_call),
		cmocka_unit_test(writes_arguments),
		cmocka_unit_test(takes_records),
		cmocka_unit_test(takes_a_lying_length),
		cmocka_unit_test(reads_what_is_said),
		cmocka_unit_test(reads_what_is_cut_off),
		cmocka_unit_test(refuses_what_is_no_reply),
		cmocka_unit_test(takes_the_longest_verifier),
		cmocka_unit_test(finds_exports),
		cmocka_unit_test(finds_exports_behind_others),
		cmocka_unit_test(refuses_what_is_no_list),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
