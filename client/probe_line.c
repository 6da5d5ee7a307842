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
	{ RPC_PROGRAM_MOUNT, MOUNT_VERSION, MOUNT_EXPORT },
};
static const struct rpc_question getport = { RPC_PROGRAM_PORTMAP,
					     PORTMAP_VERSION, PORTMAP_GETPORT };

/* The one long answer; only one server is asked for it. */
static uint32_t list_words[PROBE_LIST_MAX / 4 + 1];

static bool line_is_rpcbind(const struct probe_line *line)
{
	return line == &line->server->lines[LINE_RPCBIND];
}

void probe_line_end(struct probe_line *line, enum probe_outcome outcome)
{
	if (line->polled->fd < 0)
		return;
	close(line->polled->fd);
	line->polled->fd = -1;
	for (unsigned q = 0; q < QUESTIONS && !line_is_rpcbind(line); q++)
		if (line->asked & 1 << q)
			line->server->probe->answers[q].outcome = outcome;
}

/* The same, by errno. */
static void line_fail(struct probe_line *line)
{
	enum probe_outcome outcome = PROBE_UNREACHABLE;

	if (errno == ECONNREFUSED)
		outcome = PROBE_REFUSED;
	else if (errno == ECONNRESET || errno == EPIPE)
		outcome = PROBE_BROKEN;
	probe_line_end(line, outcome);
}

static int line_connect(int fd, uint32_t address, uint16_t port)
{
	const struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = address,
	};

	return connect(fd, (const struct sockaddr *)&to, sizeof(to));
}

void probe_line_open(struct probe_line *line, uint16_t port, unsigned asked)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		line->server->error = -errno;
	close(line->polled->fd);
	line->polled->fd = fd;
	line->polled->events = POLLOUT;
	line->asked = asked;
	sys_random(&line->xid, sizeof(line->xid));
	memset(&line->record, 0, sizeof(line->record));
	line->record.words = line->words;
	line->record.max = RPC_REPLY_WORDS;
	if (asked == 1 << ASK_EXPORTS) {
		line->record.words = list_words;
		line->record.max = PROBE_LIST_MAX / 4;
	}
	if (line_connect(fd, line->server->probe->address, port) < 0 &&
	    errno != EINPROGRESS)
		line_fail(line);
}

/* All at once, so that none waits for the others' acknowledgement (RFC 1122
 * 4.2.3.4). An empty socket's buffer takes it whole; send(2) also tells why
 * there is no connection. */
static void line_send(struct probe_line *line)
{
	uint32_t calls[QUESTIONS * RPC_CALL_MAX];
	bool rpcbind = line_is_rpcbind(line);
	size_t len = 0;

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
	line->polled->events = POLLIN;
	if (send(line->polled->fd, calls, len, MSG_NOSIGNAL) < 0)
		line_fail(line);
}

static uint8_t saturate(uint32_t number)
{
	return number < UINT8_MAX ? number : UINT8_MAX;
}

/* The results of a reply, and before them its accept_stat. */
static void line_note(struct probe_line *line, unsigned q,
		      const uint32_t *results)
{
	struct probe_answer *answer = &line->server->probe->answers[q];
	uint32_t status = results[-1];

	if (line_is_rpcbind(line)) {
		line->server->probe->rpcbind = true;
		if (status == RPC_SUCCESS && results[0] <= UINT16_MAX)
			line->server->ports[q] = (int)results[0] ?: -1;
		return;
	}
	answer->outcome = PROBE_BROKEN;
	if (status <= RPC_PROG_MISMATCH)
		answer->outcome = PROBE_OK + status;
	answer->low = saturate(results[0]);
	answer->high = saturate(results[1]);
}

/* False where this answers nothing. */
static bool line_take(struct probe_line *line, uint8_t octet)
{
	struct rpc_record *record = &line->record;
	int took = rpc_record_take(record, octet);
	int results = rpc_reply_read(record->words, record->count);
	unsigned q;

	if (took == 0)
		return results != -EPROTO;
	q = record->words[0] - line->xid;
	if (took < 0 || results < 0 || q >= QUESTIONS ||
	    !(line->asked & 1 << q))
		return false;
	line->asked &= ~(1 << q);
	record->words[record->count] = 0; /* a result that is missing */
	line->server->probe->list = record->words + results;
	line->server->probe->list_count = record->count - results;
	record->count = 0;
	line_note(line, q, record->words + results);
	return true;
}

static void line_receive(struct probe_line *line)
{
	uint8_t data[512];
	ssize_t n = read(line->polled->fd, data, sizeof(data));

	if (n < 0) {
		if (errno != EAGAIN)
			line_fail(line);
		return;
	}
	for (ssize_t i = 0; i < n && line->asked; i++)
		if (!line_take(line, data[i]))
			n = 0;
	if (!n || !line->asked)
		probe_line_end(line, PROBE_BROKEN);
}

void probe_line_handle(struct probe_line *line)
{
	if (line->polled->events == POLLIN)
		line_receive(line);
	else
		line_send(line);
}
