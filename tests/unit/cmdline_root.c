/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nfsroot=, root= and DHCP option 17. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "nfs_option.h"
#include "reports.h"

/* A root as "HOST,HOST PATH OPTIONS VERSIONS", "-" for what is not there. */
static const char *root_text(const struct root_name *root)
{
	static char text[8192];
	size_t len = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < root->host_count; i++)
		len += snprintf(text + len, sizeof(text) - len, "%s%s",
				i ? "," : "", root->hosts[i]);
	snprintf(text + len, sizeof(text) - len, "%s %s %s %s", len ? "" : "-",
		 root->path[0] ? root->path : "-",
		 root->options[0] ? root->options : "-",
		 root->versions[0] ? root->versions : "-");
	assert_int_equal(root->given, root->host_count || root->path[0]);
	return text;
}

/* A row: what a line says of the root, and what it is complained of. */
struct root_row {
	const char *line, *root, *fields;
};

static void roots_check(const struct root_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct cmdline c = line_parse(rows[i].line);
		const char *root = root_text(&c.root);

		if (strcmp(root, rows[i].root) ||
		    strcmp(reports.fields, rows[i].fields))
			fail_msg("%s: \"%s\", complains of \"%s\"",
				 rows[i].line, root, reports.fields);
	}
}

static void bad_hosts_count_as_not_given(void **state)
{
	static const struct root_row rows[] = {
		{ "nfsroot=300.1.1.1:/x", "- /x - -", "E nfsroot= host;" },
		{ "nfsroot=1.2.3:/x", "- /x - -", "E nfsroot= host;" },
		{ "nfsroot=0.0.0.0:/x", "- /x - -", "E nfsroot= host;" },
		{ "nfsroot=255.255.255.255:/x", "- /x - -",
		  "E nfsroot= host;" },
		{ "nfsroot=:/x", "- /x - -", "E nfsroot= host;" },
		{ "nfsroot=a_b:/x", "- /x - -", "E nfsroot= host;" },
		{ "nfsroot=a,,b:/x", "a,b /x - -", "E nfsroot= host;" },
		{ "nfsroot=a,b,:/x", "a,b /x - -", "E nfsroot= host;" },
		{ "nfsroot=a,300.1.1.1,10.0.0.2:/x", "a,10.0.0.2 /x - -",
		  "E nfsroot= host;" },
		{ "nfsroot=a,b,c,d,e,f,g,h,i,j:/x", "a,b,c,d,e,f,g,h /x - -",
		  "E nfsroot= host;" },
		{ "nfsroot=[fe80::1]:/x", "- /x - -", "E nfsroot= host;" },
		{ "nfsroot=2001:db8::5:/x", "- /x - -", "E nfsroot= host;" },
		{ "nfsroot=::1", "- - - -", "E nfsroot= host;" },
		{ "root=[fe80::1]:/x", "- /x - -", "E root= host;" },
	};

	(void)state;
	roots_check(rows, COUNT(rows));
}

static void bad_paths_count_as_not_given(void **state)
{
	static const struct root_row rows[] = {
		{ "nfsroot=10.0.0.1:srv", "10.0.0.1 - - -",
		  "E nfsroot= path;" },
		{ "nfsroot=10.0.0.1:defaults", "10.0.0.1 - - -",
		  "E nfsroot= path;" },
		{ "nfsroot=10.0.0.1:/a/../b", "10.0.0.1 - - -",
		  "E nfsroot= path;" },
		{ "nfsroot=/..", "- - - -", "E nfsroot= path;" },
		{ "nfsroot=../a", "- - - -", "E nfsroot= path;" },
		{ "nfsroot=/a/..,vers=3", "- - - 3", "E nfsroot= path;" },
		{ "nfsroot=/a/..b/c../...", "- /a/..b/c../... - -", "" },
	};
	char line[PATH_SIZE + 20] = "nfsroot=/";

	(void)state;
	roots_check(rows, COUNT(rows));
	memset(line + 9, 'x', PATH_SIZE - 1);
	complaints_check(&(struct complaint){ line, "E nfsroot= path;" }, 1);
	line[9 + PATH_SIZE - 2] = '\0';
	assert_int_equal(strlen(line_parse(line).root.path), PATH_SIZE - 1);
}

