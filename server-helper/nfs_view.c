// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <nfsc/libnfs.h>
#include <nfsc/libnfs-raw.h>

#include "nfs_view_call.h"
#include "rpc.h"
#include "rpc_probe.h"

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

unsigned nfs_view_left(const struct view *view)
{
	uint64_t now = now_ms();

	return now < view->end_ms ? (unsigned)(view->end_ms - now) : 0;
}

enum nfs_view_result nfs_view_fail(struct view *view,
				   enum nfs_view_result result, const char *fmt,
				   ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(view->why, view->why_size, fmt, args);
	va_end(args);
	return result;
}

bool nfs_view_answered(struct view *view, int status, const void *data)
{
	view->done = true;
	view->failed = status != RPC_STATUS_SUCCESS;
	if (status == RPC_STATUS_ERROR && data)
		snprintf(view->why, view->why_size, "%s", (const char *)data);
	return !view->failed && data;
}

void nfs_view_keep(struct view *view, const void *data, size_t len)
{
	view->data_len = len < NFS_VIEW_BLOCK ? len : NFS_VIEW_BLOCK;
	memcpy(view->data, data, view->data_len);
}

enum nfs_view_result nfs_view_wait(struct view *view, int queued)
{
	view->failed = queued != 0;
	while (!queued && !view->done) {
		struct pollfd pollfd = {
			.fd = rpc_get_fd(view->rpc),
			.events = (short)rpc_which_events(view->rpc),
		};
		unsigned left = nfs_view_left(view);
		int ready = left ? poll(&pollfd, 1, (int)left) : 0;

		if (!ready)
			return nfs_view_fail(view, NFS_VIEW_SILENT,
					     "no answer within %u s",
					     view->ask->ms / 1000);
		if ((ready < 0 && errno != EINTR) ||
		    (ready > 0 && rpc_service(view->rpc, pollfd.revents) < 0)) {
			view->failed = true;
			break;
		}
	}
	if (!view->failed)
		return NFS_VIEW_GOOD;
	if (!*view->why)
		nfs_view_fail(view, NFS_VIEW_WRONG, "%s",
			      rpc_get_error(view->rpc)
				      ? rpc_get_error(view->rpc)
				      : "the connection broke");
	return NFS_VIEW_WRONG;
}

static void connected(struct rpc_context *rpc, int status, void *data,
		      void *ctx)
{
	(void)rpc;
	nfs_view_answered(ctx, status, data);
}

enum nfs_view_result nfs_view_connect(struct view *view, unsigned port,
				      unsigned program, unsigned version)
{
	view->rpc = rpc_init_context();
	if (!view->rpc)
		return nfs_view_fail(view, NFS_VIEW_WRONG, "%s",
				     strerror(ENOMEM));
	view->done = false;
	return nfs_view_wait(
		view, rpc_connect_port_async(view->rpc, view->ask->server,
					     (int)port, (int)program,
					     (int)version, connected, view));
}

void nfs_view_disconnect(struct view *view)
{
	if (view->rpc)
		rpc_destroy_context(view->rpc);
	view->rpc = NULL;
}

/* libnfs cannot tell that a version is not there. */
static enum nfs_view_result probe(struct view *view)
{
	const struct nfs_view_ask *ask = view->ask;
	struct rpc_probe nfs = { .port = NFS_PORT,
				 .program = RPC_PROGRAM_NFS,
				 .version = ask->version,
				 .ms = nfs_view_left(view) };
	struct in_addr addr;

	if (inet_pton(AF_INET, ask->server, &addr) != 1)
		return nfs_view_fail(view, NFS_VIEW_UNREACHABLE,
				     "no IPv4 address");
	nfs.addr = ntohl(addr.s_addr);
	switch (rpc_probe(&nfs)) {
	case RPC_PROBE_SERVED:
		break;
	case RPC_PROBE_OTHERS:
		return nfs_view_fail(view, NFS_VIEW_NOT_SERVED,
				     "the server has %u to %u only", nfs.low,
				     nfs.high);
	case RPC_PROBE_NO_PROGRAM:
		return nfs_view_fail(view, NFS_VIEW_NOT_SERVED,
				     "port %u is no NFS server's", NFS_PORT);
	case RPC_PROBE_REFUSED:
		return nfs_view_fail(view, NFS_VIEW_UNREACHABLE,
				     "nothing listens on TCP port %u",
				     NFS_PORT);
	case RPC_PROBE_SILENT:
		return nfs_view_fail(view, NFS_VIEW_SILENT,
				     "no answer within %u s", ask->ms / 1000);
	default:
		return nfs_view_fail(view, NFS_VIEW_UNREACHABLE, "%s", nfs.why);
	}
	if (ask->may_ask && !ask->may_ask(ask->ctx, nfs.from))
		return NFS_VIEW_NOT_ASKED;
	return NFS_VIEW_GOOD;
}

