/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export_list.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probe.h"
#include "rpc_message.h"
#include "sys.h"

#define LIST_OCTETS_MAX (256 * 1024)

enum { LIST_NEXT, LIST_LENGTH, LIST_NAME };

/* XDR, RFC 4506 4.11 and 4.19: a list's elements have a 1 before them and a 0
 * behind the last; a name's octets are padded to words. */
int export_list_take(struct export_search *search, uint32_t word)
{
	switch (search->state) {
	case LIST_NEXT:
		if (word > 1)
			return -EPROTO;
		if (word)
			search->state = LIST_LENGTH;
		else if (search->group)
			search->group = false;
		else
			return EXPORT_MISSING;
		return EXPORT_UNKNOWN;
	case LIST_LENGTH:
		if (word > MOUNT_PATH_MAX)
			return -EPROTO;
		search->state = LIST_NAME;
		search->left = word;
		search->at = search->path;
		search->differs = search->group || !word;
		if (word)
			return EXPORT_UNKNOWN;
		break;
	default:
		for (int i = 0; i < 4 && search->left; i++, search->left--) {
			char octet = word >> (24 - 8 * i);

			if (!octet || *search->at != octet)
				search->differs = true;
			if (!search->differs)
				search->at++;
		}
		if (search->left)
			return EXPORT_UNKNOWN;
	}
	search->state = LIST_NEXT;
	search->group = true;
	if (!search->differs &&
	    (!*search->at || *search->at == '/' || search->at[-1] == '/'))
		return EXPORT_LISTED;
	return EXPORT_UNKNOWN;
}

static bool list_wait(int fd, short events, uint64_t end_ms)
{
	struct pollfd polled = { .fd = fd, .events = events };
	uint64_t now_ms = sys_now_ms();

	return now_ms < end_ms && poll(&polled, 1, end_ms - now_ms) == 1;
}

static bool list_ask(int fd, uint32_t address, uint16_t port, uint32_t xid,
		     uint64_t end_ms)
{
	static const struct rpc_question question = { RPC_PROGRAM_MOUNT,
						      MOUNT_VERSION,
						      MOUNT_EXPORT };
	uint32_t call[RPC_CALL_MAX];
	ssize_t len = rpc_call_write(call, xid, &question, NULL, 0);

	return probe_connect(fd, address, port) == 0 &&
	       list_wait(fd, POLLOUT, end_ms) && probe_connected(fd) == 0 &&
	       send(fd, call, len, MSG_NOSIGNAL) == len;
}

struct list_reply {
	struct rpc_record record;
	uint32_t xid;
	unsigned count; /* words of the head */
	bool begun;	/* the head was good, the list comes */
	uint32_t head[RPC_REPLY_WORDS];
	struct export_search search;
};

/* As export_list_take, for the octets of the whole reply. */
static int list_take(struct list_reply *list, uint8_t octet)
{
	unsigned took = rpc_record_take(&list->record, octet);
	struct rpc_reply reply;
	int ret = EXPORT_UNKNOWN;

	if ((took & RPC_TOOK_WORD) && list->begun) {
		ret = export_list_take(&list->search, list->record.word);
	} else if (took & RPC_TOOK_WORD) {
		list->head[list->count++] = list->record.word;
		ret = rpc_reply_read(list->head, list->count, &reply);
		if (ret == 0 &&
		    (reply.xid != list->xid || reply.status != RPC_SUCCESS))
			return -EPROTO;
		list->begun = ret == 0;
		if (ret == -EAGAIN)
			ret = EXPORT_UNKNOWN;
	}
	if (ret == EXPORT_UNKNOWN && (took & RPC_TOOK_END))
		return -EPROTO;
	return ret;
}

static int list_receive(int fd, struct list_reply *list, uint64_t end_ms)
{
	unsigned total = 0;

	while (total < LIST_OCTETS_MAX && list_wait(fd, POLLIN, end_ms)) {
		uint8_t data[1024];
		ssize_t n = read(fd, data, sizeof(data));

		if (n <= 0)
			return EXPORT_UNKNOWN;
		for (ssize_t i = 0; i < n; i++) {
			int ret = list_take(list, data[i]);

			if (ret != EXPORT_UNKNOWN)
				return ret;
		}
		total += n;
	}
	return EXPORT_UNKNOWN;
}

enum export_state export_list_find(uint32_t address, uint16_t mount_port,
				   const char *path, unsigned timeout_ms)
{
	uint64_t end_ms = sys_now_ms() + timeout_ms;
	struct list_reply list = { .search.path = path };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int ret = EXPORT_UNKNOWN;

	if (fd < 0)
		return EXPORT_UNKNOWN;
	sys_random(&list.xid, sizeof(list.xid));
	if (list_ask(fd, address, mount_port, list.xid, end_ms))
		ret = list_receive(fd, &list, end_ms);
	close(fd);
	return ret < 0 ? EXPORT_UNKNOWN : ret;
}
