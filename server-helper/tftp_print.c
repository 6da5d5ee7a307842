// SPDX-License-Identifier: GPL-2.0-or-later
/* tftp: the configuration of Debian's tftpd-hpa. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "path.h"

#define STEP	"tftp"
#define SIX	6 /* the first that does not read /etc/default */
#define DROP_IN "/etc/systemd/system/tftpd-hpa.service.d"

/* The installed version up to its first dot, without its epoch (Debian Policy
 * 5.6.12); 0 where none is installed. */
static unsigned long installed_version(void)
{
	FILE *in = popen("dpkg-query -W -f '${Version}' tftpd-hpa 2>/dev/null",
			 "re");
	char version[128] = "", *colon;

	if (!in)
		return 0;
	if (!fgets(version, sizeof(version), in))
		*version = '\0';
	pclose(in);
	colon = strchr(version, ':');
	return strtoul(colon ? colon + 1 : version, NULL, 10);
}

/*
 * tftpd(8), and Debian's /etc/init.d/tftpd-hpa or tftpd-hpa.service, which
 * read this file. No address: one that comes up later than the server does,
 * 0.0.0.0 among them while there is none at all, keeps it from starting.
 */
static void print_default(const struct server *srv)
{
	printf("# For tftpd-hpa before 6.0, by rescue64-server tftp:\n"
	       "#	rescue64-server tftp 5 >/etc/default/tftpd-hpa\n"
	       "#	systemctl restart tftpd-hpa\n"
	       "TFTP_USERNAME=\"tftp\"\n"
	       "TFTP_DIRECTORY=\"%s" TFTP_PATH "\"\n"
	       "TFTP_ADDRESS=\":69\"\n"
	       "TFTP_OPTIONS=\"--secure -vv\"\n",
	       srv->prefix);
}

/* By the package's NEWS.Debian: its unit runs in.tftpd $TFTPD_OPTS --systemd
 * --jail ${TFTPD_HOME} as the user tftp, on the socket of tftpd-hpa.socket. */
static void print_drop_in(const struct server *srv)
{
	printf("# For tftpd-hpa from 6.0 on, by rescue64-server tftp:\n"
	       "#	mkdir -p " DROP_IN "\n"
	       "#	rescue64-server tftp 6 >" DROP_IN "/rescue64.conf\n"
	       "#	systemctl daemon-reload\n"
	       "#	systemctl restart tftpd-hpa.service\n"
	       "[Service]\n"
	       "Environment=TFTPD_HOME=%s" TFTP_PATH "\n"
	       "Environment=TFTPD_OPTS=-vv\n",
	       srv->prefix);
}

static int check_tftp(const struct server *srv, int argc, char **argv)
{
	(void)srv;
	if (!argc || !strcmp(argv[0], "5") || !strcmp(argv[0], "6"))
		return 0;
	say_error(STEP, argv[0], "neither 5 nor 6, for 6.0 and later");
	return -EINVAL;
}

static int run_tftp(struct server *srv, int argc, char **argv)
{
	unsigned long version = argc ? strtoul(argv[0], NULL, 10)
				     : installed_version();

	if (version < SIX)
		print_default(srv);
	else
		print_drop_in(srv);
	return 0;
}

static const struct opt options[] = {
	{ 0 },
};

const struct subcommand tftp_command = {
	.name = STEP,
	.operands = "[5|6]",
	.summary = "print the configuration of tftpd-hpa",
	.help = "Prints what makes Debian's tftpd-hpa serve /srv/pxe/tftp and "
		"log each request,\n"
		"with the commands that put it into place: /etc/default/"
		"tftpd-hpa for version 5, a\n"
		"drop-in of systemd from 6.0 on (6). Without an argument, for "
		"the version that is\n"
		"installed, else for 5. Changes nothing itself.\n",
	.options = options,
	.operands_max = 1,
	.check = check_tftp,
	.run = run_tftp,
};
