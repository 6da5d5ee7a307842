/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bad cable between two interfaces: frames are lost, late, doubled, and
 * overtake each other. What tc-netem(8) does, in kernels that have none, and
 * again in the same way with the same seed: what happens to the n-th frame of
 * one direction hangs on the seed alone.
 *
 * At SIGTERM it tells on stdout what it has done.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FRAME_MAX   2048 /* with its struct virtio_net_hdr */
#define WAITING_MAX 512
#define NS_PER_MS   1000000ULL

#ifndef PACKET_VNET_HDR /* include/uapi/linux/if_packet.h */
#define PACKET_VNET_HDR 15
#endif
#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

struct frame {
	uint64_t due_ns; /* 0: a free place */
	uint64_t number; /* in which they came */
	int to;
	size_t len;
	uint8_t data[FRAME_MAX];
};

struct side {
	int fd;
	uint64_t random; /* for the frames that come from here */
	uint64_t newest; /* number of the newest frame sent to here */
};

static struct {
	unsigned loss, duplicate, reorder; /* per cent */
	unsigned delay, jitter;		   /* milliseconds */
	unsigned seed;
} options;

static const struct {
	const char *name;
	unsigned *value, highest;
} words[] = {
	{ "loss", &options.loss, 100 },
	{ "delay", &options.delay, 60000 },
	{ "jitter", &options.jitter, 60000 },
	{ "duplicate", &options.duplicate, 100 },
	{ "reorder", &options.reorder, 100 }, /* so many do not wait */
	{ "seed", &options.seed, UINT32_MAX },
};

static struct {
	unsigned frames, lost, doubled, overtaken;
} counts;

static struct frame waiting[WAITING_MAX];
static volatile sig_atomic_t ended;

static void die(const char *what)
{
	fprintf(stderr, "cable: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 * NS_PER_MS + now.tv_nsec;
}

/* splitmix64 (Steele, Lea, Flood 2014) */
static uint32_t random_below(struct side *from, uint32_t limit)
{
	uint64_t z = from->random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (z ^ z >> 31) % limit;
}

static bool happens(struct side *from, unsigned percent)
{
	return random_below(from, 100) < percent;
}

static uint64_t draw_delay_ns(struct side *from)
{
	bool overtakes = happens(from, options.reorder);
	uint64_t ms =
		options.delay + random_below(from, 2 * options.jitter + 1);

	/* jitter is plus or minus; nothing arrives before it was sent. */
	ms = ms > options.jitter ? ms - options.jitter : 0;
	return overtakes ? 0 : ms * NS_PER_MS;
}

static void enqueue(const uint8_t *data, size_t len, int to, uint64_t due_ns)
{
	for (size_t i = 0; i < WAITING_MAX; i++) {
		struct frame *frame = &waiting[i];

		if (frame->due_ns)
			continue;
		frame->due_ns = due_ns;
		frame->number = counts.frames;
		frame->to = to;
		frame->len = len;
		memcpy(frame->data, data, len);
		return;
	}
	fprintf(stderr, "cable: more than %d frames wait\n", WAITING_MAX);
	exit(1);
}

/* Draws the same number of times for each frame, so that none changes what
 * happens to the next. */
static void take(struct side *from, const uint8_t *data, size_t len, int to)
{
	bool lost = happens(from, options.loss);
	bool doubled = happens(from, options.duplicate);
	uint64_t first_ns = draw_delay_ns(from);
	uint64_t second_ns = draw_delay_ns(from);
	uint64_t now = now_ns();

	counts.frames++;
	if (lost) {
		counts.lost++;
		return;
	}
	enqueue(data, len, to, now + first_ns);
	if (doubled) {
		counts.doubled++;
		enqueue(data, len, to, now + second_ns);
	}
}

/* The one that is due first; of two at once, the one that came first. */
static struct frame *next_frame(void)
{
	struct frame *next = NULL;

	for (size_t i = 0; i < WAITING_MAX; i++) {
		struct frame *frame = &waiting[i];

		if (frame->due_ns && (!next || frame->due_ns < next->due_ns ||
				      (frame->due_ns == next->due_ns &&
				       frame->number < next->number)))
			next = frame;
	}
	return next;
}

static void deliver(struct side *sides, struct frame *frame)
{
	struct side *to = &sides[frame->to];

	/* The other end may be down: then it is lost, as on any cable. */
	if (send(to->fd, frame->data, frame->len, 0) < 0 && errno != ENETDOWN)
		die("send");
	if (frame->number < to->newest)
		counts.overtaken++;
	else
		to->newest = frame->number;
	frame->due_ns = 0;
}

static void receive(struct side *sides, int from)
{
	uint8_t data[FRAME_MAX];
	ssize_t len = recv(sides[from].fd, data, sizeof(data), MSG_TRUNC);

	if (len < 0 && (errno == ENETDOWN || errno == EINTR))
		return;
	if (len < 0)
		die("recv");
	if (len > (ssize_t)sizeof(data)) {
		fprintf(stderr, "cable: a frame of %zd octets\n", len);
		exit(1);
	}
	take(&sides[from], data, len, !from);
}

static int open_side(const char *name)
{
	struct sockaddr_ll self = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = if_nametoindex(name),
	};
	struct packet_mreq all = {
		.mr_ifindex = self.sll_ifindex,
		.mr_type = PACKET_MR_PROMISC,
	};
	int fd = socket(AF_PACKET, SOCK_RAW, 0);
	int on = 1;

	/* The header tells of checksums that the kernel has left to a NIC, and
	 * hands them on; so a server may send through a plain UDP socket. */
	if (fd < 0 || !self.sll_ifindex ||
	    setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on,
		       sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all,
		       sizeof(all)) < 0 ||
	    bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0)
		die(name);
	return fd;
}

