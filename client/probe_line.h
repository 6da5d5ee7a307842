/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What probe.c and probe_line.c share. */
#ifndef PROBE_LINE_H
#define PROBE_LINE_H

#include "probe.h"
#include "rpc_message.h"

/* What is asked, in the order of struct probe's answers. */
enum { ASK_NFS4, ASK_NFS3, ASK_MOUNT, QUESTIONS };

/* One connection; its calls are sent one behind the other. */
struct probe_line {
	int fd; /* -1: none */
	bool connected;
	uint8_t asked;	/* a bit for each question without an answer */
	uint32_t xid;	/* of question 0; the others count from there */
	unsigned count; /* words of the reply that is coming */
	struct rpc_record record;
	uint32_t words[RPC_REPLY_WORDS];
};

enum { LINE_NFS, LINE_MOUNT, LINE_RPCBIND, LINES };

struct probe_server {
	struct probe *probe;
	const struct probe_wants *wants;
	uint64_t begin_ms, rpcbind_ms;
	bool done;
	int ports[QUESTIONS]; /* as rpcbind says; 0: none; -1: unknown */
	struct probe_line lines[LINES];
};

void probe_line_close(struct probe_line *line);

/* Nothing more will come: what was not answered ends like this. */
void probe_line_end(struct probe_server *server, struct probe_line *line,
		    enum probe_outcome outcome);

/* Connects to a port (host order), to ask these questions there; takes the
 * place of an older connection of this kind. Returns 0, or -errno where no
 * socket can be had. */
int probe_line_open(struct probe_server *server, unsigned kind, uint16_t port,
		    unsigned asked);

/* Goes on after poll(2) has told something. */
void probe_line_handle(struct probe_server *server, unsigned kind);

#endif
