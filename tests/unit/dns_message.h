/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A DNS answer that is built up piece by piece, good or bad. */
#ifndef DNS_MESSAGE_H
#define DNS_MESSAGE_H

#include "dns_packet.h"

#define NAME	 "nfs.example.org"
#define ADDRESS	 0x0a010101
#define QUESTION "\3nfs\7example\3org\0\0\1\0\1"
#define POINTER	 0xc0 /* RFC 1035 4.1.4 */
/* Where answers point to: the question's names. */
#define AT_NAME DNS_HEADER_LEN
#define AT_ORG	(DNS_HEADER_LEN + 12)

struct message {
	uint8_t data[2048];
	size_t len;
	char name[DOMAIN_SIZE]; /* the one that was asked for; or its alias */
	uint32_t addresses[DNS_ADDRESSES];
};

extern uint8_t query[DNS_QUERY_MAX];
extern size_t query_len;

/* Before each test: the query for NAME with the id 0xabcd. */
int query_setup(void **state);

void add(struct message *m, const void *data, size_t len);
#define ADD(message, text) add(message, text, sizeof(text) - 1)

/* A record's fields before the data; the owner's name stands already. */
void add_fields(struct message *m, unsigned type, unsigned class, size_t len);
void add_a(struct message *m, uint32_t address);

/* A recursive server's answer without a record; with one address. */
struct message empty_answer(void);
struct message good_answer(void);

/* Reads it out of a buffer that is exactly as long. */
int verdict(struct message *m);

#define assert_verdict(message, wanted)                                        \
	assert_int_equal(verdict(message), wanted)

void assert_good(struct message *m);

#define TEST(name) cmocka_unit_test_setup(name, query_setup)

#endif
