/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was tried, why it did not work, and what to do about it. */
#include "diagnosis.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "console.h"

#define TRIALS_MAX 8
#define WIDTH	   79
#define RULE                                                                   \
	"================================================"                     \
	"===============================\n"

/* In these texts $S is the server or the interface, $P the path, $C this
 * machine's address, $D the detail. */
static const struct {
	const char *sentence, *command;
} causes[] = {
	[CAUSE_OTHER] = { "Unknown; the lines above tell what happened.",
			  "journalctl -e; rescue64-server list" },
	[CAUSE_NO_NIC] = { "This machine has no such wired network "
			   "interface.",
			   "none: see ip= and BOOTIF= on the kernel line" },
	[CAUSE_NO_DRIVER] = { "The NIC with the PCI id $D is without driver: "
			      "this initrd has none for it.",
			      "rescue64-server shell; install a newer kernel "
			      "or set RESCUE64_MODULES; then rescue64-server "
			      "snapshot and publish" },
	[CAUSE_NO_FIRMWARE] = { "This initrd lacks a NIC's firmware: $D",
				"rescue64-server shell; apt install its "
				"firmware-... package; then rescue64-server "
				"snapshot and publish" },
	[CAUSE_NO_CARRIER] = { "No carrier: no cable with a live switch at its "
			       "other end is plugged in.",
			       "none: look at the cable and at the switch" },
	[CAUSE_NO_DHCP] = { "No DHCP server answers on this wire.",
			    "systemctl status isc-dhcp-server (or dnsmasq, "
			    "kea-dhcp4-server)" },
	[CAUSE_NO_OFFER] = { "A DHCP server answers, but not in a way that can "
			     "be used: $D.",
			     "rescue64-server dhcp isc (or dnsmasq, kea) "
			     "prints what to configure" },
	[CAUSE_CONFLICT] = { "Address conflict: what DHCP gives is in use by "
			     "another machine.",
			     "take that address out of the DHCP server's "
			     "pool" },
	[CAUSE_NO_SERVER] = { "Neither the kernel line nor DHCP names a "
			      "server.",
			      "rescue64-server dhcp isc (or dnsmasq, kea) "
			      "prints what to configure" },
	[CAUSE_NO_NAME] = { "The host name $S cannot be resolved: $D.",
			    "getent hosts $S; or name it by its address" },
	[CAUSE_UNREACHABLE] = { "$S is unreachable: it is down, has another "
				"address, or a firewall drops the packets.",
				"ip -brief address; nft list ruleset" },
	[CAUSE_PORT_CLOSED] = { "$S is up, but its NFS port is closed.",
				"systemctl status nfs-server; ss -ltn" },
	[CAUSE_NFS_STOPPED] = { "$S is up, but its NFS server is not started.",
				"systemctl restart nfs-server" },
	[CAUSE_HANGS] = { "$S takes connections for NFS, but does not answer "
			  "on them.",
			  "systemctl restart nfs-server" },
	[CAUSE_VERSION] = { "The NFS version that is asked for is disabled on "
			    "$S.",
			    "cat /proc/fs/nfsd/versions; then [nfsd] in "
			    "/etc/nfs.conf" },
	[CAUSE_NO_MOUNTD] = { "$S serves NFS 3, but its mountd cannot be "
			      "reached.",
			      "systemctl status nfs-mountd; rpcinfo -p; or "
			      "mountport= in nfsroot=" },
	[CAUSE_OPTIONS] = { "The kernel refuses the mount options.",
			    "correct nfsroot= in the menu, or DHCP option 17" },
	[CAUSE_NO_INIT] = { "$P on $S is the wrong directory, or (with NFS 4 "
			    "alone) is not exported to $C: $D.",
			    "ls -lL $P/sbin/init; exportfs -v" },
	[CAUSE_UNREADABLE] = { "The root cannot be mounted, or not be read: "
			       "$D.",
			       "ls -l $P; journalctl -u nfs-server" },
	[CAUSE_OWNERS] = { "ID mapping makes root nobody: $D.",
			   "serve NFS 3 too, or send numbers: nfsd "
			   "nfs4_disable_idmapping=1, nfs-ganesha "
			   "Only_Numeric_Owners=true" },
	[CAUSE_NOBODY] = { "On $S itself the root belongs to nobody: $D.",
			   "ls -ln $P; rescue64-server build makes a new one" },
	[CAUSE_EXPORT_OR_CLIENT] = { "$S does not export $P, or not to $C.",
				     "rescue64-server export; exportfs -v" },
	[CAUSE_NO_EXPORT] = { "The export is missing: $S does not list $P (nor "
			      "does nfs-ganesha list what $C may not have).",
			      "rescue64-server export; exportfs -v" },
	[CAUSE_CLIENT] = { "$S exports $P, but this client, $C, is not in the "
			   "export's list.",
			   "correct /etc/rescue64/server.conf; "
			   "rescue64-server export; exportfs -v" },
	[CAUSE_SQUASH] = { "The export makes root nobody (root_squash): $D.",
			   "add no_root_squash to $P in the exports; exportfs "
			   "-ra" },
	[CAUSE_GRACE] = { "$S has just started and is in its grace period, as "
			  "a rule for 90 s.",
			  "none: wait" },
	[CAUSE_MODULES] = { "This initrd has no module $D for this kernel: the "
			    "two do not match.",
			    "rescue64-server publish" },
	[CAUSE_MEMORY] = { "Out of memory.",
			   "none: this machine needs more of it" },
};

