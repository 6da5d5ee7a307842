/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rescue64-client(8): the story of a boot, stage by stage. */
#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "autologin.h"
#include "boot.h"
#include "cmdline.h"
#include "console.h"
#include "diagnosis.h"
#include "fstab.h"
#include "hostkeys.h"
#include "identity.h"
#include "keeper.h"
#include "layout.h"
#include "lease.h"
#include "netguard.h"
#include "nfs.h"
#include "overlay.h"
#include "plan.h"
#include "screen.h"
#include "servers.h"
#include "shutdown.h"
#include "status.h"
#include "sys.h"
#include "target.h"

static uint64_t began_ms; /* the first try */

/* Of rescue64.timeout=. */
static unsigned boot_seconds_left(const struct cmdline *cmdline)
{
	uint64_t spent = (sys_now_ms() - began_ms) / 1000;

	if (!cmdline->timeout)
		return UINT32_MAX;
	return spent < cmdline->timeout ? cmdline->timeout - spent : 0;
}

static int stage_cmdline(struct boot *boot, const char *root)
{
	static char line[8192]; /* COMMAND_LINE_SIZE is at most 4096 */
	ssize_t len = sys_read_file("/proc/cmdline", line, sizeof(line));

	(void)root;
	if (len < 0)
		console_error("/proc/cmdline", "%s", sys_error(-len));
	else
		/* A bad field counts as not given: the boot goes on. */
		cmdline_parse(line, &boot->cmdline, &console_report);
	return len < 0 ? len : 0;
}

/* initramfs-tools mounts /run noexec, and systemd takes mounts down that are
 * not below /run/initramfs. */
static int stage_folders(struct boot *boot, const char *root)
{
	int ret = sys_mkdir(EXEC_DIR, 0700);

	(void)boot;
	(void)root;
	if (ret == 0 && mount("rescue64", EXEC_DIR, "tmpfs",
			      MS_NOSUID | MS_NODEV, "mode=0700") < 0)
		ret = -errno;
	if (ret == 0)
		ret = sys_mkdir(EXEC_DIR "/rescue64", 0755);
	if (ret < 0)
		console_error(EXEC_DIR, "%s", sys_error(-ret));
	return ret;
}

static int stage_lease(struct boot *boot, const char *root)
{
	(void)root;
	return lease_stage(boot, boot_seconds_left(&boot->cmdline));
}

static int stage_keeper(struct boot *boot, const char *root)
{
	(void)root;
	return keeper_stage(boot);
}

static int stage_target(struct boot *boot, const char *root)
{
	int ret = target_plan(&boot->cmdline, &boot->lease, &boot->target,
			      &console_report);

	(void)root;
	if (ret < 0)
		diagnosis_blame(CAUSE_NO_SERVER, "", "");
	return ret;
}

static int stage_nfs(struct boot *boot, const char *root)
{
	(void)root;
	return nfs_stage(boot);
}

static int stage_status(struct boot *boot, const char *root)
{
	(void)root;
	return status_write(boot);
}

/* writes: not on a root without an overlay. */
static const struct {
	const char *name;
	int (*run)(struct boot *boot, const char *root);
	bool writes;
} stages[] = {
	{ "kernel line", stage_cmdline, false },
	{ "folders", stage_folders, false },
	{ "network", stage_lease, false },
	{ "keeper", stage_keeper, false },
	{ "target", stage_target, false },
	{ "nfs", stage_nfs, false },
	{ "overlay", overlay_stage, false },
	{ "identity", identity_stage, true },
	{ "autologin", autologin_stage, false },
	{ "ssh host keys", hostkeys_stage, true },
	{ "fstab", fstab_stage, false },
	{ "netguard", netguard_stage, false },
	{ "status", stage_status, false },
	{ "power-off", shutdown_stage, false },
};

