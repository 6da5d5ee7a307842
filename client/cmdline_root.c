/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What names the root: the values of nfsroot= and root=, and option 17. */
#include "cmdline.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nfs_option.h"
#include "text.h"

#define OPTION_SIZE 256
#define TFTPBOOT    "/tftpboot/" /* fs/nfs/nfsroot.c, NFS_ROOT */

/* One name of a root on its way through its parts. */
struct root_reader {
	const char *field;
	struct root_name *out;
	const struct report *report;
	uint32_t major, minor; /* pinned; UINT32_MAX: not */
	int ret;
};

static void root_refuse(struct root_reader *r, const char *part,
			const char *text, const char *why)
{
	char name[80];

	snprintf(name, sizeof(name), "%s %.40s", r->field, part);
	report_error(r->report, name, "\"%.64s\" %s", text, why);
	r->ret = -EINVAL;
}

/* ---- options -------------------------------------------------------------- */

/* "3", "4", "4.0" to "4.2"; a bare 4 leaves the minor version as it is. */
static bool version_read(struct root_reader *r, const char *text)
{
	if (strcmp(text, "3") == 0 || strcmp(text, "4") == 0) {
		r->major = text[0] - '0';
		return true;
	}
	if (strncmp(text, "4.", 2) != 0 || text[2] < '0' || text[2] > '2' ||
	    text[3])
		return false;
	r->major = 4;
	r->minor = text[2] - '0';
	return true;
}

/* True: the option was one of the version. */
static bool option_is_version(struct root_reader *r, const char *name,
			      const char *value)
{
	const char *why = "is not one of 3, 4, 4.0, 4.1, 4.2";
	uint32_t minor;

	if (strcmp(name, "vers") == 0 || strcmp(name, "nfsvers") == 0) {
		if (!version_read(r, value ? value : ""))
			root_refuse(r, name, value ? value : "", why);
		return true;
	}
	if (strcmp(name, "minorversion") == 0) {
		if (value && number_parse(value, &minor) == 0 && minor <= 2)
			r->minor = minor;
		else
			root_refuse(r, name, value ? value : "",
				    "is not one of 0, 1, 2");
		return true;
	}
	if (value || name[0] != 'v' || name[1] < '0' || name[1] > '9')
		return false;
	if (!version_read(r, name + 1))
		root_refuse(r, name, name + 1, why);
	return true;
}

/* Reads one option; text is changed. */
static void option_read(struct root_reader *r, char *text)
{
	char whole[OPTION_SIZE + 8];
	char *value = strchr(text, '=');
	const char *why;

	snprintf(whole, sizeof(whole), "%s", text);
	if (value)
		*value++ = '\0';
	if (!value && strcmp(text, "ro") == 0)
		return;
	if (!value && strcmp(text, "rw") == 0) {
		report_warning(
			r->report, r->field,
			"rw is left out: the shared root is mounted read-only");
		return;
	}
	if (option_is_version(r, text, value))
		return;
	/* One spelling of the transport, for nfs.c to find. */
	if (!value && nfs_list_has("tcp udp rdma", text))
		snprintf(whole, sizeof(whole), "proto=%s", text);
	else if (strcmp(text, "addr") == 0 || strcmp(text, "source") == 0)
		return root_refuse(r, text, whole, "is the client's to set");
	else if ((why = nfs_option_objection(text, value)))
		return root_refuse(r, text, whole, why);
	if (nfs_options_add(r->out->options, whole) < 0)
		root_refuse(r, "options", whole, "does not fit any more");
}

static void options_read(struct root_reader *r, const char *text)
{
	char option[OPTION_SIZE];

	while (*text) {
		size_t len = strcspn(text, ",");

		if (len >= sizeof(option)) {
			root_refuse(r, "options", text, "is too long");
		} else if (len) {
			memcpy(option, text, len);
			option[len] = '\0';
			option_read(r, option);
		}
		text += len + (text[len] == ',');
	}
}

static void versions_conclude(struct root_reader *r, bool only_4)
{
	char *versions = r->out->versions;

	if (r->major == 3 && only_4) {
		root_refuse(r, "vers", "3", "contradicts nfs4");
		r->major = 4;
	}
	if (r->major == 3 && r->minor != UINT32_MAX) {
		root_refuse(r, "minorversion", "vers=3",
			    "has no minor version");
		r->minor = UINT32_MAX;
	}
	if (r->major == 3)
		strcpy(versions, "3");
	else if (r->minor != UINT32_MAX)
		snprintf(versions, sizeof(r->out->versions), "4.%u", r->minor);
	else if (r->major == 4 || only_4)
		strcpy(versions, "4");
}

/* ---- hosts and path ------------------------------------------------------- */

static bool host_is_valid(const char *host)
{
	uint32_t quad, top;

	if (quad_parse(host, &quad) < 0)
		return name_is_valid(host);
	top = ntohl(quad) >> 24;
	return top > 0 && top < 224; /* RFC 6890 2.2.2, RFC 1112 4 */
}

