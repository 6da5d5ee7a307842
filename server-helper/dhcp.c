// SPDX-License-Identifier: GPL-2.0-or-later
/* dhcp: a snippet for the configuration of a DHCP server. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "dhcp_snippet.h"
#include "menu.h"
#include "path.h"

#define STEP "dhcp"

static struct {
	uint32_t low, high, router;
	bool has_range;
} asked;

static struct dhcp dhcp = { .root_path = DEFAULT_ROOT_PATH };

static const struct make {
	const char *name;
	void (*print)(const struct server *srv, const struct dhcp *dhcp);
	bool has_tftp; /* a TFTP server of its own */
	bool is_proxy; /* gives no addresses */
} makes[] = {
	{ "isc", dhcp_isc_print, false, false },
	{ "dnsmasq", dhcp_dnsmasq_print, true, false },
	{ "proxy", dhcp_proxy_print, true, true },
	{ "kea", dhcp_kea_print, false, false },
};

static const struct make *find_make(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(makes) / sizeof(*makes); i++)
		if (!strcmp(makes[i].name, name))
			return &makes[i];
	return NULL;
}

struct subnet {
	uint32_t addr, mask;
};

static void quad_text(uint32_t addr, char *text)
{
	snprintf(text, CONF_ADDRESS_SIZE, "%u.%u.%u.%u", addr >> 24,
		 addr >> 16 & 255, addr >> 8 & 255, addr & 255);
}

/* A host's address in the subnet: neither its first nor its last. */
static bool is_host(const struct subnet *net, uint32_t addr)
{
	return (addr & net->mask) == net->addr && addr != net->addr &&
	       addr != (net->addr | ~net->mask);
}

/* The network that the server is in, for --network or the configuration may
 * name several that read the root. */
static const char *find_network(const struct conf *conf, struct subnet *net)
{
	uint32_t server, addr;
	unsigned i, width;

	check_quad(conf->server, &server);
	for (i = 0; i < conf->network_count; i++) {
		if (check_network(conf->networks[i], &addr, &width) ||
		    width < 8 || width > 30)
			continue;
		net->addr = addr;
		net->mask = UINT32_MAX << (32 - width);
		dhcp.width = width;
		if (conf->network_count == 1 || (server & net->mask) == addr)
			return NULL;
	}
	return "give the subnet of the PCs, A.B.C.D/8 to /30";
}

/* Where no range is named: the upper half of the network. */
static void choose_range(const struct subnet *net)
{
	asked.high = (net->addr | ~net->mask) - 1;
	asked.low = net->addr + (~net->mask + 1) / 2;
}

static bool in_range(uint32_t addr)
{
	return addr >= asked.low && addr <= asked.high;
}

static const char *check_range(const struct subnet *net, uint32_t server)
{
	if (!is_host(net, asked.low) || !is_host(net, asked.high))
		return "not in the network";
	if (asked.low > asked.high)
		return "ends before it begins";
	if (in_range(server))
		return "the server's own address is in it";
	if (asked.router && in_range(asked.router))
		return "the router's address is in it";
	return NULL;
}

static int check_subnet(const struct server *srv, bool is_proxy)
{
	struct subnet net = { 0 };
	const char *wrong = find_network(&srv->conf, &net);
	const char *object = wrong ? "--network" : "--range";
	uint32_t server;

	check_quad(srv->conf.server, &server);
	if (!wrong && !asked.has_range)
		choose_range(&net);
	if (!wrong && !is_proxy)
		wrong = check_range(&net, server);
	if (!wrong && asked.router && !is_host(&net, asked.router)) {
		object = "--router";
		wrong = "not in the network";
	}
	if (wrong) {
		say_error(STEP, object, "%s", wrong);
		return -EINVAL;
	}
	quad_text(net.addr, dhcp.network);
	quad_text(net.mask, dhcp.mask);
	quad_text(asked.low, dhcp.low);
	quad_text(asked.high, dhcp.high);
	if (asked.router)
		quad_text(asked.router, dhcp.router);
	return 0;
}

/* Options that a server's snippet has no place for. */
static const char *unused_option(const struct make *make)
{
	if (dhcp.tftp && !make->has_tftp)
		return "--tftp";
	if (!make->is_proxy)
		return NULL;
	if (asked.has_range)
		return "--range";
	if (asked.router)
		return "--router";
	if (dhcp.dns_count)
		return "--dns";
	return strcmp(dhcp.root_path, DEFAULT_ROOT_PATH) ? "--root-path" : NULL;
}