static void bad_options_are_named_and_dropped(void **state)
{
	static const struct root_row rows[] = {
		{ "nfsroot=/x,foo", "- /x - -", "E nfsroot= foo;" },
		{ "nfsroot=/x,foo=1,hard", "- /x hard -", "E nfsroot= foo;" },
		{ "nfsroot=/x,Hard", "- /x - -", "E nfsroot= Hard;" },
		{ "nfsroot=/x,nohard", "- /x - -", "E nfsroot= nohard;" },
		{ "nfsroot=/x,no", "- /x - -", "E nfsroot= no;" },
		{ "nfsroot=/x,nonolock", "- /x - -", "E nfsroot= nonolock;" },
		{ "nfsroot=/x,=1", "- /x - -", "E nfsroot= ;" },
		{ "nfsroot=/x,hard=1", "- /x - -", "E nfsroot= hard;" },
		{ "nfsroot=/x,nolock=1", "- /x - -", "E nfsroot= nolock;" },
		{ "nfsroot=/x,rsize", "- /x - -", "E nfsroot= rsize;" },
		{ "nfsroot=/x,rsize=", "- /x - -", "E nfsroot= rsize;" },
		{ "nfsroot=/x,rsize=8k", "- /x - -", "E nfsroot= rsize;" },
		{ "nfsroot=/x,rsize=4294967296", "- /x - -",
		  "E nfsroot= rsize;" },
		{ "nfsroot=/x,port=65536", "- /x - -", "E nfsroot= port;" },
		{ "nfsroot=/x,nconnect=0", "- /x - -", "E nfsroot= nconnect;" },
		{ "nfsroot=/x,nconnect=17", "- /x - -",
		  "E nfsroot= nconnect;" },
		{ "nfsroot=/x,timeo=0", "- /x - -", "E nfsroot= timeo;" },
		{ "nfsroot=/x,mountvers=2", "- /x - -",
		  "E nfsroot= mountvers;" },
		{ "nfsroot=/x,proto=tcp6", "- /x - -", "E nfsroot= proto;" },
		{ "nfsroot=/x,proto", "- /x - -", "E nfsroot= proto;" },
		{ "nfsroot=/x,lookupcache=some", "- /x - -",
		  "E nfsroot= lookupcache;" },
		{ "nfsroot=/x,sec=", "- /x - -", "E nfsroot= sec;" },
		{ "nfsroot=/x,addr=10.0.0.1", "- /x - -", "E nfsroot= addr;" },
		{ "nfsroot=/x,source=a", "- /x - -", "E nfsroot= source;" },
		{ "nfsroot=/x,noatime", "- /x - -", "E nfsroot= noatime;" },
		{ "nfsroot=/x,ro=1", "- /x - -", "E nfsroot= ro;" },
		{ "nfsroot=/x,tcp=1", "- /x - -", "E nfsroot= tcp;" },
	};

	(void)state;
	roots_check(rows, COUNT(rows));
}

static void bad_versions_are_named(void **state)
{
	static const struct root_row rows[] = {
		{ "nfsroot=/x,vers=2", "- /x - -", "E nfsroot= vers;" },
		{ "nfsroot=/x,vers=5", "- /x - -", "E nfsroot= vers;" },
		{ "nfsroot=/x,vers=4.3", "- /x - -", "E nfsroot= vers;" },
		{ "nfsroot=/x,vers=4.20", "- /x - -", "E nfsroot= vers;" },
		{ "nfsroot=/x,vers=4.", "- /x - -", "E nfsroot= vers;" },
		{ "nfsroot=/x,vers=3.0", "- /x - -", "E nfsroot= vers;" },
		{ "nfsroot=/x,vers=", "- /x - -", "E nfsroot= vers;" },
		{ "nfsroot=/x,vers", "- /x - -", "E nfsroot= vers;" },
		{ "nfsroot=/x,nfsvers=2", "- /x - -", "E nfsroot= nfsvers;" },
		{ "nfsroot=/x,v2", "- /x - -", "E nfsroot= v2;" },
		{ "nfsroot=/x,v4.3", "- /x - -", "E nfsroot= v4.3;" },
		{ "nfsroot=/x,minorversion=3", "- /x - -",
		  "E nfsroot= minorversion;" },
		{ "nfsroot=/x,vers=3,minorversion=1", "- /x - 3",
		  "E nfsroot= minorversion;" },
		{ "root=nfs4:/x,vers=3", "- /x - 4", "E root= vers;" },
	};

	(void)state;
	roots_check(rows, COUNT(rows));
}

static void too_many_options_are_refused(void **state)
{
	char options[OPTIONS_SIZE] = "", line[1024] = "nfsroot=/x,sec=", *end;

	(void)state;
	end = line + strlen(line);
	memset(end, 'k', 255 - 4);
	strcat(line, ",fsc=");
	memset(line + strlen(line), 'f', 255 - 4);
	assert_string_equal((line_parse(line), reports.fields), "");
	strcat(line, ",hard");
	complaints_check(&(struct complaint){ line, "E nfsroot= options;" }, 1);
	memset(end, 'k', 600);
	complaints_check(&(struct complaint){ line, "E nfsroot= options;" }, 1);

	memset(options, 'o', sizeof(options) - 1);
	options[sizeof(options) - 1] = '\0';
	assert_int_equal(nfs_options_add(options, "p"), -ENOSPC);
	assert_int_equal(strlen(options), sizeof(options) - 1);
}

