/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An RPC server on one TCP port (libtirpc's), which may do wrong on purpose:
 *
 *   rpc-fault [-a ADDRESS] [-p PORT] [-d MS] [-n COUNT] [-r] MODE
 *             [PROGRAM:VERSION...]
 *     serve      answers procedure NULL of these programs, other versions with
 *                PROG_MISMATCH and other programs with PROG_UNAVAIL, so that
 *                without any it answers all with PROG_UNAVAIL
 *     hang       takes the calls and never answers
 *     close      closes a connection at its first octet
 *     garbage    answers with octets that are no RPC
 *     fragments  as serve, each octet a fragment and a segment of its own
 *     -d MS      each answer comes so late
 *     -n COUNT   dies after so many answers; 0: at the first call
 *     -r         registers the programs with the rpcbind that runs here
 *
 * Prints "ready" once it listens, and runs until it is ended.
 */
#include <arpa/inet.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <rpc/rpc.h>
#include <rpc/pmap_clnt.h>

#define PROGRAMS_MAX  16
#define RECORD_MAX    1024
#define LAST_FRAGMENT 0x80000000u

struct program {
	rpcprog_t number;
	rpcvers_t version;
};

static struct program programs[PROGRAMS_MAX];
static unsigned program_count;
static unsigned late_ms;
static unsigned answers_left = UINT_MAX;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void answer_wait(void)
{
	if (!answers_left)
		exit(0);
	poll(NULL, 0, late_ms);
}

static void answer_count(void)
{
	if (answers_left != UINT_MAX && !--answers_left)
		exit(0);
}

/* xdr_void itself has another type in libtirpc. */
static bool_t xdr_nothing(XDR *xdr, ...)
{
	(void)xdr;
	return TRUE;
}

static void dispatch_serve(struct svc_req *request, SVCXPRT *transport)
{
	answer_wait();
	if (request->rq_proc == NULLPROC)
		svc_sendreply(transport, xdr_nothing, NULL);
	else
		svcerr_noproc(transport);
	answer_count();
}

static void serve(int fd)
{
	SVCXPRT *transport = svc_vc_create(fd, 0, 0);

	if (!transport)
		die("svc_vc_create");
	for (unsigned i = 0; i < program_count; i++)
		if (!svc_reg(transport, programs[i].number, programs[i].version,
			     dispatch_serve, NULL))
			die("svc_reg");
	svc_run();
}

/* Reads exactly so much, or ends this connection's process. */
static void read_all(int fd, void *to, size_t len)
{
	char *at = to;

	while (len) {
		ssize_t n = read(fd, at, len);

		if (n <= 0)
			exit(0);
		at += n;
		len -= n;
	}
}

/* What libtirpc's dispatcher would say to the program and version. */
static void reply_judge(struct accepted_reply *reply,
			const struct call_body *call)
{
	memset(reply, 0, sizeof(*reply));
	reply->ar_verf = _null_auth;
	reply->ar_stat = PROG_UNAVAIL;
	for (unsigned i = 0; i < program_count; i++) {
		rpcvers_t version = programs[i].version;

		if (programs[i].number != call->cb_prog)
			continue;
		if (version == call->cb_vers) {
			reply->ar_stat = SUCCESS;
			reply->ar_results.where = NULL;
			reply->ar_results.proc = xdr_nothing;
			return;
		}
		if (reply->ar_stat != PROG_MISMATCH) {
			reply->ar_stat = PROG_MISMATCH;
			reply->ar_vers.low = reply->ar_vers.high = version;
		}
		if (version < reply->ar_vers.low)
			reply->ar_vers.low = version;
		if (version > reply->ar_vers.high)
			reply->ar_vers.high = version;
	}
}

static void fragment_write(int fd, const char *data, unsigned len, bool last)
{
	char fragment[8];
	uint32_t mark = htonl(len | (last ? LAST_FRAGMENT : 0));

	memcpy(fragment, &mark, sizeof(mark));
	memcpy(fragment + 4, data, len);
	if (write(fd, fragment, 4 + len) != 4 + len)
		exit(0);
}

static void answer_in_fragments(int fd, char *record, unsigned len)
{
	struct rpc_msg call = { 0 }, reply = { 0 };
	char credential[2 * MAX_AUTH_BYTES];
	XDR xdr;

	xdrmem_create(&xdr, record, len, XDR_DECODE);
	call.rm_call.cb_cred.oa_base = credential;
	call.rm_call.cb_verf.oa_base = credential + MAX_AUTH_BYTES;
	if (!xdr_callmsg(&xdr, &call))
		exit(1);
	reply.rm_xid = call.rm_xid;
	reply.rm_direction = REPLY;
	reply.rm_reply.rp_stat = MSG_ACCEPTED;
	reply_judge(&reply.acpted_rply, &call.rm_call);
	xdrmem_create(&xdr, record, RECORD_MAX, XDR_ENCODE);
	if (!xdr_replymsg(&xdr, &reply))
		exit(1);
	len = xdr_getpos(&xdr);
	fragment_write(fd, record, 0, false);
	for (unsigned i = 0; i < len; i++)
		fragment_write(fd, record + i, 1, false);
	fragment_write(fd, record, 0, true);
}

static void fragments(int fd)
{
	static char record[RECORD_MAX];
	uint32_t mark;

	for (;;) {
		read_all(fd, &mark, sizeof(mark));
		mark = ntohl(mark);
		if (mark < LAST_FRAGMENT || mark - LAST_FRAGMENT > RECORD_MAX)
			exit(1);
		read_all(fd, record, mark - LAST_FRAGMENT);
		answer_wait();
		answer_in_fragments(fd, record, mark - LAST_FRAGMENT);
		answer_count();
	}
}

static void do_close(int fd)
{
	char octet;

	read_all(fd, &octet, 1);
}

static void hang(int fd)
{
	char octet;

	for (;;)
		read_all(fd, &octet, 1);
}

/* What a web server would say; a record of many megabytes, read as RPC. */
static void garbage(int fd)
{
	static const char text[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
	char octet;

	read_all(fd, &octet, 1);
	answer_wait();
	if (write(fd, text, sizeof(text) - 1) < 0)
		exit(0);
	hang(fd);
}

/* A process for each connection, by which the COUNT of -n counts then. */
static void accept_all(int listener, void (*handle)(int fd))
{
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int one = 1;
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			die("accept");
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGTERM);
			close(listener);
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one,
				   sizeof(one));
			handle(fd);
			exit(0);
		}
		close(fd);
	}
}

