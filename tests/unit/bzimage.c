/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../server-helper/bzimage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

/* A kernel of one sector of setup code and sixteen octets behind that. */
#define SIZE (1024 + 16)

static uint8_t image[SIZE];

static int fill(void **state)
{
	(void)state;
	memset(image, 0, sizeof(image));
	image[0x1f1] = 1;
	image[0x1f4] = 1;
	image[0x1fe] = 0x55;
	image[0x1ff] = 0xaa;
	memcpy(image + 0x202, "HdrS\x0f\x02", 6);
	image[0x20f] = 1; /* 0x100: the string is at 0x300 */
	image[0x211] = 1;
	strcpy((char *)image + 0x300, "6.1.0-9-amd64 (somebody) #1 SMP");
	return 0;
}

/* The first len octets of a file of size octets, from memory of their own. */
static const char *check(size_t len, uint64_t size, char *release, size_t room)
{
	uint8_t *copy = malloc(len ? len : 1);
	const char *wrong;

	assert_non_null(copy);
	memcpy(copy, image, len);
	wrong = bzimage_release(copy, len, size, release, room);
	free(copy);
	return wrong;
}

static void expect(const char *words)
{
	char release[64];
	const char *wrong = check(SIZE, SIZE, release, sizeof(release));

	assert_non_null(wrong);
	assert_non_null(strstr(wrong, words));
}

static void test_release(void **state)
{
	char release[64];

	(void)state;
	assert_null(check(SIZE, SIZE, release, sizeof(release)));
	assert_string_equal(release, "6.1.0-9-amd64");
	image[0x30d] = '\0'; /* nothing behind it */
	assert_null(check(SIZE, SIZE, release, sizeof(release)));
	assert_string_equal(release, "6.1.0-9-amd64");
}

static void test_other_files(void **state)
{
	(void)state;
	image[0x202] = 'h';
	expect("no kernel");
	fill(NULL);
	image[0x1fe] = 0;
	expect("no kernel");
	fill(NULL);
	image[0x211] = 0x80;
	expect("not a bzImage");
	fill(NULL);
	image[0x207] = 1; /* protocol 1.15 */
	expect("not a bzImage");
}

static void test_cut_off_anywhere(void **state)
{
	char release[64];

	(void)state;
	for (size_t len = 0; len < SIZE; len++)
		assert_non_null(check(len, len, release, sizeof(release)));
}

static void test_old_protocols_have_a_short_size(void **state)
{
	char release[64];

	(void)state;
	image[0x1f6] = 0x40; /* syssize, upper half */
	expect("cut off");
	image[0x206] = 3; /* 2.03 */
	assert_null(check(SIZE, SIZE, release, sizeof(release)));
}

static void test_no_version(void **state)
{
	char release[64];

	(void)state;
	image[0x20f] = 0;
	expect("names no version");
	image[0x20f] = 2; /* behind the setup code */
	expect("names no version");
	image[0x20f] = 0xff;
	expect("names no version");
	fill(NULL);
	image[0x300] = ' ';
	expect("no release");
	image[0x300] = '\x80';
	expect("no release");
	fill(NULL);
	memset(image + 0x300, 'x', 0x100); /* without an end */
	expect("no release");
	fill(NULL);
	assert_non_null(check(SIZE, SIZE, release, 8)); /* too long */
	assert_null(check(SIZE, SIZE, release, 14));
}

static void test_setup_sectors_of_old(void **state)
{
	static uint8_t old[5 * 512];
	char release[64];

	(void)state;
	image[0x1f1] = 0; /* four */
	expect("cut off");
	image[0x1f4] = 0;
	memcpy(old, image, SIZE);
	assert_null(bzimage_release(old, sizeof(old), sizeof(old), release,
				    sizeof(release)));
	assert_string_equal(release, "6.1.0-9-amd64");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_release, fill),
		cmocka_unit_test_setup(test_other_files, fill),
		cmocka_unit_test_setup(test_cut_off_anywhere, fill),
		cmocka_unit_test_setup(test_old_protocols_have_a_short_size,
				       fill),
		cmocka_unit_test_setup(test_no_version, fill),
		cmocka_unit_test_setup(test_setup_sectors_of_old, fill),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
