/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ONC RPC by the words of RFC 5531, and MOUNT's export list (RFC 1813 5.2.5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
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

#define WORDS_MAX 4

/* A stream as records, their words in hex: "61626364 65666768|..." with a '|'
 * behind each record that is complete, and a '!' where one is too long. */
static void takes(const char *wanted, const void *stream, size_t len)
{
	uint32_t words[WORDS_MAX];
	struct rpc_record record = { .words = words, .max = WORDS_MAX };
	const uint8_t *octets = stream;
	char got[256] = "";
	int took = 0;

	for (size_t i = 0; i < len && took >= 0; i++) {
		took = rpc_record_take(&record, octets[i]);
		assert_true(record.count <= WORDS_MAX);
		if (!took)
			continue;
		for (unsigned k = 0; k < record.count; k++)
			sprintf(got + strlen(got), "%s%08x", k ? " " : "",
				words[k]);
		strcat(got, took > 0 ? "|" : "!");
		record.count = 0;
	}
	assert_string_equal(got, wanted);
}

#define TAKES(wanted, stream) takes(wanted, stream, sizeof(stream) - 1)

static void takes_records(void **state)
{
	(void)state;
	TAKES("61626364|", "\x80\0\0\4abcd");
	TAKES("", "\x80\0\0\4abc");
	TAKES("61626364|65666768 696a6b6c|",
	      "\x80\0\0\4abcd\x80\0\0\10efghijkl");
	TAKES("61626364 65666768|", "\0\0\0\4abcd\x80\0\0\4efgh");
	/* A word across fragments. */
	TAKES("61626364|", "\0\0\0\1a\0\0\0\2bc\x80\0\0\1d");
	/* Empty fragments: before, between and as the last. */
	TAKES("61626364|", "\0\0\0\0\x80\0\0\4abcd");
	TAKES("61626364|", "\0\0\0\2ab\0\0\0\0\x80\0\0\2cd");
	TAKES("61626364|", "\0\0\0\4abcd\x80\0\0\0");
	TAKES("||", "\x80\0\0\0\x80\0\0\0");
	/* Odd octets at a record's end are not the next record's. */
	TAKES("61626364|65666768|", "\x80\0\0\5abcdX\x80\0\0\4efgh");
	TAKES("0102fffe|", "\x80\0\0\4\x01\x02\xff\xfe");
}

static void takes_no_more_than_fits(void **state)
{
	(void)state;
	TAKES("61616161 61616161 61616161 61616161|",
	      "\x80\0\0\20aaaaaaaaaaaaaaaa");
	TAKES("61616161 61616161 61616161 61616161!",
	      "\x80\0\0\21aaaaaaaaaaaaaaaaa");
	/* A lying length, as a web server's answer has it. */
	TAKES("2f312e31 20343030 20426164 20526571!",
	      "HTTP/1.1 400 Bad Request\r\n\r\n");
}

#define READ(...)                                                              \
	rpc_reply_read((const uint32_t[]){ __VA_ARGS__ },                      \
		       sizeof((uint32_t[]){ __VA_ARGS__ }) / 4)

static void reads_where_results_begin(void **state)
{
	(void)state;
	assert_int_equal(READ(7, 1, 0, 0, 0, 0), 6);
	assert_int_equal(READ(7, 1, 0, 0, 0, 0, 2049), 6);
	assert_int_equal(READ(7, 1, 0, 0, 0, 1), 6);	   /* PROG_UNAVAIL */
	assert_int_equal(READ(7, 1, 0, 0, 0, 2, 3, 4), 6); /* PROG_MISMATCH */
	assert_int_equal(READ(7, 1, 0, 0, 0, 5), 6);	   /* SYSTEM_ERR */
	/* A verifier of five octets takes two words. */
	assert_int_equal(READ(7, 1, 0, 2, 5, 99, 99, 0, 2049), 8);
}

static void reads_what_is_cut_off(void **state)
{
	static const uint32_t words[] = { 7, 1, 0, 2, 5, 99, 99, 2, 3, 4 };

	(void)state;
	for (unsigned count = 0; count < 10; count++)
		assert_int_equal(rpc_reply_read(words, count), -EAGAIN);
	assert_int_equal(rpc_reply_read(words, 10), 8);
}

static void refuses_what_is_no_reply(void **state)
{
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

	(void)state;
	words[105] = RPC_PROG_MISMATCH;
	assert_int_equal(rpc_reply_read(words, RPC_REPLY_WORDS - 1), -EAGAIN);
	assert_int_equal(rpc_reply_read(words, RPC_REPLY_WORDS), 106);
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
	uint32_t words[512];
	unsigned count = list_write(words, names);
	int ret = export_list_read(words, count, path);

	/* Cut off anywhere, it may be found or not known: never missing. */
	for (unsigned n = 0; n < count; n++)
		assert_true(export_list_read(words, n, path) != EXPORT_MISSING);
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

#define LIST(path, ...)                                                        \
	export_list_read((const uint32_t[]){ __VA_ARGS__ },                    \
			 sizeof((uint32_t[]){ __VA_ARGS__ }) / 4, path)

static void refuses_what_is_no_list(void **state)
{
	uint32_t words[260] = { 1, 1025 };

	(void)state;
	assert_int_equal(LIST("/a", 0), EXPORT_MISSING);
	assert_int_equal(LIST("/a", 2), EXPORT_UNKNOWN);
	assert_int_equal(LIST("/a", 1, 2, 0x2f610000), EXPORT_LISTED);
	assert_int_equal(LIST("/a", 1, 2, 0x2f620000, 0, 0), EXPORT_MISSING);
	assert_int_equal(LIST("/a", 1, 2, 0x2f620000, 7, 0), EXPORT_UNKNOWN);
	assert_int_equal(LIST("/a", 1, 0xffffffff, 0x2f610000), EXPORT_UNKNOWN);
	/* Octets of 0 within a name, where the path has its end. */
	assert_int_equal(LIST("/a", 1, 4, 0x2f610000, 0, 0), EXPORT_MISSING);
	/* RFC 1813 5.1.1, MNTPATHLEN: 1024 octets. */
	assert_int_equal(export_list_read(words, 260, "/a"), EXPORT_UNKNOWN);
	words[1] = 1024;
	assert_int_equal(export_list_read(words, 260, "/a"), EXPORT_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_a_call),
		cmocka_unit_test(writes_arguments),
		cmocka_unit_test(takes_records),
		cmocka_unit_test(takes_no_more_than_fits),
		cmocka_unit_test(reads_where_results_begin),
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
