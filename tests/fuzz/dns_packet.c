/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers from a stranger to one of two questions. Half of the inputs get the
 * id and the question that the client looks for, so that what is behind them
 * is reached; what is taken must be in the message as RFC 1035 4.1.3 has it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dns_packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition)                                                       \
	do {                                                                   \
		if (!(condition))                                              \
			abort();                                               \
	} while (0)

struct result {
	int ret;
	char name[DOMAIN_SIZE];
	uint32_t addresses[DNS_ADDRESSES];
};

static struct result read_answer(struct octets message, struct octets query,
				 const char *name, int junk)
{
	struct result result;

	memset(&result, junk, sizeof(result));
	strcpy(result.name, name);
	result.ret =
		dns_packet_read(message, query, result.name, result.addresses);
	return result;
}

/* A host's, and in a record of type A and class IN of four octets. */
static void check_address(struct octets message, uint32_t address)
{
	uint8_t first = ntohl(address) >> 24;
	bool found = false;

	CHECK(first > 0 && first < 224 && first != 127);
	for (size_t at = DNS_HEADER_LEN;
	     at + DNS_RECORD_LEN + 4 <= message.len && !found; at++)
		found = !memcmp(message.data + at, "\0\1\0\1", 4) &&
			!memcmp(message.data + at + 8, "\0\4", 2) &&
			!memcmp(message.data + at + 10, &address, 4);
	CHECK(found);
}

/* What is to be asked for can be, but for labels with dots in them. */
static void check_alias(const char *name)
{
	uint8_t query[DNS_QUERY_MAX];
	size_t len = strnlen(name, DOMAIN_SIZE);

	CHECK(len && len < DOMAIN_SIZE - 2);
	len = dns_packet_write(query, name);
	CHECK(len <= DNS_QUERY_MAX);
	CHECK(!len ||
	      dns_packet_read((struct octets){ query, len },
			      (struct octets){ query, len },
			      (char[DOMAIN_SIZE]){ "" },
			      (uint32_t[DNS_ADDRESSES]){ 0 }) == -EAGAIN);
}

/* Only what has the id, the question and the right bits counts at all. */
static void check_head(struct octets message, struct octets query)
{
	CHECK(message.len >= query.len);
	CHECK(!memcmp(message.data, query.data, 2));
	CHECK((message.data[2] & 0xf8) == 0x80);
	CHECK(!memcmp(message.data + 4, "\0\1", 2));
	CHECK(!memcmp(message.data + 12, query.data + 12, query.len - 12));
}

/* What does not hang on the junk in the caller's memory, nor on what stands
 * behind the message; and another id makes it nobody's answer. */
static void check_again(struct octets message, struct octets query,
			const char *name, const struct result *first)
{
	struct result again = read_answer(message, query, name, 0xa5);
	uint8_t other[DNS_QUERY_MAX];

	CHECK(again.ret == first->ret);
	CHECK(again.ret < 0 || !strcmp(again.name, first->name));
	for (int i = 0; i < again.ret; i++)
		CHECK(again.addresses[i] == first->addresses[i]);
	memcpy(other, query.data, query.len);
	other[1] ^= 1;
	again = read_answer(message, (struct octets){ other, query.len }, name,
			    0);
	CHECK(again.ret == -EAGAIN || first->ret == -EAGAIN);
	if (!message.len)
		return;
	/* Without its last octet it says the same, or nothing. */
	message.len--;
	again = read_answer(message, query, name, 0);
	CHECK(again.ret == first->ret || again.ret == -EPROTO ||
	      again.ret == -EAGAIN);
}

static void judge(struct octets message, struct octets query, const char *name)
{
	struct result result = read_answer(message, query, name, 0);

	switch (result.ret) {
	case -EAGAIN:
		break;
	case -EMSGSIZE:
	case -ENOENT:
	case -ENODATA:
	case -EIO:
	case -EPROTO:
		check_head(message, query);
		break;
	default:
		CHECK(result.ret >= 0 && result.ret <= DNS_ADDRESSES);
		check_head(message, query);
		CHECK(!(message.data[2] & 2) && !(message.data[3] & 15));
		check_alias(result.name);
		for (int i = 0; i < result.ret; i++)
			check_address(message, result.addresses[i]);
	}
	check_again(message, query, name, &result);
}

/* The first octet: 1 id, flags and question are made right, 2 it is the other
 * question; the rest is the message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "nfs.example.org", "a" };
	uint8_t *message, query[DNS_QUERY_MAX];
	size_t len = size - 1, query_len;
	const char *name;

	if (size == 0)
		return 0;
	name = names[data[0] >> 1 & 1];
	query_len = dns_packet_write(query, name);
	CHECK(query_len);
	memcpy(query, "\xab\xcd", 2);
	message = malloc(len ? len : 1); /* exact, for ASan */
	CHECK(message);
	memcpy(message, data + 1, len);
	if ((data[0] & 1) && len >= query_len) {
		memcpy(message, query, 2);
		message[2] = 0x80 | (message[2] & 7);
		memcpy(message + 4, query + 4, 2);
		memcpy(message + 12, query + 12, query_len - 12);
	}
	judge((struct octets){ message, len },
	      (struct octets){ query, query_len }, name);
	free(message);
	return 0;
}
