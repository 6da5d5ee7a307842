/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is written down of a lease, below /run. */
#include "lease_file.h"

#include <errno.h>
#include <stdio.h>

#include "sys.h"
#include "text.h"

static void add_resolv_conf(struct text *to, const struct lease *lease)
{
	if (lease->search[0] || lease->domain[0])
		text_add(to, "search %s\n",
			 lease->search[0] ? lease->search : lease->domain);
	for (unsigned i = 0; i < lease->dns_count; i++)
		text_add(to, "nameserver %s\n", text_quad(lease->dns[i]).text);
}

static void add_quad(struct text *to, const char *key, uint32_t ip)
{
	text_add_quoted(to, key, text_quad(ip).text);
}

static void add_net_conf(struct text *to, const struct lease *lease,
			 const struct cmdline *cmdline)
{
	text_add_quoted(to, "DEVICE", lease->device);
	text_add_quoted(to, "PROTO", lease->is_static ? "none" : "dhcp");
	add_quad(to, "IPV4ADDR", lease->ip);
	add_quad(to, "IPV4BROADCAST", lease->broadcast);
	add_quad(to, "IPV4NETMASK", lease->mask);
	add_quad(to, "IPV4GATEWAY", lease->gw);
	add_quad(to, "IPV4DNS0", lease->dns[0]);
	add_quad(to, "IPV4DNS1", lease->dns[1]);
	text_add_quoted(to, "HOSTNAME", lease->hostname);
	text_add_quoted(to, "DNSDOMAIN", lease->domain);
	text_add_quoted(to, "NISDOMAIN", cmdline->nisdomain);
	add_quad(to, "ROOTSERVER",
		 lease->siaddr ? lease->siaddr : lease->server_id);
	text_add_quoted(to, "ROOTPATH", lease->rootpath);
	text_add_quoted(to, "filename", "");
	text_add_number(to, "DHCPLEASETIME", lease->seconds);
	text_add_quoted(to, "DOMAINSEARCH", lease->search);
}

/* Others read it at any time. */
static int lease_write_file(const char *path, const struct text *text)
{
	return text->overflow
		       ? -EFBIG
		       : sys_replace_data(path, text->data, text->len, 0644);
}

int lease_write(const struct lease *lease, const struct cmdline *cmdline)
{
	static struct text resolv, conf;
	char path[32];
	int ret;

	text_clear(&resolv);
	add_resolv_conf(&resolv, lease);
	ret = lease_write_file(RUN_DIR "/resolv.conf", &resolv);
	if (ret < 0)
		return ret;
	text_clear(&conf);
	add_net_conf(&conf, lease, cmdline);
	snprintf(path, sizeof(path), "/run/net-%.15s.conf", lease->device);
	return lease_write_file(path, &conf);
}

int lease_record(const struct lease *lease, const struct lease_course *course)
{
	static struct text to;

	text_clear(&to);
	text_add_quoted(&to, "DEVICE", lease->device);
	add_quad(&to, "ADDRESS", lease->ip);
	add_quad(&to, "DHCP_SERVER", lease->server_id);
	add_quad(&to, "NTP_SERVER", lease->ntp[0]);
	/* Times in the seconds of /proc/uptime. */
	text_add_number(&to, "LEASE_SECONDS", lease->seconds);
	text_add_number(&to, "LEASE_BEGAN", lease->began_ms / 1000);
	text_add_quoted(&to, "LEASE_STATE", course->state);
	text_add_number(&to, "LEASE_RENEWALS", course->renewals);
	text_add_number(&to, "LEASE_RENEWED", course->renewed_ms / 1000);
	text_add_quoted(&to, "LEASE_STEP", course->step);
	text_add_number(&to, "LEASE_STEP_AT",
			course->step[0] ? course->step_ms / 1000 : 0);
	return lease_write_file(LEASE_FILE, &to);
}
