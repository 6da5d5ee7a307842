/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CMDLINE_H
#define CMDLINE_H

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
 * Reads [nfs:|nfs4:][HOST[,HOST...]:]PATH[,OPTIONS] (kernel line) or
 * [nfs:|nfs4:][SERVER:]PATH[:OPTIONS|,OPTIONS] (DHCP option 17) into *out.
 * field names the operand in reports. Returns 0 or -EINVAL.
 */
int root_name_parse(const char *text, const char *field, struct root_name *out,
		    const struct report *report);

/* Strict dotted quad, the whole of text; network order. 0 or -EINVAL. */
int quad_parse(const char *text, uint32_t *out);

/* The netmask of the address's class (RFC 791 3.2), network order; 0 where
 * there is none (class D and E). */
uint32_t classful_netmask(uint32_t addr);

/* A host name or a dotted domain by RFC 1123 2.1. */
bool name_is_valid(const char *name);

#endif
