// SPDX-License-Identifier: GPL-2.0-or-later
/* dhcp: a snippet for the configuration of a DHCP server. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "menu.h"
#include "path.h"

#define STEP	"dhcp"
#define DNS_MAX 4
#define HOURS	12u

static struct {
	uint32_t low, high, router;
	bool has_range, tftp;
	char dns[DNS_MAX][CONF_ADDRESS_SIZE];
	unsigned dns_count;
	const char *root_path;
} dhcp = { .root_path = DEFAULT_ROOT_PATH };

struct subnet {
	uint32_t addr, mask;
	char addr_text[CONF_ADDRESS_SIZE], mask_text[CONF_ADDRESS_SIZE];
	char low[CONF_ADDRESS_SIZE], high[CONF_ADDRESS_SIZE];
	char router[CONF_ADDRESS_SIZE];
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
		if (conf->network_count == 1 || (server & net->mask) == addr)
			return NULL;
	}
	return "give the subnet of the PCs, A.B.C.D/8 to /30";
}

/* Where no range is named: the upper half of the network. */
static void choose_range(const struct subnet *net)
{
	dhcp.high = (net->addr | ~net->mask) - 1;
	dhcp.low = net->addr + (~net->mask + 1) / 2;
}

static bool in_range(uint32_t addr)
{
	return addr >= dhcp.low && addr <= dhcp.high;
}

static int check_subnet(const struct server *srv, struct subnet *net)
{
	const char *wrong = find_network(&srv->conf, net);
	const char *object = wrong ? "--network" : "--range";
	uint32_t server;

	check_quad(srv->conf.server, &server);
	if (!wrong && !dhcp.has_range)
		choose_range(net);
	if (wrong)
		;
	else if (!is_host(net, dhcp.low) || !is_host(net, dhcp.high))
		wrong = "not in the network";
	else if (dhcp.low > dhcp.high)
		wrong = "ends before it begins";
	else if (in_range(server))
		wrong = "the server's own address is in it";
	else if (dhcp.router && in_range(dhcp.router))
		wrong = "the router's address is in it";
	if (!wrong && dhcp.router && !is_host(net, dhcp.router)) {
		object = "--router";
		wrong = "not in the network";
	}
	if (wrong) {
		say_error(STEP, object, "%s", wrong);
		return -EINVAL;
	}
	quad_text(net->addr, net->addr_text);
	quad_text(net->mask, net->mask_text);
	quad_text(dhcp.low, net->low);
	quad_text(dhcp.high, net->high);
	quad_text(dhcp.router, net->router);
	return 0;
}

static void print_dns(const char *between)
{
	unsigned i;

	for (i = 0; i < dhcp.dns_count; i++)
		printf("%s%s", i ? between : "", dhcp.dns[i]);
}

/* dhcpd.conf(5), dhcp-options(5) */
static void print_isc(const struct server *srv, const struct subnet *net)
{
	printf("# For ISC dhcpd, by rescue64-server dhcp isc.\n"
	       "subnet %s netmask %s {\n",
	       net->addr_text, net->mask_text);
	printf("	range %s %s;\n", net->low, net->high);
	if (dhcp.router)
		printf("	option routers %s;\n", net->router);
	if (dhcp.dns_count) {
		fputs("	option domain-name-servers ", stdout);
		print_dns(", ");
		puts(";");
	}
	printf("	default-lease-time %u;\n"
	       "	max-lease-time %u;\n"
	       "	next-server %s;\n"
	       "	filename \"pxelinux.0\";\n"
	       "	option root-path \"%s:%s\";\n"
	       "}\n",
	       HOURS * 3600, HOURS * 3600, srv->conf.server, srv->conf.server,
	       dhcp.root_path);
}

/* dnsmasq(8) */
static void print_dnsmasq(const struct server *srv, const struct subnet *net)
{
	puts("# For dnsmasq, by rescue64-server dhcp dnsmasq.");
	printf("dhcp-range=%s,%s,%s,%uh\n", net->low, net->high, net->mask_text,
	       HOURS);
	if (dhcp.router)
		printf("dhcp-option=option:router,%s\n", net->router);
	if (dhcp.dns_count) {
		fputs("dhcp-option=option:dns-server,", stdout);
		print_dns(",");
		putchar('\n');
	}
	printf("dhcp-boot=pxelinux.0,,%s\n"
	       "dhcp-option=option:root-path,%s:%s\n",
	       srv->conf.server, srv->conf.server, dhcp.root_path);
	if (dhcp.tftp)
		printf("enable-tftp\ntftp-root=%s" TFTP_PATH "\n", srv->prefix);
}

static struct subnet subnet;

static int check_dhcp(const struct server *srv, int argc, char **argv)
{
	bool isc = !strcmp(argv[0], "isc");

	(void)argc;
	if (!isc && strcmp(argv[0], "dnsmasq")) {
		say_error(STEP, argv[0], "neither isc nor dnsmasq");
		return -EINVAL;
	}
	if (isc && dhcp.tftp) {
		say_error(STEP, "--tftp", "only dnsmasq has a TFTP server");
		return -EINVAL;
	}
	if (menu_check(srv, STEP))
		return -EINVAL;
	return check_subnet(srv, &subnet);
}

static int run_dhcp(struct server *srv, int argc, char **argv)
{
	(void)argc;
	if (!strcmp(argv[0], "isc"))
		print_isc(srv, &subnet);
	else
		print_dnsmasq(srv, &subnet);
	return 0;
}

static const char *set_range(struct server *srv, const char *value)
{
	char low[CONF_ADDRESS_SIZE];
	const char *dash = strchr(value, '-');

	(void)srv;
	if (!dash || dash - value >= CONF_ADDRESS_SIZE)
		return "not FIRST-LAST";
	snprintf(low, sizeof(low), "%.*s", (int)(dash - value), value);
	if (!check_quad(low, &dhcp.low) || !check_quad(dash + 1, &dhcp.high))
		return "not two IPv4 addresses";
	dhcp.has_range = true;
	return NULL;
}

static const char *set_router(struct server *srv, const char *value)
{
	(void)srv;
	return check_quad(value, &dhcp.router) ? NULL : "not an IPv4 address";
}

static const char *set_dns(struct server *srv, const char *value)
{
	uint32_t addr;

	(void)srv;
	if (!check_quad(value, &addr))
		return "not an IPv4 address";
	if (dhcp.dns_count == DNS_MAX)
		return "more than four";
	strcpy(dhcp.dns[dhcp.dns_count++], value);
	return NULL;
}

static const char *set_root_path(struct server *srv, const char *value)
{
	(void)srv;
	dhcp.root_path = value;
	if (*value != '/')
		return "not an absolute path";
	return check_word(value, "/._+-", 256);
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
	{ "tftp", NULL, "dnsmasq: serve /srv/pxe/tftp as well.", set_tftp },
	{ 0 },
};

const struct subcommand dhcp_command = {
	.name = "dhcp",
	.operands = "isc|dnsmasq",
	.summary = "print a snippet for a DHCP server's configuration",
	.help = "Prints a complete snippet for ISC dhcpd or dnsmasq; puts it "
		"nowhere.\n",
	.options = options,
	.operands_min = 1,
	.operands_max = 1,
	.check = check_dhcp,
	.run = run_dhcp,
};
