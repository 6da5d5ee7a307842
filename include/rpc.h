/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ONC RPC version 2 on the wire: RFC 5531; program numbers: RFC 7530 1.4.1,
 * RFC 1813 and its appendix I. All fields are big-endian 32-bit words. */
#ifndef RPC_H
#define RPC_H

#define RPC_VERSION	  2 /* RFC 5531 9 */
#define RPC_CALL	  0 /* RFC 5531 9: msg_type */
#define RPC_REPLY	  1
#define RPC_MSG_ACCEPTED  0 /* RFC 5531 9: reply_stat */
#define RPC_SUCCESS	  0 /* RFC 5531 9: accept_stat */
#define RPC_PROG_UNAVAIL  1
#define RPC_PROG_MISMATCH 2
#define RPC_AUTH_MAX	  400	      /* RFC 5531 8.2: opaque_auth's body */
#define RPC_LAST_FRAGMENT 0x80000000u /* RFC 5531 11: record marking */

#define RPC_PROGRAM_PORTMAP 100000 /* RFC 1833 3 */
#define RPC_PROGRAM_NFS	    100003
#define RPC_PROGRAM_MOUNT   100005
#define RPC_PROCEDURE_NULL  0

#define PORTMAP_VERSION 2 /* RFC 1833 3 */
#define PORTMAP_GETPORT 3 /* PMAPPROC_GETPORT */
#define PORTMAP_TCP	6 /* IPPROTO_TCP of struct mapping */

#define MOUNT_VERSION  3    /* RFC 1813 5 */
#define MOUNT_EXPORT   5    /* RFC 1813 5.2.5: MOUNTPROC3_EXPORT */
#define MOUNT_PATH_MAX 1024 /* RFC 1813 5.1.1: MNTPATHLEN */

#define NFS_PORT     2049u  /* RFC 7530 3.1 */
#define PORTMAP_PORT 111u   /* RFC 1833 3: PMAP_PORT */
#define MOUNTD_PORT  20048u /* IANA's service name registry: mountd */

#endif
