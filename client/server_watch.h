/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVER_WATCH_H
#define SERVER_WATCH_H

/* Begins to follow what the kernel says of the servers of its NFS mounts, from
 * now on. Returns a descriptor for poll(2), or -errno. */
int server_watch_open(void);

/* Takes in what it has said, and says on the consoles that a server does not
 * answer, or does again: with "quiet" on its line the kernel itself does not. */
void server_watch_read(int fd);

#endif
