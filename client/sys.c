/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sys.h"

#include <asm/unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SYS_GRND_INSECURE 0x0004 /* include/uapi/linux/random.h, since 5.6 */
#ifndef __NR_close_range
#define __NR_close_range 436 /* of every architecture, since 5.9 */
#endif
#define SYS_CLOCK_BOOTTIME    7		 /* include/uapi/linux/time.h */
#define SYS_TFD_TIMER_ABSTIME 1		 /* include/uapi/linux/timerfd.h */
#define SYS_CLONE_NEWNS	      0x00020000 /* include/uapi/linux/sched.h */

#ifndef MS_PRIVATE
#define MS_PRIVATE (1 << 18) /* include/uapi/linux/mount.h */
#endif

#ifdef __KLIBC__
/* klibc has no syscall(2) wrapper; four arguments are all that is asked. */
static long syscall4(long number, long a, long b, long c, long d)
{
#if defined(__x86_64__)
	register long r10 __asm__("r10") = d;
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return ret;
#elif defined(__i386__)
	long ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d)
			 : "memory");
	return ret;
#elif defined(__aarch64__)
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3)
			 : "memory");
	return x0;
#elif defined(__riscv)
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a7), "r"(a1), "r"(a2), "r"(a3)
			 : "memory");
	return a0;
#else
#error "no system call stub for this architecture"
#endif
}
#else
static long syscall4(long number, long a, long b, long c, long d)
{
	long ret = syscall(number, a, b, c, d);

	return ret < 0 ? -errno : ret;
}
#endif

uint64_t sys_now_ms(void)
{
	struct timespec now = { 0 };

	syscall4(__NR_clock_gettime, SYS_CLOCK_BOOTTIME, (long)&now, 0, 0);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int sys_timer_open(void)
{
	return syscall4(__NR_timerfd_create, SYS_CLOCK_BOOTTIME,
			O_CLOEXEC | O_NONBLOCK, 0, 0);
}

int sys_timer_set(int timer, uint64_t at_ms)
{
	struct {
		struct timespec interval, value;
	} when = { 0 }; /* all zero: never */

	if (at_ms != UINT64_MAX) {
		when.value.tv_sec = at_ms / 1000;
		when.value.tv_nsec = at_ms % 1000 * 1000000 + 1;
	}
	return syscall4(__NR_timerfd_settime, timer, SYS_TFD_TIMER_ABSTIME,
			(long)&when, 0);
}

void sys_random(void *data, size_t len)
{
	uint8_t *octets = data;
	uint64_t mix;

	if (syscall4(__NR_getrandom, (long)data, (long)len, SYS_GRND_INSECURE,
		     0) == (long)len)
		return;
	mix = sys_now_ms() ^ ((uint64_t)getpid() << 32);
	for (size_t i = 0; i < len; i++) {
		mix = mix * 6364136223846793005ULL + 1442695040888963407ULL;
		octets[i] = mix >> 56;
	}
}

uint32_t sys_random_between(uint32_t low, uint32_t high)
{
	uint32_t r;

	sys_random(&r, sizeof(r));
	return low + r % (high - low + 1);
}

const char *sys_error(int error)
{
	static char other[24];

	switch (error) {
	case EPERM:
		return "not permitted";
	case ENOENT:
		return "no such file or directory";
	case EINTR:
		return "interrupted";
	case EIO:
		return "I/O error";
	case ENODEV:
		return "no such device";
	case ENOMEM:
		return "out of memory";
	case EACCES:
		return "permission denied";
	case EBUSY:
		return "busy";
	case EEXIST:
		return "there already";
	case ENOTDIR:
		return "not a directory";
	case EINVAL:
		return "invalid argument";
	case EFBIG:
		return "too large";
	case ENOSPC:
		return "no space left";
	case EROFS:
		return "read-only";
	case ELOOP:
		return "a symbolic link";
	case EPROTO:
		return "protocol error";
	case EPROTONOSUPPORT:
		return "protocol not supported";
	case EPFNOSUPPORT:
		return "program not available";
	case ENETUNREACH:
		return "network unreachable";
	case EHOSTUNREACH:
		return "host unreachable";
	case ECONNREFUSED:
		return "connection refused";
	case ETIMEDOUT:
		return "timed out";
	case ESTALE:
		return "stale file handle";
	default:
		snprintf(other, sizeof(other), "error %d", error);
		return other;
	}
}

ssize_t sys_read_data(const char *path, void *data, size_t size)
{
	size_t len = 0;
	ssize_t n = 1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	while (n > 0 && len < size) {
		n = read(fd, (char *)data + len, size - len);
		if (n > 0)
			len += n;
		else if (n < 0 && errno == EINTR)
			n = 1;
		else if (n < 0)
			n = -errno;
	}
	close(fd);
	return n < 0 ? n : (ssize_t)len;
}

ssize_t sys_read_file(const char *path, char *text, size_t size)
{
	ssize_t len = sys_read_data(path, text, size - 1);

	if (len < 0)
		return len;
	if (len && text[len - 1] == '\n')
		len--;
	text[len] = '\0';
	return len;
}

static int sys_write_all(int fd, const char *from, size_t len)
{
	while (len) {
		ssize_t n = write(fd, from, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			from += n;
			len -= n;
		}
	}
	return 0;
}

static int sys_write_data(const char *path, const void *data, size_t len,
			  mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	int ret;

	if (fd < 0)
		return -errno;
	ret = sys_write_all(fd, data, len);
	if (close(fd) < 0 && !ret)
		ret = -errno;
	return ret;
}

int sys_replace_data(const char *path, const void *data, size_t len,
		     mode_t mode)
{
	char new[64];
	int ret;

	snprintf(new, sizeof(new), "%s.new", path);
	ret = sys_write_data(new, data, len, mode);
	if (ret == 0 && rename(new, path) < 0)
		ret = -errno;
	if (ret < 0)
		unlink(new);
	return ret;
}

int sys_print(int fd, const char *text)
{
	return sys_write_all(fd, text, strlen(text));
}

int sys_write_file(const char *path, const char *text)
{
	return sys_write_data(path, text, strlen(text), 0644);
}

int sys_copy_file(const char *from, const char *to, mode_t mode)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	long n = in < 0 || out < 0 ? -errno : 1;
	int ret;

	while (n > 0)
		n = syscall4(__NR_sendfile, out, in, 0, 1 << 20);
	ret = n;
	close(in);
	if (close(out) < 0 && !ret)
		ret = -errno;
	return ret;
}

