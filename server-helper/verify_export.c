// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generation.h"
#include "image.h"
#include "path.h"
#include "root.h"
#include "verify.h"

#define VIEW_MS	  8000 /* for one look over one version */
#define RELOAD_MS 3000 /* nfs-ganesha takes new exports after its reload */
#define PAUSE_MS  200

struct tree {
	struct path root;
	char real[1024]; /* the same without links */
	size_t real_len;
};

/* The name below the tree of what a path in it leads to; false where it leads
 * to nothing. */
static bool real_name(const struct tree *tree, const char *path, char *name,
		      size_t size, struct stat *st)
{
	char link[64], real[1024];
	int fd = image_open(tree->root.s, path);
	ssize_t len = -1;

	if (fd < 0)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (!fstat(fd, st))
		len = readlink(link, real, sizeof(real) - 1);
	close(fd);
	if (len < (ssize_t)tree->real_len)
		return false;
	real[len] = '\0';
	snprintf(name, size, "%s", real + tree->real_len);
	return true;
}

static bool find_init(const struct tree *tree, char *name, size_t size,
		      uint8_t *head, size_t *head_len)
{
	static const char *const inits[] = { ROOT_INITS };
	struct stat st;
	ssize_t len;
	size_t i;
	int fd;

	for (i = 0; i < sizeof(inits) / sizeof(*inits); i++)
		if (real_name(tree, inits[i], name, size, &st) &&
		    S_ISREG(st.st_mode) && (st.st_mode & 0111))
			break;
	if (i == sizeof(inits) / sizeof(*inits))
		return false;
	fd = image_open(tree->root.s, inits[i]);
	len = fd < 0 ? -1 : pread(fd, head, *head_len, 0);
	if (fd >= 0)
		close(fd);
	*head_len = len > 0 ? (size_t)len : 0;
	return len >= 0;
}

/* A file that nobody else may read: to a squashed root, it is closed. */
static bool find_private(const struct tree *tree, char *name, size_t size)
{
	static const char *const files[] = { "/etc/shadow", "/etc/gshadow",
					     "/etc/shadow-", "/etc/gshadow-" };
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (real_name(tree, files[i], name, size, &st) &&
		    S_ISREG(st.st_mode) && !st.st_uid && !(st.st_mode & 0004))
			return true;
	return false;
}

static int may_ask(void *ctx, uint32_t from)
{
	const struct server *srv = ctx;

	return conf_in_networks(&srv->conf, from);
}

enum nfs_view_result verify_export_view(const struct server *srv,
					const char *id, unsigned version,
					char *why, size_t size)
{
	struct path export = { DEFAULT_ROOT_PATH };
	char init[512], private[512];
	uint8_t head[NFS_VIEW_BLOCK];
	struct tree tree;
	struct nfs_view_ask ask = {
		.server = srv->conf.server,
		.version = version,
		.export = export.s,
		.init = init,
		.head = head,
		.head_len = sizeof(head),
		.ms = VIEW_MS,
		.may_ask = may_ask,
		.ctx = (void *)srv,
	};
	struct stat st;

	if (id)
		snprintf(export.s, sizeof(export.s), GENERATIONS_PATH "/%s",
			 id);
	tree.root = path_of(srv, "%s", export.s);
	tree.real_len = 0;
	if (!real_name(&tree, "/", tree.real, sizeof(tree.real), &st) ||
	    (tree.real_len = strlen(tree.real),
	     !find_init(&tree, init, sizeof(init), head, &ask.head_len))) {
		snprintf(why, size, "%s has no init", tree.root.s);
		return NFS_VIEW_WRONG;
	}
	if (find_private(&tree, private, sizeof(private)))
		ask.private = private;
	return nfs_view(&ask, why, size);
}

const char *verify_export_mend(const struct server *srv,
			       enum nfs_view_result result)
{
	bool nfsd = srv->conf.export == EXPORT_NFSD;

