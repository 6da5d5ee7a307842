/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DHCP on the wire: what RFC 2131, 2132 and their successors number. */
#ifndef DHCP_WIRE_H
#define DHCP_WIRE_H

#define DHCP_SERVER_PORT 67 /* RFC 2131 4.1 */
#define DHCP_CLIENT_PORT 68

/* Offsets and sizes of the fields of a message, RFC 2131 2, figure 1. */
#define DHCP_AT_OP	0
#define DHCP_AT_HTYPE	1
#define DHCP_AT_HLEN	2
#define DHCP_AT_XID	4
#define DHCP_AT_SECS	8
#define DHCP_AT_FLAGS	10
#define DHCP_AT_CIADDR	12
#define DHCP_AT_YIADDR	16
#define DHCP_AT_SIADDR	20
#define DHCP_AT_CHADDR	28
#define DHCP_AT_SNAME	44
#define DHCP_AT_FILE	108
#define DHCP_AT_COOKIE	236
#define DHCP_AT_OPTIONS 240
#define DHCP_SNAME_LEN	64
#define DHCP_FILE_LEN	128

#define DHCP_BOOTREQUEST    1 /* op, RFC 951 3 */
#define DHCP_BOOTREPLY	    2
#define DHCP_HTYPE_ETHERNET 1	       /* RFC 1700, hardware types */
#define DHCP_FLAG_BROADCAST 0x8000     /* RFC 2131 2, figure 2 */
#define DHCP_COOKIE	    0x63825363 /* RFC 2132 2: 99.130.83.99 */

#define DHCP_MESSAGE_MIN 300	    /* RFC 951 3 with RFC 1542 2.1 */
#define DHCP_SIZE_MIN	 576	    /* of option 57, RFC 2132 9.10 */
#define DHCP_MTU_MIN	 68	    /* of option 26, RFC 2132 5.1 */
#define DHCP_INFINITE	 0xffffffff /* lease time, RFC 2131 3.3 */

/* Options; RFC 2132 where no other is named. */
#define DHCP_OPT_PAD	      0	  /* 3.1 */
#define DHCP_OPT_MASK	      1	  /* 3.3 */
#define DHCP_OPT_ROUTER	      3	  /* 3.5 */
#define DHCP_OPT_DNS	      6	  /* 3.8 */
#define DHCP_OPT_HOSTNAME     12  /* 3.14 */
#define DHCP_OPT_DOMAIN	      15  /* 3.17 */
#define DHCP_OPT_ROOTPATH     17  /* 3.19 */
#define DHCP_OPT_MTU	      26  /* 5.1 */
#define DHCP_OPT_BROADCAST    28  /* 5.3 */
#define DHCP_OPT_NTP	      42  /* 8.3 */
#define DHCP_OPT_REQUESTED    50  /* 9.1 */
#define DHCP_OPT_LEASE	      51  /* 9.2 */
#define DHCP_OPT_OVERLOAD     52  /* 9.3 */
#define DHCP_OPT_TYPE	      53  /* 9.6 */
#define DHCP_OPT_SERVER	      54  /* 9.7 */
#define DHCP_OPT_PARAMETERS   55  /* 9.8 */
#define DHCP_OPT_SIZE	      57  /* 9.10 */
#define DHCP_OPT_T1	      58  /* 9.11 */
#define DHCP_OPT_T2	      59  /* 9.12 */
#define DHCP_OPT_VENDOR	      60  /* 9.13 */
#define DHCP_OPT_CLIENTID     61  /* 9.14 */
#define DHCP_OPT_RAPID_COMMIT 80  /* RFC 4039 4 */
#define DHCP_OPT_SEARCH	      119 /* RFC 3397 2 */
#define DHCP_OPT_ROUTES	      121 /* RFC 3442 */
#define DHCP_OPT_END	      255 /* 3.2 */

#define DHCP_OVERLOAD_FILE  1 /* of option 52, RFC 2132 9.3 */
#define DHCP_OVERLOAD_SNAME 2

/* Message types: option 53, RFC 2132 9.6. */
#define DHCP_DISCOVER 1
#define DHCP_OFFER    2
#define DHCP_REQUEST  3
#define DHCP_DECLINE  4
#define DHCP_ACK      5
#define DHCP_NAK      6
#define DHCP_RELEASE  7

#endif
