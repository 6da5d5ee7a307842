/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * klibc's start sets up stdin, stdout and stderr, and its exit writes out what
 * they hold. This program has no such streams: without them, and the malloc
 * that comes with them, it is 1.4 KiB smaller. (Where a klibc has no such
 * functions, these are unused.)
 */
#ifdef __KLIBC__

#include <stdlib.h>
#include <unistd.h>

void __libc_init_stdio(void);

void __libc_init_stdio(void)
{
}

void exit(int code)
{
	_exit(code);
}

#endif
