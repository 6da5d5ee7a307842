/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The overlay's decisions: sizes, names of images and disks, what a kept one
 * was made for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "disk.h"
#include "image.h"
#include "kept.h"
#include "tmpfs.h"
#include "volume.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MIB	 (1ULL << 20)
#define GIB	 (1ULL << 30)

static void sizes_that_cannot_work_are_named(void **state)
{
	static const struct {
		const char *options;
		uint64_t memory;
		const char *objection;
	} rows[] = {
		{ "size=50%", 0, NULL },
		{ "size=1%", 0, NULL },
		{ "size=0%", 0, "is less than 16 MiB" },
		{ "size=1%", GIB, "is less than 16 MiB" },
		{ "size=2%", GIB, NULL },
		{ "size=100%", 32 * MIB,
		  "leaves less than 192 MiB of the memory" },
		{ "size=50%", 64 * MIB, NULL },
		{ "size=80%", GIB, NULL },
		{ "size=101%", 0, "is more than 100%" },
		{ "size=16m", 0, NULL },
		{ "size=16383k", 0, "is less than 16 MiB" },
		{ "size=1g", 2 * GIB, NULL },
		{ "size=1025M", GIB, "leaves less than 192 MiB of the memory" },
		{ "size=999999999999g", 0, NULL },
		{ "size=999999999999g", GIB,
		  "leaves less than 192 MiB of the memory" },
		{ "nr_inodes=4096", GIB, NULL },
		{ "nr_inodes=4k", GIB, NULL },
		{ "nr_inodes=4095", GIB, "has fewer than 4096 inodes" },
		{ "size=0,nr_inodes=0", GIB, "is less than 16 MiB" },
		{ "nr_inodes=0,size=1g", GIB, "has fewer than 4096 inodes" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *got =
			tmpfs_objection(rows[i].options, rows[i].memory);

		if (rows[i].objection && got)
			assert_string_equal(got, rows[i].objection);
		else
			assert_ptr_equal(got, rows[i].objection);
	}
}

static void other_options_are_refused(void **state)
{
	static const char *const rows[] = {
		"size",		 "size=",	   "size=1g,",
		",size=1g",	 "size=1gg",	   "size=1g size=1g",

		"size=1t",	 "mode=0777",	   "size=1g,huge=always",
		"nr_inodes=50%", "size=0x1000000", "size=1234567890123",
		"size=-1",	 "SIZE=1g",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(tmpfs_objection(rows[i], 0),
				    "is not tmpfs[:size=SIZE][,nr_inodes=N]");
}

static void images_have_their_machines_names(void **state)
{
	static const char *const rows[][2] = {
		{ "52:54:00:64:00:02", "52-54-00-64-00-02.img" },
		{ "4c4c4544-0042-3510-8058-b7c04f4e4d31",
		  "4c4c4544-0042-3510-8058-b7c04f4e4d31.img" },
		{ "any", "any.img" },
	};
	char name[IMAGE_NAME_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		image_name(rows[i][0], name);
		assert_string_equal(name, rows[i][1]);
	}
}

static void labels_are_written_as_udev_does(void **state)
{
	static const char *const rows[][2] = {
		{ "stick", "stick" },
		{ "my stick", "my\\x20stick" },
		{ "a/b\\c", "a\\x2fb\\x5cc" },
		{ "..", ".." },
		{ "#+-.:=@_", "#+-.:=@_" },
		{ "k\xc3\xb6nig", "k\xc3\xb6nig" },
		{ "a'b\"c", "a\\x27b\\x22c" },
		{ "\t~", "\\x09\\x7e" },
	};
	char to[32];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		disk_encode(rows[i][0], to);
		assert_string_equal(to, rows[i][1]);
	}
}

static void only_storage_gets_a_driver(void **state)
{
	static const char *const storage[] = {
		"pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01",
		"pci:v0000144Dd0000A808sv0000144Dsd0000A801bc01sc08i02",
		"pci:v00001B36d00000007sv00001AF4sd00001100bc08sc05i01",
		"scsi:t-0x00",
		"usb:v0781p5567d0100dc00dsc00dp00ic08isc06ip50in00",
		"usb:v174Cp55AAd0100dc00dsc00dp00ic08isc06ip62in00",
		"virtio:d00000002v00001AF4",
		"virtio:d00000008v00001AF4",
		"mmc:block",
		"vmbus:d96361baa104294db60572e2ffb1dc7f",
		"xen:vbd",
	};
	static const char *const others[] = {
		"",
		"pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00",
		"pci:v00001033d00000194sv00001AF4sd00001100bc0Csc03i30",
		"pci:v00001B36d00000007sv00001AF4sd00001100bc08sc80i00",
		"scsi:t-0x05",
		"usb:v0627p0001d0000dc00dsc00dp00ic03isc01ip01in00",
		"virtio:d00000001v00001AF4",
		"virtio:d00000020v00001AF4",
		"xen:vif",
		"platform:bc01sc",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(storage); i++)
		assert_true(disk_is_storage(storage[i]));
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(disk_is_storage(others[i]));
}

static void file_systems_are_known_by_their_magic(void **state)
{
	uint8_t *head = calloc(1, VOLUME_HEAD);

	(void)state;
	assert_non_null(head);
	assert_null(volume_type(head, VOLUME_HEAD));
	memcpy(head + 1080, "\x53\xef", 2);
	assert_string_equal(volume_type(head, VOLUME_HEAD), "ext4");
	assert_string_equal(volume_type(head, 1082), "ext4");
	assert_null(volume_type(head, 1081));
	memset(head, 0, VOLUME_HEAD);
	memcpy(head + 0x10040, "_BHRfS_M", 8);
	assert_string_equal(volume_type(head, VOLUME_HEAD), "btrfs");
	assert_null(volume_type(head, VOLUME_HEAD - 1));
	memcpy(head, "XFSB", 4);
	assert_string_equal(volume_type(head, 4), "xfs");
	assert_null(volume_type(head, 0));
	free(head);
}

#define ROOT_A "/srv/pxe/generations/rescue64/A"
#define ROOT_B "/srv/pxe/generations/rescue64/B"

static void generations_are_never_mixed(void **state)
{
	static const struct {
		const char *env;
		bool upper;
		unsigned verdict;
	} rows[] = {
		{ "", false, KEPT_NEW },
		{ "VERSION='1'\n", false, KEPT_NEW },
		/* An upper of which nothing is known. */
		{ "", true, KEPT_OTHER_ROOT | KEPT_OTHER_MACHINE },
		{ "ROOT='" ROOT_A, true, KEPT_OTHER_ROOT | KEPT_OTHER_MACHINE },
		{ "ROOT='" ROOT_A "'\nMACHINE='me'\n", true, 0 },
		/* Cut off before the upper was made. */
		{ "ROOT='" ROOT_A "'\nMACHINE='me'\n", false, 0 },
		{ "ROOT='" ROOT_B "'\nMACHINE='me'\n", true, KEPT_OTHER_ROOT },
		{ "ROOT='" ROOT_B "'\nMACHINE='me'\n", false, KEPT_OTHER_ROOT },
		{ "ROOT='" ROOT_A "/'\nMACHINE='me'\n", true, KEPT_OTHER_ROOT },
		{ "ROOT='" ROOT_A "'\nMACHINE='you'\n", true,
		  KEPT_OTHER_MACHINE },
		{ "ROOT='" ROOT_A "'\n", true, KEPT_OTHER_MACHINE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(
			kept_judge(rows[i].env, rows[i].upper, ROOT_A, "me"),
			rows[i].verdict);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_that_cannot_work_are_named),
		cmocka_unit_test(other_options_are_refused),
		cmocka_unit_test(images_have_their_machines_names),
		cmocka_unit_test(labels_are_written_as_udev_does),
		cmocka_unit_test(only_storage_gets_a_driver),
		cmocka_unit_test(file_systems_are_known_by_their_magic),
		cmocka_unit_test(generations_are_never_mixed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
