// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <rpc/rpc.h>

#include <rpc/pmap_prot.h>

#include "rpc_probe.h"

/* A connected socket, or -errno. */
static int connect_to(struct sockaddr_in *addr, unsigned ms)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct pollfd pollfd = { .fd = fd, .events = POLLOUT };
	socklen_t size = sizeof(int);
	int err = 0, ready;

	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)addr, sizeof(*addr)) &&
	    errno != EINPROGRESS)
		err = errno;
	if (!err) {
		ready = poll(&pollfd, 1, (int)ms);
		if (ready < 0)
			err = errno;
		else if (!ready)
			err = ETIMEDOUT;
		else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &size))
			err = errno;
	}
	/* libtirpc waits with poll(2), and writes where it may block. */
	if (!err && fcntl(fd, F_SETFL, 0))
		err = errno;
	if (!err)
		return fd;
	close(fd);
	return -err;
}

static enum rpc_probe_result judge_connect(struct rpc_probe *probe, int err)
{
	snprintf(probe->why, sizeof(probe->why), "%s", strerror(-err));
	if (err == -ECONNREFUSED)
		return RPC_PROBE_REFUSED;
	return err == -ETIMEDOUT ? RPC_PROBE_SILENT : RPC_PROBE_UNREACHABLE;
}

static enum rpc_probe_result judge_answer(struct rpc_probe *probe, CLIENT *clnt,
					  enum clnt_stat stat)
{
	struct rpc_err err;

	if (stat == RPC_SUCCESS)
		return RPC_PROBE_SERVED;
	clnt_geterr(clnt, &err);
	snprintf(probe->why, sizeof(probe->why), "%s", clnt_sperrno(stat));
	if (stat == RPC_PROGVERSMISMATCH) {
		probe->low = (unsigned)err.re_vers.low;
		probe->high = (unsigned)err.re_vers.high;
		return RPC_PROBE_OTHERS;
	}
	if (stat == RPC_PROGUNAVAIL)
		return RPC_PROBE_NO_PROGRAM;
	return stat == RPC_TIMEDOUT ? RPC_PROBE_SILENT : RPC_PROBE_UNREACHABLE;
}

static enum rpc_probe_result call(struct rpc_probe *probe, rpcproc_t procedure,
				  xdrproc_t encode, void *args,
				  xdrproc_t decode, void *result)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)probe->port),
		.sin_addr.s_addr = htonl(probe->addr),
	};
	struct netbuf netbuf = { sizeof(addr), sizeof(addr), &addr };
	struct timeval wait = { probe->ms / 1000, probe->ms % 1000 * 1000 };
	enum rpc_probe_result answer = RPC_PROBE_UNREACHABLE;
	struct sockaddr_in own = { 0 };
	socklen_t size = sizeof(own);
	int fd = connect_to(&addr, probe->ms);
	CLIENT *clnt;

	if (fd < 0)
		return judge_connect(probe, fd);
	if (!getsockname(fd, (struct sockaddr *)&own, &size))
		probe->from = ntohl(own.sin_addr.s_addr);
	clnt = clnt_vc_create(fd, &netbuf, probe->program, probe->version, 0,
			      0);
	if (clnt) {
		answer = judge_answer(probe, clnt,
				      clnt_call(clnt, procedure, encode, args,
						decode, result, wait));
		clnt_destroy(clnt);
	} else {
		snprintf(probe->why, sizeof(probe->why), "%s",
			 clnt_spcreateerror(""));
	}
	close(fd);
	return answer;
}

static bool_t nothing(XDR *xdr, ...)
{
	(void)xdr;
	return TRUE;
}

enum rpc_probe_result rpc_probe(struct rpc_probe *probe)
{
	return call(probe, NULLPROC, nothing, NULL, nothing, NULL);
}

enum rpc_probe_result rpc_probe_port(uint32_t addr, unsigned program,
				     unsigned version, unsigned ms,
				     unsigned *port)
{
	struct rpc_probe probe = { .addr = addr,
				   .port = PMAPPORT,
				   .program = PMAPPROG,
				   .version = PMAPVERS,
				   .ms = ms };
	struct pmap asked = { program, version, IPPROTO_TCP, 0 };

	*port = 0;
	return call(&probe, PMAPPROC_GETPORT, (xdrproc_t)xdr_pmap, &asked,
		    (xdrproc_t)xdr_u_int, port);
}
