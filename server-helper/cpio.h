/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpio archives as the kernel unpacks them into its initramfs (newc and crc:
 * Documentation/driver-api/early-userspace/buffer-format.rst), taken as they
 * come, piece by piece. Pure.
 */
#ifndef CPIO_H
#define CPIO_H

#include <stddef.h>
#include <stdint.h>

#define CPIO_HEADER_SIZE 110
#define CPIO_NAME_SIZE	 512
#define CPIO_TRAILER	 "TRAILER!!!" /* ends an archive and its hard links */

struct cpio_entry {
	const char *name; /* without "/" and "./" at its start; cut off at
			     CPIO_NAME_SIZE - 1 octets */
	uint32_t mode, links, size;
	uint32_t inode[3]; /* number, device's major and minor */
};

/* Each entry, the trailers too: entry, then its data, then end. */
struct cpio_visitor {
	void (*entry)(void *ctx, const struct cpio_entry *entry);
	void (*data)(void *ctx, const uint8_t *data, size_t len);
	void (*end)(void *ctx);
	void *ctx;
};

enum cpio_state {
	CPIO_BETWEEN, /* the entries: zeros, or a header */
	CPIO_HEADER,
	CPIO_NAME,
	CPIO_DATA,
	CPIO_PADDING,
};

struct cpio {
	const struct cpio_visitor *visitor;
	enum cpio_state state;
	uint64_t at;   /* octets since the start: headers are aligned */
	uint32_t left; /* of what state reads */
	size_t have;   /* octets of header or name that are kept */
	uint32_t name_size;
	struct cpio_entry entry;
	char header[CPIO_HEADER_SIZE];
	char name[CPIO_NAME_SIZE];
	const char *wrong; /* what stopped it, or NULL */
};

/* at: where in the file this begins. */
void cpio_begin(struct cpio *cpio, const struct cpio_visitor *visitor,
		uint64_t at);

/*
 * Takes octets; returns how many. Less than len, where something is wrong
 * (cpio->wrong), or where between two entries stands neither zero nor header:
 * that is no archive any more.
 */
size_t cpio_take(struct cpio *cpio, const uint8_t *data, size_t len);

/* NULL where it may end here, or what is wrong. */
const char *cpio_end(const struct cpio *cpio);

#endif
