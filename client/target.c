/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "target.h"

#include <errno.h>
#include <string.h>

#include "cmdline.h"
#include "layout.h"
#include "nfs_option.h"
#include "text.h"

static void target_take_hosts(struct target *out, const struct root_name *root)
{
	memcpy(out->hosts, root->hosts, sizeof(out->hosts));
	out->host_count = root->host_count;
}

static void target_take_address(struct target *out, uint32_t address)
{
	strcpy(out->hosts[0], text_quad(address).text);
	out->host_count = 1;
}

/* Server: nfsroot= > option 17 > ip= server > siaddr > option 54. */
static void target_take_server(struct target *out,
			       const struct cmdline *cmdline,
			       const struct lease *lease,
			       const struct root_name *offered)
{
	if (cmdline->root.host_count)
		target_take_hosts(out, &cmdline->root);
	else if (offered->host_count)
		target_take_hosts(out, offered);
	else if (cmdline->server)
		target_take_address(out, cmdline->server);
	else if (lease->siaddr)
		target_take_address(out, lease->siaddr);
	else if (lease->server_id)
		target_take_address(out, lease->server_id);
}

/*
 * The path with its first %s replaced by the client's address, as in the
 * kernel's nfsroot.rst; the path is a stranger's text and never a format.
 */
static int target_expand(char *out, const char *path, uint32_t client)
{
	const char *mark = text_find(path, "%s");
	const struct quad address = text_quad(client);
	size_t head, len;

	if (!mark || !client) {
		strcpy(out, path);
		return 0;
	}
	head = mark - path;
	len = strlen(address.text);
	if (head + len + strlen(mark + 2) >= PATH_SIZE)
		return -ENAMETOOLONG;
	memcpy(out, path, head);
	memcpy(out + head, address.text, len);
	strcpy(out + head + len, mark + 2);
	return 0;
}

static void target_take_versions(struct target *out, const char *pinned)
{
	static const char *const all[] = { "4.2", "4.1", "4.0", "3" };
	size_t len = strlen(pinned);

	/* A pinned "4" means all of the 4.x. */
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strncmp(all[i], pinned, len) == 0)
			strcpy(out->versions[out->version_count++], all[i]);
}

/* As in the kernel, those of the command line come behind those of option 17,
 * which count where its server or its path does. */
static void target_take_options(struct target *out,
				const struct root_name *root,
				const struct root_name *offered,
				const struct report *report)
{
	bool both = !root->host_count || !root->path[0];
	const char *pinned = root->versions;

	if (both)
		strcpy(out->options, offered->options);
	if (both && !pinned[0])
		pinned = offered->versions;
	if (nfs_options_add(out->options, root->options) < 0) {
		report_error(
			report, "option 17 options",
			"too long together with those of nfsroot=; left out");
		strcpy(out->options, root->options);
	}
	target_take_versions(out, pinned);
}

int target_plan(const struct cmdline *cmdline, const struct lease *lease,
		struct target *out, const struct report *report)
{
	const struct root_name *root = &cmdline->root;
	struct root_name offered = { 0 };
	const char *path = DEFAULT_ROOT_PATH;

	memset(out, 0, sizeof(*out));
	/* Other boot loaders' roots ("iscsi:...") look like a host and a bad
	 * path: then the host is none either. */
	if (lease->rootpath[0] &&
	    root_name_parse(lease->rootpath, "option 17", &offered, report) <
		    0 &&
	    !offered.path[0])
		memset(&offered, 0, sizeof(offered));
	target_take_server(out, cmdline, lease, &offered);
	target_take_options(out, root, &offered, report);
	if (root->path[0])
		path = root->path;
	else if (offered.path[0])
		path = offered.path;
	if (target_expand(out->path, path, lease->ip) < 0) {
		report_error(report, "nfsroot= path",
			     "too long with the client's address for %%s");
		return -EINVAL;
	}
	if (!out->host_count) {
		report_error(report, "server",
			     "none is named by nfsroot=, option 17, ip=, "
			     "siaddr or option 54");
		return -EINVAL;
	}
	return 0;
}
