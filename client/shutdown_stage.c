/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the booted system needs to end well. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "console.h"
#include "ending.h"
#include "keeper.h"
#include "root_file.h"
#include "shutdown.h"
#include "shutdown_edit.h"
#include "sys.h"
#include "units.h"

/*
 * systemd.socket(5): a FIFO that is held open until the target is started, or
 * rather its start is queued, since a stop waits for nothing that it is not
 * ordered with. It holds neither through a change of roots nor in
 * rescue.target's way. Named in After=, ctrl-alt-del.target is in memory too
 * when its key is pressed. The slice that a template gets otherwise is stopped
 * by any shutdown, and all four with it.
 */
static const char end_socket[] = "[Unit]\n"
				 "Description=rescue64: watches for %i\n"
				 "DefaultDependencies=no\n"
				 "Conflicts=%i.target\n"
				 "After=ctrl-alt-del.target\n"
				 "IgnoreOnIsolate=yes\n"
				 "RefuseManualStop=yes\n"
				 "[Socket]\n"
				 "ListenFIFO=" SHUTDOWN_END_DIR "/%i\n"
				 "SocketMode=0600\n"
				 "Slice=system.slice\n";
/* A socket must have one; nobody writes there. */
static const char end_service[] = "[Unit]\n"
				  "Description=rescue64: %i\n"
				  "DefaultDependencies=no\n"
				  "RefuseManualStart=yes\n"
				  "[Service]\n"
				  "ExecStart=/bin/true\n"
				  "Slice=system.slice\n";

static int shutdown_add_units(void)
{
	int ret = unit_write("rescue64-end@.socket", end_socket);

	if (ret == 0)
		ret = unit_write("rescue64-end@.service", end_service);
	for (unsigned i = 0; i < SHUTDOWN_KINDS && ret == 0; i++)
		ret = unit_want("sysinit.target", "rescue64-end@", ".socket",
				shutdown_kinds[i]);
	return ret;
}

/* Nothing there leads away from the root, and the last scripts end the machine
 * where it is: the client does so itself, ahead of them. */
static int shutdown_edit_scripts(const char *root)
{
	int ret = root_file_edit(root, "etc/inittab", inittab_announce, NULL);

	return ret < 0 ? ret
		       : root_file_edit(root, "etc/init.d/umountfs",
					script_take_over, NULL);
}

int shutdown_stage(struct boot *boot, const char *root)
{
	const char *init = boot->session.init;
	pid_t keeper = keeper_pid();
	int ret = 0;

	if (keeper)
		ending_take_keys(keeper);
	if (link(KEEPER_PROGRAM, SHUTDOWN_PROGRAM) < 0)
		ret = sys_copy_file("/proc/self/exe", SHUTDOWN_PROGRAM, 0755);
	if (ret == 0 && strcmp(init, "systemd") == 0)
		ret = shutdown_add_units();
	else if (ret == 0 && strcmp(init, "sysvinit") == 0 &&
		 boot->cmdline.overlay != OVERLAY_NONE)
		ret = shutdown_edit_scripts(root);
	if (ret < 0)
		console_warning("power-off", "left to the init: %s",
				sys_error(-ret));
	return 0;
}
