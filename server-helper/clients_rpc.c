// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <rpc/rpc.h>
/* behind it */
#include <rpc/pmap_prot.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "clients_rpc.h"
#include "clients_source.h"

#define NFS_PROGRAM   100003
#define NFS_PORT      2049
#define MOUNT_PROGRAM 100005
#define MOUNT_VERSION 3
#define MOUNT_DUMP    2	    /* RFC 1813 5.2.2 */
#define MOUNT_PORT    20048 /* IANA's */
#define HOST_MAX      255   /* RFC 1813 5.1.2: MNTNAMLEN */
#define DIR_MAX	      1024  /* MNTPATHLEN */
#define DUMP_MAX      65536

/* xdrproc_t takes any number of arguments. */
#define XDR_PROC(function) ((xdrproc_t)(void (*)(void))(function))

struct call {
	const char *address;
	unsigned port;
	int type; /* SOCK_STREAM or SOCK_DGRAM */
	rpcprog_t program;
	rpcvers_t version;
	rpcproc_t procedure;
	xdrproc_t in, out;
	void *in_arg, *out_arg;
};

/* What the alarm shuts: clnt_call counts its time anew with each octet. */
static int call_fd = -1;

static void on_alarm(int signal)
{
	(void)signal;
	shutdown(call_fd, SHUT_RDWR);
}

static void set_alarm(unsigned ms)
{
	struct itimerval timer = {
		.it_value = { .tv_sec = ms / 1000,
			      .tv_usec = ms % 1000 * 1000 },
	};
	struct sigaction action = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* A socket that is connected, or -errno. */
static int call_connect(const struct call *call, struct sockaddr_in *to)
{
	int fd = socket(AF_INET, call->type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct pollfd pfd = { .fd = fd, .events = POLLOUT };
	socklen_t len = sizeof(int);
	int err = 0;

	*to = (struct sockaddr_in){ .sin_family = AF_INET,
				    .sin_port = htons((uint16_t)call->port) };
	if (fd < 0)
		return -errno;
	if (inet_pton(AF_INET, call->address, &to->sin_addr) != 1)
		err = EINVAL;
	else if (connect(fd, (struct sockaddr *)to, sizeof(*to)))
		err = errno;
	if (err == EINPROGRESS) {
		err = ETIMEDOUT;
		if (poll(&pfd, 1, CLIENTS_DEADLINE_MS) > 0)
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len);
	}
	if (!err && fcntl(fd, F_SETFL, 0))
		err = errno;
	if (!err)
		return fd;
	close(fd);
	return -err;
}

static int call_error(enum clnt_stat status)
{
	switch (status) {
	case RPC_SUCCESS:
		return 0;
	case RPC_PROGUNAVAIL:
	case RPC_PROGVERSMISMATCH:
	case RPC_PROCUNAVAIL:
		return -EPROTONOSUPPORT;
	case RPC_TIMEDOUT:
	case RPC_CANTRECV: /* the alarm, or the server, has shut it */
		return -ETIMEDOUT;
	case RPC_CANTSEND:
		return -ECONNREFUSED;
	case RPC_AUTHERROR:
		return -EACCES;
	default:
		return -EPROTO;
	}
}

static int call_run(const struct call *call)
{
	struct timeval timeout = { .tv_sec = CLIENTS_DEADLINE_MS / 1000 };
	struct sockaddr_in to;
	struct netbuf buf = { sizeof(to), sizeof(to), &to };
	int fd = call_connect(call, &to);
	enum clnt_stat status = RPC_FAILED;
	CLIENT *client;

	if (fd < 0)
		return fd;
	client = call->type == SOCK_STREAM
			 ? clnt_vc_create(fd, &buf, call->program,
					  call->version, 0, 0)
			 : clnt_dg_create(fd, &buf, call->program,
					  call->version, 0, 0);
	if (client) {
		call_fd = fd;
		set_alarm(CLIENTS_DEADLINE_MS);
		status = clnt_call(client, call->procedure, call->in,
				   call->in_arg, call->out, call->out_arg,
				   timeout);
		set_alarm(0);
		clnt_destroy(client);
	}
	close(fd);
	return client ? call_error(status) : -EIO;
}

int clients_nfs_ping(const char *address, unsigned version)
{
	return call_run(&(struct call){ .address = address,
					.port = NFS_PORT,
					.type = SOCK_STREAM,
					.program = NFS_PROGRAM,
					.version = version,
					.in = XDR_PROC(xdr_void),
					.out = XDR_PROC(xdr_void) });
}

/* Where rpcbind does not know, or is not there: the number that is MOUNT's. */
static unsigned mount_port(const char *address, int type)
{
	struct pmap ask = {
		.pm_prog = MOUNT_PROGRAM,
		.pm_vers = MOUNT_VERSION,
		.pm_prot = type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP,
	};
	unsigned short port = 0;
	struct call call = { .address = address,
			     .port = PMAPPORT,
			     .type = SOCK_STREAM,
			     .program = PMAPPROG,
			     .version = PMAPVERS,
			     .procedure = PMAPPROC_GETPORT,
			     .in = XDR_PROC(xdr_pmap),
			     .in_arg = &ask,
			     .out = XDR_PROC(xdr_u_short),
			     .out_arg = &port };

	return !call_run(&call) && port ? port : MOUNT_PORT;
}

struct dump {
	int (*see)(void *ctx, const char *host, const char *dir);
	void *ctx;
	int err;
};

/* RFC 1813 5.2.2, mountlist: host, directory, and whether one more follows. */
static bool_t xdr_dump(XDR *xdrs, struct dump *dump)
{
	char host_buf[HOST_MAX + 1], dir_buf[DIR_MAX + 1];
	char *host = host_buf, *dir = dir_buf;
	bool_t more;
	unsigned i;

	if (xdrs->x_op != XDR_DECODE)
		return TRUE;
	for (i = 0; i < DUMP_MAX; i++) {
		if (!xdr_bool(xdrs, &more))
			return FALSE;
		if (!more)
			return TRUE;
		if (!xdr_string(xdrs, &host, HOST_MAX) ||
		    !xdr_string(xdrs, &dir, DIR_MAX))
			return FALSE;
		dump->err = dump->see(dump->ctx, host, dir);
		if (dump->err)
			return FALSE;
	}
	return FALSE;
}

int clients_mount_dump(const char *address,
		       int (*see)(void *ctx, const char *host, const char *dir),
		       void *ctx)
{
	struct dump dump = { .see = see, .ctx = ctx };
	struct call call = { .address = address,
			     .type = SOCK_STREAM,
			     .program = MOUNT_PROGRAM,
			     .version = MOUNT_VERSION,
			     .procedure = MOUNT_DUMP,
			     .in = XDR_PROC(xdr_void),
			     .out = XDR_PROC(xdr_dump),
			     .out_arg = &dump };
	int err;

	call.port = mount_port(address, call.type);
	err = call_run(&call);
	if (err == -ECONNREFUSED) {
		call.type = SOCK_DGRAM;
		call.port = mount_port(address, call.type);
		err = call_run(&call);
	}
	return dump.err ? dump.err : err;
}
