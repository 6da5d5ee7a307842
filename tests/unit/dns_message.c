/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "dns_message.h"

uint8_t query[DNS_QUERY_MAX];
size_t query_len;

int query_setup(void **state)
{
	(void)state;
	query_len = dns_packet_write(query, NAME);
	query[0] = 0xab;
	query[1] = 0xcd;
	return 0;
}

void add(struct message *m, const void *data, size_t len)
{
	memcpy(m->data + m->len, data, len);
	m->len += len;
}

static void add_be16(struct message *m, unsigned value)
{
	uint8_t octets[] = { value >> 8, value };

	add(m, octets, sizeof(octets));
}

struct message empty_answer(void)
{
	struct message m = { .name = NAME };

	ADD(&m, "\xab\xcd\x81\x80\0\1\0\0\0\0\0\0" QUESTION);
	return m;
}

void add_fields(struct message *m, unsigned type, unsigned class, size_t len)
{
	m->data[DNS_AT_ANCOUNT + 1]++;
	add_be16(m, type);
	add_be16(m, class);
	ADD(m, "\0\0\x0e\x10");
	add_be16(m, len);
}

void add_a(struct message *m, uint32_t address)
{
	uint32_t octets = htonl(address);

	add_fields(m, DNS_TYPE_A, DNS_CLASS_IN, 4);
	add(m, &octets, 4);
}

struct message good_answer(void)
{
	struct message m = empty_answer();

	ADD(&m, "\xc0\x0c");
	add_a(&m, ADDRESS);
	return m;
}

int verdict(struct message *m)
{
	struct octets asked = { query, query_len };
	uint8_t *exact = malloc(m->len ? m->len : 1);
	int ret;

	assert_non_null(exact);
	memcpy(exact, m->data, m->len);
	ret = dns_packet_read((struct octets){ exact, m->len }, asked, m->name,
			      m->addresses);
	free(exact);
	return ret;
}

void assert_good(struct message *m)
{
	assert_verdict(m, 1);
	assert_int_equal(ntohl(m->addresses[0]), ADDRESS);
}
