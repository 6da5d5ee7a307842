// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <string.h>

#include "cpio.h"

/* The fields behind the magic, each of eight hexadecimal digits. */
enum {
	FIELD_INODE,
	FIELD_MODE,
	FIELD_LINKS = 4,
	FIELD_SIZE = 6,
	FIELD_MAJOR,
	FIELD_MINOR,
	FIELD_NAME_SIZE = 11,
	FIELDS = 13,
};

#define MAGIC_SIZE 6
#define ALIGN	   4

void cpio_begin(struct cpio *cpio, const struct cpio_visitor *visitor,
		uint64_t at)
{
	memset(cpio, 0, sizeof(*cpio));
	cpio->visitor = visitor;
	cpio->at = at;
}

static bool read_fields(const char *text, uint32_t *fields)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	int i;

	memset(fields, 0, FIELDS * sizeof(*fields));
	for (i = 0; i < FIELDS * 8; i++) {
		const char *digit = memchr(digits, text[i], sizeof(digits) - 1);

		if (!digit)
			return false;
		fields[i / 8] = fields[i / 8] << 4 |
				(uint32_t)((digit - digits) & 15);
	}
	return true;
}

static void read_header(struct cpio *cpio)
{
	struct cpio_entry *entry = &cpio->entry;
	uint32_t fields[FIELDS];

	if ((memcmp(cpio->header, "070701", MAGIC_SIZE) != 0 &&
	     memcmp(cpio->header, "070702", MAGIC_SIZE) != 0) ||
	    !read_fields(cpio->header + MAGIC_SIZE, fields) ||
	    !fields[FIELD_NAME_SIZE]) {
		cpio->wrong = "what stands where a cpio header (newc) belongs "
			      "is none";
		return;
	}
	entry->mode = fields[FIELD_MODE];
	entry->links = fields[FIELD_LINKS];
	entry->size = fields[FIELD_SIZE];
	entry->inode[0] = fields[FIELD_INODE];
	entry->inode[1] = fields[FIELD_MAJOR];
	entry->inode[2] = fields[FIELD_MINOR];
	cpio->name_size = cpio->left = fields[FIELD_NAME_SIZE];
	cpio->have = 0;
	cpio->state = CPIO_NAME;
}

static void enter_padding(struct cpio *cpio)
{
	cpio->left = (uint32_t)(-cpio->at % ALIGN);
	cpio->state = CPIO_PADDING;
}

static void end_entry(struct cpio *cpio)
{
	cpio->visitor->end(cpio->visitor->ctx);
	cpio->name_size = 0;
	enter_padding(cpio);
}

static void end_name(struct cpio *cpio)
{
	const char *name = cpio->name;

	cpio->name[cpio->have] = '\0';
	while (*name == '/' || (name[0] == '.' && name[1] == '/'))
		name += *name == '/' ? 1 : 2;
	cpio->entry.name = name;
	cpio->visitor->entry(cpio->visitor->ctx, &cpio->entry);
	enter_padding(cpio);
}

/* Behind a name its data follow, behind those the next entry. */
static void end_padding(struct cpio *cpio)
{
	if (!cpio->name_size) {
		cpio->state = CPIO_BETWEEN;
		return;
	}
	cpio->left = cpio->entry.size;
	cpio->state = CPIO_DATA;
}

/* Goes on from states that have all that they read. */
static void step(struct cpio *cpio)
{
	while (!cpio->wrong && !cpio->left && cpio->state != CPIO_BETWEEN)
		switch (cpio->state) {
		case CPIO_HEADER:
			read_header(cpio);
			break;
		case CPIO_NAME:
			end_name(cpio);
			break;
		case CPIO_DATA:
			end_entry(cpio);
			break;
		default:
			end_padding(cpio);
			break;
		}
}

/* Copies what fits; the rest of a long name is passed over. */
static void keep(struct cpio *cpio, char *to, size_t size, const uint8_t *data,
		 size_t len)
{
	if (len > size - cpio->have)
		len = size - cpio->have;
	memcpy(to + cpio->have, data, len);
	cpio->have += len;
}

/* The octet between two entries; false where it is of no archive. */
static bool take_between(struct cpio *cpio, uint8_t octet)
{
	if (!octet) {
		cpio->at++;
		return true;
	}
	if (octet != '0')
		return false;
	if (cpio->at % ALIGN) {
		cpio->wrong = "a cpio archive in it does not begin at a "
			      "multiple of four octets";
		return false;
	}
	cpio->state = CPIO_HEADER;
	cpio->left = CPIO_HEADER_SIZE;
	cpio->have = 0;
	return true;
}

size_t cpio_take(struct cpio *cpio, const uint8_t *data, size_t len)
{
	size_t used = 0, n;

	while (used < len && !cpio->wrong) {
		if (cpio->state == CPIO_BETWEEN) {
			if (!take_between(cpio, data[used]))
				break;
			used += cpio->state == CPIO_BETWEEN;
			continue;
		}
		n = len - used < cpio->left ? len - used : cpio->left;
		if (cpio->state == CPIO_HEADER)
			keep(cpio, cpio->header, CPIO_HEADER_SIZE, data + used,
			     n);
		else if (cpio->state == CPIO_NAME)
			keep(cpio, cpio->name, CPIO_NAME_SIZE - 1, data + used,
			     n);
		else if (cpio->state == CPIO_DATA)
			cpio->visitor->data(cpio->visitor->ctx, data + used, n);
		used += n;
		cpio->at += n;
		cpio->left -= (uint32_t)n;
		step(cpio);
	}
	return used;
}

const char *cpio_end(const struct cpio *cpio)
{
	if (cpio->wrong)
		return cpio->wrong;
	if (cpio->state == CPIO_BETWEEN ||
	    (cpio->state == CPIO_PADDING && !cpio->name_size))
		return NULL;
	return "it ends within a file: it is cut off";
}