static void hosts_read(struct root_reader *r, const char *text, size_t len)
{
	struct root_name *out = r->out;

	for (;;) {
		size_t n = 0;
		char host[DOMAIN_SIZE];

		while (n < len && text[n] != ',')
			n++;
		snprintf(host, sizeof(host), "%.*s", (int)n, text);
		if (n >= sizeof(host) || !host_is_valid(host)) {
			root_refuse(
				r, "host", host,
				"is neither an IPv4 address nor a host name");
		} else if (out->host_count == HOSTS_MAX) {
			root_refuse(r, "host", host, "is the ninth; 8 at most");
			return;
		} else {
			strcpy(out->hosts[out->host_count++], host);
		}
		if (n == len)
			return;
		text += n + 1;
		len -= n + 1;
	}
}

/* Whether the len octets before a path are (or hold) an IPv6 literal. */
static bool host_is_ipv6(const char *text, size_t len)
{
	const char *colon = memchr(text, ':', len);

	/* A host without a path may have options behind it. */
	if (!colon)
		return false;
	if (memchr(text, '[', colon - text))
		return true;
	return memchr(colon + 1, ':', len - (colon + 1 - text)) &&
	       strspn(text, "0123456789abcdefABCDEF:.") >= len;
}

static bool path_has_dotdot(const char *path)
{
	while (*path) {
		size_t len = strcspn(path, "/");

		if (len == 2 && path[0] == '.' && path[1] == '.')
			return true;
		path += len + (path[len] == '/');
	}
	return false;
}

static void path_read(struct root_reader *r, const char *text, size_t len,
		      bool behind_host)
{
	bool relative = len && text[0] != '/';
	char path[PATH_SIZE];
	int need;

	if (!len || (behind_host && len == 7 && !memcmp(text, "default", 7)))
		return;
	need = snprintf(path, sizeof(path), "%s%.*s", relative ? TFTPBOOT : "",
			(int)len, text);
	if (relative && behind_host) {
		root_refuse(r, "path", path + strlen(TFTPBOOT),
			    "does not begin with a slash");
	} else if (need >= (int)sizeof(path)) {
		root_refuse(r, "path", path, "... is too long");
	} else if (path_has_dotdot(path)) {
		root_refuse(r, "path", path, "has a component \"..\"");
	} else {
		if (relative)
			report_warning(r->report, r->field,
				       "no server and no slash in front: taken "
				       "as %.64s",
				       path);
		strcpy(r->out->path, path);
	}
}

/* Cuts [HOST[,HOST...]:] off the front of text; tells whether it was there. */
static bool root_read_hosts(struct root_reader *r, const char **text)
{
	size_t head = strcspn(*text, "/");
	const char *colon = memchr(*text, ':', head);

	if (**text == ',')
		return false;
	if (host_is_ipv6(*text, head)) {
		root_refuse(r, "host", *text,
			    "is an IPv6 address; they are not supported yet");
		*text += head;
		return true;
	}
	if (!colon)
		return false;
	hosts_read(r, *text, colon - *text);
	*text = colon + 1;
	return true;
}

/* ends: what ends a path. */
static int root_read(const char *text, const char *field, const char *ends,
		     bool only_4, struct root_name *out,
		     const struct report *report)
{
	struct root_reader r = { field, out, report, UINT32_MAX, UINT32_MAX, 0 };
	bool behind_host;
	size_t len;

	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f) {
			report_error(report, field, "has a control character");
			return -EINVAL;
		}
	behind_host = root_read_hosts(&r, &text);
	len = strcspn(text, ends);
	path_read(&r, text, len, behind_host);
	options_read(&r, text[len] ? text + len + 1 : "");
	versions_conclude(&r, only_4);
	out->given = out->host_count || out->path[0];
	return r.ret;
}

int root_name_parse(const char *text, const char *field, struct root_name *out,
		    const struct report *report)
{
	bool only_4 = strncmp(text, "nfs4:", 5) == 0;

	memset(out, 0, sizeof(*out));
	if (only_4 || strncmp(text, "nfs:", 4) == 0)
		text = strchr(text, ':') + 1;
	return root_read(text, field, ":,", only_4, out, report);
}

int nfsroot_parse(const char *text, struct root_name *out,
		  const struct report *report)
{
	memset(out, 0, sizeof(*out));
	return root_read(text, "nfsroot=", ",", false, out, report);
}

static bool root_is_disk(const char *text)
{
	static const char *const heads[] = { "/dev/", "UUID=", "LABEL=",
					     "PARTUUID=", "PARTLABEL=" };

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (strncmp(text, heads[i], strlen(heads[i])) == 0)
			return true;
	return false;
}

int root_word_parse(const char *text, struct root_name *out,
		    const struct report *report)
{
	memset(out, 0, sizeof(*out));
	if (strncmp(text, "/dev/nfs", 8) == 0)
		text += strlen("/dev/");
	if (!*text || !strcmp(text, "dhcp") || !strcmp(text, "nfs"))
		return 0;
	if (!strcmp(text, "nfs4"))
		text = "nfs4:";
	if (root_is_disk(text)) {
		report_warning(report, "root=",
			       "\"%.48s\" is a disk; the root comes from the "
			       "network all the same",
			       text);
		return 0;
	}
	if (strncmp(text, "nfs:", 4) && strncmp(text, "nfs4:", 5) &&
	    (text[0] == '/' || !text_find(text, ":/"))) {
		report_error(report, "root=",
			     "\"%.48s\" is none of /dev/nfs dhcp nfs:... "
			     "nfs4:... HOST:/PATH",
			     text);
		return -EINVAL;
	}
	return root_name_parse(text, "root=", out, report);
}
