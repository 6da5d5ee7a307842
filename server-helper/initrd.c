// SPDX-License-Identifier: GPL-2.0-or-later
#include <archive.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "initrd.h"
#include "say.h"

#define BLOCK 65536

struct initrd {
	int fd;
	uint64_t size, at; /* of the file; of what is read next */
	/* Of a compressed archive: where it ends at the latest, and from where
	 * on it is read octet by octet. */
	uint64_t limit, slow;
	const struct cpio_visitor *visitor;
	char *why;
	size_t why_size;
	uint8_t block[BLOCK];
};

/*
 * The kernel's own list: lib/decompress.c. lzo is what lzop writes, lz4 what
 * lz4 -l writes; of xz it knows no check but CRC32
 * (Documentation/staging/xz.rst), which is octet 7 (The .xz File Format
 * 2.1.1.2).
 */
static const struct method {
	uint8_t magic[2];
	const char *name;
	int (*filter)(struct archive *);
} methods[] = {
	{ { 0x1f, 0x8b }, "gzip", archive_read_support_filter_gzip },
	{ { 0x42, 0x5a }, "bzip2", archive_read_support_filter_bzip2 },
	{ { 0x5d, 0x00 }, "lzma", archive_read_support_filter_lzma },
	{ { 0xfd, 0x37 }, "xz", archive_read_support_filter_xz },
	{ { 0x89, 0x4c }, "lzop", archive_read_support_filter_lzop },
	{ { 0x02, 0x21 }, "lz4", archive_read_support_filter_lz4 },
	{ { 0x28, 0xb5 }, "zstd", archive_read_support_filter_zstd },
};

#define AT_XZ_CHECK  7
#define XZ_CHECK_MAX 1 /* 0: none, 1: CRC32 */

static bool is_xz(const struct method *method)
{
	return method->filter == archive_read_support_filter_xz;
}

PRINTF(2, 3) static int broken(struct initrd *initrd, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(initrd->why, initrd->why_size, fmt, args);
	va_end(args);
	return -EINVAL;
}

/* Reads at most BLOCK octets of the file; returns how many, or -errno. */
static ssize_t read_block(struct initrd *initrd, uint64_t at, uint64_t limit)
{
	size_t len = limit - at < BLOCK ? (size_t)(limit - at) : BLOCK;
	ssize_t n = pread(initrd->fd, initrd->block, len, (off_t)at);

	if (n >= 0)
		return n;
	n = -errno;
	snprintf(initrd->why, initrd->why_size, "cannot be read: %s",
		 strerror((int)-n));
	return n;
}

static la_ssize_t read_compressed(struct archive *archive, void *ctx,
				  const void **data)
{
	struct initrd *initrd = ctx;
	uint64_t end = initrd->limit;
	ssize_t n;

	if (initrd->at < initrd->slow && initrd->slow < end)
		end = initrd->slow;
	else if (initrd->at >= initrd->slow && initrd->at < end)
		end = initrd->at + 1;
	n = read_block(initrd, initrd->at, end);
	if (n < 0) {
		archive_set_error(archive, (int)-n, "%s", strerror((int)-n));
		return -1;
	}
	initrd->at += (uint64_t)n;
	*data = initrd->block;
	return n;
}

/* What comes out of the decompressor is an archive up to its end. */
static int visit_unpacked(struct initrd *initrd, struct archive *archive)
{
	static uint8_t unpacked[BLOCK];
	struct cpio cpio;
	la_ssize_t n;

	cpio_begin(&cpio, initrd->visitor, 0);
	while ((n = archive_read_data(archive, unpacked, sizeof(unpacked))) > 0)
		if (cpio_take(&cpio, unpacked, (size_t)n) < (size_t)n)
			return broken(initrd, "%s",
				      cpio.wrong ? cpio.wrong
						 : "something stands between "
						   "the files in it");
	if (n < 0)
		return -EAGAIN;
	return cpio_end(&cpio) ? broken(initrd, "%s", cpio_end(&cpio)) : 0;
}

/*
 * One compressed archive, from..limit. Returns 0, -EINVAL, or -EAGAIN where
 * the decompressor stopped; *end is where that was.
 */
