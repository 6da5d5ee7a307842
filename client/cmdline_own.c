/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of the kernel line's rescue64. words. */
#include "cmdline.h"

#include <string.h>

#include "nfs_option.h"
#include "tmpfs.h"

#define TIMEOUT_MAX 1000000 /* seconds; dhcp.c counts in milliseconds */

static void refuse(const struct report *report, const char *field,
		   const char *value, const char *why)
{
	report_error(report, field, "\"%.64s\" %s", value, why);
}

static void overlay_set(struct cmdline *out, enum overlay_kind kind,
			const char *arg)
{
	out->overlay = kind;
	strcpy(out->overlay_arg, arg);
}

/* What is behind the colon; a size that could never work is refused here, one
 * that this machine is too small for by tmpfs_mount. */
static void overlay_read_tmpfs(const char *value, const char *name,
			       struct cmdline *out, const struct report *report)
{
	const char *options = value + strlen("tmpfs");
	const char *objection = *options == ':' && options[1]
					? tmpfs_objection(options + 1, 0)
					: "is not tmpfs[:OPTION...]";

	if (!*options)
		overlay_set(out, OVERLAY_TMPFS, "");
	else if (objection)
		refuse(report, name, value, objection);
	else
		overlay_set(out, OVERLAY_TMPFS, options + 1);
}

static void overlay_read(const char *value, const char *name,
			 struct cmdline *out, const struct report *report)
{
	size_t len = strlen(value);

	if (len >= sizeof(out->overlay_arg))
		refuse(report, name, value, "... is too long");
	else if (!strncmp(value, "tmpfs", 5))
		overlay_read_tmpfs(value, name, out, report);
	else if (!strcmp(value, "server"))
		overlay_set(out, OVERLAY_SERVER, "");
	else if (!strncmp(value, "LABEL=", 6) && value[6])
		overlay_set(out, OVERLAY_LABEL, value + 6);
	else if (!strncmp(value, "UUID=", 5) && value[5])
		overlay_set(out, OVERLAY_UUID, value + 5);
	else if (!strcmp(value, "none"))
		overlay_set(out, OVERLAY_NONE, "");
	else
		refuse(report, name, value,
		       "is none of tmpfs[:size=SIZE] server LABEL=... UUID=... "
		       "none");
}

/* A user's name as useradd(8) would take it, or "off". */
static void autologin_read(const char *value, const char *name,
			   struct cmdline *out, const struct report *report)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
		"0123456789-.";
	size_t len = strlen(value);

	if (!strcmp(value, "off"))
		out->autologin[0] = '\0';
	else if (!len || len >= sizeof(out->autologin) || value[0] == '-' ||
		 value[0] == '.' || strspn(value, letters) != len)
		refuse(report, name, value, "is neither a user's name nor off");
	else
		strcpy(out->autologin, value);
}

static void hostname_read(const char *value, const char *name,
			  struct cmdline *out, const struct report *report)
{
	if (!name_is_valid(value) || strlen(value) >= sizeof(out->hostname))
		refuse(report, name, value,
		       "is not a host name of at most 64 octets");
	else
		strcpy(out->hostname, value);
}

static void lease_read(const char *value, const char *name, struct cmdline *out,
		       const struct report *report)
{
	if (strcmp(value, "keep") != 0 && strcmp(value, "off") != 0)
		refuse(report, name, value, "is neither keep nor off");
	else
		out->keep_lease = value[0] == 'k';
}

static void timeout_read(const char *value, const char *name,
			 struct cmdline *out, const struct report *report)
{
	uint32_t seconds;

	if (number_parse(value, &seconds) < 0 || seconds > TIMEOUT_MAX)
		refuse(report, name, value, "is not a number of seconds");
	else
		out->timeout = seconds;
}

static void debug_read(const char *value, const char *name, struct cmdline *out,
		       const struct report *report)
{
	if (*value && strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
		refuse(report, name, value, "is neither 0 nor 1");
	else
		out->debug = value[0] != '0';
}

const struct own_word own_words[] = {
	{ OWN_WORD_PREFIX "overlay", overlay_read },
	{ OWN_WORD_PREFIX "autologin", autologin_read },
	{ OWN_WORD_PREFIX "hostname", hostname_read },
	{ OWN_WORD_PREFIX "lease", lease_read },
	{ OWN_WORD_PREFIX "timeout", timeout_read },
	{ OWN_WORD_PREFIX "debug", debug_read },
	{ NULL, NULL },
};
