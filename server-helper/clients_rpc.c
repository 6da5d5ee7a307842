// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <rpc/rpc.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "clients_rpc.h"
#include "clients_source.h"
#include "rpc_probe.h"

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

/*
 * Shuts a socket when its time is over: clnt_call counts that anew with each
 * octet, and blocks all signals.
 */
struct watch {
	int socket, end[2];
	pthread_t thread;
};

static void *watch_run(void *arg)
{
	struct watch *watch = arg;
	struct pollfd pfd = { .fd = watch->end[0], .events = POLLIN };

	if (!poll(&pfd, 1, CLIENTS_DEADLINE_MS))
		shutdown(watch->socket, SHUT_RDWR);
	return NULL;
}

static int watch_begin(struct watch *watch, int socket)
{
	int err;

	watch->socket = socket;
	if (pipe2(watch->end, O_CLOEXEC))
		return -errno;
	err = pthread_create(&watch->thread, NULL, watch_run, watch);
	if (!err)
		return 0;
	close(watch->end[0]);
	close(watch->end[1]);
	return -err;
}

static void watch_end(struct watch *watch)
{
	close(watch->end[1]);
	pthread_join(watch->thread, NULL);
	close(watch->end[0]);
}

/* A socket of that type that is connected, or -errno. */
static int dump_connect(struct sockaddr_in *to, int type)
{
	int fd = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct pollfd pfd = { .fd = fd, .events = POLLOUT };
	socklen_t len = sizeof(int);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)to, sizeof(*to)))
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

static int dump_error(enum clnt_stat status)
{
	switch (status) {
	case RPC_SUCCESS:
		return 0;
	case RPC_PROGUNAVAIL:
	case RPC_PROGVERSMISMATCH:
	case RPC_PROCUNAVAIL:
		return -EPROTONOSUPPORT;
	case RPC_TIMEDOUT:
	case RPC_CANTRECV: /* the watch, or the server, has shut it */
		return -ETIMEDOUT;
	case RPC_CANTSEND:
		return -ECONNREFUSED;
	case RPC_AUTHERROR:
		return -EACCES;
	default:
		return -EPROTO;
	}
}

/* Where rpcbind does not know, or is not there: the number that is MOUNT's. */
static unsigned mount_port(const char *address)
{
	unsigned port = 0;
	uint32_t addr;

	if (!check_quad(address, &addr) ||
	    rpc_probe_port(addr, MOUNT_PROGRAM, MOUNT_VERSION,
			   CLIENTS_DEADLINE_MS, &port) != RPC_PROBE_SERVED)
		return MOUNT_PORT;
	return port ? port : MOUNT_PORT;
}

bool clients_nfs_lacks(const char *address, unsigned version)
{
	struct rpc_probe probe = { .port = NFS_PORT,
				   .program = NFS_PROGRAM,
				   .version = version,
				   .ms = CLIENTS_DEADLINE_MS };
	enum rpc_probe_result result;

	if (!check_quad(address, &probe.addr))
		return false;
	result = rpc_probe(&probe);
	return result == RPC_PROBE_OTHERS || result == RPC_PROBE_NO_PROGRAM;
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

static int dump_run(struct sockaddr_in *to, int type, struct dump *dump)
{
	struct timeval timeout = { .tv_sec = CLIENTS_DEADLINE_MS / 1000 };
	struct netbuf buf = { sizeof(*to), sizeof(*to), to };
	int fd = dump_connect(to, type);
	enum clnt_stat status = RPC_FAILED;
	struct watch watch;
	CLIENT *client;
	int err;

	if (fd < 0)
		return fd;
	err = watch_begin(&watch, fd);
	if (err) {
		close(fd);
		return err;
	}
	client = type == SOCK_STREAM ? clnt_vc_create(fd, &buf, MOUNT_PROGRAM,
						      MOUNT_VERSION, 0, 0)
				     : clnt_dg_create(fd, &buf, MOUNT_PROGRAM,
						      MOUNT_VERSION, 0, 0);
	if (client) {
		status = clnt_call(client, MOUNT_DUMP, XDR_PROC(xdr_void), NULL,
				   XDR_PROC(xdr_dump), dump, timeout);
		clnt_destroy(client);
	}
	watch_end(&watch);
	close(fd);
	return dump->err ? dump->err : dump_error(status);
}

int clients_mount_dump(const char *address,
		       int (*see)(void *ctx, const char *host, const char *dir),
		       void *ctx)
{
	struct dump dump = { .see = see, .ctx = ctx };
	struct sockaddr_in to = { .sin_family = AF_INET };
	int err;

	if (inet_pton(AF_INET, address, &to.sin_addr) != 1)
		return -EINVAL;
	to.sin_port = htons((uint16_t)mount_port(address));
	err = dump_run(&to, SOCK_STREAM, &dump);
	/* rpc.mountd has both at one number. */
	return err == -ECONNREFUSED ? dump_run(&to, SOCK_DGRAM, &dump) : err;
}