int sys_unshare_mounts(void)
{
	int ret = syscall4(__NR_unshare, SYS_CLONE_NEWNS, 0, 0, 0);

	if (ret == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		ret = -errno;
	return ret;
}

void sys_close_from(int fd)
{
	syscall4(__NR_close_range, fd, UINT32_MAX, 0, 0);
}

/* Each read is one record: "LEVEL,NUMBER,TIME,-;LINE", and more lines that
 * begin with a space. EPIPE: records were lost in between; EINVAL: one was too
 * long, and is passed over. */
bool sys_read_kmsg(int fd, char *line, size_t size)
{
	char record[512];
	const char *text;
	ssize_t len;

	do {
		len = read(fd, record, sizeof(record) - 1);
	} while (len < 0 &&
		 (errno == EPIPE || errno == EINTR || errno == EINVAL));
	if (len <= 0)
		return false;
	record[len] = '\0';
	text = strchr(record, ';');
	text = text ? text + 1 : "";
	snprintf(line, size, "%.*s", (int)strcspn(text, "\n"), text);
	return true;
}

/* getdents64(2)'s struct linux_dirent64. */
struct sys_entry {
	uint64_t inode, offset;
	uint16_t size;
	uint8_t type;
	char name[];
};

int sys_each_entry(const char *path, bool (*see)(const char *name))
{
	_Alignas(struct sys_entry) char entries[1024];
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool seen = false;
	long len;

	if (fd < 0)
		return -errno;
	do {
		len = syscall4(__NR_getdents64, fd, (long)entries,
			       sizeof(entries), 0);
		for (long at = 0; at < len && !seen;) {
			struct sys_entry *entry = (void *)(entries + at);

			seen = see(entry->name);
			at += entry->size;
		}
	} while (len > 0 && !seen);
	close(fd);
	return len < 0 ? len : 0;
}

int sys_reboot(unsigned command)
{
	return syscall4(__NR_reboot, (long)LINUX_REBOOT_MAGIC1,
			LINUX_REBOOT_MAGIC2, command, 0);
}

int sys_sync_mount(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return -errno;
	ret = syscall4(__NR_syncfs, fd, 0, 0, 0);
	close(fd);
	return ret;
}

int sys_mkdir(const char *path, mode_t mode)
{
	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return -errno;
	return 0;
}
