/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One read request to a TFTP server: RFC 1350. */
#ifndef DOCTOR_RRQ_H
#define DOCTOR_RRQ_H

#include <stddef.h>
#include <stdint.h>

#define RRQ_BLOCK 512

enum rrq_kind {
	RRQ_DATA,    /* len octets of the file's first block */
	RRQ_ERROR,   /* the server's code and its text in data */
	RRQ_REFUSED, /* nobody listens there */
	RRQ_SILENT,  /* no answer in time */
	RRQ_FAILED,  /* could not be asked: code is -errno */
};

struct rrq {
	enum rrq_kind kind;
	int code;
	size_t len;
	uint8_t data[RRQ_BLOCK + 1]; /* a NUL behind it */
};

/* Asks at port 69 of an address (host order) for the first block of a file,
 * three times within three seconds. */
void doctor_rrq(uint32_t addr, const char *name, struct rrq *out);

#endif
