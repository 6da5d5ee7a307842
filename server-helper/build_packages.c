// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "check.h"
#include "file.h"
#include "say.h"

/* Without these no client boots and no one logs in. */
static const char *const base[] = {
	"initramfs-tools", "kmod", "udev",	     "zstd",
	"systemd-sysv",	   "dbus", "libpam-systemd", "nfs-common",
	"iproute2",	   NULL,
};

static const char *const tools[] = {
	/* the tutorial's */
	"kbd",
	"less",
	"vim",
	"openssh-server",
	"cryptsetup",
	"gddrescue",
	"screen",
	"locales",
	"console-setup",
	/* what a rescue needs today */
	"parted",
	"gdisk",
	"lvm2",
	"mdadm",
	"smartmontools",
	"testdisk",
	"ntfs-3g",
	"btrfs-progs",
	"xfsprogs",
	"dosfstools",
	"rsync",
	"pciutils",
	"usbutils",
	"ethtool",
	"curl",
	"tmux",
	"efibootmgr",
	"nvme-cli",
	/* what those only recommend and cannot do without here */
	"ca-certificates",
	"systemd-timesyncd",
	"tzdata",
	"busybox",
	NULL,
};

/*
 * Every image that the wired drivers of Debian 13's kernel 6.12 ask for
 * (modinfo -F firmware over drivers/net/ethernet, usb, phy) and that Debian
 * has at all.
 */
static const char *const firmware[] = {
	"firmware-bnx2",	 /* bnx2 */
	"firmware-bnx2x",	 /* bnx2x */
	"firmware-cavium",	 /* liquidio */
	"firmware-intel-misc",	 /* e100, ice */
	"firmware-misc-nonfree", /* tg3 cxgb3 cxgb4 kaweth mscc tehuti typhoon */
	"firmware-myricom",	 /* myri10ge */
	"firmware-netronome",	 /* nfp */
	"firmware-netxen",	 /* netxen_nic, qlcnic */
	"firmware-qlogic",	 /* bna, qed */
	"firmware-realtek",	 /* r8169, r8152 */
	NULL,
};

static int add(const char **argv, int *count, const char *name)
{
	if (*count == PACKAGES_MAX)
		return -E2BIG;
	argv[(*count)++] = name;
	return 0;
}

static int add_list(const char **argv, int *count, const char *const *names)
{
	int err = 0;

	for (; *names && !err; names++)
		err = add(argv, count, *names);
	return err;
}

int build_packages(const char **argv, int *count)
{
	char *word, *rest = build.packages;
	int err;

	*count = 0;
	err = add_list(argv, count, base);
	/* An update takes what is there and adds what is named. */
	if (!err && build.fresh && !build.no_tools)
		err = add_list(argv, count, tools);
	if (!err && build.fresh && !build.no_firmware)
		err = add_list(argv, count, firmware);
	/* What an option needs comes with it. */
	if (!err && build.locale)
		err = add(argv, count, "locales");
	if (!err && build.keymap)
		err = add(argv, count, "console-setup");
	if (!err && build.timezone)
		err = add(argv, count, "tzdata");
	while (!err && (word = strsep(&rest, " ")))
		err = add(argv, count, word);
	if (err)
		say_error("build", "--packages", "more than %d packages",
			  PACKAGES_MAX);
	return err;
}

/* Takes text apart and writes its names to out, separated by blanks. */
static const char *read_names(char *text, const char *separators, char *out)
{
	char *line, *word, *end = out;

	while ((line = strsep(&text, "\n"))) {
		line[strcspn(line, "#")] = '\0';
		while ((word = strsep(&line, separators))) {
			if (!*word)
				continue;
			if (!check_package(word))
				return "has what is no name of a package";
			if (end > out)
				*end++ = ' ';
			end = stpcpy(end, word);
		}
	}
	return NULL;
}

const char *build_read_packages(const char *value, char **packages)
{
	bool is_file = strchr(value, '/');
	const char *wrong;
	char *text, *out;
	size_t len;

	if (!is_file)
		text = strdup(value);
	else if (file_read(value, 65536, &text, NULL))
		return "cannot be read, or is larger than 64 KiB";
	len = text ? strlen(text) : 0;
	out = calloc(1, len + 1);
	wrong = text && out ? read_names(text, is_file ? ", \t\r" : ",", out)
			    : "out of memory";
	if (!wrong && !*out)
		wrong = "names no package";
	free(text);
	free(*packages);
	*packages = wrong ? NULL : out;
	if (wrong)
		free(out);
	return wrong;
}
