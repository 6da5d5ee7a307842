/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream from a stranger who is taken for an RPC server, read here in the
 * plainest way beside the client's. The first octet: odd, what follows are the
 * words of a reply and of a list of exports; even, a stream of records which
 * hold these.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "export_list.h"
#include "octets.h"
#include "rpc_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition)                                                       \
	do {                                                                   \
		if (!(condition))                                              \
			abort();                                               \
	} while (0)

static const char path[] = "/srv/root";

/* One record with its fragments joined; false where the stream ends before. */
static bool record_join(struct octets stream, size_t *at, uint8_t *to,
			size_t *len)
{
	bool last = false;

	*len = 0;
	while (!last) {
		const uint8_t *mark = octets_at(stream, *at, 4);
		const uint8_t *body;
		size_t count;

		if (!mark)
			return false;
		last = mark[0] & 0x80;
		count = octets_be32(mark) & 0x7fffffff;
		body = octets_at(stream, *at + 4, count);
		if (!body)
			return false;
		memcpy(to + *len, body, count);
		*len += count;
		*at += 4 + count;
	}
	return true;
}

/* The client's reader sees the same words, and the same end at the same octet;
 * or fewer where it has less room. */
static void check_record(struct octets stream, size_t begin, size_t end,
			 struct octets body, unsigned max)
{
	uint32_t *words = malloc(max * 4 + 1);
	struct rpc_record record = { .words = words, .max = max };
	int took = 0;

	CHECK(words);
	for (size_t at = begin; at < end && took == 0; at++) {
		took = rpc_record_take(&record, stream.data[at]);
		CHECK(record.count <= max && record.count <= body.len / 4);
		CHECK(took <= 0 || (took == 1 && at + 1 == end));
	}
	CHECK(took == (body.len > max * 4UL ? -EMSGSIZE : 1));
	CHECK(took < 0 || record.count == body.len / 4);
	CHECK(took < 0 || (!record.mark && !record.have && !record.left));
	for (unsigned i = 0; i < record.count; i++)
		CHECK(words[i] == octets_be32(body.data + i * 4));
	free(words);
}

/* What is said of a reply's beginning is never taken back. */
static void check_reply(const uint32_t *words, unsigned count)
{
	int was = -EAGAIN;

	for (unsigned n = 0; n <= count; n++) {
		/* Exactly so many, for ASan. */
		uint32_t *part = malloc(n * 4 + !n);
		int ret;

		CHECK(part);
		memcpy(part, words, n * 4);
		ret = rpc_reply_read(part, n);
		free(part);
		CHECK(ret > 0 || ret == -EAGAIN || ret == -EPROTO);
		CHECK(was == -EAGAIN || ret == was);
		CHECK(ret != -EAGAIN || n < RPC_REPLY_WORDS);
		CHECK(ret < 0 || (ret >= 6 && (unsigned)ret <= n));
		if (ret > 0 && words[ret - 1] == RPC_PROG_MISMATCH)
			CHECK((unsigned)ret + 2 <= n);
		was = ret;
	}
}

/* The length of a name and where it begins, or -1; moves behind it. */
static long name_read(struct octets list, size_t *at, const uint8_t **name)
{
	const uint8_t *word = octets_at(list, *at, 4);
	size_t len;

	if (!word || octets_be32(word) > 1024)
		return -1;
	len = octets_be32(word);
	*name = octets_at(list, *at + 4, (len + 3) / 4 * 4);
	if (!*name)
		return -1;
	*at += 4 + (len + 3) / 4 * 4;
	return len;
}

static bool name_covers(const uint8_t *name, size_t len)
{
	if (!len || len > strlen(path) || memcmp(name, path, len) != 0)
		return false;
	return path[len] == '\0' || path[len] == '/' || path[len - 1] == '/';
}

/* EXPORT_UNKNOWN where the list is cut off or none. */
static int list_read(struct octets list)
{
	const uint8_t *word, *name;
	bool in_groups = false;
	size_t at = 0;

	while ((word = octets_at(list, at, 4))) {
		uint32_t next = octets_be32(word);
		long len;

		at += 4;
		if (next > 1)
			return EXPORT_UNKNOWN;
		if (!next && !in_groups)
			return EXPORT_MISSING;
		if (!next) {
			in_groups = false;
			continue;
		}
		len = name_read(list, &at, &name);
		if (len < 0)
			return EXPORT_UNKNOWN;
		if (!in_groups && name_covers(name, len))
			return EXPORT_LISTED;
		in_groups = true;
	}
	return EXPORT_UNKNOWN;
}

static void check_list(struct octets list, const uint32_t *words)
{
	unsigned count = list.len / 4;
	uint32_t *exact = malloc(count * 4 + !count);

	CHECK(exact);
	memcpy(exact, words, count * 4);
	CHECK((int)export_list_read(exact, count, path) == list_read(list));
	free(exact);
}

static void check_words(struct octets octets)
{
	uint32_t words[512];
	unsigned count = octets.len / 4;

	if (count > 512)
		count = 512;
	for (unsigned i = 0; i < count; i++)
		words[i] = octets_be32(octets.data + i * 4);
	check_reply(words, count < 150 ? count : 150);
	octets.len = count * 4;
	check_list(octets, words);
	/* A list stands behind a reply's head, mostly of six words. */
	if (count > 6) {
		octets = octets_part(octets, 24, octets.len - 24);
		check_list(octets, words + 6);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct octets stream;
	size_t at = 0, begin = 0, len;
	uint8_t *joined;

	if (size == 0)
		return 0;
	stream = (struct octets){ data + 1, size - 1 };
	if (data[0] % 2) {
		check_words(stream);
		return 0;
	}
	joined = malloc(size);
	CHECK(joined);
	while (record_join(stream, &at, joined, &len)) {
		struct octets body = { joined, len };

		check_record(stream, begin, at, body, size);
		check_record(stream, begin, at, body, 8);
		check_words(body);
		begin = at;
	}
	free(joined);
	return 0;
}