static int listen_at(const char *address, unsigned port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int one = 1;

	if (inet_pton(AF_INET, address, &at.sin_addr) != 1) {
		fprintf(stderr, "rpc-fault: %s is no address\n", address);
		exit(2);
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(fd, 64) < 0)
		die(address);
	return fd;
}

static void programs_read(char **words, unsigned port, bool registers)
{
	for (; *words; words++) {
		struct program *program = &programs[program_count];

		if (program_count == PROGRAMS_MAX ||
		    sscanf(*words, "%u:%u", &program->number,
			   &program->version) != 2) {
			fprintf(stderr, "rpc-fault: %s: not PROGRAM:VERSION\n",
				*words);
			exit(2);
		}
		if (registers && !pmap_set(program->number, program->version,
					   IPPROTO_TCP, port)) {
			fprintf(stderr, "rpc-fault: rpcbind refuses %s\n",
				*words);
			exit(1);
		}
		program_count++;
	}
}

static int usage(void)
{
	fprintf(stderr,
		"usage: rpc-fault [-a ADDRESS] [-p PORT] [-d MS] [-n COUNT] "
		"[-r] serve|hang|close|garbage|fragments "
		"[PROGRAM:VERSION...]\n");
	return 2;
}

int main(int argc, char **argv)
{
	const char *address = "0.0.0.0";
	unsigned port = 2049;
	bool registers = false;
	const char *mode;
	int option, fd;

	while ((option = getopt(argc, argv, "a:p:d:n:r")) != -1) {
		switch (option) {
		case 'a':
			address = optarg;
			break;
		case 'p':
			port = atoi(optarg);
			break;
		case 'd':
			late_ms = atoi(optarg);
			break;
		case 'n':
			answers_left = atoi(optarg);
			break;
		case 'r':
			registers = true;
			break;
		default:
			return usage();
		}
	}
	if (optind == argc)
		return usage();
	mode = argv[optind];
	signal(SIGPIPE, SIG_IGN);
	fd = listen_at(address, port);
	programs_read(argv + optind + 1, port, registers);
	puts("ready");
	fflush(stdout);
	if (strcmp(mode, "serve") == 0)
		serve(fd);
	else if (strcmp(mode, "hang") == 0)
		accept_all(fd, hang);
	else if (strcmp(mode, "close") == 0)
		accept_all(fd, do_close);
	else if (strcmp(mode, "garbage") == 0)
		accept_all(fd, garbage);
	else if (strcmp(mode, "fragments") == 0)
		accept_all(fd, fragments);
	return usage();
}
