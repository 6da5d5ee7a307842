/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands between a client and a real server, passes on what they say over TCP,
 * and breaks one connection once: behind the N-th reply, or in its place, so
 * that the server has done what the client does not hear of. Of RPC it
 * understands record marking only (RFC 5531 11).
 *
 * At SIGTERM it tells on stdout how many replies there were.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORTS_MAX 4
#define PAIRS_MAX 32
#define FDS_MAX	  (PORTS_MAX + 2 * PAIRS_MAX)

#define RPC_LAST_FRAGMENT 0x80000000u

enum side { CLIENT, SERVER };

/* Where in the server's stream of records it stands. */
struct stream {
	unsigned mark_len; /* of the record mark's four octets */
	uint8_t mark[4];
	uint32_t left;	 /* of this fragment */
	unsigned number; /* of this reply; 0: between two */
};

struct pair {
	int fd[2]; /* by side; -1: a free place */
	struct stream stream;
};

static struct in_addr addresses[2]; /* to listen on, of the server */
static int listeners[PORTS_MAX];
static uint16_t ports[PORTS_MAX];
static unsigned port_count;
static struct pair pairs[PAIRS_MAX];
static unsigned cut, swallow; /* the N; 0: not */
static unsigned replies, connections, broken;
static volatile sig_atomic_t ended;

static void die(const char *what)
{
	fprintf(stderr, "rpc-relay: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

static void pair_close(struct pair *pair)
{
	close(pair->fd[CLIENT]);
	close(pair->fd[SERVER]);
	memset(pair, 0, sizeof(*pair));
	pair->fd[CLIENT] = pair->fd[SERVER] = -1;
}

static int tcp_socket(struct sockaddr_in *at, struct in_addr address,
		      uint16_t port)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	/* What is accepted inherits it. */
	if (fd < 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0)
		die("socket");
	*at = (struct sockaddr_in){ .sin_family = AF_INET,
				    .sin_port = htons(port),
				    .sin_addr = address };
	return fd;
}

/* A server that is not there refuses through the relay, too. */
static void pair_open(unsigned port)
{
	int client = accept4(listeners[port], NULL, NULL, SOCK_CLOEXEC);
	struct sockaddr_in at;
	int server;

	if (client < 0)
		return;
	server = tcp_socket(&at, addresses[SERVER], ports[port]);
	connections++;
	if (connect(server, (struct sockaddr *)&at, sizeof(at)) == 0) {
		for (size_t i = 0; i < PAIRS_MAX; i++) {
			if (pairs[i].fd[CLIENT] >= 0)
				continue;
			pairs[i].fd[CLIENT] = client;
			pairs[i].fd[SERVER] = server;
			return;
		}
		fprintf(stderr, "rpc-relay: more than %d connections\n",
			PAIRS_MAX);
	}
	close(server);
	close(client);
}

/*
 * How many octets may be passed on before the connection breaks; len where it
 * does not. A reply counts with its first octet, and ends with its last
 * fragment's last.
 */
static size_t stream_follow(struct stream *stream, const uint8_t *data,
			    size_t len, bool *breaks)
{
	for (size_t at = 0; at < len;) {
		uint32_t mark, part;

		if (!stream->number) {
			stream->number = ++replies;
			if (stream->number == swallow) {
				*breaks = true;
				return at;
			}
		}
		if (stream->mark_len < 4) {
			stream->mark[stream->mark_len++] = data[at++];
			if (stream->mark_len < 4)
				continue;
			memcpy(&mark, stream->mark, 4);
			stream->left = ntohl(mark) & ~RPC_LAST_FRAGMENT;
		}
		part = len - at < stream->left ? len - at : stream->left;
		stream->left -= part;
		at += part;
		if (stream->left)
			continue;
		stream->mark_len = 0;
		if (!(stream->mark[0] & 0x80))
			continue;
		if (stream->number == cut) {
			*breaks = true;
			return at;
		}
		stream->number = 0;
	}
	return len;
}

static bool write_all(int fd, const uint8_t *data, size_t len)
{
	while (len) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			data += n;
			len -= n;
		}
	}
	return true;
}

