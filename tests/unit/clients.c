/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../../server-helper/clients_nfsd.h"
#include "../../server-helper/clients_opens.h"
#include "../../server-helper/clients_recovery.h"
#include "../../server-helper/path.h"

#define HEX   "0123456789abcdef0123456789abcdef"
#define ID    "20261122T140501Z"
#define OTHER "20261122T140502Z"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void a_name_tells_one_root_or_none(void **state)
{
	static const struct {
		const char *name, *id;
		bool golden;
	} cases[] = {
		{ "Linux NFSv4.2 " HEX "@" ID "/(none)", ID, false },
		{ "Linux NFSv4.0 (none)/" HEX "@" ID "/10.0.2.20", ID, false },
		{ "Linux NFSv4.1 " HEX "@golden/(none)", "", true },
		{ HEX "@" ID, ID, false },
		{ HEX "@" ID "/" HEX "@" ID, ID, false },
		{ "", "", false },
		{ "Linux NFSv4.2 " HEX "/(none)", "", false },
		{ HEX "@" ID "/" HEX "@" OTHER, "", false },
		{ HEX "@" ID "/" HEX "@golden", "", false },
		{ "0" HEX "@" ID, "", false },
		{ HEX "@" ID "0", "", false },
		{ HEX "@20260231T000000Z", "", false },
		{ HEX "@../../../../etc", "", false },
		{ HEX "@goldenx", "", false },
		{ HEX "@", "", false },
		{ "0123456789ABCDEF0123456789abcdef@" ID, "", false },
		{ HEX " @" ID, "", false },
		{ "-" HEX "@" ID, "", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct client client = { 0 };
		bool told = client_name_read(cases[i].name, &client);

		if (told != (cases[i].golden || *cases[i].id))
			fail_msg("%s: %d", cases[i].name, told);
		assert_string_equal(client.generation, cases[i].id);
		assert_int_equal(client.golden, cases[i].golden);
	}
}

static void an_address_is_shown_as_people_know_it(void **state)
{
	char text[CLIENT_ADDRESS_SIZE];

	(void)state;
	client_copy_address(text, sizeof(text), "::ffff:10.0.2.20");
	assert_string_equal(text, "10.0.2.20");
	client_copy_address(text, sizeof(text), "2001:db8::1");
	assert_string_equal(text, "2001:db8::1");
	client_copy_address(text, sizeof(text), "a\"\\\n\x1b\xff.");
	assert_string_equal(text, "a?????.");
	client_copy_address(text, 4, "10.0.2.20");
	assert_string_equal(text, "10.");
}

static const char info[] = "clientid: 0x7d6a8d5e6d1c1c3d\n"
			   "address: \"10.0.2.20:786\"\n"
			   "status: confirmed\n"
			   "seconds from last renew: 12\n"
			   "name: \"Linux NFSv4.2 " HEX "@" ID "/(none)\"\n"
			   "minor version: 2\n"
			   "Implementation domain: \"kernel.org\"\n"
			   "Implementation name: \"Linux 6.12 #1 SMP\"\n"
			   "Implementation time: [0, 0]\n"
			   "callback state: UP\n"
			   "callback address: \"10.0.2.20:0\"\n";

static void nfsd_tells_of_a_client(void **state)
{
	struct client client;

	(void)state;
	assert_true(nfsd_info_read(info, &client));
	assert_string_equal(client.address, "10.0.2.20");
	assert_string_equal(client.version, "4.2");
	assert_string_equal(client.generation, ID);
	assert_string_equal(client.known, "its id");
	assert_string_equal(client.name, "Linux NFSv4.2 " HEX "@" ID "/(none)");
	assert_true(nfsd_info_read("address: \"[2001:db8::1]:1\"\n", &client));
	assert_string_equal(client.address, "2001:db8::1");
	assert_string_equal(client.version, "4");
	assert_null(client.known);
	assert_true(
		nfsd_info_read("address: \"[::ffff:10.0.2.20]:1\"", &client));
	assert_string_equal(client.address, "10.0.2.20");
}

/* Whatever the client calls itself is between two quotes of one line. */
static void nfsd_tells_of_a_hostile_name(void **state)
{
	struct client client;

	(void)state;
	assert_true(nfsd_info_read(
		"address: \"10.0.2.20:786\"\n"
		"name: \"\\x22\\x0aaddress: \\x221.2.3.4:5\\x22\\x5c\\x00\\xff "
		"" HEX "@" ID "\"\n",
		&client));
	assert_string_equal(client.address, "10.0.2.20");
	assert_string_equal(client.name,
			    "??address: ?1.2.3.4:5???? " HEX "@" ID);
	assert_string_equal(client.generation, ID);
	/* A slash or a space in \xNN is none that Linux has written. */
	assert_true(nfsd_info_read("address: \"10.0.2.20:786\"\n"
				   "name: \"a\"" HEX "@" ID "\"\n",
				   &client));
	assert_string_equal(client.generation, "");
	assert_true(nfsd_info_read("address: \"10.0.2.20:786\"\n"
				   "name: \"\\x4 " HEX "@" ID "\"\n",
				   &client));
	assert_string_equal(client.generation, "");
	assert_true(nfsd_info_read("address: \"10.0.2.20:786\"\n"
				   "name: \"" HEX "@" ID "\n",
				   &client));
	assert_string_equal(client.generation, "");
}

static void nfsd_tells_of_no_client(void **state)
{
	static const char *const cases[] = {
		"",
		"\n\n",
		"clientid: 0x1\n",
		"address: \"\"\n",
		"address: \":1\"\n",
		"address: 10.0.2.20:1\n",
		"address: \"10.0.2.20\n",
		" address: \"10.0.2.20:1\"\n",
		"address: \"10.0.2.20:1\"\nstatus: unconfirmed\n",
	};
	struct client client;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		if (nfsd_info_read(cases[i], &client))
			fail_msg("%s: taken", cases[i]);
}

static void nfsd_tells_of_open_files(void **state)
{
	const char *rest =
		"- 0x01: { type: open, access: r-, deny: --, superblock: "
		"\"fe:01:1234\", filename: \"etc/superblock: \"00:00:1\", "
		"owner: \"open id:\\x00\" }\n"
		"- 0x02: { type: lock, superblock: \"00:2f:18446744073709551615"
		"\" }\n"
		"- 0x03: { type: open, superblock: \"00:2f:12x\" }\n"
		"- 0x04: { type: open, superblock: \"00:2f\" }\n"
		"superblock: \"00:2f:3\"\n"
		"- 0x05: { type: deleg, superblock: \"08:02:7\" }";
	dev_t device;
	ino_t inode;

	(void)state;
	assert_true(nfsd_state_next(&rest, &device, &inode));
	assert_int_equal(device, makedev(0xfe, 1));
	assert_int_equal(inode, 1234);
	assert_true(nfsd_state_next(&rest, &device, &inode));
	assert_int_equal(device, makedev(0, 0x2f));
	assert_true(nfsd_state_next(&rest, &device, &inode));
	assert_int_equal(inode, 7);
	assert_false(nfsd_state_next(&rest, &device, &inode));
}

static void ganesha_tells_of_a_client(void **state)
{
	static const struct {
		const char *tag, *address, *version, *id, *name;
	} cases[] = {
		{ "::ffff:10.0.2.20-(3:abc)", "10.0.2.20", "4", "", "abc" },
		{ "10.0.2.20-(49:" HEX "@" ID ")", "10.0.2.20", "4", ID,
		  HEX "@" ID },
		/* "Linux NFSv4.1 a/b" */
		{ "::1-(36:0x4c696e7578204e465376342e3120612f62)", "::1", "4.1",
		  "", "Linux NFSv4.1 a/b" },
		{ "(unknown)-(1:))", "(unknown)", "4", "", ")" },
		{ "a-(4:0xzz)", "a", "4", "", "0xzz" },
		{ "a-(5:0x123)", "a", "4", "", "0x123" },
		{ "a-(6:0x0061)", "a", "4", "", "?a" },
		{ "a-(0:)", "a", "4", "", "" },
	};
	static const char *const bad[] = {
		"",	      "a",	     "a-(",	   "a-(3:ab)",
		"a-(3:abcd)", "a-(3:abc",    "a-(3:abc)x", "-(3:abc)",
		"a-(x:abc)",  "a-(99999:b)", "a-(-1:abc)",
	};
	struct client client;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		if (!recovery_tag_read(cases[i].tag, &client))
			fail_msg("%s: not taken", cases[i].tag);
		assert_string_equal(client.address, cases[i].address);
		assert_string_equal(client.version, cases[i].version);
		assert_string_equal(client.generation, cases[i].id);
		assert_string_equal(client.name, cases[i].name);
	}
	for (i = 0; i < COUNT(bad); i++)
		if (recovery_tag_read(bad[i], &client))
			fail_msg("%s: taken", bad[i]);
}

