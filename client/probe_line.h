/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What probe.c and probe_line.c share. */
#ifndef PROBE_LINE_H
#define PROBE_LINE_H

#include <poll.h>

#include "probe.h"
#include "rpc_message.h"

/* What is asked, in the order of struct probe's answers. */
enum { ASK_NFS4, ASK_NFS3, ASK_MOUNT, ASK_EXPORTS, QUESTIONS };

enum { LINE_NFS, LINE_MOUNT, LINE_RPCBIND, LINES };

struct probe_server {
	struct probe *probe;
	bool rpcbind_asked;
	int error;	      /* no socket could be had: -errno */
	int ports[QUESTIONS]; /* as rpcbind says; -1: none; 0: unknown */
	/* One connection; its calls are sent one behind the other. */
	struct probe_line {
		struct probe_server *server;
		struct pollfd *polled; /* fd -1: not connected */
		uint8_t asked; /* a bit for each question without an answer */
		uint32_t xid;  /* of question 0; the others count from there */
		struct rpc_record record;
		uint32_t words[RPC_REPLY_WORDS + 1];
	} lines[LINES];
};

/* Closes what is open; what was not answered ends like this. */
void probe_line_end(struct probe_line *line, enum probe_outcome outcome);

/* Connects to a port (host order), to ask these questions there; takes the
 * place of an older connection. */
void probe_line_open(struct probe_line *line, uint16_t port, unsigned asked);

/* Goes on after poll(2) has told something. */
void probe_line_handle(struct probe_line *line);

#endif
