/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * doctor: what keeps PCs from booting, each with its cause and the command
 * that mends it. An area is a function of its own file, doctor_AREA.c; each
 * looks as a client would wherever that can be done, and changes nothing.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "generation.h"
#include "path.h"

struct doctor {
	const struct server *srv;
	char published[GENERATION_ID_SIZE]; /* by the menu; empty: none */
	bool json;
	unsigned errors, warnings, unknowns;
};

/*
 * One finding. object: what it is about; cause: what is wrong with it; mend: a
 * line for a root shell, that can be pasted as it is. An error keeps a client
 * from booting, a warning does not; unknown: whether a client would boot could
 * not be found out, which counts as an error does.
 */
void doctor_error(struct doctor *doctor, const char *object, const char *cause,
		  const char *mend);
void doctor_warning(struct doctor *doctor, const char *object,
		    const char *cause, const char *mend);
void doctor_unknown(struct doctor *doctor, const char *object,
		    const char *cause, const char *mend);

/*
 * Up to doctor_reports_end, what say_error is told becomes a finding by the
 * given function (doctor_error, ...), what say_warning is told a warning; both
 * with this mend, which is not copied. For checks that report by themselves.
 */
void doctor_reports_begin(struct doctor *doctor,
			  void (*find)(struct doctor *doctor,
				       const char *object, const char *cause,
				       const char *mend),
			  const char *mend);
void doctor_reports_end(void);

/* Texts for the above, as arguments: doctor_text("...", ...).s. One that does
 * not fit is cut off. */
struct doctor_text {
	char s[2048];
};

struct doctor_text doctor_text(const char *fmt, ...) PRINTF(1, 2);
/* An IPv4 address, host order. */
struct doctor_text doctor_quad(uint32_t addr);
/* A word for the shell, in quotes where it needs them. */
struct doctor_text doctor_quote(const char *word);
/* rescue64-server [--root DIR] and what follows. */
struct doctor_text doctor_ours(const struct doctor *doctor, const char *fmt,
			       ...) PRINTF(2, 3);

/* Addresses of this machine, but those of loopback; host order. */
struct doctor_link {
	char name[16]; /* IFNAMSIZ */
	unsigned ifindex;
	uint32_t addr, mask;
};

/* Fills in at most max; returns how many, 0 too where they cannot be read. */
size_t doctor_links(struct doctor_link *links, size_t max);
#define DOCTOR_LINKS_MAX 64

/* Whether the named networks hold the address (host order). */
bool doctor_in_networks(const struct doctor *doctor, uint32_t addr);

/* A process of this machine's network: its command line, each word with a NUL
 * behind it. */
struct doctor_process {
	char words[4096];
};

/* The first of that name (of its first word, without the folder). */
bool doctor_process_find(const char *name, struct doctor_process *process);
/* The word behind a word; NULL behind the last. */
const char *doctor_process_next(const char *word);

/* The areas. */
void doctor_conf(struct doctor *doctor);
void doctor_tftp(struct doctor *doctor);
void doctor_dhcp(struct doctor *doctor);
void doctor_host(struct doctor *doctor);
void doctor_nfs(struct doctor *doctor);

#endif