/* What a boot that begins anew must not find. */
static void boot_undo(const struct boot *boot, const char *root)
{
	keeper_stop();
	overlay_undo(root);
	sys_detach(LOWER_DIR);
	umount2(EXEC_DIR, MNT_DETACH);
	lease_withdraw(&boot->lease);
}

/* All stages: 0, or -errno with what did not work. */
static int boot_try(struct boot *boot, const char *root, const char **step)
{
	int ret = 0;

	memset(boot, 0, sizeof(*boot));
	servers_clear();
	for (size_t i = 0; ret == 0 && i < sizeof(stages) / sizeof(stages[0]);
	     i++) {
		*step = stages[i].name;
		diagnosis_clear();
		if (!stages[i].writes || boot->cmdline.overlay != OVERLAY_NONE)
			ret = stages[i].run(boot, root);
	}
	if (ret == -ENOMEM)
		diagnosis_blame(CAUSE_MEMORY, "", "");
	return ret;
}

/* Tries until the root stands, somebody wants a shell, or the time is over. For
 * the shell all is left as it is; a boot that follows clears it away. */
static int boot_run(const char *root)
{
	static const uint8_t pauses[] = { 10, 10, 15, 20, 30, 45, 60 };
	static struct boot boot;
	const char *step;
	int ret;

	if (access(STATUS_FILE, F_OK) == 0) {
		console_error("boot", "this machine was booted already; see "
				      "rescue64-client status");
		return 1;
	}
	sys_mkdir(RUN_DIR, 0755);
	console_open();
	nfs_preload();
	began_ms = sys_now_ms();
	console_step("rescue64-client " RESCUE64_VERSION);
	for (unsigned round = 0;; round += round + 1 < sizeof(pauses)) {
		unsigned pause = pauses[round];
		unsigned left;

		boot_undo(&boot, root);
		ret = boot_try(&boot, root, &step);
		if (ret == 0)
			break;
		left = boot_seconds_left(&boot.cmdline);
		if (ret == -ECANCELED ||
		    screen_ask(&boot, step, pause < left ? pause : left,
			       left <= pause, servers_are_back) == SCREEN_SHELL)
			return 1;
	}
	console_step("root is ready");
	return 0;
}

static const char usage[] =
	"usage: rescue64-client boot ROOT\n"
	"       rescue64-client plan [--cmdline STRING]\n"
	"       rescue64-client status [--json]\n"
	"       rescue64-client keeper | --help | --version\n"
	"       rescue64-client shutdown poweroff | reboot | halt | kexec\n"
	"         (at once, without the init: for when that hangs)\n"
	"See rescue64-client(8).\n";

int main(int argc, char **argv)
{
	const char *command = argc > 1 ? argv[1] : "";
	const char *slash = strrchr(argv[0], '/');

	if (slash && strcmp(slash, "/shutdown") == 0)
		return shutdown_run(argc, argv);
	if (strcmp(command, "boot") == 0 && argc == 3)
		return boot_run(argv[2]);
	if (strcmp(command, "plan") == 0 && argc == 2)
		return plan_run(NULL);
	if (strcmp(command, "plan") == 0 && argc == 4 &&
	    strcmp(argv[2], "--cmdline") == 0)
		return plan_run(argv[3]);
	if (strcmp(command, "status") == 0 && argc <= 3)
		return status_run(argv[2]);
	if (strcmp(command, "keeper") == 0 && argc == 2)
		return keeper_run(argv[0]);
	if (strcmp(command, "shutdown") == 0 && argc == 3)
		return shutdown_run(argc - 1, argv + 1);
	if (strcmp(command, "--help") == 0 && argc == 2) {
		return sys_print(1, usage) < 0;
	}
	if (strcmp(command, "--version") == 0 && argc == 2) {
		return sys_print(1, "rescue64-client " RESCUE64_VERSION "\n") <
		       0;
	}
	if (argc > 1)
		console_error(command, "unknown command or wrong arguments");
	sys_print(2, usage);
	return 2;
}
