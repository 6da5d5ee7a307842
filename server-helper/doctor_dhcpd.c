// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor_dhcpd.h"
#include "file.h"

#define DNSMASQ_SNIPPET "/etc/dnsmasq.d/rescue64.conf"

enum dhcpd { NO_DHCPD, ISC, DNSMASQ, KEA };

static const struct {
	const char *process, *program, *unit, *conf, *word;
} known[] = {
	[ISC] = { "dhcpd", "/usr/sbin/dhcpd", "isc-dhcp-server",
		  "/etc/dhcp/dhcpd.conf", "isc" },
	[DNSMASQ] = { "dnsmasq", "/usr/sbin/dnsmasq", "dnsmasq",
		      DNSMASQ_SNIPPET, "dnsmasq" },
	[KEA] = { "kea-dhcp4", "/usr/sbin/kea-dhcp4", "kea-dhcp4-server",
		  "/etc/kea/kea-dhcp4.conf", "kea" },
};

/* The argument of an option: -cf FILE, -C FILE, --conf-file=FILE. */
static const char *conf_word(const struct doctor_process *process,
			     enum dhcpd kind)
{
	static const char long_form[] = "--conf-file=";
	const char *word = process->words;
	const char *option = kind == ISC ? "-cf" : kind == KEA ? "-c" : "-C";

	while ((word = doctor_process_next(word))) {
		if (!strcmp(word, option))
			return doctor_process_next(word);
		if (kind == DNSMASQ &&
		    !strncmp(word, long_form, strlen(long_form)))
			return word + strlen(long_form);
	}
	return NULL;
}

/* Which of them runs on this machine, and which file it reads. */
static enum dhcpd running(const struct doctor *doctor, struct doctor_text *conf)
{
	struct doctor_process process;
	enum dhcpd kind;

	for (kind = ISC; kind <= KEA; kind++) {
		const char *word;

		if (!doctor_process_find(known[kind].process, &process))
			continue;
		word = conf_word(&process, kind);
		*conf = word ? doctor_quote(word)
			     : doctor_quote(path_of(doctor->srv, "%s",
						    known[kind].conf)
						    .s);
		return kind;
	}
	return NO_DHCPD;
}

static bool is_this_machine(uint32_t addr)
{
	struct doctor_link links[DOCTOR_LINKS_MAX];
	size_t i, count = doctor_links(links, DOCTOR_LINKS_MAX);

	for (i = 0; i < count; i++)
		if (links[i].addr == addr)
			return true;
	return false;
}

static const char *install(const char *program, const char *command)
{
	return access(program, X_OK) ? command : "";
}

/* Boot data beside a server that cannot be changed from here. */
static struct doctor_text proxy(const struct doctor *doctor)
{
	struct path conf = path_of(doctor->srv, DNSMASQ_SNIPPET);

	return doctor_text("%s%s >%s && systemctl restart dnsmasq",
			   install(known[DNSMASQ].program,
				   "apt-get install -y dnsmasq && "),
			   doctor_ours(doctor, "dhcp proxy").s, conf.s);
}

struct doctor_text doctor_dhcpd_mend(const struct doctor *doctor,
				     uint32_t server, bool wrong)
{
	const char *us = doctor->srv->conf.server;
	struct doctor_text conf;
	enum dhcpd kind = is_this_machine(server) ? running(doctor, &conf)
						  : NO_DHCPD;

	switch (kind) {
	case ISC:
		/* What stands outside of all braces is for every network that
		 * says nothing else. */
		if (wrong)
			return doctor_text(
				"sed -i 's/next-server[^;]*;/next-server %s;/; "
				"s/filename[^;]*;/filename \"pxelinux.0\";/' "
				"%s && systemctl restart %s",
				us, conf.s, known[kind].unit);
		return doctor_text("printf '%%s\\n' 'next-server %s;' "
				   "'filename \"pxelinux.0\";' >>%s && "
				   "systemctl restart %s",
				   us, conf.s, known[kind].unit);
	case DNSMASQ:
		if (wrong)
			return doctor_text(
				"sed -i "
				"'s/^dhcp-boot=.*/dhcp-boot=pxelinux.0,,%s/' "
				"%s && systemctl restart %s",
				us, conf.s, known[kind].unit);
		return doctor_text("echo dhcp-boot=pxelinux.0,,%s >>%s && "
				   "systemctl restart %s",
				   us, conf.s, known[kind].unit);
	case KEA:
		return doctor_ours(doctor, "dhcp kea");
	default:
		return proxy(doctor);
	}
}

/* Whether dhcpd.conf declares a network; what stands behind # does not. */
static bool declares_subnet(const char *path)
{
	char *text, *rest, *line;
	bool found = false;

	if (file_read(path, 1 << 20, &text, NULL))
		return false;
	for (rest = text; !found && (line = strsep(&rest, "\n"));) {
		line[strcspn(line, "#")] = '\0';
		found = strstr(line, "subnet ") != NULL;
	}
	free(text);
	return found;
}

struct doctor_text doctor_dhcpd_start(const struct doctor *doctor)
{
	struct path isc = path_of(doctor->srv, "%s", known[ISC].conf);
	struct path dnsmasq = path_of(doctor->srv, DNSMASQ_SNIPPET);
	bool has_isc = !access(known[ISC].program, X_OK);

	if (has_isc && declares_subnet(isc.s))
		return doctor_text("systemctl restart %s", known[ISC].unit);
	if (!access(known[DNSMASQ].program, X_OK) && !has_isc)
		return doctor_text("%s >%s && systemctl restart %s",
				   doctor_ours(doctor, "dhcp dnsmasq").s,
				   dnsmasq.s, known[DNSMASQ].unit);
	if (!access(known[KEA].program, X_OK) && !has_isc)
		return doctor_text("systemctl restart %s", known[KEA].unit);
	return doctor_text(
		"%s%s >>%s && systemctl restart %s",
		has_isc ? "" : "apt-get install -y isc-dhcp-server && ",
		doctor_ours(doctor, "dhcp isc").s, isc.s, known[ISC].unit);
}

struct doctor_text doctor_dhcpd_stop(const struct doctor *doctor,
				     uint32_t first, uint32_t second,
				     const char *link)
{
	struct doctor_text conf;
	enum dhcpd kind = running(doctor, &conf);

	if (kind != NO_DHCPD &&
	    (is_this_machine(first) || is_this_machine(second)))
		return doctor_text("systemctl disable --now %s",
				   known[kind].unit);
	/* Neither is ours: this tells the MAC address of the one to look for. */
	return doctor_text("ip neigh show to %s dev %s", doctor_quad(second).s,
			   link);
}
