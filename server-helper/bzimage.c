// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <string.h>

#include "bzimage.h"

/* The real-mode kernel header: Documentation/arch/x86/boot.rst. All numbers
 * are little-endian. */
#define AT_SETUP_SECTS	  0x1f1
#define AT_SYSSIZE	  0x1f4 /* of the rest, in 16 octets */
#define AT_BOOT_FLAG	  0x1fe
#define AT_HEADER	  0x202
#define AT_VERSION	  0x206
#define AT_KERNEL_VERSION 0x20e
#define AT_LOADFLAGS	  0x211
#define HEADER_END	  0x212

#define BOOT_FLAG	   0xaa55
#define SETUP_SECTS_OLD	   4	 /* what 0 stands for */
#define VERSION_BZIMAGE	   0x200 /* from here on there are bzImages */
#define VERSION_SYSSIZE	   0x204 /* from here on syssize has 4 octets */
#define LOADED_HIGH	   0x01	 /* a bzImage, not a zImage */
#define KERNEL_VERSION_AT0 0x200
#define SECTOR		   512

static unsigned read16(const uint8_t *at)
{
	return at[0] | (unsigned)at[1] << 8;
}

static uint64_t read32(const uint8_t *at)
{
	return read16(at) | (uint64_t)read16(at + 2) << 16;
}

const char *bzimage_release(const uint8_t *head, size_t len, uint64_t size,
			    char *release, size_t release_size)
{
	unsigned sectors, at, version;
	uint64_t setup_end;
	size_t n;

	if (len < HEADER_END || read16(head + AT_BOOT_FLAG) != BOOT_FLAG ||
	    memcmp(head + AT_HEADER, "HdrS", 4) != 0)
		return "no kernel: the header of the Linux boot protocol is "
		       "not there";
	version = read16(head + AT_VERSION);
	if (version < VERSION_BZIMAGE || !(head[AT_LOADFLAGS] & LOADED_HIGH))
		return "not a bzImage";
	sectors = head[AT_SETUP_SECTS] ? head[AT_SETUP_SECTS] : SETUP_SECTS_OLD;
	setup_end = (sectors + 1) * SECTOR;
	if (size < setup_end ||
	    (version >= VERSION_SYSSIZE &&
	     size < setup_end + read32(head + AT_SYSSIZE) * 16))
		return "shorter than its header says: it is cut off";
	at = read16(head + AT_KERNEL_VERSION);
	if (!at || at >= sectors * SECTOR)
		return "its header names no version";
	at += KERNEL_VERSION_AT0;
	for (n = 0; at + n < setup_end && head[at + n] > ' ' &&
		    head[at + n] < 0x7f && n + 1 < release_size;
	     n++)
		release[n] = (char)head[at + n];
	release[n] = '\0';
	if (!n || at + n >= setup_end ||
	    (head[at + n] != ' ' && head[at + n] != '\0'))
		return "its version is no release";
	return NULL;
}