	switch (result) {
	case NFS_VIEW_UNREACHABLE:
	case NFS_VIEW_SILENT:
		return nfsd ? "systemctl restart nfs-kernel-server"
			    : "systemctl restart nfs-ganesha";
	case NFS_VIEW_OWNERS:
		return nfsd ? "echo Y "
			      ">/sys/module/nfsd/parameters/"
			      "nfs4_disable_idmapping; echo options nfsd "
			      "nfs4_disable_idmapping=Y "
			      ">/etc/modprobe.d/rescue64-nfsd.conf"
			    : "put Only_Numeric_Owners = true; into the NFSv4 "
			      "block of /etc/ganesha/ganesha.conf; systemctl "
			      "restart nfs-ganesha";
	default:
		return "rescue64-server export";
	}
}

static bool may_come(const struct server *srv, enum nfs_view_result result)
{
	return srv->conf.export != EXPORT_NFSD &&
	       (result == NFS_VIEW_MISSING || result == NFS_VIEW_DENIED);
}

struct finding {
	unsigned version;
	enum nfs_view_result result;
	char why[512];
};

/* waited_ms: for new exports, by now. */
static void view(const struct server *srv, const char *id,
		 struct finding *finding, unsigned *waited_ms)
{
	for (;;) {
		finding->result = verify_export_view(srv, id, finding->version,
						     finding->why,
						     sizeof(finding->why));
		if (!may_come(srv, finding->result) || *waited_ms >= RELOAD_MS)
			return;
		usleep(PAUSE_MS * 1000);
		*waited_ms += PAUSE_MS;
	}
}

static bool is_good(enum nfs_view_result result)
{
	return result == NFS_VIEW_GOOD || result == NFS_VIEW_GRACE;
}

/* Says it; good: whether another version is right. Returns 0 or -errno. */
static int report(const struct server *srv, const char *step,
		  const char *object, const struct finding *finding, bool good)
{
	const char *mend = verify_export_mend(srv, finding->result);

	switch (finding->result) {
	case NFS_VIEW_GOOD:
		say_step(step, "%s: right, as a client sees it over NFS %u",
			 object, finding->version);
		return 0;
	case NFS_VIEW_GRACE:
		say_warning(step, object, "NFS %u: %s", finding->version,
			    finding->why);
		return 0;
	case NFS_VIEW_NOT_SERVED:
		if (good) {
			say_step(step, "%s: NFS %u is not served: %s", object,
				 finding->version, finding->why);
			return 0;
		}
		break;
	case NFS_VIEW_OWNERS:
		good = false;
		break;
	default:
		break;
	}
	if (good) {
		say_warning(step, object, "NFS %u: %s; %s", finding->version,
			    finding->why, mend);
		return 0;
	}
	say_error(step, object, "NFS %u: %s; %s", finding->version,
		  finding->why, mend);
	return -EPROTO;
}

int verify_export(const struct server *srv, const char *step, const char *id)
{
	struct finding findings[] = { { .version = 4 }, { .version = 3 } };
	const size_t count = sizeof(findings) / sizeof(*findings);
	struct path object;
	unsigned waited_ms = 0;
	bool good = false;
	int err = 0, ret;
	size_t i;

	snprintf(object.s, sizeof(object.s), "%s:%s%s%s", srv->conf.server,
		 id ? GENERATIONS_PATH : DEFAULT_ROOT_PATH, id ? "/" : "",
		 id ? id : "");
	for (i = 0; i < count; i++) {
		struct finding *now = &findings[i];

		view(srv, id, now, &waited_ms);
		good |= is_good(now->result);
		if (now->result == NFS_VIEW_NOT_ASKED) {
			say_warning(step, object.s,
				    "not looked at as a client would: this "
				    "server asks from an address that is in "
				    "none of the networks, and has to be "
				    "refused");
			return 0;
		}
		/* No other version has another port. */
		if (now->result == NFS_VIEW_UNREACHABLE ||
		    now->result == NFS_VIEW_SILENT)
			return report(srv, step, object.s, now, false);
	}
	for (i = 0; i < count; i++) {
		ret = report(srv, step, object.s, &findings[i], good);
		err = err ? err : ret;
	}
	return err;
}
