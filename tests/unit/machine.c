/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which machine it is: the same at each boot, no two the same. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine.h"

#define UUID "4c4c4544-0042-3510-8056-b7c04f4e4732"

/* A sysfs, with the links of class/net as the kernel makes them. */
static char root[] = "/tmp/rescue64-machine.XXXXXX";

static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void run(const char *format, ...)
{
	char command[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	assert_int_equal(system(command), 0);
}

static int setup(void **state)
{
	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
	return mkdtemp(root) && chdir(root) == 0 && mkdir("class", 0755) == 0 &&
			       mkdir("class/net", 0755) == 0
		       ? 0
		       : -1;
}

static int teardown(void **state)
{
	char command[80];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return chdir("/") || system(command);
}

/* A NIC at a place below devices/. */
static void add(const char *place, const char *name, const char *mac)
{
	run("d=devices/%s/net/%s; mkdir -p $d && echo 1 >$d/type && "
	    "echo 0 >$d/addr_assign_type && echo %s >$d/address && "
	    "echo DRIVER=x >$d/../../uevent && ln -s ../.. $d/device && "
	    "ln -s ../../$d class/net/%s",
	    place, name, mac, name);
}

static void assert_known_by(const char *wish, const char *wanted)
{
	char mac[MAC_TEXT_SIZE] = "none";

	assert_int_equal(machine_find_mac("class/net", wish, mac),
			 strcmp(wanted, "none") != 0);
	assert_string_equal(mac, wanted);
}

static void id_of(const char *dmi, const char *purpose, char id[33])
{
	char uuid[UUID_SIZE], mac[MAC_TEXT_SIZE];

	machine_uuid_parse(dmi, uuid);
	assert_true(machine_find_mac("class/net", "", mac));
	machine_id_make(uuid, mac, purpose, id);
}

/* printf %s TEXT | sha256sum, with the digits of version and variant. */
static void ids_are_those_of_all_versions(void **state)
{
	char id[33];

	(void)state;
	machine_id_make(UUID, "52:54:00:64:00:02", "machine-id", id);
	assert_string_equal(id, "6de7a65864eb43c8a960d72742a9c79c");
	machine_id_make(UUID, "52:54:00:64:00:02", "nfs4", id);
	assert_string_equal(id, "83ad15173c304b21bb2f00f9d03d54f0");
	machine_id_make("", "52:54:00:64:00:02", "machine-id", id);
	assert_string_equal(id, "2aabab7841b349aa90960f963401fc3d");
}

/*
 * Equal UUIDs, those that makers leave as they found them, and none; each with
 * sixteen MACs. Each machine then gets a second NIC, whose MAC is lower.
 */
static void of_64_machines_no_two_are_the_same(void **state)
{
	static const char *const uuids[] = {
		UUID,
		"00000000-0000-0000-0000-000000000000",
		"03000200-0400-0500-0006-000700080009",
		"Not Settable",
	};
	char ids[64][33], nfs[33], again[33];

	(void)state;
	/* The new NIC is the first by its name and its MAC. */
	add("pci0000:00/0000:00:03.0/virtio0", "eth9", "");
	add("pci0000:00/0000:00:04.0/virtio1", "eth0", "02:00:00:00:00:01");
	for (int i = 0; i < 64; i++) {
		FILE *file = fopen("class/net/eth9/address", "w");

		assert_non_null(file);
		fprintf(file, "52:54:00:64:00:%02x\n", i);
		fclose(file);
		assert_int_equal(rename("class/net/eth0", "spare"), 0);
		id_of(uuids[i / 16], "machine-id", ids[i]);
		id_of(uuids[i / 16], "nfs4", nfs);
		assert_int_equal(strspn(ids[i], "0123456789abcdef"), 32);
		assert_string_not_equal(ids[i], nfs);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(ids[i], ids[j]);
		id_of(uuids[i / 16], "machine-id", again);
		assert_string_equal(again, ids[i]);
		assert_int_equal(rename("spare", "class/net/eth0"), 0);
		id_of(uuids[i / 16], "machine-id", again);
		assert_string_equal(again, ids[i]);
	}
}

static void uuids_are_normalised_and_fillers_none(void **state)
{
	static const char *const bad[] = {
		"",
		"00000000-0000-0000-0000-000000000000",
		"ffffffff-ffff-ffff-ffff-ffffffffffff",
		"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
		"11111111-1111-1111-1111-111111111111",
		"03000200-0400-0500-0006-000700080009",
		"00020003-0004-0005-0006-000700080009",
		"Not Settable",
		"Default string",
		"4c4c4544-0042-3510-8056-b7c04f4e473",
		"4c4c4544-0042-3510-8056-b7c04f4e47322",
		"4c4c4544-0042-3510-8056-b7c04f4e473g",
		"4c4c45440-042-3510-8056-b7c04f4e4732",
		"4c4c4544-0042-3510-8056--7c04f4e4732",
	};
	char uuid[UUID_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		strcpy(uuid, "x");
		assert_false(machine_uuid_parse(bad[i], uuid));
		assert_string_equal(uuid, "");
	}
	assert_true(machine_uuid_parse("4C4C4544-0042-3510-8056-B7C04F4E4732",
				       uuid));
	assert_string_equal(uuid, UUID);
}

static void the_nic_that_booted_goes_first(void **state)
{
	(void)state;
	add("pci0000:00/0000:00:03.0/virtio0", "eth0", "52:54:00:00:00:01");
	add("pci0000:00/0000:00:04.0/virtio1", "eth1", "52:54:00:00:00:02");
	assert_known_by("52:54:00:00:00:02", "52:54:00:00:00:02");
	/* A BOOTIF that came with a copied kernel line. */
	assert_known_by("52:54:00:00:00:09", "52:54:00:00:00:01");
	assert_known_by("", "52:54:00:00:00:01");
}

/* eth0 is the card of another slot that the driver saw first. */
static void names_and_cables_do_not_matter(void **state)
{
	(void)state;
	add("pci0000:00/0000:00:1c.0/0000:03:00.0", "eth0",
	    "52:54:00:00:00:02");
	add("pci0000:00/0000:00:1c.0/0000:02:00.0", "eth1",
	    "52:54:00:00:00:03");
	assert_known_by("", "52:54:00:00:00:03");
	/* Two of one function: the lower MAC. */
	add("pci0000:00/0000:00:1c.0/0000:02:00.0", "eth2",
	    "52:54:00:00:00:01");
	assert_known_by("", "52:54:00:00:00:01");
}

static void on_board_goes_before_cards_usb_and_air(void **state)
{
	(void)state;
	add("pci0000:00/0000:00:02.0/ieee80211/phy0", "wlan0",
	    "52:54:00:00:00:01");
	run("mkdir class/net/wlan0/phy80211 && "
	    "echo 0 >class/net/wlan0/phy80211/index");
	assert_known_by("", "52:54:00:00:00:01");
	add("pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0", "eth0",
	    "52:54:00:00:00:02");
	assert_known_by("", "52:54:00:00:00:02");
	add("pci0000:00/0000:00:1d.0/0000:01:00.0", "eth1",
	    "52:54:00:00:00:03");
	assert_known_by("", "52:54:00:00:00:03");
	add("pci0000:00/0000:00:1f.6", "eth2", "52:54:00:00:00:04");
	run("echo 1 >devices/pci0000:00/0000:00:1f.6/index");
	assert_known_by("", "52:54:00:00:00:04");
}

static void what_is_no_part_of_the_machine_does_not_count(void **state)
{
	(void)state;
	assert_known_by("", "none");
	add("virtual", "br0", "52:54:00:00:00:01");
	run("rm devices/virtual/net/br0/device");
	add("pci0000:00/0000:00:03.0", "ib0", "52:54:00:00:00:02");
	run("echo 32 >class/net/ib0/type");
	add("pci0000:00/0000:00:04.0", "eth0", "52:54:00:00:00:03");
	run("echo 1 >class/net/eth0/addr_assign_type");
	assert_known_by("52:54:00:00:00:03", "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_those_of_all_versions),
		cmocka_unit_test_setup_teardown(
			of_64_machines_no_two_are_the_same, setup, teardown),
		cmocka_unit_test(uuids_are_normalised_and_fillers_none),
		cmocka_unit_test_setup_teardown(the_nic_that_booted_goes_first,
						setup, teardown),
		cmocka_unit_test_setup_teardown(names_and_cables_do_not_matter,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			on_board_goes_before_cards_usb_and_air, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			what_is_no_part_of_the_machine_does_not_count, setup,
			teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
