/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan.h"

#include "boot.h"
#include "cmdline.h"
#include "console.h"
#include "sys.h"
#include "target.h"
#include "text.h"

static struct text out; /* all of it, printed at once */

static void plan_text(const char *key, const char *text)
{
	text_add(&out, "%s=%s\n", key, text);
}

static void plan_quad(const char *key, uint32_t quad)
{
	plan_text(key, quad ? text_quad(quad).text : "");
}

/* Octets in hexadecimal, with a separator (or none: "") between them. */
static void plan_octets(const char *key, const uint8_t *octets, size_t len,
			const char *separator)
{
	text_add(&out, "%s=", key);
	for (size_t i = 0; i < len; i++)
		text_add(&out, "%s%02x", i ? separator : "", octets[i]);
	text_add(&out, "\n");
}

static void plan_overlay(const struct cmdline *cmdline)
{
	static const char *const names[] = {
		[OVERLAY_TMPFS] = "tmpfs",  [OVERLAY_SERVER] = "server",
		[OVERLAY_LABEL] = "LABEL=", [OVERLAY_UUID] = "UUID=",
		[OVERLAY_NONE] = "none",
	};
	bool options = cmdline->overlay == OVERLAY_TMPFS &&
		       cmdline->overlay_arg[0];

	text_add(&out, "overlay=%s%s%s\n", names[cmdline->overlay],
		 options ? ":" : "", cmdline->overlay_arg);
}

static void plan_network(const struct cmdline *cmdline)
{
	plan_text("autoconf", cmdline->autoconf_word);
	plan_quad("client", cmdline->client);
	plan_quad("server", cmdline->server);
	plan_quad("gw", cmdline->gw);
	plan_quad("netmask", cmdline->netmask);
	plan_text("hostname", cmdline->hostname);
	plan_text("nisdomain", cmdline->nisdomain);
	plan_text("device", cmdline->device);
	plan_quad("dns0", cmdline->dns[0]);
	plan_quad("dns1", cmdline->dns[1]);
	plan_quad("ntp0", cmdline->ntp);
	plan_octets("clientid", cmdline->clientid, cmdline->clientid_len, "");
	plan_octets("bootif", cmdline->bootif,
		    cmdline->has_bootif ? MAC_LEN : 0, ":");
}

static void plan_target(const struct target *target)
{
	text_add(&out, "nfs_server=");
	for (unsigned i = 0; i < target->host_count; i++)
		text_add(&out, "%s%s", i ? "," : "", target->hosts[i]);
	text_add(&out, "\n");
	plan_text("nfs_path", target->path);
	plan_text("nfs_opts", target->options);
	text_add(&out, "nfs_versions=");
	for (unsigned i = 0; i < target->version_count; i++)
		text_add(&out, "%s%s", i ? "," : "", target->versions[i]);
	text_add(&out, "\n");
}

static void ignore(void *ctx, const char *field, const char *reason)
{
	(void)ctx;
	(void)field;
	(void)reason;
}

/* The target without a lease: that the server is still to be learnt is an
 * error only where nothing will be asked. */
static void plan_make_target(const struct cmdline *cmdline,
			     struct target *target)
{
	const struct report silence = { ignore, ignore, NULL };
	struct lease none = { .ip = cmdline->client };

	target_plan(cmdline, &none, target, &silence);
	if (!target->host_count && cmdline->autoconf != AUTOCONF_DHCP)
		console_warning("nfs_server",
				"none is named, and no DHCP server is asked");
}

int plan_run(const char *line)
{
	static char proc[8192]; /* COMMAND_LINE_SIZE is at most 4096 */
	static struct cmdline cmdline;
	static struct target target;
	int ret;

	if (!line) {
		ret = sys_read_file("/proc/cmdline", proc, sizeof(proc));
		if (ret < 0) {
			console_error("/proc/cmdline", "%s", sys_error(-ret));
			return 2;
		}
		line = proc;
	}
	text_clear(&out);
	ret = cmdline_parse(line, &cmdline, &console_report);
	plan_make_target(&cmdline, &target);
	plan_network(&cmdline);
	plan_target(&target);
	plan_overlay(&cmdline);
	plan_text("autologin", cmdline.autologin);
	if (out.overflow || sys_print(1, out.data) < 0) {
		console_error("standard output", "cannot be written");
		return 2;
	}
	return ret < 0 ? 2 : 0;
}
