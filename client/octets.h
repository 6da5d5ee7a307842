/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes from a stranger; octets_at is the only way to them. */
#ifndef OCTETS_H
#define OCTETS_H

#include <stddef.h>
#include <stdint.h>

struct octets {
	const uint8_t *data;
	size_t len;
};

/* The count octets that begin at an offset, or NULL where they do not all lie
 * within. */
static inline const uint8_t *octets_at(struct octets from, size_t at,
				       size_t count)
{
	if (at > from.len || count > from.len - at)
		return NULL;
	return from.data + at;
}

/* The part from an offset on, count octets long; empty where it is not all
 * there. */
static inline struct octets octets_part(struct octets from, size_t at,
					size_t count)
{
	const uint8_t *data = octets_at(from, at, count);

	return (struct octets){ data, data ? count : 0 };
}

static inline uint16_t octets_be16(const uint8_t *octets)
{
	return octets[0] << 8 | octets[1];
}

static inline uint32_t octets_be32(const uint8_t *octets)
{
	return (uint32_t)octets_be16(octets) << 16 | octets_be16(octets + 2);
}

static inline void octets_put_be16(uint8_t *octets, uint16_t value)
{
	octets[0] = value >> 8;
	octets[1] = value & 0xff;
}

#endif
