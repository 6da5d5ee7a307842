// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A PC that keeps on reading a file: mounts the folder of an nfs:// URL (libnfs'
 * form), opens its last component once, and for each line on standard input
 * reads all of it from the start; prints "open", then "ok OCTETS" or the error.
 *
 *	nfs-follow nfs://SERVER/PATH/FILE?version=4
 */
#include <fcntl.h>
#include <nfsc/libnfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(struct nfs_context *nfs, const char *what)
{
	fprintf(stderr, "nfs-follow: %s: %s\n", what, nfs_get_error(nfs));
	exit(2);
}

/* Octets, or -errno. */
static long long read_all(struct nfs_context *nfs, struct nfsfh *file)
{
	char buf[8192];
	long long size = 0;
	int n;

	while ((n = nfs_pread(nfs, file, (uint64_t)size, sizeof(buf), buf)) > 0)
		size += n;
	return n < 0 ? n : size;
}

int main(int argc, char **argv)
{
	struct nfs_context *nfs = nfs_init_context();
	struct nfs_url *url;
	struct nfsfh *file;
	char line[64];

	url = nfs && argc == 2 ? nfs_parse_url_full(nfs, argv[1]) : NULL;
	if (!url) {
		fputs("usage: nfs-follow nfs://SERVER/PATH/FILE?version=4\n",
		      stderr);
		return 2;
	}
	if (nfs_mount(nfs, url->server, url->path) < 0)
		die(nfs, url->path);
	if (nfs_open(nfs, url->file, O_RDONLY, &file) < 0)
		die(nfs, url->file);
	puts("open");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		long long size = read_all(nfs, file);

		if (size < 0)
			printf("error %lld (%s)\n", size, nfs_get_error(nfs));
		else
			printf("ok %lld\n", size);
		fflush(stdout);
	}
	return 0;
}
