/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sys.h"

#include <asm/unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SYS_GRND_INSECURE   0x0004 /* include/uapi/linux/random.h, since 5.6 */
#define SYS_CLOCK_MONOTONIC 1	   /* include/uapi/linux/time.h */

#ifdef __KLIBC__
/* klibc has no syscall(2) wrapper; three arguments are all that is asked. */
static long syscall3(long number, long a, long b, long c)
{
#if defined(__x86_64__)
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(number), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return ret;
#elif defined(__i386__)
	long ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(number), "b"(a), "c"(b), "d"(c)
			 : "memory");
	return ret;
#elif defined(__aarch64__)
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2)
			 : "memory");
	return x0;
#elif defined(__riscv)
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a7), "r"(a1), "r"(a2)
			 : "memory");
	return a0;
#else
#error "no system call stub for this architecture"
#endif
}
#else
#define syscall3(number, a, b, c) syscall(number, a, b, c)
#endif

uint64_t sys_now_ms(void)
{
	struct timespec now = { 0 };

	syscall3(__NR_clock_gettime, SYS_CLOCK_MONOTONIC, (long)&now, 0);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void sys_random(void *data, size_t len)
{
	uint8_t *octets = data;
	uint64_t mix;

	if (syscall3(__NR_getrandom, (long)data, (long)len,
		     SYS_GRND_INSECURE) == (long)len)
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

int sys_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -EINTR;
}

int sys_modprobe(const char *module)
{
	char *const argv[] = { "modprobe", "-q", (char *)module, NULL };
	char *const envp[] = { "PATH=/sbin:/usr/sbin:/bin:/usr/bin", NULL };
	pid_t pid = fork();
	int ret;

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		execve("/sbin/modprobe", argv, envp);
		_exit(127);
	}
	ret = sys_wait(pid);
	if (ret == 127)
		return -ENOEXEC;
	return ret ? -ENOENT : 0;
}

ssize_t sys_read_file(const char *path, char *text, size_t size)
{
	size_t len = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	while (len < size - 1) {
		ssize_t n = read(fd, text + len, size - 1 - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			int err = errno;

			close(fd);
			return -err;
		}
		if (n == 0)
			break;
		len += n;
	}
	close(fd);
	if (len && text[len - 1] == '\n')
		len--;
	text[len] = '\0';
	return len;
}

int sys_write_file(const char *path, const char *text)
{
	size_t len = strlen(text);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int ret = 0;

	if (fd < 0)
		return -errno;
	while (len && !ret) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			ret = -errno;
		if (n > 0) {
			text += n;
			len -= n;
		}
	}
	if (close(fd) < 0 && !ret)
		ret = -errno;
	return ret;
}

int sys_mkdir(const char *path, mode_t mode)
{
	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return -errno;
	return 0;
}