static int visit_once(struct initrd *initrd, const struct method *method,
		      uint64_t from, uint64_t *end)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	int err = -EAGAIN, ret;
	int64_t taken;

	if (!archive)
		return broken(initrd, "%s", strerror(ENOMEM));
	archive_read_support_format_raw(archive);
	archive_read_support_format_empty(archive);
	method->filter(archive);
	initrd->at = from;
	ret = archive_read_open(archive, initrd, NULL, read_compressed, NULL);
	if (ret == ARCHIVE_OK)
		ret = archive_read_next_header(archive, &entry);
	if (ret == ARCHIVE_OK && archive_filter_count(archive) == 2)
		err = visit_unpacked(initrd, archive);
	else if (ret == ARCHIVE_EOF)
		err = 0;
	if (err == -EAGAIN)
		broken(initrd, "its %s part cannot be unpacked: %s",
		       method->name,
		       archive_error_string(archive)
			       ? archive_error_string(archive)
			       : "it is none");
	taken = archive_filter_bytes(archive, -1);
	*end = from + (taken > 0 ? (uint64_t)taken : 0);
	/* Where it fails at once, it forgets: all but the last octet. */
	if (taken < 0 && initrd->slow < initrd->size && initrd->at > from)
		*end = initrd->at - 1;
	archive_read_free(archive);
	return err;
}

/* liblzma takes zeros behind a stream, and then twelve octets at a time. A
 * stream has a multiple of four octets and ends in YZ (The .xz File Format 2.1,
 * 2.1.2.4). */
static uint64_t xz_end(const struct initrd *initrd, uint64_t from,
		       uint64_t taken)
{
	uint64_t end = taken - (taken - from) % 4;
	char last[2];

	while (end > from && taken - end < BLOCK &&
	       pread(initrd->fd, last, 2, (off_t)end - 2) == 2 &&
	       memcmp(last, "YZ", 2) != 0)
		end -= 4;
	return end;
}

/*
 * Where something else follows a compressed archive, the kernel goes on there;
 * libarchive would have more of the same, and fails. What it had taken until
 * then tells where the archive ends, to the octet if it gets only one at a
 * time; up to there all must be well.
 */
static int visit_compressed(struct initrd *initrd, const struct method *method,
			    uint64_t *at)
{
	uint64_t end;
	int err;

	initrd->slow = initrd->limit = initrd->size;
	err = visit_once(initrd, method, *at, &end);
	if (err == -EAGAIN && end < initrd->size) {
		initrd->slow = end;
		err = visit_once(initrd, method, *at, &end);
	}
	if (err == -EAGAIN && is_xz(method))
		end = xz_end(initrd, *at, end);
	if (err == -EAGAIN && end > *at && end < initrd->size) {
		initrd->limit = end;
		err = visit_once(initrd, method, *at, &end);
	}
	*at = end;
	return err == -EAGAIN ? -EINVAL : err;
}

/* One or more plain archives, and zeros. */
static int visit_plain(struct initrd *initrd, uint64_t *at)
{
	struct cpio cpio;
	size_t used;
	ssize_t n;

	cpio_begin(&cpio, initrd->visitor, *at);
	do {
		n = read_block(initrd, *at, initrd->size);
		if (n < 0)
			return (int)n;
		used = cpio_take(&cpio, initrd->block, (size_t)n);
		*at += used;
	} while (n && used == (size_t)n);
	return cpio_end(&cpio) ? broken(initrd, "%s", cpio_end(&cpio)) : 0;
}

static int visit_part(struct initrd *initrd, uint64_t *at)
{
	ssize_t n = read_block(initrd, *at, initrd->size);
	size_t i;

	if (n <= 0)
		return n ? (int)n : broken(initrd, "became shorter");
	if (initrd->block[0] == '\0' || initrd->block[0] == '0')
		return visit_plain(initrd, at);
	for (i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (n > AT_XZ_CHECK &&
		    !memcmp(initrd->block, methods[i].magic, 2))
			break;
	if (i == sizeof(methods) / sizeof(*methods))
		return broken(initrd,
			      "octet %llu begins neither a cpio archive nor "
			      "one in a compression that the kernel knows",
			      (unsigned long long)*at);
	if (is_xz(&methods[i]) && initrd->block[AT_XZ_CHECK] > XZ_CHECK_MAX)
		return broken(initrd,
			      "compressed by xz with a check that the kernel "
			      "does not know (xz --check=crc32 is right)");
	return visit_compressed(initrd, &methods[i], at);
}

int initrd_visit(int fd, const struct cpio_visitor *visitor, char *why,
		 size_t size)
{
	struct initrd initrd = {
		.fd = fd, .visitor = visitor, .why = why, .why_size = size
	};
	uint64_t at = 0;
	struct stat st;
	int err = 0;

	if (fstat(fd, &st))
		return broken(&initrd, "%s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return broken(&initrd, "not a regular file");
	if (!st.st_size)
		return broken(&initrd, "empty");
	initrd.size = (uint64_t)st.st_size;
	while (!err && at < initrd.size)
		err = visit_part(&initrd, &at);
	return err;
}