static bool read_option(const char *text)
{
	const char *value = strchr(text, '=');
	size_t len = value ? (size_t)(value - text) : 0;
	char *rest;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!len || strlen(words[i].name) != len ||
		    strncmp(words[i].name, text, len) != 0)
			continue;
		errno = 0;
		*words[i].value = strtoul(value + 1, &rest, 10);
		return value[1] >= '0' && value[1] <= '9' && !*rest && !errno &&
		       *words[i].value <= words[i].highest;
	}
	return false;
}

static void relay(struct side *sides, const sigset_t *mask)
{
	struct pollfd fds[2] = { { .fd = sides[0].fd, .events = POLLIN },
				 { .fd = sides[1].fd, .events = POLLIN } };

	while (!ended) {
		struct frame *next = next_frame();
		uint64_t now = now_ns(), wait = 0;
		struct timespec until;

		if (next && next->due_ns <= now) {
			deliver(sides, next);
			continue;
		}
		if (next)
			wait = next->due_ns - now;
		until.tv_sec = wait / (1000 * NS_PER_MS);
		until.tv_nsec = wait % (1000 * NS_PER_MS);
		if (ppoll(fds, 2, next ? &until : NULL, mask) < 0) {
			if (errno != EINTR)
				die("ppoll");
			continue;
		}
		for (int i = 0; i < 2; i++)
			if (fds[i].revents)
				receive(sides, i);
	}
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = end };
	struct side sides[2] = { 0 };
	sigset_t term, mask;

	for (int i = 3; i < argc; i++)
		if (!read_option(argv[i])) {
			fprintf(stderr, "cable: %s: not understood\n", argv[i]);
			return 2;
		}
	if (argc < 3) {
		fprintf(stderr,
			"usage: cable NIC NIC [loss=PERCENT] [delay=MS] "
			"[jitter=MS] [duplicate=PERCENT] [reorder=PERCENT] "
			"[seed=N]\n");
		return 2;
	}
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &mask);
	sigdelset(&mask, SIGTERM);
	sigaction(SIGTERM, &action, NULL);
	for (int i = 0; i < 2; i++) {
		sides[i].fd = open_side(argv[1 + i]);
		sides[i].random = (uint64_t)options.seed << 1 | i;
	}
	fprintf(stderr, "cable: ready\n");
	relay(sides, &mask);
	printf("frames=%u lost=%u doubled=%u overtaken=%u\n", counts.frames,
	       counts.lost, counts.doubled, counts.overtaken);
	return 0;
}
