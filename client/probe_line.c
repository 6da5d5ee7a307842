/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One connection of a probe: NULL calls, or rpcbind asked for ports. */
#include "probe_line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys.h"

static const struct rpc_question questions[QUESTIONS] = {
	{ RPC_PROGRAM_NFS, 4, RPC_PROCEDURE_NULL },
	{ RPC_PROGRAM_NFS, 3, RPC_PROCEDURE_NULL },
	{ RPC_PROGRAM_MOUNT, MOUNT_VERSION, RPC_PROCEDURE_NULL },
};
static const struct rpc_question getport = { RPC_PROGRAM_PORTMAP,
					     PORTMAP_VERSION, PORTMAP_GETPORT };

void probe_line_close(struct probe_line *line)
{
	if (line->fd >= 0)
		close(line->fd);
	line->fd = -1;
}

void probe_line_end(struct probe_server *server, struct probe_line *line,
		    enum probe_outcome outcome)
{
	probe_line_close(line);
	if (line == &server->lines[LINE_RPCBIND])
		return;
	for (unsigned q = 0; q < QUESTIONS; q++)
		if (line->asked & 1 << q)
			server->probe->answers[q].outcome = outcome;
}

static enum probe_outcome outcome_of_error(int error)
{
	switch (error) {
	case ECONNREFUSED:
		return PROBE_REFUSED;
	case ETIMEDOUT:
		return PROBE_SILENT;
	case ECONNRESET:
	case EPIPE:
		return PROBE_BROKEN;
	default: /* ENETUNREACH, EHOSTUNREACH, EACCES of a filter, ... */
		return PROBE_UNREACHABLE;
	}
}

int probe_connect(int fd, uint32_t address, uint16_t port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = address,
	};

	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0 &&
	    errno != EINPROGRESS)
		return -errno;
	return 0;
}

int probe_connected(int fd)
{
	socklen_t len = sizeof(int);
	int error = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		return -errno;
	return -error;
}

int probe_line_open(struct probe_server *server, unsigned kind, uint16_t port,
		    unsigned asked)
{
	struct probe_line *line = &server->lines[kind];
	int ret;

	probe_line_close(line);
	memset(line, 0, sizeof(*line));
	line->asked = asked;
	line->fd =
		socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (line->fd < 0)
		return -errno;
	for (unsigned q = 0; q < QUESTIONS; q++)
		if (kind != LINE_RPCBIND && (asked & 1 << q))
			server->probe->answers[q].outcome = PROBE_UNKNOWN;
	sys_random(&line->xid, sizeof(line->xid));
	ret = probe_connect(line->fd, server->probe->address, port);
	if (ret < 0)
		probe_line_end(server, line, outcome_of_error(-ret));
	return 0;
}

/* All at once, so that none waits for the others' acknowledgement (RFC 1122
 * 4.2.3.4). An empty socket's buffer takes it whole. */
static int line_send(struct probe_line *line, bool rpcbind)
{
	uint32_t calls[QUESTIONS * RPC_CALL_MAX];
	int ret = probe_connected(line->fd);
	ssize_t len = 0;

	if (ret < 0)
		return ret;
	line->connected = true;
	for (unsigned q = 0; q < QUESTIONS; q++) {
		const struct rpc_question *question = &questions[q];
		const uint32_t mapping[] = { question->program,
					     question->version, PORTMAP_TCP,
					     0 };

		if (line->asked & 1 << q)
			len += rpc_call_write(calls + len / 4, line->xid + q,
					      rpcbind ? &getport : question,
					      mapping, rpcbind ? 4 : 0);
	}
	return send(line->fd, calls, len, MSG_NOSIGNAL) == len ? 0 : -EPIPE;
}

static uint8_t saturate(uint32_t number)
{
	return number < UINT8_MAX ? number : UINT8_MAX;
}

static void answer_set(struct probe_answer *answer,
		       const struct rpc_reply *reply)
{
	switch (reply->status) {
	case RPC_SUCCESS:
		answer->outcome = PROBE_OK;
		break;
	case RPC_PROG_UNAVAIL:
		answer->outcome = PROBE_UNAVAILABLE;
		break;
	case RPC_PROG_MISMATCH:
		answer->outcome = PROBE_MISMATCH;
		answer->low = saturate(reply->low);
		answer->high = saturate(reply->high);
		break;
	default:
		answer->outcome = PROBE_BROKEN;
	}
}

/* A whole record is there; 0, or -EPROTO where it answers nothing. */
static int line_judge(struct probe_server *server, struct probe_line *line)
{
	struct rpc_reply reply;
	unsigned q;

	if (rpc_reply_read(line->words, line->count, &reply) < 0)
		return -EPROTO;
	q = reply.xid - line->xid;
	if (q >= QUESTIONS || !(line->asked & 1 << q))
		return -EPROTO;
	line->asked &= ~(1 << q);
	if (line != &server->lines[LINE_RPCBIND]) {
		answer_set(&server->probe->answers[q], &reply);
	} else {
		server->probe->rpcbind = true;
		if (reply.status == RPC_SUCCESS &&
		    reply.results < line->count &&
		    line->words[reply.results] <= UINT16_MAX)
			server->ports[q] = line->words[reply.results];
	}
	line->count = 0;
	return 0;
}

static int line_take(struct probe_server *server, struct probe_line *line,
		     uint8_t octet)
{
	unsigned took = rpc_record_take(&line->record, octet);
	struct rpc_reply reply;

	if (took & RPC_TOOK_WORD) {
		if (line->count == RPC_REPLY_WORDS)
			return -EPROTO;
		line->words[line->count++] = line->record.word;
		if (rpc_reply_read(line->words, line->count, &reply) == -EPROTO)
			return -EPROTO;
	}
	return took & RPC_TOOK_END ? line_judge(server, line) : 0;
}

static void line_receive(struct probe_server *server, struct probe_line *line)
{
	uint8_t data[512];
	ssize_t n = read(line->fd, data, sizeof(data));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		probe_line_end(server, line,
			       n ? outcome_of_error(errno) : PROBE_BROKEN);
		return;
	}
	for (ssize_t i = 0; i < n && line->asked; i++) {
		if (line_take(server, line, data[i]) < 0) {
			probe_line_end(server, line, PROBE_BROKEN);
			return;
		}
	}
	if (!line->asked)
		probe_line_close(line);
}

void probe_line_handle(struct probe_server *server, unsigned kind)
{
	struct probe_line *line = &server->lines[kind];
	int ret;

	if (line->connected) {
		line_receive(server, line);
		return;
	}
	ret = line_send(line, kind == LINE_RPCBIND);
	if (ret < 0)
		probe_line_end(server, line, outcome_of_error(-ret));
}
