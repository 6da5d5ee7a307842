/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why does the client ignore my server's answer? Its verdict on one payload. */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmdline.h"
#include "dhcp.h"
#include "dhcp_option.h"
#include "dhcp_packet.h"
#include "lease_print.h"

#define PAYLOAD_MAX 65507 /* RFC 791, RFC 768: 2^16 - 1 without the headers */

static const char usage[] =
	"usage: dhcp-decode --state STATE --xid HEX --mac MAC [OPTION]... "
	"FILE\n"
	"\n"
	"Prints what rescue64-client makes of one DHCP answer: `accept` and "
	"the\n"
	"lease, `ignore: reason`, or `restart: reason` (a NAK that counts).\n"
	"FILE holds the UDP payload.\n"
	"\n"
	"  --state STATE     selecting, requesting, rebooting, bound, renewing "
	"or\n"
	"                    rebinding (RFC 2131, figure 5)\n"
	"  --xid HEX         of the question, as on the wire\n"
	"  --mac MAC         of the client: aa:bb:cc:dd:ee:ff\n"
	"  --server ADDR     the chosen server (requesting and renewing take "
	"no\n"
	"                    other)\n"
	"  --requested ADDR  the address asked for (rebooting takes no other)\n"
	"  --rapid-commit    option 80 had been sent (RFC 4039)\n"
	"  --help            this text\n"
	"\n"
	"The lease is printed as lines ip= mask= gw= dns= lease= t1= t2=\n"
	"server_id= rootpath= hostname= mtu= routes=, without those that it "
	"has\n"
	"not; mask, t1 and t2 are the defaults where the message's own cannot "
	"be.\n"
	"Times are in seconds, lists are separated by commas, a route is\n"
	"DEST/WIDTH>ROUTER (0.0.0.0: on the link). Exit status: 0 with a "
	"verdict,\n"
	"2 where there is none.\n";

static void __attribute__((noreturn))
refuse(const char *what, const char *value, const char *reason)
{
	fprintf(stderr, "dhcp-decode: %s%s%s: %s\n", what, *value ? " " : "",
		value, reason);
	exit(2);
}

static enum dhcp_state parse_state(const char *text)
{
	static const char *const names[] = {
		[DHCP_SELECTING] = "selecting",
		[DHCP_REQUESTING] = "requesting",
		[DHCP_REBOOTING] = "rebooting",
		[DHCP_BOUND] = "bound",
		[DHCP_RENEWING] = "renewing",
		[DHCP_REBINDING] = "rebinding",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(text, names[i]) == 0)
			return i;
	refuse("--state", text, "no such state");
}

static uint32_t parse_xid(const char *text)
{
	const char *digits = strncmp(text, "0x", 2) == 0 ? text + 2 : text;
	size_t len = strlen(digits);

	if (len == 0 || len > 8 ||
	    strspn(digits, "0123456789abcdefABCDEF") != len)
		refuse("--xid", text, "not 1 to 8 hexadecimal digits");
	return htonl(strtoul(digits, NULL, 16));
}

static void parse_mac(const char *text, uint8_t mac[MAC_LEN])
{
	int used = 0;

	if (sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &mac[0],
		   &mac[1], &mac[2], &mac[3], &mac[4], &mac[5], &used) != 6 ||
	    used != 17 || text[used] ||
	    strspn(text, "0123456789abcdefABCDEF:") != 17)
		refuse("--mac", text, "not six pairs of digits with colons");
}

static uint32_t parse_address(const char *option, const char *text)
{
	uint32_t address;

	if (quad_parse(text, &address) < 0)
		refuse(option, text, "not an IPv4 address");
	return address;
}

static size_t read_payload(const char *path, uint8_t *data, size_t size)
{
	FILE *file = fopen(path, "rb");
	size_t len;

	if (!file)
		refuse(path, "", strerror(errno));
	len = fread(data, 1, size, file);
	if (ferror(file))
		refuse(path, "", strerror(errno));
	fclose(file);
	if (len == size)
		refuse(path, "", "larger than any UDP payload (65507 octets)");
	return len;
}

/* Fills *ask; returns FILE. */
static const char *parse_arguments(int argc, char **argv, struct dhcp_ask *ask)
{
	static const struct option options[] = {
		{ "state", required_argument, NULL, 's' },
		{ "xid", required_argument, NULL, 'x' },
		{ "mac", required_argument, NULL, 'm' },
		{ "server", required_argument, NULL, 'S' },
		{ "requested", required_argument, NULL, 'r' },
		{ "rapid-commit", no_argument, NULL, 'R' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	bool state = false, xid = false, mac = false;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 's':
			ask->state = parse_state(optarg);
			state = true;
			break;
		case 'x':
			ask->xid = parse_xid(optarg);
			xid = true;
			break;
		case 'm':
			parse_mac(optarg, ask->mac);
			mac = true;
			break;
		case 'S':
			ask->server = parse_address("--server", optarg);
			break;
		case 'r':
			ask->requested = parse_address("--requested", optarg);
			break;
		case 'R':
			ask->rapid_commit = true;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			exit(2); /* getopt has named it */
		}
	}
	if (!state || !xid || !mac)
		refuse(!state ? "--state"
		       : !xid ? "--xid"
			      : "--mac",
		       "", "missing");
	if (optind >= argc)
		refuse("FILE", "", "missing");
	if (optind + 1 < argc)
		refuse(argv[optind + 1], "", "more than one file");
	return argv[optind];
}

/* The lease holds defaults where the message says nothing: only what it says
 * is printed. */
static void forget_defaults(struct octets message, struct lease *lease)
{
	struct dhcp_options options;

	dhcp_option_areas(message, &options);
	if (!dhcp_option_number(&options, DHCP_OPT_MASK))
		lease->mask = 0;
	if (!dhcp_option_number(&options, DHCP_OPT_T1))
		lease->t1 = 0;
	if (!dhcp_option_number(&options, DHCP_OPT_T2))
		lease->t2 = 0;
}

int main(int argc, char **argv)
{
	static uint8_t payload[PAYLOAD_MAX + 1];
	struct dhcp_ask ask = { 0 };
	struct lease lease = { 0 };
	const char *path = parse_arguments(argc, argv, &ask);
	const char *reason;
	size_t len = read_payload(path, payload, sizeof(payload));

	switch (dhcp_packet_read(payload, len, &ask, &lease, &reason)) {
	case DHCP_ACCEPT:
		puts("accept");
		forget_defaults((struct octets){ payload, len }, &lease);
		lease_print(&lease);
		break;
	case DHCP_IGNORE:
		printf("ignore: %s\n", reason);
		break;
	case DHCP_RESTART:
		printf("restart: %s\n", reason);
		break;
	}
	return fclose(stdout) ? 2 : 0;
}
