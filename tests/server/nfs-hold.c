// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A client of an export, through libnfs: mounts it, opens a file of it, says
 * "held" and holds both until it is killed.
 *
 *	nfs-hold SERVER EXPORT 3|4 FILE [NAME]
 *
 * NAME is what it calls itself as a client of NFS 4.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <nfsc/libnfs.h>

static void check(struct nfs_context *nfs, int ret, const char *what)
{
	if (!ret)
		return;
	fprintf(stderr, "nfs-hold: %s: %s\n", what, nfs_get_error(nfs));
	exit(1);
}

int main(int argc, char **argv)
{
	struct nfs_context *nfs = nfs_init_context();
	struct nfsfh *file;

	if (argc < 5 || !nfs) {
		fputs("usage: nfs-hold SERVER EXPORT 3|4 FILE [NAME]\n",
		      stderr);
		return 2;
	}
	nfs_set_version(nfs, atoi(argv[3]));
	if (argc > 5)
		nfs4_set_client_name(nfs, argv[5]);
	check(nfs, nfs_mount(nfs, argv[1], argv[2]), argv[2]);
	check(nfs, nfs_open(nfs, argv[4], 0, &file), argv[4]);
	puts("held");
	fflush(stdout);
	pause();
	return 1;
}