struct trial {
	char what[40];
	char versions[20];
	char why[NOTE_SIZE];
};

static struct trial trials[TRIALS_MAX];
static unsigned trial_count;
static enum cause cause;
static char object[64], detail[NOTE_SIZE];

void diagnosis_clear(void)
{
	trial_count = 0;
	cause = CAUSE_OTHER;
	object[0] = '\0';
	detail[0] = '\0';
}

/* The same of another version goes into the same line; of too many lines the
 * last ones are kept. */
static void trial_add(const char *what, const char *version, const char *why)
{
	struct trial *last = &trials[trial_count ? trial_count - 1 : 0];
	size_t len;

	if (trial_count && strcmp(last->why, why) == 0 &&
	    strcmp(last->what, what) == 0) {
		len = strlen(last->versions);
		snprintf(last->versions + len, sizeof(last->versions) - len,
			 " %s", version);
		return;
	}
	if (trial_count == TRIALS_MAX) {
		memmove(&trials[0], &trials[1],
			sizeof(trials) - sizeof(trials[0]));
		trial_count--;
	}
	last = &trials[trial_count++];
	snprintf(last->what, sizeof(last->what), "%s", what);
	snprintf(last->versions, sizeof(last->versions), "%s", version);
	snprintf(last->why, sizeof(last->why), "%s", why);
}

void diagnosis_try(const char *what, const char *version, const char *why)
{
	trial_add(what, version, why);
	if (version[0])
		console_step("nfs %s %s failed: %s", version, what, why);
	else
		console_step("%s: %s", what, why);
}

void diagnosis_blame(enum cause new, const char *of, const char *more)
{
	if (new < cause)
		return;
	cause = new;
	snprintf(object, sizeof(object), "%s", of);
	snprintf(detail, sizeof(detail), "%s", more);
}

/* ---- the screen ----------------------------------------------------------- */

/* Adds words until the line is full, then goes on in the next one; at most
 * lines of them. */
static void screen_add(struct text *to, const char *words, unsigned lines)
{
	const char *word;
	size_t at = 0, len;

	while (lines && (len = text_next_word(&words, &word))) {
		if (at && at + 1 + len > WIDTH - 2) {
			text_add(to, "\n");
			at = 0;
			if (--lines == 0)
				return;
		}
		if (len > WIDTH - 3)
			len = WIDTH - 3;
		text_add(to, at ? " " : "   ");
		text_add(to, "%.*s", (int)len, word);
		at += (at ? 1 : 3) + len;
	}
	text_add(to, "\n");
}

static void screen_expand(struct text *to, const struct lease *lease,
			  const char *path, const char *from)
{
	static char line[1024];
	size_t len = 0;

	while (*from && len < sizeof(line) - 1) {
		const struct quad client = text_quad(lease->ip);
		const char *value = NULL;

		if (*from == '$')
			value = from[1] == 'S'	 ? object
				: from[1] == 'P' ? path
				: from[1] == 'C' ? client.text
						 : detail;
		if (value) {
			len += snprintf(line + len, sizeof(line) - len,
					"%.300s", value);
			from += 2;
		} else {
			line[len++] = *from++;
		}
	}
	line[len < sizeof(line) ? len : sizeof(line) - 1] = '\0';
	screen_add(to, line, 2);
}

static void screen_add_trial(struct text *to, const struct trial *trial)
{
	char line[sizeof(*trial) + 8];

	snprintf(line, sizeof(line),
		 trial->versions[0] ? "%s NFS %s: %s" : "%s%s: %s", trial->what,
		 trial->versions, trial->why);
	screen_add(to, line, trial_count * 2 <= TRIALS_MAX ? 2 : 1);
}

void diagnosis_write(struct text *to, const struct lease *lease,
		     const char *path, const char *step, const char *keys)
{
	struct utsname names;

	uname(&names);
	text_add(to,
		 RULE " rescue64 " RESCUE64_VERSION
		      ": no root yet. What did not work: %s\n\n",
		 step);
	text_add(to, " This machine: kernel %.40s, %.15s %s\n", names.release,
		 lease->device,
		 lease->ip ? text_quad(lease->ip).text : "no address");
	text_add(to, " What was tried:\n");
	for (unsigned i = 0; i < trial_count; i++)
		screen_add_trial(to, &trials[i]);
	text_add(to, "\n Likely cause:\n");
	screen_expand(to, lease, path, causes[cause].sentence);
	text_add(to, " What to do on the server:\n");
	screen_expand(to, lease, path, causes[cause].command);
	text_add(to, "\n %s\n" RULE, keys);
}
