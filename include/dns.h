/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DNS on the wire: RFC 1035 where no other is named. */
#ifndef DNS_H
#define DNS_H

#define DNS_PORT 53 /* 4.2 */

#define DNS_LABEL_MAX 63  /* 2.3.4 */
#define DNS_NAME_MAX  255 /* 2.3.4: with the octets of the labels' lengths */

/* The header's fields, 4.1.1. */
#define DNS_AT_FLAGS   2
#define DNS_AT_QDCOUNT 4
#define DNS_AT_ANCOUNT 6
#define DNS_HEADER_LEN 12

#define DNS_QR	     0x8000
#define DNS_OPCODE   0x7800 /* 0: a standard query */
#define DNS_AA	     0x0400
#define DNS_TC	     0x0200
#define DNS_RD	     0x0100
#define DNS_RA	     0x0080
#define DNS_RCODE    0x000f
#define DNS_NXDOMAIN 3 /* "Name Error"; its name is RFC 2136's, 2.2 */

#define DNS_QUESTION_LEN 4 /* behind the name: type and class, 4.1.2 */

/* A record's fields behind its owner's name, 4.1.3. */
#define DNS_RECORD_TYPE	 0 /* and the class */
#define DNS_RECORD_RDLEN 8
#define DNS_RECORD_LEN	 10

#define DNS_TYPE_A     1 /* 3.2.2, 3.4.1 */
#define DNS_TYPE_CNAME 5 /* 3.2.2, 3.3.1 */
#define DNS_CLASS_IN   1 /* 3.2.4 */

#define DNS_STREAM_PREFIX 2 /* octets of length before a TCP message, 4.2.2 */

#endif