/* What refused a call on a path. */
static enum nfs_view_result judge(struct view *view, const char *path,
				  const char *what)
{
	switch (view->status) {
	case 0:
		return NFS_VIEW_GOOD;
	case NFS_VIEW_NOENT:
		if (!*path)
			return nfs_view_fail(view, NFS_VIEW_MISSING,
					     "no such export, or not for this "
					     "machine");
		return nfs_view_fail(view, NFS_VIEW_WRONG, "it has no %s",
				     path);
	case NFS_VIEW_PERM:
	case NFS_VIEW_ACCES:
		if (!*path)
			return nfs_view_fail(view, NFS_VIEW_DENIED,
					     "access is denied");
		return nfs_view_fail(view, NFS_VIEW_SQUASHED,
				     "%s cannot be %s by root", path, what);
	case NFS_VIEW_IN_GRACE:
		return nfs_view_fail(view, NFS_VIEW_GRACE,
				     "the server has just started and lets "
				     "nothing be read for up to 90 s (grace)");
	default:
		return nfs_view_fail(view, NFS_VIEW_WRONG,
				     "%s cannot be %s (status %d)",
				     *path ? path : "it", what, view->status);
	}
}

static enum nfs_view_result look(struct view *view,
				 const struct nfs_view_version *version,
				 const char *path)
{
	enum nfs_view_result ret = version->look(view, path);

	if (!ret)
		ret = judge(view, path, "looked at");
	if (!ret && strcmp(view->owner, "0") != 0)
		ret = nfs_view_fail(view, NFS_VIEW_OWNERS,
				    "the owner of %s is \"%s\", not \"0\"",
				    *path ? path : "/", view->owner);
	return ret;
}

static enum nfs_view_result read_init(struct view *view,
				      const struct nfs_view_version *version)
{
	const struct nfs_view_ask *ask = view->ask;
	enum nfs_view_result ret = look(view, version, ask->init);

	if (!ret && (!view->is_file || !(view->mode & 0111)))
		return nfs_view_fail(view, NFS_VIEW_WRONG,
				     "%s is no executable file", ask->init);
	if (!ret)
		ret = version->read(view, ask->init);
	if (!ret)
		ret = judge(view, ask->init, "read");
	if (!ret && (view->data_len != ask->head_len ||
		     memcmp(view->data, ask->head, ask->head_len) != 0))
		ret = nfs_view_fail(view, NFS_VIEW_WRONG,
				    "%s reads as another file", ask->init);
	return ret;
}

static enum nfs_view_result view_all(struct view *view,
				     const struct nfs_view_version *version)
{
	const char *private = view->ask->private;
	enum nfs_view_result ret = version->open(view);

	if (!ret)
		ret = judge(view, "", "mounted");
	if (!ret)
		ret = look(view, version, "");
	if (!ret && !view->is_dir)
		ret = nfs_view_fail(view, NFS_VIEW_WRONG, "it is no folder");
	if (!ret)
		ret = version->list(view);
	if (!ret)
		ret = judge(view, "/", "listed");
	if (!ret)
		ret = read_init(view, version);
	if (!ret && private)
		ret = version->read(view, private);
	if (!ret && private)
		ret = judge(view, private, "read");
	return ret;
}

enum nfs_view_result nfs_view(const struct nfs_view_ask *ask, char *why,
			      size_t size)
{
	const struct nfs_view_version *version = ask->version == 3 ? &nfs_view3
								   : &nfs_view4;
	struct view view = { .ask = ask,
			     .end_ms = now_ms() + ask->ms,
			     .why = why,
			     .why_size = size };
	enum nfs_view_result ret;

	*why = '\0';
	ret = probe(&view);
	if (ret)
		return ret;
	ret = view_all(&view, version);
	version->close(&view);
	if (!ret)
		*why = '\0';
	return ret;
}
