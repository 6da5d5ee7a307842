/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The client's vsnprintf against this machine's: all that the client asks of
 * it. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "format.h"

/* Both, into every size from 0 to one that is large enough. */
static __attribute__((format(printf, 1, 2))) void check(const char *format, ...)
{
	for (size_t size = 0; size < 64; size++) {
		char got[64], wanted[64];
		int got_len, wanted_len;
		va_list args;

		memset(got, '#', sizeof(got));
		memset(wanted, '#', sizeof(wanted));
		va_start(args, format);
		got_len = format_write(got, size, format, args);
		va_end(args);
		va_start(args, format);
		wanted_len = vsnprintf(wanted, size, format, args);
		va_end(args);
		assert_int_equal(got_len, wanted_len);
		assert_memory_equal(got, wanted, sizeof(got));
	}
}

static void writes_texts(void **state)
{
	(void)state;
	check("plain");
	check("%s", "");
	check("a%sb%sc", "one", "two");
	check("%.3s|%.0s|%.9s|", "abcdef", "abc", "abc");
	check("%.*s|%.*s", 2, "abc", 0, "abc");
	check("%5s|%-5s|%2s|%-2s|", "abc", "abc", "abc", "abc");
	check("%-11s %s", "lease", "x");
	check("%c%c", 'a', 'b');
	check("100%%");
}

static void reads_no_further_than_the_precision(void **state)
{
	const char open_end[3] = { 'a', 'b', 'c' };

	(void)state;
	check("%.3s", open_end);
}

static void writes_numbers(void **state)
{
	(void)state;
	check("%u %u %u", 0U, 7U, UINT_MAX);
	check("%d %d", 0, INT_MAX);
	check("%lu %lu", 0UL, ULONG_MAX);
	check("%zu", SIZE_MAX);
	check("%x %x", 0U, 0xdeadbeefU);
	check("%02x%02x%02x", 0U, 0xaU, 0xffU);
	check("%2lu.%03lu|%3u|%-3u|", 4UL, 7UL, 1234U, 5U);
	check("%04u|%08x", 12U, 0xabcU);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_texts),
		cmocka_unit_test(reads_no_further_than_the_precision),
		cmocka_unit_test(writes_numbers),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
