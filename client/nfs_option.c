/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text options of the kernel's NFS client: fs/nfs/fs_context.c. */
#include "nfs_option.h"

#include <errno.h>
#include <string.h>

#include "boot.h"

/* nfs_fs_parameters of kernel 6.12, without those of the version and those
 * that the client sets. */
static const char flags[] = "bg fg hard sloppy soft softerr softreval";
static const char flags_with_no[] =
	"ac acl alignwrite cto fsc intr lock migration posix rdirplus resvport "
	"sharecache trunkdiscovery";
static const char texts[] = "clientaddr fsc mountaddr mounthost sec";
static const char numbers[] =
	"acdirmax acdirmin acregmax acregmin actimeo bsize max_connect "
	"mountport mountvers namlen nconnect port retrans retry rsize timeo "
	"wsize";

/* Where the kernel does not take all of an unsigned; mountvers by what is left
 * of the MOUNT protocol without NFSv2 (RFC 1813, appendix I). */
static const struct {
	const char *name;
	uint32_t min, max;
} limits[] = {
	{ "max_connect", 1, 16 },  { "mountport", 0, 65535 },
	{ "mountvers", 3, 3 },	   { "nconnect", 1, 16 },
	{ "port", 0, 65535 },	   { "retrans", 0, INT32_MAX },
	{ "timeo", 1, INT32_MAX },
};

static const struct {
	const char *name, *values;
} choices[] = {
	{ "local_lock", "all flock posix none" },
	{ "lookupcache", "all none pos positive" },
	{ "mountproto", "tcp udp" },
	{ "proto", "tcp udp rdma" },
	{ "write", "lazy eager wait" },
	{ "xprtsec", "none tls mtls" },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

int number_parse(const char *text, uint32_t *out)
{
	uint32_t number = 0;

	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		uint32_t digit = (uint32_t)*text - '0';

		if (digit > 9 || number > (UINT32_MAX - digit) / 10)
			return -EINVAL;
		number = number * 10 + digit;
	}
	*out = number;
	return 0;
}

bool nfs_list_has(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (*list) {
		size_t n = strcspn(list, " ");

		if (n == len && memcmp(list, word, len) == 0)
			return true;
		list += n + (list[n] == ' ');
	}
	return false;
}

static const char *number_objection(const char *name, const char *value)
{
	uint32_t number;

	if (number_parse(value, &number) < 0)
		return "has no decimal number";
	for (size_t i = 0; i < COUNT(limits); i++)
		if (strcmp(name, limits[i].name) == 0 &&
		    (number < limits[i].min || number > limits[i].max))
			return "has a number out of range";
	return NULL;
}

const char *nfs_option_objection(const char *name, const char *value)
{
	bool flag = nfs_list_has(flags, name) ||
		    nfs_list_has(flags_with_no, name) ||
		    (strncmp(name, "no", 2) == 0 &&
		     nfs_list_has(flags_with_no, name + 2));
	bool text = nfs_list_has(texts, name);

	if (flag && !value)
		return NULL;
	if (flag && !text)
		return "takes no value";
	if (text)
		return value && *value ? NULL : "has no value";
	if (nfs_list_has(numbers, name))
		return number_objection(name, value ? value : "");
	for (size_t i = 0; i < COUNT(choices); i++)
		if (strcmp(name, choices[i].name) == 0)
			return value && nfs_list_has(choices[i].values, value)
				       ? NULL
				       : "has a value that the kernel does not "
					 "know";
	return "is not an NFS mount option of the kernel";
}

/* Takes the option of this name out of a list. */
static void options_remove(char *options, const char *name, size_t len)
{
	char *o = options;

	while (*o) {
		size_t n = strcspn(o, ",");

		if (n >= len && memcmp(o, name, len) == 0 &&
		    (n == len || o[len] == '=')) {
			n += o[n] == ',';
			memmove(o, o + n, strlen(o + n) + 1);
		} else {
			o += n + (o[n] == ',');
		}
	}
	if (o > options && o[-1] == ',')
		o[-1] = '\0';
}

int nfs_options_add(char *options, const char *more)
{
	char sum[OPTIONS_SIZE];
	size_t len;

	strcpy(sum, options);
	while (*more) {
		size_t n = strcspn(more, ",");

		options_remove(sum, more, strcspn(more, "=,"));
		len = strlen(sum);
		if (len + 1 + n >= sizeof(sum))
			return -ENOSPC;
		if (len)
			sum[len++] = ',';
		memcpy(sum + len, more, n);
		sum[len + n] = '\0';
		more += n + (more[n] == ',');
	}
	strcpy(options, sum);
	return 0;
}

const char *nfs_option_find(const char *options, const char *name)
{
	size_t len = strlen(name);

	for (const char *o = options; o && *o; o = strchr(o, ',')) {
		o += *o == ',';
		if (strncmp(o, name, len) == 0)
			return o + len;
	}
	return NULL;
}
