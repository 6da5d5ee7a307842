/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of the subcommands overlay ... */
#ifndef OVERLAY_H
#define OVERLAY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "generation.h"
#include "machine.h"
#include "path.h"

#define OVERLAY_SUFFIX ".img"
#define OVERLAY_GOLDEN "golden" /* in place of an ID */

/* An image as list shows it. */
struct overlay {
	char name[MACHINE_NAME_SIZE];
	const char *kind;		     /* "mac", "uuid", "any" */
	const char *state;		     /* of overlay_state */
	bool in_use;			     /* a PC holds its lock */
	char generation[GENERATION_ID_SIZE]; /* of overlay_generation */
	struct stat st;
};

/*
 * What the superblock of the image says: "new" (never mounted), "clean",
 * "dirty" (its journal has something to replay: it is mounted, or was cut
 * off), "errors" (ext4 found some), or "foreign" (no ext4).
 */
const char *overlay_state(int fd);

/* Opens an image: a regular file, no link. A descriptor or -errno (-EINVAL or
 * -ELOOP: something else is there). */
int overlay_open(const char *path, int flags);

/* Whether a PC holds the lock. Both NFS servers take their clients' locks on
 * the file itself. */
bool overlay_is_locked(int fd);

/*
 * The generation that the image of a machine belongs to, GENERATION_ID_SIZE
 * octets: its ID (there or not), OVERLAY_GOLDEN, or "" where it belongs to
 * none: it is new, or what is in it is nothing that rescue64-client would boot
 * by. Returns 0 or -errno (reported): it cannot be told.
 */
int overlay_generation(const struct server *srv, const char *step,
		       const char *name, char *id);

/* The same of an open image; reports nothing. */
int overlay_generation_of(int fd, char *id);

/* MACHINE.img, and .MACHINE.img.tmp beside it. */
struct path overlay_path(const struct server *srv, const char *machine);
struct path overlay_temporary(const struct server *srv, const char *machine);

/* Operands and options: the first 0 or -EINVAL (reported), the second NULL or
 * what is wrong. */
int overlay_check_machine(const char *step, const char *text, char *machine);
const char *overlay_check_size(const char *text, uint64_t *size);

/* The folder of the images, with its owner and mode; what killed runs have left
 * in it goes, under rescue64-server's own lock. 0 or -errno (reported). */
int overlay_make_folder(const struct server *srv, const char *step);
int overlay_clean(const struct server *srv, const char *step);

/*
 * A new image, whole or not there. replace: one rename puts it in place of the
 * one that is there; else that is never overwritten. Returns 0 or -errno
 * (reported).
 */
int overlay_make_image(const struct server *srv, const char *step,
		       const char *machine, uint64_t size, bool replace);

/*
 * Opens a machine's image and takes the lock (F_WRLCK, or F_RDLCK to read only)
 * that its PC would take: that finds it in use. Returns a descriptor, whose
 * close ends the lock, or -errno (reported).
 */
int overlay_hold(const struct server *srv, const char *step,
		 const char *machine, short type);

/* Closes it when the image has lost its name. */
void overlay_drop(int fd);

#endif