static void bad_roots_are_named(void **state)
{
	static const struct root_row rows[] = {
		{ "root=foo", "- - - -", "E root=;" },
		{ "root=/srv/x", "- - - -", "E root=;" },
		{ "root=10.0.0.1:srv", "- - - -", "E root=;" },
		{ "root=nfs5:10.0.0.1", "- - - -", "E root=;" },
		{ "root=dhcp6", "- - - -", "E root=;" },
		{ "root=nfs:10.0.0.1:srv", "10.0.0.1 - - -", "E root= path;" },
		{ "root=nfs:10.0.0.1:/x:foo", "10.0.0.1 /x - -",
		  "E root= foo;" },
		{ "root=/dev/sda1", "- - - -", "W root=;" },
		{ "root=UUID=0a1b", "- - - -", "W root=;" },
		{ "root=LABEL=a:/b", "- - - -", "W root=;" },
		{ "root=PARTUUID=1 nfsroot=/x", "- /x - -", "W root=;" },
	};

	(void)state;
	roots_check(rows, COUNT(rows));
}

static void nfsroots_are_read(void **state)
{
	static const struct root_row rows[] = {
		{ "nfsroot=10.0.0.1:/srv/pxe/rescue64",
		  "10.0.0.1 /srv/pxe/rescue64 - -", "" },
		{ "nfsroot=/srv", "- /srv - -", "" },
		{ "nfsroot=nas.lan:/srv", "nas.lan /srv - -", "" },
		{ "nfsroot=nfs:/srv", "nfs /srv - -", "" },
		{ "nfsroot=10.0.0.1,nas,10.0.0.2:/srv,hard",
		  "10.0.0.1,nas,10.0.0.2 /srv hard -", "" },
		{ "nfsroot=10.0.0.1:/a:b", "10.0.0.1 /a:b - -", "" },
		{ "nfsroot=/a:b,hard", "- /a:b hard -", "" },
		{ "nfsroot=10.0.0.1:", "10.0.0.1 - - -", "" },
		{ "nfsroot=10.0.0.1:default", "10.0.0.1 - - -", "" },
		{ "nfsroot=10.0.0.1:default,vers=3", "10.0.0.1 - - 3", "" },
		{ "nfsroot=10.0.0.1:/%s/%d/%s", "10.0.0.1 /%s/%d/%s - -", "" },
		{ "nfsroot=,vers=3,hard", "- - hard 3", "" },
		{ "nfsroot=auto", "- - - -", "" },
		{ "nfsroot=auto,soft", "- - soft -", "" },
		{ "nfsroot=/x nfsroot=/y", "- /y - -", "" },
		/* fs/nfs/nfsroot.c: below /tftpboot */
		{ "nfsroot=rescue", "- /tftpboot/rescue - -", "W nfsroot=;" },
		{ "nfsroot=a/b,hard", "- /tftpboot/a/b hard -", "W nfsroot=;" },
		{ "nfsroot=10.0.0.1", "- /tftpboot/10.0.0.1 - -",
		  "W nfsroot=;" },
		{ "nfsroot=default", "- /tftpboot/default - -", "W nfsroot=;" },
		{ "nfsroot=autos", "- /tftpboot/autos - -", "W nfsroot=;" },
	};

	(void)state;
	roots_check(rows, COUNT(rows));
}

static void roots_are_read(void **state)
{
	static const struct root_row rows[] = {
		{ "root=/dev/nfs", "- - - -", "" },
		{ "root=dhcp", "- - - -", "" },
		{ "root=nfs", "- - - -", "" },
		{ "root=nfs4", "- - - 4", "" },
		{ "root=/dev/nfs4", "- - - 4", "" },
		{ "root=nfs:", "- - - -", "" },
		{ "root=nfs:/x", "- /x - -", "" },
		{ "root=nfs:10.0.0.1:/x", "10.0.0.1 /x - -", "" },
		{ "root=nfs:10.0.0.1:/x:hard,vers=3", "10.0.0.1 /x hard 3",
		  "" },
		{ "root=nfs:10.0.0.1:/x,hard", "10.0.0.1 /x hard -", "" },
		{ "root=nfs4:10.0.0.1:/x", "10.0.0.1 /x - 4", "" },
		{ "root=nfs4:10.0.0.1:/x:vers=4.1", "10.0.0.1 /x - 4.1", "" },
		{ "root=10.0.0.1:/x", "10.0.0.1 /x - -", "" },
		{ "root=a,b:/x,soft", "a,b /x soft -", "" },
		/* nfsroot= wins; options alone go on top */
		{ "nfsroot=a:/x root=b:/y", "a /x - -", "" },
		{ "root=b:/y,hard nfsroot=/x", "- /x - -", "" },
		{ "root=b:/y nfsroot=auto", "- - - -", "" },
		{ "root=b:/y,rsize=1,hard nfsroot=,rsize=2,vers=3",
		  "b /y hard,rsize=2 3", "" },
		{ "root=/dev/nfs4 nfsroot=a:/x", "a /x - 4", "" },
		{ "root=/dev/nfs4 nfsroot=a:/x,vers=3", "a /x - 3", "" },
	};

	(void)state;
	roots_check(rows, COUNT(rows));
}

