// SPDX-License-Identifier: GPL-2.0-or-later
/* doctor: the TFTP server, and the files that it serves. */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "doctor.h"
#include "doctor_rrq.h"

#define TFTPD_CONF "/etc/default/tftpd-hpa"
#define DROP_IN	   "/etc/systemd/system/tftpd-hpa.service.d"

static const char *const loader[] = { "pxelinux.0", "ldlinux.c32",
				      "libcom32.c32", "libutil.c32",
				      "menu.c32" };

/* From 6.0 on the unit reads no /etc/default/tftpd-hpa. */
static bool tftpd_is_5(void)
{
	FILE *version = popen("in.tftpd -V 2>/dev/null", "re");
	unsigned major = 5;

	if (version) {
		if (fscanf(version, "tftp-hpa %u", &major) != 1)
			major = 5;
		pclose(version);
	}
	return major < 6;
}

/* A file that a shell and systemd read (EnvironmentFile=): for both, the last
 * of equal names counts. */
static struct doctor_text tftpd_mend(const struct doctor *doctor)
{
	static const char options[] = "--secure -vv";
	struct path dir = path_of(doctor->srv, TFTP_PATH);
	struct path conf = path_of(doctor->srv, TFTPD_CONF);
	struct path drop_in = path_of(doctor->srv, DROP_IN);
	const char *install = access("/usr/sbin/in.tftpd", X_OK)
				      ? "apt-get install -y tftpd-hpa && "
				      : "";

	if (tftpd_is_5())
		return doctor_text("%sprintf '%%s\\n' 'TFTP_DIRECTORY=\"%s\"' "
				   "'TFTP_ADDRESS=\":69\"' "
				   "'TFTP_OPTIONS=\"%s\"' >>%s && systemctl "
				   "restart tftpd-hpa",
				   install, dir.s, options, conf.s);
	return doctor_text("%smkdir -p %s && printf '%%s\\n' '[Service]' "
			   "ExecStart= 'ExecStart=/usr/sbin/in.tftpd --listen "
			   "--foreground --user tftp --address :69 %s %s' "
			   ">%s/rescue64.conf && systemctl daemon-reload && "
			   "systemctl restart tftpd-hpa",
			   install, drop_in.s, options, dir.s, drop_in.s);
}

static void check_loader(struct doctor *doctor)
{
	struct doctor_text mend =
		doctor_ours(doctor, *doctor->published ? "menu" : "publish");
	struct stat st;
	size_t i;

	if (access("/usr/lib/PXELINUX/pxelinux.0", R_OK) ||
	    access("/usr/lib/syslinux/modules/bios/menu.c32", R_OK))
		mend = doctor_text("apt-get install -y pxelinux "
				   "syslinux-common && %s",
				   doctor_text("%s", mend.s).s);
	for (i = 0; i < sizeof(loader) / sizeof(*loader); i++) {
		struct path path =
			path_of(doctor->srv, TFTP_PATH "/%s", loader[i]);

		if (stat(path.s, &st))
			doctor_error(doctor, path.s, strerror(errno), mend.s);
		else if (!S_ISREG(st.st_mode) || !st.st_size)
			doctor_error(doctor, path.s, "is no file, or empty",
				     mend.s);
	}
}

static char unreadable[1024];
static size_t top_len;

/* What PXELINUX asks for; what else is there is not ours. */
static bool is_served(const char *name)
{
	return !*name || !fnmatch("pxelinux.0", name, 0) ||
	       !fnmatch("*.c32", name, FNM_PATHNAME) ||
	       !fnmatch("pxelinux.cfg", name, FNM_LEADING_DIR) ||
	       !fnmatch("kernel", name, FNM_LEADING_DIR);
}

static int find_unreadable(const char *path, const struct stat *st, int type,
			   struct FTW *ftw)
{
	mode_t needed = type == FTW_D || type == FTW_DNR ? 05 : 04;

	(void)ftw;
	if (type == FTW_NS || type == FTW_SL ||
	    (st->st_mode & needed) == needed ||
	    !is_served(path + top_len + (path[top_len] == '/')))
		return 0;
	snprintf(unreadable, sizeof(unreadable), "%s", path);
	return 1;
}

