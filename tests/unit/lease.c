/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a renewal leaves out goes on as it was. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "lease.h"

static struct lease first(void)
{
	struct lease lease = {
		.ip = inet_addr("10.1.2.50"),
		.mask = inet_addr("255.255.255.0"),
		.broadcast = inet_addr("10.1.2.255"),
		.gw = inet_addr("10.1.2.1"),
		.has_mask = true,
		.dns = { inet_addr("10.1.2.2") },
		.dns_count = 1,
		.search = "example.org",
	};

	return lease;
}

/* As dhcp_packet_read fills it for an answer with nothing but an address. */
static struct lease bare(const char *ip)
{
	struct lease lease = {
		.ip = inet_addr(ip),
		.mask = inet_addr("255.0.0.0"),
		.broadcast = inet_addr("10.255.255.255"),
	};

	return lease;
}

static void nothing_is_lost_by_a_bare_renewal(void **state)
{
	struct lease old = first(), new = bare("10.1.2.50");

	(void)state;
	lease_inherit(&new, &old);
	assert_int_equal(new.mask, old.mask);
	assert_int_equal(new.broadcast, old.broadcast);
	assert_int_equal(new.gw, old.gw);
	assert_int_equal(new.dns_count, 1);
	assert_int_equal(new.dns[0], old.dns[0]);
	assert_string_equal(new.search, "example.org");
}

static void another_address_has_its_own_mask_and_routes(void **state)
{
	struct lease old = first(), new = bare("10.9.9.9");

	(void)state;
	lease_inherit(&new, &old);
	assert_int_equal(new.mask, inet_addr("255.0.0.0"));
	assert_int_equal(new.gw, 0);
}

static void what_a_renewal_says_counts(void **state)
{
	struct lease old = first(), new = bare("10.1.2.50");

	(void)state;
	new.has_mask = true;
	new.route_count = 1;
	new.dns_count = 1;
	new.dns[0] = inet_addr("10.1.2.3");
	lease_inherit(&new, &old);
	assert_int_equal(new.mask, inet_addr("255.0.0.0"));
	assert_int_equal(new.gw, 0); /* RFC 3442: routes go before option 3 */
	assert_int_equal(new.dns[0], inet_addr("10.1.2.3"));
	assert_string_equal(new.search, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost_by_a_bare_renewal),
		cmocka_unit_test(another_address_has_its_own_mask_and_routes),
		cmocka_unit_test(what_a_renewal_says_counts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