static int check_dhcp(const struct server *srv, int argc, char **argv)
{
	const struct make *make = find_make(argv[0]);
	const char *unused = make ? unused_option(make) : NULL;

	(void)argc;
	if (!make) {
		say_error(STEP, argv[0], "none of isc, dnsmasq, proxy and kea");
		return -EINVAL;
	}
	if (unused) {
		say_error(STEP, unused, "%s",
			  make->is_proxy ? "the network's own DHCP server "
					   "tells that, not the proxy"
					 : "only dnsmasq has a TFTP server");
		return -EINVAL;
	}
	if (menu_check(srv, STEP))
		return -EINVAL;
	return check_subnet(srv, make->is_proxy);
}

static int run_dhcp(struct server *srv, int argc, char **argv)
{
	(void)argc;
	find_make(argv[0])->print(srv, &dhcp);
	return 0;
}

void dhcp_print_dns(const struct dhcp *from, const char *between)
{
	unsigned i;

	for (i = 0; i < from->dns_count; i++)
		printf("%s%s", i ? between : "", from->dns[i]);
}

static const char *set_range(struct server *srv, const char *value)
{
	char low[CONF_ADDRESS_SIZE];
	const char *dash = strchr(value, '-');

	(void)srv;
	if (!dash || dash - value >= CONF_ADDRESS_SIZE)
		return "not FIRST-LAST";
	snprintf(low, sizeof(low), "%.*s", (int)(dash - value), value);
	if (!check_quad(low, &asked.low) || !check_quad(dash + 1, &asked.high))
		return "not two IPv4 addresses";
	asked.has_range = true;
	return NULL;
}

static const char *set_router(struct server *srv, const char *value)
{
	(void)srv;
	return check_quad(value, &asked.router) ? NULL : "not an IPv4 address";
}

static const char *set_dns(struct server *srv, const char *value)
{
	uint32_t addr;

	(void)srv;
	if (!check_quad(value, &addr))
		return "not an IPv4 address";
	if (dhcp.dns_count == DHCP_DNS_MAX)
		return "more than four";
	strcpy(dhcp.dns[dhcp.dns_count++], value);
	return NULL;
}

/* An option holds 255 octets (RFC 2132 2), an address and a colon among them;
 * and one more for the NUL. */
#define ROOT_PATH_SIZE (255 - CONF_ADDRESS_SIZE + 1)

static const char *set_root_path(struct server *srv, const char *value)
{
	const char *dots;

	(void)srv;
	dhcp.root_path = value;
	if (*value != '/')
		return "not an absolute path";
	/* rescue64-client refuses it. */
	for (dots = value; (dots = strstr(dots, "/..")); dots += 3)
		if (dots[3] == '/' || !dots[3])
			return "has a .. in it";
	return check_word(value, "/._+-", ROOT_PATH_SIZE);
}

static const char *set_tftp(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	dhcp.tftp = true;
	return NULL;
}

static const struct opt options[] = {
	{ "server", "ADDRESS", "The TFTP and NFS server.", conf_set_server },
	{ "network", "A.B.C.D/N",
	  "The subnet; default the configured network that the server is in.",
	  conf_set_network },
	{ "range", "FIRST-LAST",
	  "Addresses to hand out; default the upper half of the subnet.",
	  set_range },
	{ "router", "ADDRESS", "The default gateway.", set_router },
	{ "dns", "ADDRESS", "A name server; may be given four times.",
	  set_dns },
	{ "root-path", "PATH",
	  "Option 17, for PCs whose kernel line names no root; default\n"
	  "      " DEFAULT_ROOT_PATH ".",
	  set_root_path },
	{ "tftp", NULL, "dnsmasq and proxy: serve /srv/pxe/tftp as well.",
	  set_tftp },
	{ 0 },
};

const struct subcommand dhcp_command = {
	.name = "dhcp",
	.operands = "isc|dnsmasq|proxy|kea",
	.summary = "print a snippet for a DHCP server's configuration",
	.help = "Prints a snippet for ISC dhcpd or dnsmasq, for dnsmasq as a "
		"proxy beside\n"
		"another DHCP server (a router's), or a whole kea-dhcp4.conf; "
		"puts it nowhere.\n",
	.options = options,
	.operands_min = 1,
	.operands_max = 1,
	.check = check_dhcp,
	.run = run_dhcp,
};
