/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CMDLINE_H
#define CMDLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot.h"
#include "report.h"

/*
 * Reads a kernel command line into *out, by the grammar in rescue64-client(8)
 * (kernel: Documentation/admin-guide/nfs/nfsroot.rst, lib/cmdline.c next_arg).
 * line: up to the NUL; may be any bytes. Every refused field is reported once,
 * counts as not given, and is counted in out->errors. Returns 0, or -EINVAL
 * where out->errors is not 0; *out is usable in both cases.
 */
int cmdline_parse(const char *line, struct cmdline *out,
		  const struct report *report);

/*
 * Reads [nfs:|nfs4:][HOST[,HOST...]:]PATH[:OPTIONS|,OPTIONS], the form of DHCP
 * option 17 and of root=, into *out; a colon in PATH begins the options. Each
 * bad part is reported and counts as not given. field names the operand in
 * reports ("option 17"). Returns 0 or -EINVAL.
 */
int root_name_parse(const char *text, const char *field, struct root_name *out,
		    const struct report *report);

/* The same for nfsroot=: [HOST[,HOST...]:]PATH[,OPTIONS] as in the kernel, so
 * that nfs: is a host and a colon behind a slash belongs to the path. */
int nfsroot_parse(const char *text, struct root_name *out,
		  const struct report *report);

/* The value of root=: names of other roots than NFS are warned of. */
int root_word_parse(const char *text, struct root_name *out,
		    const struct report *report);

/* What the ip= words of a line have said so far; all zero at first. */
struct ip_words {
	unsigned fields;     /* of the first of them */
	char autoconf[8];    /* its word, where it has one and a good one */
	bool client_refused; /* a client address was there, but a bad one */
	bool client_wished;  /* the client's address is the four-field form's */
};

/* Whether len octets, a value of ip=, have PXELINUX's exact four-field form. */
bool ip_is_four_fields(const char *text, size_t len);

/*
 * Reads one value of ip= and fills what *out has not yet. name is "ip=" or
 * "nfsaddrs=", for reports. Returns 0 or -EINVAL.
 */
int ip_read(const char *text, const char *name, struct ip_words *words,
	    struct cmdline *out, const struct report *report);

/* Decides, after the last ip_read, how the address comes about. */
void ip_conclude(const struct ip_words *words, struct cmdline *out,
		 const struct report *report);

#define OWN_WORD_PREFIX "rescue64."

/* Who reads which rescue64. word; name is for reports too. A bad value is
 * reported and changes nothing. The table ends with a NULL name. */
struct own_word {
	const char *name;
	void (*read)(const char *value, const char *name, struct cmdline *out,
		     const struct report *report);
};

extern const struct own_word own_words[];

/* Strict dotted quad, the whole of text; network order. 0 or -EINVAL. */
int quad_parse(const char *text, uint32_t *out);

/* The netmask of the address's class (RFC 791 3.2), network order; 0 where
 * there is none (class D and E). */
uint32_t classful_netmask(uint32_t addr);

/* A host name or a dotted domain by RFC 1123 2.1: labels of letters, digits and
 * inner hyphens, the last one not all digits. */
bool name_is_valid(const char *name);

#endif
