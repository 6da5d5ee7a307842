/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resolve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmdline.h"
#include "console.h"
#include "sys.h"
#include "text.h"

/* About 500 addresses. RFC 1035 4.2.2 would allow 65535 octets, but there are
 * eight of these, and the keeper's memory is locked; more is an error. */
#define ANSWER_MAX   8192
#define PATIENCE_MS  1000  /* with a server at first; n times that in round n */
#define CANDIDATE_MS 12000 /* with all of them, for one name of the list */
#define OTHERS_MS    1000  /* with the others, when one name has an address */
#define TELL_MS	     5000
#define SEARCH_MAX   6 /* entries of the search list, as in resolv.conf(5) */

struct lookup {
	struct resolution *to;
	const struct lease *lease;
	const char *search;   /* what is left of the list ... */
	unsigned search_left; /* ... and how many entries may be taken of it */
	int name_len; /* of the name that was given, without a last dot */
	int fd;	      /* -1: it is done */
	bool plain;   /* the name was tried as it is */
	bool stream;  /* over TCP */
	bool sent;
	uint8_t bad; /* servers not to ask again, as bits */
	int outcome; /* of the candidates so far */
	int error;   /* of the servers for this candidate; 0: silence */
	unsigned server, tries, aliases;
	unsigned got, query_len;
	uint64_t began_ms, next_ms, end_ms;
	char name[DOMAIN_SIZE]; /* the candidate, or what it is an alias for */
	/* As over TCP, with their lengths before them. */
	uint8_t query[DNS_STREAM_PREFIX + DNS_QUERY_MAX];
	uint8_t answer[DNS_STREAM_PREFIX + ANSWER_MAX];
};

static void lookup_candidate(struct lookup *l);

static void lookup_end(struct lookup *l, int error)
{
	close(l->fd);
	l->fd = -1;
	l->next_ms = UINT64_MAX;
	l->to->error = error;
}

/* A new socket for each try: its port is random, as the id is, and only this
 * server's answers are received (RFC 5452 9.1, 9.2). */
static int lookup_open(struct lookup *l)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(DNS_PORT),
		.sin_addr.s_addr = l->lease->dns[l->server],
	};
	int type = l->stream ? SOCK_STREAM : SOCK_DGRAM;

	close(l->fd);
	l->sent = false;
	l->got = 0;
	sys_random(l->query + DNS_STREAM_PREFIX, DNS_AT_FLAGS);
	l->fd = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (connect(l->fd, (struct sockaddr *)&to, sizeof(to)) < 0 &&
	    errno != EINPROGRESS)
		return -errno;
	return 0;
}

/* When a try begins: the longest lasts for four seconds. */
static void lookup_tell(const struct lookup *l, uint64_t now_ms)
{
	unsigned waited_ms = now_ms - l->began_ms;
	char servers[DNS_MAX * (QUAD_SIZE + 2)];
	char *to = servers;

	if (waited_ms < TELL_MS)
		return;
	for (unsigned i = 0; i < l->lease->dns_count; i++)
		to += snprintf(to, QUAD_SIZE + 2, "%s%s", i ? ", " : "",
			       text_quad(l->lease->dns[i]).text);
	console_step("dns: no answer for %s from %s since %u s", l->to->name,
		     servers, waited_ms / 1000);
}

static void lookup_ask_next(struct lookup *l, int error);

/* Asks the server whose turn it is; where there is no time, or no server that
 * may know more, what is not known can perhaps be told of the next name. */
static void lookup_ask(struct lookup *l, bool stream)
{
	unsigned count = l->lease->dns_count;
	uint64_t now_ms = sys_now_ms();
	int ret;

	if (now_ms >= l->end_ms || l->bad == (1 << count) - 1) {
		if (l->error == -EIO || l->error == -EPROTO) {
			l->outcome = l->error;
			lookup_candidate(l);
		} else {
			lookup_end(l, l->error ? l->error : -ETIMEDOUT);
		}
		return;
	}
	lookup_tell(l, now_ms);
	l->stream = stream;
	l->next_ms = sys_earlier(now_ms + (1 + l->tries / count) * PATIENCE_MS,
				 l->end_ms);
	ret = lookup_open(l);
	if (ret < 0)
		lookup_ask_next(l, ret);
}

/* One that gave an error is not asked again, one that was silent (0) is. */
static void lookup_ask_next(struct lookup *l, int error)
{
	unsigned count = l->lease->dns_count;

	if (error)
		l->bad |= 1 << l->server;
	/* An answer tells more than the network does: EIO is the smallest. */
	if (!l->error || error > l->error)
		l->error = error;
	for (unsigned i = 0; i < count; i++) {
		l->server = (l->server + 1) % count;
		l->tries++;
		if (!(l->bad & 1 << l->server))
			break;
	}
	lookup_ask(l, false);
}

static bool lookup_write(struct lookup *l)
{
	l->query_len = dns_packet_write(l->query + DNS_STREAM_PREFIX, l->name);
	octets_put_be16(l->query, l->query_len);
	return l->query_len;
}

/* The next entry to put behind the name, of no length for the name as it is;
 * -1 at the end. */
static int lookup_next_suffix(struct lookup *l, const char **suffix)
{
	int len;

	if ((l->plain || !strchr(l->to->name, '.')) && l->search_left) {
		l->search_left--;
		len = text_next_word(&l->search, suffix);
		if (len)
			return len;
		l->search_left = 0;
	}
	if (l->plain)
		return -1;
	l->plain = true;
	return 0;
}