static struct server srv;

static struct path make_folder(const char *name)
{
	struct path path = path_of(&srv, "%s", name);
	char *slash;

	for (slash = strchr(path.s + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path.s, 0755);
		*slash = '/';
	}
	mkdir(path.s, 0755);
	return path;
}

static void make_file(const char *name, struct stat *st)
{
	struct path path = path_of(&srv, "%s", name);
	FILE *file = fopen(path.s, "w");

	assert_non_null(file);
	fclose(file);
	assert_int_equal(stat(path.s, st), 0);
}

static void make_link(const char *from, const char *to)
{
	struct path old = path_of(&srv, "%s", from);
	struct path new = path_of(&srv, "%s", to);

	assert_int_equal(link(old.s, new.s), 0);
}

static void an_open_file_tells_one_root_or_none(void **state)
{
	static char ids[][GENERATION_ID_SIZE] = { ID, OTHER };
	const struct clients_view view = { .srv = &srv,
					   .generations = { 2, ids } };
	struct open_files files = { 0 };
	struct stat st[5];
	size_t i;

	(void)state;
	make_folder(GENERATIONS_PATH "/" ID "/etc");
	make_folder(GENERATIONS_PATH "/" OTHER);
	make_folder(DEFAULT_ROOT_PATH);
	make_file(GENERATIONS_PATH "/" ID "/etc/a", &st[0]);
	make_link(GENERATIONS_PATH "/" ID "/etc/a",
		  GENERATIONS_PATH "/" ID "/b");
	make_file(GENERATIONS_PATH "/" OTHER "/a", &st[1]);
	make_file(DEFAULT_ROOT_PATH "/a", &st[2]);
	make_file(DEFAULT_ROOT_PATH "/shared", &st[3]);
	make_link(DEFAULT_ROOT_PATH "/shared",
		  GENERATIONS_PATH "/" ID "/shared");
	make_file("/elsewhere", &st[4]);
	for (i = 0; i < 10; i++)
		assert_int_equal(clients_opens_add(&files, st[i % 5].st_dev,
						   st[i % 5].st_ino, i),
				 0);
	/* Another file system's. */
	clients_opens_add(&files, makedev(255, 255), st[0].st_ino, 10);
	clients_opens_find(&view, &files);
	assert_int_equal(files.count, 11);
	for (i = 0; i < files.count; i++) {
		static const unsigned roots[] = { 1, 1, 1, 2, 0 };
		const struct open_file *file = &files.list[i];

		if (file->of == 10) {
			assert_int_equal(file->roots, 0);
			continue;
		}
		assert_int_equal(file->roots, roots[file->of % 5]);
		if (file->roots == 1)
			assert_int_equal(file->root, file->of % 5);
	}
	free(files.list);
}

static int make_prefix(void **state)
{
	(void)state;
	strcpy(srv.prefix, "/tmp/rescue64-unit-clients.XXXXXX");
	return !mkdtemp(srv.prefix);
}

static int remove_prefix(void **state)
{
	char command[PREFIX_SIZE + 16];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", srv.prefix);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_tells_one_root_or_none),
		cmocka_unit_test(an_address_is_shown_as_people_know_it),
		cmocka_unit_test(nfsd_tells_of_a_client),
		cmocka_unit_test(nfsd_tells_of_a_hostile_name),
		cmocka_unit_test(nfsd_tells_of_no_client),
		cmocka_unit_test(nfsd_tells_of_open_files),
		cmocka_unit_test(ganesha_tells_of_a_client),
		cmocka_unit_test(an_open_file_tells_one_root_or_none),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_prefix, remove_prefix);
}
