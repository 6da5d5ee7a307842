/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "served.h"

#include <string.h>

#include "cmdline.h"
#include "probe.h"
#include "status.h"
#include "sys.h"
#include "text.h"

void served_read(struct served *served)
{
	static char env[TEXT_SIZE];
	char value[NOTE_SIZE];

	memset(served, 0, sizeof(*served));
	if (sys_read_file(STATUS_FILE, env, sizeof(env)) < 0)
		return;
	if (text_find_quoted(env, "NFS_SERVER", value, sizeof(value)))
		quad_parse(value, &served->address);
	if (text_find_quoted(env, "NFS_PORT", value, sizeof(value)))
		served->port = text_number(value);
	if (text_find_quoted(env, "NFS_VERSION", value, sizeof(value)))
		served->version = text_number(value);
	if (text_find_quoted(env, "OVERLAY_KEPT", value, sizeof(value)))
		served->kept = value[0] == '1';
	if (text_find_quoted(env, "OVERLAY", value, sizeof(value)))
		served->on_server = strncmp(value, "server", 6) == 0;
}

bool served_answers(const struct served *served, unsigned timeout_ms)
{
	/* No port that a ping over TCP could tell anything of. */
	return !served->port ||
	       probe_once(served->address, served->port, served->version,
			  timeout_ms) == PROBE_OK;
}