static void pair_pass(struct pair *pair, enum side from)
{
	static uint8_t data[65536];
	ssize_t got = recv(pair->fd[from], data, sizeof(data), 0);
	bool breaks = false;
	size_t len;

	if (got < 0 && errno == EINTR)
		return;
	if (got <= 0) {
		pair_close(pair);
		return;
	}
	len = from == SERVER ? stream_follow(&pair->stream, data, got, &breaks)
			     : (size_t)got;
	if (!write_all(pair->fd[!from], data, len) || breaks)
		pair_close(pair);
	if (breaks) {
		broken++;
		fprintf(stderr, "rpc-relay: broken at reply %u\n", replies);
	}
}

static void relay(const sigset_t *mask)
{
	struct pollfd fds[FDS_MAX];

	while (!ended) {
		memset(fds, 0, sizeof(fds));
		for (unsigned i = 0; i < PORTS_MAX; i++)
			fds[i].fd = i < port_count ? listeners[i] : -1;
		for (size_t i = 0; i < 2 * PAIRS_MAX; i++)
			fds[PORTS_MAX + i].fd = pairs[i / 2].fd[i % 2];
		for (size_t i = 0; i < FDS_MAX; i++)
			fds[i].events = POLLIN;
		if (ppoll(fds, FDS_MAX, NULL, mask) < 0) {
			if (errno != EINTR)
				die("ppoll");
			continue;
		}
		for (size_t i = 0; i < 2 * PAIRS_MAX; i++)
			if (fds[PORTS_MAX + i].revents &&
			    pairs[i / 2].fd[i % 2] == fds[PORTS_MAX + i].fd)
				pair_pass(&pairs[i / 2], i % 2);
		for (unsigned i = 0; i < port_count; i++)
			if (fds[i].revents)
				pair_open(i);
	}
}

static int listen_on(uint16_t port)
{
	struct sockaddr_in at;
	int fd = tcp_socket(&at, addresses[CLIENT], port);
	int on = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(fd, 16) < 0)
		die("listen");
	return fd;
}

static bool read_word(const char *word)
{
	unsigned *value = &cut;
	char *rest;

	if (strncmp(word, "swallow=", 8) == 0)
		value = &swallow;
	else if (strncmp(word, "cut=", 4) != 0)
		value = NULL;
	if (value) {
		*value = strtoul(strchr(word, '=') + 1, &rest, 10);
		return *value && !*rest;
	}
	if (port_count == PORTS_MAX)
		return false;
	ports[port_count] = strtoul(word, &rest, 10);
	return ports[port_count++] && !*rest;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = end };
	bool good = argc > 3;
	sigset_t term, mask;

	for (int i = 0; good && i < 2; i++)
		good = inet_pton(AF_INET, argv[1 + i], &addresses[i]) == 1;
	for (int i = 3; good && i < argc; i++)
		good = read_word(argv[i]);
	if (!good || !port_count) {
		fprintf(stderr, "usage: rpc-relay ADDRESS SERVER PORT... "
				"[cut=N | swallow=N]\n");
		return 2;
	}
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &mask);
	sigdelset(&mask, SIGTERM);
	sigaction(SIGTERM, &action, NULL);
	for (size_t i = 0; i < PAIRS_MAX; i++)
		pairs[i].fd[CLIENT] = pairs[i].fd[SERVER] = -1;
	for (unsigned i = 0; i < port_count; i++)
		listeners[i] = listen_on(ports[i]);
	fprintf(stderr, "rpc-relay: ready\n");
	relay(&mask);
	printf("replies=%u connections=%u broken=%u\n", replies, connections,
	       broken);
	return 0;
}
