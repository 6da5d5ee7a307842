/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What klibc lacks: a clock, a timer, random octets, modprobe, small files. */
#ifndef SYS_H
#define SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Milliseconds of CLOCK_BOOTTIME, which goes on while the machine is suspended
 * and does not follow the date; its seconds are those of /proc/uptime. */
uint64_t sys_now_ms(void);

static inline uint64_t sys_earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* A timer (timerfd_create(2)) of that clock, for poll(2): a timeout of poll
 * would stand still during a suspend. Returns the descriptor or -errno. */
int sys_timer_open(void);

/* Lets it become readable at that time, and not before; UINT64_MAX: never.
 * What it told before is forgotten. 0 or -errno. */
int sys_timer_set(int timer, uint64_t at_ms);

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

/* Loads a kernel module by name; 0 also where it is loaded or built in without
 * modprobe's knowing, -ENOENT where it cannot be had (or -errno where modprobe
 * cannot be run). */
int sys_modprobe(const char *module);

/* The same from the modules below a root, by a name or a modalias; for the
 * kernel's blacklist it is as if udev had asked. */
int sys_modprobe_from(const char *root, const char *module);

/* A mount namespace of its own for this process; 0 or -errno. */
int sys_unshare_mounts(void);

/* Waits for a child; returns its exit code, -EINTR where its alarm(2) ended it,
 * or -ECHILD where another signal did. */
int sys_wait(pid_t pid);

/* Does in a child what may hang for ever; work returns 0 or -errno. Returns the
 * child's pid, or -errno. */
pid_t sys_start(int (*work)(const char *arg), const char *arg);

/* What such a child returned; -ETIMEDOUT where it has not within so long, and
 * may be waited for again. A negative pid is returned as it is. */
int sys_wait_ms(pid_t pid, unsigned ms);

/* Both. */
int sys_try(int (*work)(const char *arg), const char *arg, unsigned ms);

/* The whole of a small file as a string without its last newline; returns its
 * length (cut off at size - 1), or -errno. */
ssize_t sys_read_file(const char *path, char *text, size_t size);

/* Writes a file anew (mode 0644 where it is created); 0 or -errno. */
int sys_write_file(const char *path, const char *text);

/* The same for any data: the length that was read (at most size), or -errno. */
ssize_t sys_read_data(const char *path, void *data, size_t size);

/* Closes all descriptors from this one on (Linux 5.9). */
void sys_close_from(int fd);

/* Calls see with each name in a folder until it returns true. klibc's opendir
 * would bring malloc in. 0 or -errno. */
int sys_each_entry(const char *path, bool (*see)(const char *name));

/* The next line of the kernel's log from a descriptor of /dev/kmsg (Linux,
 * Documentation/ABI/testing/dev-kmsg), cut off at size - 1; false where there
 * is none yet. */
bool sys_read_kmsg(int fd, char *line, size_t size);

/* Prints a text on standard output or error; 0 or -errno. */
int sys_print(int fd, const char *text);

/* Replaces a small file as a whole or not at all: by a new one, renamed. */
int sys_replace_data(const char *path, const void *data, size_t len,
		     mode_t mode);

/* Copies a file's content; 0 or -errno. */
int sys_copy_file(const char *from, const char *to, mode_t mode);

/* Unmounts what may be on a server that is dead: it has left the tree when this
 * returns, after 2 s at most; what the kernel still does about it, a child
 * waits for. */
void sys_detach(const char *path);

/* reboot(2), at once, with one of the kernel's LINUX_REBOOT_CMD_; comes back
 * only where it is refused: -errno. */
int sys_reboot(unsigned command);

/* syncfs(2) of what is mounted there; 0 or -errno. */
int sys_sync_mount(const char *path);

/* mkdir that takes an existing folder for success; 0 or -errno. */
int sys_mkdir(const char *path, mode_t mode);

#endif