/* Asks for the next name of the list; one that is too long is none. */
static void lookup_candidate(struct lookup *l)
{
	const char *suffix = "";
	int len;

	do {
		len = lookup_next_suffix(l, &suffix);
		if (len < 0) {
			lookup_end(l, l->outcome);
			return;
		}
		snprintf(l->name, sizeof(l->name), "%.*s%s%.*s", l->name_len,
			 l->to->name, len ? "." : "", len, suffix);
	} while (!lookup_write(l));
	l->bad = 0;
	l->error = 0;
	l->tries = 0;
	l->aliases = 0;
	l->end_ms = sys_now_ms() + CANDIDATE_MS;
	lookup_ask(l, false);
}

static void lookup_begin(struct lookup *l, struct resolution *to,
			 const struct lease *lease)
{
	memset(l, 0, offsetof(struct lookup, name));
	l->to = to;
	l->lease = lease;
	l->fd = -1;
	l->next_ms = UINT64_MAX;
	to->error = 0;
	to->count = quad_parse(to->name, to->addresses) == 0;
	if (to->count)
		return;
	to->error = -EDESTADDRREQ;
	if (!lease->dns_count)
		return;
	l->search = lease->search[0] ? lease->search : lease->domain;
	l->search_left = SEARCH_MAX;
	l->name_len = strlen(to->name);
	if (l->name_len && to->name[l->name_len - 1] == '.') {
		l->name_len--;
		l->search_left = 0;
	}
	l->outcome = -ENOENT;
	l->began_ms = sys_now_ms();
	lookup_candidate(l);
}

static void lookup_judge(struct lookup *l)
{
	struct octets message = { l->answer + DNS_STREAM_PREFIX,
				  octets_be16(l->answer) };
	struct octets query = { l->query + DNS_STREAM_PREFIX, l->query_len };
	struct resolution *to = l->to;
	char name[DOMAIN_SIZE];
	int ret;

	strcpy(name, l->name);
	ret = dns_packet_read(message, query, name, to->addresses);
	switch (ret) {
	case -EAGAIN:
		return;
	case -ENODATA:
		if (l->outcome == -ENOENT)
			l->outcome = ret;
		/* fall through */
	case -ENOENT:
		lookup_candidate(l);
		return;
	case -EMSGSIZE:
		if (l->stream)
			break;
		lookup_ask(l, true);
		return;
	case 0:
		strcpy(l->name, name);
		if (l->aliases++ == DNS_ALIASES_MAX || !lookup_write(l))
			break;
		lookup_ask(l, false);
		return;
	}
	if (ret > 0) {
		to->count = ret;
		lookup_end(l, 0);
	} else {
		lookup_ask_next(l, ret == -EIO ? ret : -EPROTO);
	}
}

/* What the socket is ready for; -EAGAIN where no whole message has come. */
static int lookup_transfer(struct lookup *l)
{
	unsigned at = l->stream ? 0 : DNS_STREAM_PREFIX;
	ssize_t n;

	if (!l->sent) {
		l->sent = true;
		n = send(l->fd, l->query + at,
			 DNS_STREAM_PREFIX + l->query_len - at, MSG_NOSIGNAL);
		return n < 0 ? -errno : -EAGAIN;
	}
	at += l->got;
	n = read(l->fd, l->answer + at, sizeof(l->answer) - at);
	if (n < 0)
		return -errno;
	if (!l->stream) {
		octets_put_be16(l->answer, n);
		return 0;
	}
	l->got += n;
	if (n == 0)
		return -EPROTO;
	if (l->got < DNS_STREAM_PREFIX ||
	    l->got - DNS_STREAM_PREFIX < octets_be16(l->answer))
		return -EAGAIN;
	return 0;
}

static void lookup_event(struct lookup *l)
{
	int ret = lookup_transfer(l);

	if (ret == 0)
		lookup_judge(l);
	else if (ret != -EAGAIN && ret != -EINTR)
		lookup_ask_next(l, ret);
}

void resolve_names(struct resolution *names, unsigned count,
		   const struct lease *lease)
{
	struct lookup lookups[HOSTS_MAX];
	struct pollfd fds[HOSTS_MAX];
	uint64_t until_ms = UINT64_MAX;

	for (unsigned i = 0; i < count; i++)
		lookup_begin(&lookups[i], &names[i], lease);
	for (;;) {
		uint64_t now_ms = sys_now_ms(), due_ms = UINT64_MAX;

		for (unsigned i = 0; i < count; i++) {
			struct lookup *l = &lookups[i];

			if (names[i].count)
				until_ms = sys_earlier(until_ms,
						       now_ms + OTHERS_MS);
			if (now_ms >= until_ms && l->fd >= 0)
				lookup_end(l, l->error ? l->error : -ETIMEDOUT);
			else if (now_ms >= l->next_ms)
				lookup_ask_next(l, 0);
			due_ms = sys_earlier(due_ms, l->next_ms);
			fds[i].fd = l->fd;
			fds[i].events = l->sent ? POLLIN : POLLOUT;
		}
		if (due_ms == UINT64_MAX)
			return;
		due_ms = sys_earlier(due_ms, until_ms) - now_ms;
		if (poll(fds, count, due_ms) <= 0)
			continue;
		for (unsigned i = 0; i < count; i++)
			if (fds[i].revents)
				lookup_event(&lookups[i]);
	}
}