static void options_are_read(void **state)
{
	static const struct root_row rows[] = {
		{ "nfsroot=/x,ro", "- /x - -", "" },
		{ "nfsroot=/x,rw", "- /x - -", "W nfsroot=;" },
		{ "nfsroot=/x,,hard,", "- /x hard -", "" },
		{ "nfsroot=/x,vers=3", "- /x - 3", "" },
		{ "nfsroot=/x,nfsvers=4", "- /x - 4", "" },
		{ "nfsroot=/x,v4.0", "- /x - 4.0", "" },
		{ "nfsroot=/x,v3", "- /x - 3", "" },
		{ "nfsroot=/x,v4", "- /x - 4", "" },
		{ "nfsroot=/x,vers=4,minorversion=1", "- /x - 4.1", "" },
		{ "nfsroot=/x,minorversion=1,vers=4", "- /x - 4.1", "" },
		{ "nfsroot=/x,minorversion=0", "- /x - 4.0", "" },
		{ "nfsroot=/x,vers=3,vers=4.2", "- /x - 4.2", "" },
		{ "nfsroot=/x,tcp", "- /x proto=tcp -", "" },
		{ "nfsroot=/x,proto=tcp,udp", "- /x proto=udp -", "" },
		{ "nfsroot=/x,rsize=1,wsize=2,rsize=3",
		  "- /x wsize=2,rsize=3 -", "" },
		{ "nfsroot=/x,wsize=2,rsize=1,rsize=3",
		  "- /x wsize=2,rsize=3 -", "" },
		{ "nfsroot=/x,nolock,noac,nocto,noacl,nointr",
		  "- /x nolock,noac,nocto,noacl,nointr -", "" },
		{ "nfsroot=/x,fsc", "- /x fsc -", "" },
		{ "nfsroot=/x,nofsc", "- /x nofsc -", "" },
		{ "nfsroot=/x,fsc=a", "- /x fsc=a -", "" },
		{ "nfsroot=/x,sec=krb5:sys", "- /x sec=krb5:sys -", "" },
		{ "nfsroot=/x,nconnect=16,port=2049,timeo=50",
		  "- /x nconnect=16,port=2049,timeo=50 -", "" },
		{ "nfsroot=/x,lookupcache=pos,local_lock=all",
		  "- /x lookupcache=pos,local_lock=all -", "" },
	};

	(void)state;
	roots_check(rows, COUNT(rows));
}

static void option_17_is_read(void **state)
{
	static const struct root_row rows[] = {
		{ "10.0.0.1:/x", "10.0.0.1 /x - -", "" },
		{ "nfs:10.0.0.1:/x:hard", "10.0.0.1 /x hard -", "" },
		{ "/x", "- /x - -", "" },
		{ "/x:vers=3", "- /x - 3", "" },
		{ "nfs4:/x", "- /x - 4", "" },
		{ "iscsi:10.0.0.1::::iqn", "iscsi - - -",
		  "E option 17 path;E option 17 :::iqn;" },
		{ "", "- - - -", "" },
		{ "a\nb:/x", "- - - -", "E option 17;" },
		{ "rescue", "- /tftpboot/rescue - -", "W option 17;" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct report report = reports_begin();
		struct root_name root;
		int ret = root_name_parse(rows[i].line, "option 17", &root,
					  &report);

		assert_string_equal(root_text(&root), rows[i].root);
		assert_string_equal(reports.fields, rows[i].fields);
		assert_int_equal(ret,
				 strchr(reports.fields, 'E') ? -EINVAL : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_hosts_count_as_not_given),
		cmocka_unit_test(bad_paths_count_as_not_given),
		cmocka_unit_test(bad_options_are_named_and_dropped),
		cmocka_unit_test(bad_versions_are_named),
		cmocka_unit_test(too_many_options_are_refused),
		cmocka_unit_test(bad_roots_are_named),
		cmocka_unit_test(nfsroots_are_read),
		cmocka_unit_test(roots_are_read),
		cmocka_unit_test(options_are_read),
		cmocka_unit_test(option_17_is_read),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
