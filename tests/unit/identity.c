/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine is called. */
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

#include "identity.h"

static char root[] = "/tmp/rescue64-identity.XXXXXX";

static void assert_image_name(const char *text, const char *wanted)
{
	char name[HOSTNAME_SIZE], path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/etc/hostname", root);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	identity_image_name(root, name);
	unlink(path);
	assert_string_equal(name, wanted);
}

static void images_have_a_name_or_get_one(void **state)
{
	char path[64], name[HOSTNAME_SIZE];

	(void)state;
	assert_non_null(mkdtemp(root));
	snprintf(path, sizeof(path), "%s/etc", root);
	assert_int_equal(mkdir(path, 0755), 0);
	identity_image_name(root, name);
	assert_string_equal(name, "rescue64");
	assert_image_name("bench\n", "bench");
	assert_image_name("# the bench\n\nbench.example.org",
			  "bench.example.org");
	assert_image_name("", "rescue64");
	assert_image_name("no_name\n", "rescue64");
	assert_image_name("-x;reboot\n", "rescue64");
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(root), 0);
}

static void assert_hosts(const char *name, const char *domain, const char *from,
			 const char *wanted)
{
	static struct boot boot;
	static struct text once, twice;

	strcpy(boot.session.hostname, name);
	strcpy(boot.lease.domain, domain);
	text_clear(&once);
	hosts_edit(from, &once, &boot);
	assert_string_equal(once.data, wanted);
	text_clear(&twice);
	hosts_edit(once.data, &twice, &boot);
	assert_string_equal(twice.data, wanted);
}

/* As on an overlay that is kept: another boot leaves it as it is. */
static void hosts_name_this_boots_host_alone(void **state)
{
	(void)state;
	assert_hosts("pc7", "",
		     "127.0.0.1\tlocalhost\n127.0.1.1\trescue64\n"
		     "# 127.0.1.1 is Debian's\n10.0.0.1 gw\n",
		     "127.0.0.1\tlocalhost\n# 127.0.1.1 is Debian's\n"
		     "10.0.0.1 gw\n127.0.1.1\tpc7\n");
	assert_hosts("pc8", "example.org",
		     "10.0.0.1 gw\n 127.0.1.1 pc7\n127.0.1.1\told.name old\n"
		     "127.0.1.10 x",
		     "10.0.0.1 gw\n127.0.1.10 x\n"
		     "127.0.1.1\tpc8.example.org pc8\n");
	assert_hosts("pc9.example.net", "example.org", "",
		     "127.0.1.1\tpc9.example.net pc9\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(images_have_a_name_or_get_one),
		cmocka_unit_test(hosts_name_this_boots_host_alone),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