static void check_readable(struct doctor *doctor)
{
	static const char *const above[] = { "/srv", PXE_PATH };
	struct path top = path_of(doctor->srv, TFTP_PATH);
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof(above) / sizeof(*above); i++) {
		struct path dir = path_of(doctor->srv, "%s", above[i]);

		if (!stat(dir.s, &st) && !(st.st_mode & 01))
			doctor_error(doctor, dir.s,
				     "closed to others: the TFTP server cannot "
				     "get through it",
				     doctor_text("chmod o+x %s", dir.s).s);
	}
	top_len = strlen(top.s);
	*unreadable = '\0';
	if (nftw(top.s, find_unreadable, 16, FTW_PHYS) == 1)
		doctor_error(doctor, unreadable,
			     "not readable by everyone: the TFTP server "
			     "refuses it",
			     doctor_text("chmod -R o+rX %s", top.s).s);
}

/* in.tftpd(8): without -v it logs no request. */
static void check_logging(struct doctor *doctor)
{
	struct doctor_process tftpd;
	const char *word = tftpd.words;

	if (!doctor_process_find("in.tftpd", &tftpd))
		return;
	while ((word = doctor_process_next(word)))
		if (!strcmp(word, "--verbose") ||
		    !strcmp(word, "--verbosity") ||
		    (word[0] == '-' && word[1] != '-' && strchr(word, 'v')))
			return;
	doctor_warning(doctor, "in.tftpd",
		       "logs no requests: nobody sees what a PC asks for",
		       tftpd_mend(doctor).s);
}

/* Whether the block is the beginning of our file. */
static bool is_ours(const struct doctor *doctor, const struct rrq *rrq)
{
	struct path path = path_of(doctor->srv, TFTP_PATH "/%s", loader[0]);
	int fd = open(path.s, O_RDONLY | O_CLOEXEC);
	char block[RRQ_BLOCK];
	ssize_t len;

	if (fd < 0)
		return true; /* check_loader has said so */
	len = read(fd, block, sizeof(block));
	close(fd);
	return len >= 0 && (size_t)len == rrq->len &&
	       !memcmp(block, rrq->data, rrq->len);
}

static struct doctor_text tftp_cause(const struct rrq *rrq, bool running)
{
	switch (rrq->kind) {
	case RRQ_DATA:
		return doctor_text("serves another pxelinux.0 than that of "
				   "%s: it has another root",
				   TFTP_PATH);
	case RRQ_ERROR:
		return doctor_text("does not give out pxelinux.0 of %s: error "
				   "%d, %s",
				   TFTP_PATH, rrq->code,
				   (const char *)rrq->data);
	case RRQ_REFUSED:
		return doctor_text("nobody listens: %s",
				   running ? "in.tftpd runs, and has another "
					     "address"
					   : "no TFTP server is running");
	case RRQ_SILENT:
		return doctor_text("no answer within 3 s: %s",
				   running ? "in.tftpd runs; a firewall, or it "
					     "hangs"
					   : "a firewall, or no TFTP server");
	default:
		return doctor_text("cannot be asked: %s", strerror(-rrq->code));
	}
}

static void check_answer(struct doctor *doctor)
{
	struct path file = path_of(doctor->srv, TFTP_PATH "/%s", loader[0]);
	const char *server = doctor->srv->conf.server;
	struct doctor_process tftpd;
	bool running = doctor_process_find("in.tftpd", &tftpd);
	uint32_t addr;
	struct rrq rrq;

	if (!check_quad(server, &addr))
		return;
	doctor_rrq(addr, loader[0], &rrq);
	if (rrq.kind == RRQ_DATA && is_ours(doctor, &rrq))
		return;
	if (rrq.kind == RRQ_ERROR && access(file.s, R_OK))
		return; /* nor is there one: check_loader has said so */
	(rrq.kind == RRQ_FAILED ? doctor_unknown : doctor_error)(
		doctor, doctor_text("TFTP server at %s", server).s,
		tftp_cause(&rrq, running).s, tftpd_mend(doctor).s);
}

void doctor_tftp(struct doctor *doctor)
{
	check_loader(doctor);
	check_readable(doctor);
	check_logging(doctor);
	check_answer(doctor);
}
