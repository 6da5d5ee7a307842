/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text options of the kernel's NFS client: fs/nfs/fs_context.c. */
#include "nfs_option.h"

#include <errno.h>
#include <string.h>

#include "boot.h"

enum option_kind {
	OPTION_FLAG,
	OPTION_FLAG_NO, /* also with "no" in front */
	OPTION_NUMBER,	/* from min to max */
	OPTION_TEXT,
	OPTION_TEXT_OR_FLAG_NO,
	OPTION_ENUM, /* one of values, separated by spaces */
};

/* nfs_fs_parameters of kernel 6.12. */
static const struct nfs_option {
	const char *name;
	const char *values;
	uint32_t min, max;
	enum option_kind kind;
} nfs_options[] = {
	{ "ac", .kind = OPTION_FLAG_NO },
	{ "acdirmax", NULL, 0, UINT32_MAX, OPTION_NUMBER },
	{ "acdirmin", NULL, 0, UINT32_MAX, OPTION_NUMBER },
	{ "acl", .kind = OPTION_FLAG_NO },
	{ "acregmax", NULL, 0, UINT32_MAX, OPTION_NUMBER },
	{ "acregmin", NULL, 0, UINT32_MAX, OPTION_NUMBER },
	{ "actimeo", NULL, 0, UINT32_MAX, OPTION_NUMBER },
	{ "alignwrite", .kind = OPTION_FLAG_NO },
	{ "bg", .kind = OPTION_FLAG },
	{ "bsize", NULL, 0, UINT32_MAX, OPTION_NUMBER },
	{ "clientaddr", .kind = OPTION_TEXT },
	{ "cto", .kind = OPTION_FLAG_NO },
	{ "fg", .kind = OPTION_FLAG },
	{ "fsc", .kind = OPTION_TEXT_OR_FLAG_NO },
	{ "hard", .kind = OPTION_FLAG },
	{ "intr", .kind = OPTION_FLAG_NO },
	{ "local_lock", "all flock posix none", .kind = OPTION_ENUM },
	{ "lock", .kind = OPTION_FLAG_NO },
	{ "lookupcache", "all none pos positive", .kind = OPTION_ENUM },
	{ "max_connect", NULL, 1, 16, OPTION_NUMBER },
	{ "migration", .kind = OPTION_FLAG_NO },
	{ "mountaddr", .kind = OPTION_TEXT },
	{ "mounthost", .kind = OPTION_TEXT },
	{ "mountport", NULL, 0, 65535, OPTION_NUMBER },
	{ "mountproto", "tcp udp", .kind = OPTION_ENUM },
	{ "mountvers", NULL, 3, 3, OPTION_NUMBER },
	{ "namlen", NULL, 0, UINT32_MAX, OPTION_NUMBER },
	{ "nconnect", NULL, 1, 16, OPTION_NUMBER },
	{ "port", NULL, 0, 65535, OPTION_NUMBER },
	{ "posix", .kind = OPTION_FLAG_NO },
	{ "proto", "tcp udp rdma", .kind = OPTION_ENUM },
	{ "rdirplus", .kind = OPTION_FLAG_NO },
	{ "resvport", .kind = OPTION_FLAG_NO },
	{ "retrans", NULL, 0, INT32_MAX, OPTION_NUMBER },
	{ "retry", NULL, 0, UINT32_MAX, OPTION_NUMBER },
	{ "rsize", NULL, 0, UINT32_MAX, OPTION_NUMBER },
	{ "sec", .kind = OPTION_TEXT },
	{ "sharecache", .kind = OPTION_FLAG_NO },
	{ "sloppy", .kind = OPTION_FLAG },
	{ "soft", .kind = OPTION_FLAG },
	{ "softerr", .kind = OPTION_FLAG },
	{ "softreval", .kind = OPTION_FLAG_NO },
	{ "timeo", NULL, 1, INT32_MAX, OPTION_NUMBER },
	{ "trunkdiscovery", .kind = OPTION_FLAG_NO },
	{ "write", "lazy eager wait", .kind = OPTION_ENUM },
	{ "wsize", NULL, 0, UINT32_MAX, OPTION_NUMBER },
	{ "xprtsec", "none tls mtls", .kind = OPTION_ENUM },
};

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

static const struct nfs_option *option_find(const char *name)
{
	for (size_t i = 0; i < sizeof(nfs_options) / sizeof(nfs_options[0]);
	     i++)
		if (strcmp(nfs_options[i].name, name) == 0)
			return &nfs_options[i];
	return NULL;
}

const char *nfs_option_objection(const char *name, const char *value)
{
	const struct nfs_option *option = option_find(name);
	uint32_t number;

	if (!option && !value && strncmp(name, "no", 2) == 0) {
		option = option_find(name + 2);
		if (option && option->kind != OPTION_FLAG_NO &&
		    option->kind != OPTION_TEXT_OR_FLAG_NO)
			option = NULL;
	}
	if (!option)
		return "is not an NFS mount option of the kernel";
	switch (option->kind) {
	case OPTION_FLAG:
	case OPTION_FLAG_NO:
		return value ? "takes no value" : NULL;
	case OPTION_NUMBER:
		if (!value || number_parse(value, &number) < 0)
			return "has no decimal number";
		return number < option->min || number > option->max
			       ? "has a number out of range"
			       : NULL;
	case OPTION_ENUM:
		return value && nfs_list_has(option->values, value)
			       ? NULL
			       : "has a value that the kernel does not know";
	case OPTION_TEXT:
		return value && *value ? NULL : "has no value";
	default:
		return value && !*value ? "has no value" : NULL;
	}
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
