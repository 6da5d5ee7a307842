/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../server-helper/file.h"
#include "../../server-helper/menu.h"
#include "../../server-helper/path.h"

#define ONE   "20260101T000000Z"
#define TWO   "20260102T000000Z"
#define THREE "20260103T000000Z"

#define ENTRY(label, id)                                                       \
	"\nLABEL " label "\n"                                                  \
	"	LINUX kernel/rescue64/" id "/vmlinuz\n"                        \
	"	APPEND initrd=kernel/rescue64/" id "/initrd.img\n"
#define BEGIN MENU_MARK "\nMENU TITLE x\n"

static struct server srv;

static void write_menu(const char *name, const char *text)
{
	struct path path = path_of(&srv, TFTP_PATH "/" MENU_DIR "/%s", name);

	assert_int_equal(file_parents(path.s), 0);
	assert_int_equal(file_write(path.s, text, 0644), 0);
}

static void is_menu(const char *name, const char *text)
{
	struct path path = path_of(&srv, TFTP_PATH "/" MENU_DIR "/%s", name);
	char *got;

	assert_int_equal(file_read(path.s, MENU_SIZE, &got, NULL), 0);
	assert_string_equal(got, text);
	free(got);
}

static int begin(void **state)
{
	char dir[] = "/tmp/rescue64-menu.XXXXXX";

	(void)state;
	if (!mkdtemp(dir))
		return -1;
	strcpy(srv.prefix, dir);
	return 0;
}

static int end(void **state)
{
	char command[PREFIX_SIZE + 16];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", srv.prefix);
	return system(command);
}

static void only_what_is_loaded_counts(void **state)
{
	static const struct {
		const char *text, *id;
	} cases[] = {
		{ BEGIN ENTRY("rescue", ONE), ONE },
		{ BEGIN ENTRY("rescue", TWO) ENTRY(ONE, ONE), TWO },
		/* Others' hands. */
		{ "default x\nlabel x\n  kernel kernel/rescue64/" ONE
		  "/vmlinuz\n",
		  ONE },
		{ "label x\nlinux /kernel/rescue64/" ONE "/vmlinuz", ONE },
		{ "LABEL x\n\tINITRD kernel/rescue64/" ONE "/initrd.img\n",
		  ONE },
		/* A title is no entry. */
		{ "MENU TITLE APPEND initrd=kernel/rescue64/" ONE
		  "/initrd.img\n",
		  "" },
		{ "MENU TITLE  initrd=kernel/rescue64/" ONE
		  "/x\n" ENTRY("rescue", TWO),
		  TWO },
		{ "# LINUX kernel/rescue64/" ONE "/vmlinuz\n", "" },
		{ "LINUXES kernel/rescue64/" ONE "/vmlinuz\n", "" },
		{ "LINUX kernel/rescue64/" ONE "\n", "" },
		{ "LINUX kernel/rescue64/" ONE, "" },
		{ "LINUX kernel/rescue64/20260231T000000Z/vmlinuz\n", "" },
		{ "LINUX kernel/rescue64/../../etc/passwd012/vmlinuz\n", "" },
		{ "LINUX kernel/rescue64/", "" },
		{ "LINUX", "" },
		{ "", "" },
	};
	char id[GENERATION_ID_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *copy = strdup(cases[i].text);

		assert_int_equal(menu_read(copy, id), *cases[i].id != '\0');
		assert_string_equal(id, cases[i].id);
		free(copy);
	}
}

static void every_menu_is_named_the_default_first(void **state)
{
	struct menu_uses uses;

	(void)state;
	assert_int_equal(menu_named(&srv, "test", &uses), 0);
	assert_int_equal(uses.count, 0);
	free(uses.uses);
	write_menu("default", BEGIN ENTRY("rescue", TWO));
	write_menu("01-52-54-00-64-00-02", BEGIN ENTRY("rescue", ONE));
	write_menu("C0A801", "LABEL x\n\tLOCALBOOT 0\n");
	write_menu(".default.tmp", BEGIN ENTRY("rescue", THREE));
	assert_int_equal(menu_named(&srv, "test", &uses), 0);
	assert_int_equal(uses.count, 2);
	assert_string_equal(uses.uses[0].name, "default");
	assert_string_equal(uses.uses[0].id, TWO);
	assert_string_equal(uses.uses[1].name, "01-52-54-00-64-00-02");
	assert_string_equal(uses.uses[1].id, ONE);
	free(uses.uses);
}

static void a_generation_leaves_the_submenus(void **state)
{
	static const char all[] = BEGIN ENTRY("rescue", THREE)
		MENU_OLDER_BEGIN ENTRY(TWO, TWO) ENTRY(ONE, ONE) MENU_OLDER_END;
	static const char without[] = BEGIN ENTRY("rescue", THREE)
		MENU_OLDER_BEGIN ENTRY(TWO, TWO) MENU_OLDER_END;
	static const char others[] = "LABEL y\n\tLOCALBOOT 0\n" ENTRY(ONE, ONE);

	(void)state;
	write_menu("default", all);
	write_menu("01-52-54-00-64-00-02", all);
	write_menu("C0A801", others);
	assert_int_equal(menu_without(&srv, "test", THREE), -EBUSY);
	is_menu("default", all);
	/* What somebody else has written boots it, too. */
	assert_int_equal(menu_without(&srv, "test", ONE), -EBUSY);
	is_menu("default", all);
	write_menu("C0A801", "LABEL y\n\tLOCALBOOT 0\n");
	assert_int_equal(menu_without(&srv, "test", ONE), 0);
	is_menu("default", without);
	is_menu("01-52-54-00-64-00-02", without);
	assert_int_equal(menu_without(&srv, "test", ONE), 0);
	is_menu("default", without);
	/* The last one takes the submenu with it. */
	assert_int_equal(menu_without(&srv, "test", TWO), 0);
	is_menu("default", BEGIN ENTRY("rescue", THREE));
	is_menu("C0A801", "LABEL y\n\tLOCALBOOT 0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_loaded_counts),
		cmocka_unit_test_setup_teardown(
			every_menu_is_named_the_default_first, begin, end),
		cmocka_unit_test_setup_teardown(
			a_generation_leaves_the_submenus, begin, end),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
