/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rescue64-client plan: what it prints, complains of and returns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plan.h"

static char out[16384], err[16384];

static void slurp(FILE *file, char *text, size_t size)
{
	rewind(file);
	text[fread(text, 1, size - 1, file)] = '\0';
	fclose(file);
}

/* Runs plan in a process of its own, with its output in out and err; to: where
 * standard output goes instead. Returns the exit status. */
static int run(const char *line, const char *to)
{
	FILE *files[2] = { to ? fopen(to, "w") : tmpfile(), tmpfile() };
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0 && files[0] && files[1]);
	if (pid == 0) {
		dup2(fileno(files[0]), 1);
		dup2(fileno(files[1]), 2);
		fflush(stdout);
		status = plan_run(line);
		_exit(status);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (to)
		fclose(files[0]);
	else
		slurp(files[0], out, sizeof(out));
	slurp(files[1], err, sizeof(err));
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void says_that_it_could_not_print(void **state)
{
	(void)state;
	assert_int_equal(run("", "/dev/full"), 2);
	assert_string_equal(
		err, "rescue64: error: standard output: cannot be written\n");
}

static void bad_fields_go_to_standard_error(void **state)
{
	(void)state;
	assert_int_equal(
		run("ip=1.2.3:::::eth0:dhcpfoo nfsroot=[::1]:/x,vers=5 "
		    "rescue64.overlay=x rescue64.foo",
		    NULL),
		2);
	assert_string_equal(
		err, "rescue64: error: ip= client: \"1.2.3\" is not a dotted "
		     "quad like 192.168.1.5\n"
		     "rescue64: error: ip= autoconf: \"dhcpfoo\" is none of "
		     "off none on any dhcp static\n"
		     "rescue64: error: nfsroot= host: \"[::1]:/x,vers=5\" is "
		     "an IPv6 address; they are not supported yet\n"
		     "rescue64: error: nfsroot= vers: \"5\" is not one of 3, "
		     "4, 4.0, 4.1, 4.2\n"
		     "rescue64: error: rescue64.overlay: \"x\" is none of "
		     "tmpfs[:size=SIZE] server LABEL=... UUID=... none\n"
		     "rescue64: warning: rescue64.foo: unknown, ignored\n");
	assert_non_null(strstr(out, "autoconf=dhcp\nclient=\n"));
	assert_non_null(strstr(out, "\ndevice=eth0\n"));
	assert_non_null(strstr(out, "\nnfs_path=/x\n"));
	assert_non_null(strstr(out, "\noverlay=tmpfs\n"));
}

static void warnings_alone_are_no_failure(void **state)
{
	(void)state;
	assert_int_equal(run("nfsroot=10.0.0.1:/x,rw rescue64.foo", NULL), 0);
	assert_non_null(strstr(err, "rescue64: warning: nfsroot=: rw "));
	assert_int_equal(run("ip=10.0.0.9", NULL), 0);
	assert_non_null(strstr(err, "rescue64: warning: nfs_server: "));
	assert_int_equal(run("rescue64.a\x1b[2J", NULL), 0);
	assert_string_equal(
		err, "rescue64: warning: rescue64.a?[2J: unknown, ignored\n");
}

static void every_key_has_a_line(void **state)
{
	(void)state;
	assert_int_equal(run("", NULL), 0);
	assert_string_equal(err, "");
	assert_string_equal(out,
			    "autoconf=dhcp\nclient=\nserver=\ngw=\nnetmask=\n"
			    "hostname=\nnisdomain=\ndevice=\ndns0=\ndns1=\n"
			    "ntp0=\nclientid=\nbootif=\nnfs_server=\n"
			    "nfs_path=/srv/pxe/rescue64\nnfs_opts=\n"
			    "nfs_versions=4.2,4.1,4.0,3\noverlay=tmpfs\n"
			    "autologin=root\n");
}

static void every_key_has_its_value(void **state)
{
	(void)state;
	assert_int_equal(
		run("root=/dev/nfs "
		    "ip=10.0.0.9:10.0.0.1:10.0.0.2:255.0.0.0:box.nis:eth0:off:"
		    "10.0.0.3:10.0.0.4:10.0.0.5 "
		    "BOOTIF=01-52-54-00-AB-CD-EF "
		    "nfsroot=nas,10.0.0.7:/srv/%s,vers=4,rsize=32768,nolock "
		    "rescue64.overlay=tmpfs:size=50% rescue64.autologin=off",
		    NULL),
		0);
	assert_string_equal(err, "");
	assert_string_equal(
		out, "autoconf=off\nclient=10.0.0.9\nserver=10.0.0.1\n"
		     "gw=10.0.0.2\nnetmask=255.0.0.0\nhostname=box\n"
		     "nisdomain=nis\ndevice=eth0\ndns0=10.0.0.3\n"
		     "dns1=10.0.0.4\nntp0=10.0.0.5\nclientid=\n"
		     "bootif=52:54:00:ab:cd:ef\nnfs_server=nas,10.0.0.7\n"
		     "nfs_path=/srv/10.0.0.9\nnfs_opts=rsize=32768,nolock\n"
		     "nfs_versions=4.2,4.1,4.0\noverlay=tmpfs:size=50%\n"
		     "autologin=\n");
}

static void single_keys_have_their_values(void **state)
{
	static const char *const rows[][2] = {
		{ "ip=dhcp,1,ab", "\nclientid=016162\n" },
		{ "ip=:10.0.0.1", "\nnfs_server=10.0.0.1\n" },
		{ "nfsroot=10.0.0.1:/x,v3", "\nnfs_versions=3\n" },
		{ "nfsroot=10.0.0.1:/%s", "\nnfs_path=/%s\n" },
		{ "rescue64.overlay=server", "\noverlay=server\n" },
		{ "rescue64.overlay=LABEL=x", "\noverlay=LABEL=x\n" },
		{ "rescue64.overlay=UUID=x", "\noverlay=UUID=x\n" },
		{ "rescue64.overlay=none", "\noverlay=none\n" },
		{ "ip=::::a rescue64.hostname=b", "\nhostname=b\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(run(rows[i][0], NULL), 0);
		if (!strstr(out, rows[i][1]))
			fail_msg("%s: no %s in %s", rows[i][0], rows[i][1],
				 out);
	}
}

static void without_a_line_it_is_this_machines(void **state)
{
	char line[8192] = "", wanted[sizeof(out)];
	FILE *file = fopen("/proc/cmdline", "r");
	int status;

	(void)state;
	assert_non_null(file);
	line[fread(line, 1, sizeof(line) - 1, file)] = '\0';
	fclose(file);
	status = run(line, NULL);
	strcpy(wanted, out);
	assert_int_equal(run(NULL, NULL), status);
	assert_string_equal(out, wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_that_it_could_not_print),
		cmocka_unit_test(bad_fields_go_to_standard_error),
		cmocka_unit_test(warnings_alone_are_no_failure),
		cmocka_unit_test(every_key_has_a_line),
		cmocka_unit_test(every_key_has_its_value),
		cmocka_unit_test(single_keys_have_their_values),
		cmocka_unit_test(without_a_line_it_is_this_machines),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
