/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tmpfs.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define SIZE_MIN   (16ULL << 20)
#define SPARE_MIN  (192ULL << 20) /* for all else; a Debian root starts in 160 */
#define INODES_MIN 4096 /* a Debian root makes some hundreds as it starts */
#define DIGITS_MAX 12

/* Reads NUMBER[k|m|g|%] up to a comma or the end; *unit is the letter. */
static bool tmpfs_number(const char **text, uint64_t *number, char *unit)
{
	size_t digits = strspn(*text, "0123456789");

	if (!digits || digits > DIGITS_MAX)
		return false;
	for (*number = 0; digits; digits--)
		*number = *number * 10 + (*(*text)++ - '0');
	*unit = **text;
	if (!*unit || *unit == ',')
		return true;
	++*text;
	switch (*unit | ('a' - 'A')) {
	case 'g':
		*number <<= 10;
		/* fall through */
	case 'm':
		*number <<= 10;
		/* fall through */
	case 'k':
		*number <<= 10;
		return true;
	}
	return *unit == '%';
}

/* 0 is no limit at all to the kernel. */
static const char *tmpfs_size_objection(uint64_t size, char unit,
					uint64_t memory)
{
	if (unit == '%' && size > 100)
		return "is more than 100%";
	if (unit == '%')
		size = memory ? size * (memory / 100) : size ? SIZE_MIN : 0;
	if (size < SIZE_MIN)
		return "is less than 16 MiB";
	return memory && size + SPARE_MIN > memory && size > memory / 2
		       ? "leaves less than 192 MiB of the memory"
		       : NULL;
}

const char *tmpfs_objection(const char *options, uint64_t memory)
{
	static const char form[] = "is not tmpfs[:size=SIZE][,nr_inodes=N]";
	const char *objection = NULL;
	uint64_t number;
	char unit;

	while (*options) {
		bool size = strncmp(options, "size=", 5) == 0;

		if (!size && strncmp(options, "nr_inodes=", 10) != 0)
			return form;
		options += size ? 5 : 10;
		if (!tmpfs_number(&options, &number, &unit) ||
		    (!size && unit == '%') || (*options && *options != ',') ||
		    (*options == ',' && !options[1]))
			return form;
		if (*options)
			options++;
		if (!objection && size)
			objection = tmpfs_size_objection(number, unit, memory);
		else if (!objection && number < INODES_MIN)
			objection = "has fewer than 4096 inodes";
	}
	return objection;
}
