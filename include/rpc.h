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
#define RPC_LAST_FRAGMENT 0x80000000u /* RFC 5531 11: record marking */

#define RPC_PROGRAM_NFS	   100003
#define RPC_PROGRAM_MOUNT  100005
#define RPC_PROCEDURE_NULL 0

#define NFS_PORT 2049u /* RFC 7530 3.1 */

#endif
