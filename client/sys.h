/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What klibc lacks: a clock, random octets, modprobe, small files. */
#ifndef SYS_H
#define SYS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Milliseconds of CLOCK_MONOTONIC. */
uint64_t sys_now_ms(void);

/*
 * Fills data with len (at most 256) octets for transaction ids and back-off,
 * never for keys: getrandom(2) with GRND_INSECURE does not block in an early
 * boot. Falls back on the clock where the kernel is older than 5.6.
 */
void sys_random(void *data, size_t len);

/* A random number in [low, high]. */
uint32_t sys_random_between(uint32_t low, uint32_t high);

/* What an errno means; "error N" for the rare ones. strerror's whole table
 * would be a sixteenth of the program. */
const char *sys_error(int error);

/* Loads a kernel module by name or alias; 0, or -ENOENT where it cannot be
 * had (or -errno where modprobe cannot be run). */
int sys_modprobe(const char *module);

/* Waits for a child; returns its exit code, or -EINTR where a signal ended
 * it. */
int sys_wait(pid_t pid);

/* The whole of a small file as a string without its last newline; returns its
 * length (cut off at size - 1), or -errno. */
ssize_t sys_read_file(const char *path, char *text, size_t size);

/* Writes a file anew (mode 0644 where it is created); 0 or -errno. */
int sys_write_file(const char *path, const char *text);

/* mkdir that takes an existing folder for success; 0 or -errno. */
int sys_mkdir(const char *path, mode_t mode);

#endif
