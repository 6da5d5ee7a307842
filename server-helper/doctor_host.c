// SPDX-License-Identifier: GPL-2.0-or-later
/* doctor: bridges, and room for the next generation. */
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "doctor.h"

/* An attribute of the Linux bridge; -1: it is no bridge. */
static long bridge_read(const char *name, const char *attribute)
{
	struct doctor_text path =
		doctor_text("/sys/class/net/%s/bridge/%s", name, attribute);
	FILE *file = fopen(path.s, "re");
	long value = -1;

	if (!file)
		return -1;
	if (fscanf(file, "%ld", &value) != 1)
		value = -1;
	fclose(file);
	return value;
}

/*
 * With STP, a port listens and learns for twice the delay from the moment that
 * the PC's link is up, and nothing of the PC gets through (br_make_forwarding
 * in the kernel's net/bridge/br_stp.c; in hundredths of a second). With STP
 * the kernel takes no delay below 2 s.
 */
static void check_bridge(struct doctor *doctor, const char *name)
{
	long delay = bridge_read(name, "forward_delay");
	struct doctor_text quoted = doctor_quote(name);
	struct doctor_text mend = doctor_text(
		"ip link set dev %s type bridge forward_delay 0", quoted.s);

	if (delay <= 0)
		return;
	if (bridge_read(name, "stp_state") <= 0) {
		doctor_warning(doctor, name,
			       doctor_text("this bridge has a forward delay of "
					   "%ld s, and PXE gives up before "
					   "that where STP is turned on",
					   delay / 100)
				       .s,
			       mend.s);
		return;
	}
	doctor_error(doctor, name,
		     doctor_text("this bridge keeps a port closed for %ld s "
				 "once its PC is on, by STP and its forward "
				 "delay: PXE gives up before that",
				 2 * delay / 100)
			     .s,
		     doctor_text("ip link set dev %s type bridge stp_state 0 "
				 "&& %s",
				 quoted.s, mend.s)
			     .s);
}

static void check_bridges(struct doctor *doctor)
{
	struct doctor_link links[DOCTOR_LINKS_MAX];
	size_t i, j, count = doctor_links(links, DOCTOR_LINKS_MAX);

	for (i = 0; i < count; i++) {
		for (j = 0; j < i; j++)
			if (links[j].ifindex == links[i].ifindex)
				break;
		if (j == i && doctor_in_networks(doctor, links[i].addr))
			check_bridge(doctor, links[i].name);
	}
}

static unsigned long long octets;

static int add_size(const char *path, const struct stat *st, int type,
		    struct FTW *ftw)
{
	(void)path;
	(void)ftw;
	if (type != FTW_NS && st->st_nlink)
		octets += (unsigned long long)st->st_blocks * 512 /
			  (type == FTW_D ? 1 : st->st_nlink);
	return 0;
}

static void check_space(struct doctor *doctor)
{
	struct path golden = path_of(doctor->srv, DEFAULT_ROOT_PATH);
	struct path room = path_of(doctor->srv, PXE_PATH);
	struct statvfs fs;
	unsigned long long left;

	octets = 0;
	nftw(golden.s, add_size, 32, FTW_PHYS | FTW_MOUNT);
	if (!octets || statvfs(room.s, &fs))
		return;
	left = (unsigned long long)fs.f_bavail * fs.f_frsize;
	if (left >= octets)
		return;
	doctor_warning(doctor, room.s,
		       doctor_text("%llu MB are left, and a copy of the golden "
				   "root takes %llu MB",
				   left / 1000000, octets / 1000000)
			       .s,
		       doctor_ours(doctor, "prune").s);
}

void doctor_host(struct doctor *doctor)
{
	check_bridges(doctor);
	check_space(doctor);
}
