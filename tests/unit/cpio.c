/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../server-helper/cpio.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

/* An archive that is being written, and what was seen of it. */
static struct {
	uint8_t octets[16384];
	size_t len;
} file;
static char seen[4096];

static void put(const void *data, size_t len)
{
	memcpy(file.octets + file.len, data, len);
	file.len += len;
}

static void align(void)
{
	while (file.len % 4)
		put("", 1);
}

static void put_named(const char *name, size_t name_size, const char *data)
{
	char header[CPIO_HEADER_SIZE + 1];

	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08X%08x%08x%08x%08x%08x%08x",
		 7, 0100755, 0, 0, 1, 0, (unsigned)strlen(data), 8, 9, 0, 0,
		 (unsigned)name_size, 0);
	put(header, CPIO_HEADER_SIZE);
	put(name, name_size);
	align();
	put(data, strlen(data));
	align();
}

static void put_file(const char *name, const char *data)
{
	put_named(name, strlen(name) + 1, data);
}

static void see(const char *text, size_t len)
{
	size_t at = strlen(seen);

	snprintf(seen + at, sizeof(seen) - at, "%.*s", (int)len, text);
}

static void see_entry(void *ctx, const struct cpio_entry *entry)
{
	(void)ctx;
	assert_int_equal(entry->mode, 0100755);
	assert_int_equal(entry->inode[0], 7);
	assert_int_equal(entry->inode[1], 8);
	assert_int_equal(entry->inode[2], 9);
	see(entry->name, strlen(entry->name));
	see("=", 1);
}

static void see_data(void *ctx, const uint8_t *data, size_t len)
{
	(void)ctx;
	see((const char *)data, len);
}

static void see_end(void *ctx)
{
	(void)ctx;
	see(";", 1);
}

static const struct cpio_visitor visitor = { see_entry, see_data, see_end,
					     NULL };

/* Takes the file in pieces of a size, each from memory of its own for ASan to
 * watch; returns how many octets were taken. */
static size_t take(struct cpio *cpio, size_t piece)
{
	uint8_t copy[sizeof(file.octets)];
	size_t at = 0, n, used;

	*seen = '\0';
	cpio_begin(cpio, &visitor, 0);
	while (at < file.len) {
		n = file.len - at < piece ? file.len - at : piece;
		memcpy(copy + sizeof(copy) - n, file.octets + at, n);
		used = cpio_take(cpio, copy + sizeof(copy) - n, n);
		at += used;
		if (used < n)
			break;
	}
	return at;
}

static void expect(const char *what, const char *wrong)
{
	static const size_t pieces[] = { 1, 3, 4, 110, 1000, 16384 };
	struct cpio cpio;

	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		size_t taken = take(&cpio, pieces[i]);

		assert_string_equal(seen, what);
		if (wrong) {
			assert_non_null(cpio_end(&cpio));
			assert_non_null(strstr(cpio_end(&cpio), wrong));
		} else {
			assert_null(cpio_end(&cpio));
			assert_int_equal(taken, file.len);
		}
	}
}

static int empty(void **state)
{
	(void)state;
	memset(&file, 0, sizeof(file));
	return 0;
}

static void test_files(void **state)
{
	(void)state;
	put_file("./usr/sbin/one", "1");
	put_file("/two", "");
	put_file("usr/three", "12345678");
	put_file("TRAILER!!!", "");
	expect("usr/sbin/one=1;two=;usr/three=12345678;TRAILER!!!=;", NULL);
}

static void test_archives_behind_each_other(void **state)
{
	(void)state;
	put_file("one", "1");
	put_file("TRAILER!!!", "");
	put("\0\0\0\0\0\0\0\0", 8);
	put_file("two", "2");
	expect("one=1;TRAILER!!!=;two=2;", NULL);
	put("\0\0\0\0\0", 5);
	expect("one=1;TRAILER!!!=;two=2;", NULL);
}

static void test_something_else_follows(void **state)
{
	struct cpio cpio;

	(void)state;
	put_file("one", "1");
	put("\0\0\0", 3);
	put("\x28\xb5\x2f\xfd", 4);
	assert_int_equal(take(&cpio, 50), file.len - 4);
	assert_null(cpio_end(&cpio));
	assert_string_equal(seen, "one=1;");
}

static void test_begins_between_words(void **state)
{
	(void)state;
	put_file("one", "1");
	put("\0\0", 2);
	put("070701", 6);
	expect("one=1;", "multiple of four");
}

static void test_no_header(void **state)
{
	(void)state;
	put_file("one", "1");
	put_file("two", "2");
	memcpy(file.octets, "070707", 6); /* the old format */
	expect("", "header");
	memcpy(file.octets, "070702", 6); /* with checksums */
	expect("one=1;two=2;", NULL);
	file.octets[40] = 'g';
	expect("", "header");
	file.octets[40] = '\0';
	expect("", "header");
}

static void test_no_name(void **state)
{
	(void)state;
	put_named("", 0, "");
	expect("", "header");
}

static void test_name_without_an_end(void **state)
{
	(void)state;
	put_named("abcde", 3, "1");
	put_file("two", "2");
	expect("abc=1;two=2;", NULL);
}

static void test_long_name(void **state)
{
	char name[2000], what[CPIO_NAME_SIZE + 32];

	(void)state;
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	put_file(name, "1");
	put_file("two", "2");
	snprintf(what, sizeof(what), "%.*s=1;two=2;", CPIO_NAME_SIZE - 1, name);
	expect(what, NULL);
}

static void test_cut_off_anywhere(void **state)
{
	struct cpio cpio;
	size_t whole;

	(void)state;
	put_file("one", "12345");
	whole = file.len;
	for (file.len = 1; file.len < whole; file.len++) {
		take(&cpio, 7);
		/* Only the last file's padding may be missing. */
		if (file.len < whole - 3)
			assert_non_null(cpio_end(&cpio));
		else
			assert_null(cpio_end(&cpio));
	}
}

static void test_endless_sizes(void **state)
{
	(void)state;
	put_file("one", "1");
	memcpy(file.octets + 6 + 6 * 8, "FFFFFFFF", 8); /* of the data */
	expect("one=1", "cut off");
	memcpy(file.octets + 6 + 11 * 8, "FFFFFFFF", 8); /* of the name */
	expect("", "cut off");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_files, empty),
		cmocka_unit_test_setup(test_archives_behind_each_other, empty),
		cmocka_unit_test_setup(test_something_else_follows, empty),
		cmocka_unit_test_setup(test_begins_between_words, empty),
		cmocka_unit_test_setup(test_no_header, empty),
		cmocka_unit_test_setup(test_no_name, empty),
		cmocka_unit_test_setup(test_name_without_an_end, empty),
		cmocka_unit_test_setup(test_long_name, empty),
		cmocka_unit_test_setup(test_cut_off_anywhere, empty),
		cmocka_unit_test_setup(test_endless_sizes, empty),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
