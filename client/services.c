/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "services.h"

#include <string.h>
#include <unistd.h>

#include "console.h"
#include "layout.h"
#include "root_file.h"
#include "sys.h"
#include "text.h"
#include "units.h"

#define RESOLVED_FILE  "/run/systemd/resolved.conf.d/rescue64.conf"
#define TIMESYNCD_FILE "/run/systemd/timesyncd.conf.d/rescue64.conf"
/* Debian's chrony.conf has "sourcedir /run/chrony-dhcp". */
#define CHRONY_FILE "/run/chrony-dhcp/rescue64.sources"

static struct text to;

/* Leaves a file alone that says so already: who watches it would restart. */
static int services_write(const char *path)
{
	static char old[TEXT_SIZE];
	ssize_t len = sys_read_data(path, old, sizeof(old));

	if (len == (ssize_t)to.len && memcmp(old, to.data, len) == 0)
		return 0;
	return run_write(path, to.data);
}

static void services_add(const uint32_t *servers, unsigned count,
			 const char *before, const char *behind)
{
	for (unsigned i = 0; i < count; i++)
		text_add(&to, "%s%s%s", before, text_quad(servers[i]).text,
			 behind);
}

/* resolved has no interface to learn from: the servers are its global ones. */
static int services_write_resolved(const struct lease *lease)
{
	text_clear(&to);
	text_add(&to, "[Resolve]\nDNS=");
	services_add(lease->dns, lease->dns_count, "", " ");
	text_add(&to, "\nDomains=%s\n",
		 lease->search[0] ? lease->search : lease->domain);
	return services_write(RESOLVED_FILE);
}

static int services_write_time(const struct lease *lease)
{
	int ret;

	if (!lease->ntp_count)
		return 0;
	text_clear(&to);
	text_add(&to, "[Time]\nNTP=");
	services_add(lease->ntp, lease->ntp_count, "", " ");
	text_add(&to, "\n");
	ret = services_write(TIMESYNCD_FILE);
	text_clear(&to);
	services_add(lease->ntp, lease->ntp_count, "server ", " iburst\n");
	if (ret == 0)
		ret = services_write(CHRONY_FILE);
	return ret;
}

int services_change(const struct lease *lease)
{
	int ret = services_write_time(lease);

	if (ret < 0 || access(RESOLVED_FILE, F_OK) < 0)
		return ret;
	return services_write_resolved(lease);
}

/* Whether names are asked of resolved (its stub or its list is linked to), and
 * it is enabled, which its bus name tells in any release, and not masked. */
static bool services_has_resolved(const char *root)
{
	char target[128] = "", unit[16] = "";

	root_file_read_link(root, "etc/resolv.conf", target, sizeof(target));
	root_file_read_link(root, "etc/systemd/system/systemd-resolved.service",
			    unit, sizeof(unit));
	return text_find(target, "systemd/resolv") &&
	       strcmp(unit, "/dev/null") != 0 &&
	       root_file_exists(root, "etc/systemd/system/"
				      "dbus-org.freedesktop.resolve1.service");
}

static int services_begin_dns(const struct boot *boot, const char *root)
{
	if (!boot->lease.dns_count)
		return 0;
	if (strcmp(boot->session.init, "systemd") == 0 &&
	    services_has_resolved(root))
		return services_write_resolved(&boot->lease);
	/* A link: /run can be written later on, from outside the root. */
	return root_file_link(root, "etc/resolv.conf", RUN_DIR "/resolv.conf");
}

/* The keeper runs nothing of the root's: systemd sees what it has written. */
static int services_begin_watch(void)
{
	static const char path[] = "[Path]\n"
				   "PathChanged=" RESOLVED_FILE "\n"
				   "PathChanged=" TIMESYNCD_FILE "\n";
	static const char service[] =
		"[Service]\n"
		"Type=oneshot\n"
		"ExecStart=-systemctl try-reload-or-restart systemd-resolved "
		"systemd-timesyncd\n"
		"ExecStart=-chronyc reload sources\n";
	int ret = run_write("/run/systemd/system/rescue64-servers.path", path);

	if (ret == 0)
		ret = run_write("/run/systemd/system/rescue64-servers.service",
				service);
	return ret < 0 ? ret
		       : unit_add_dropin("paths.target",
					 "[Unit]\n"
					 "Wants=rescue64-servers.path\n");
}

static void services_warn(const char *of, int ret)
{
	if (ret < 0)
		console_warning(of, "left as it is: %s", sys_error(-ret));
}

void services_begin(const struct boot *boot, const char *root)
{
	struct lease lease = boot->lease;

	if (!lease.ntp_count && boot->cmdline.ntp)
		lease.ntp[lease.ntp_count++] = boot->cmdline.ntp;
	services_warn("/etc/resolv.conf", services_begin_dns(boot, root));
	services_warn("time servers", services_write_time(&lease));
	services_warn("rescue64-servers.path", services_begin_watch());
}
