/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The values of ip= and nfsaddrs=, as the kernel's nfsroot.rst has them but
 * read strictly: net/ipv4/ipconfig.c takes 300.1.1.1, dhcpfoo and an eleventh
 * field in silence.
 */
#include "cmdline.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define IP_FIELDS	10
#define FIELD_NAME_SIZE 24
#define LABEL_MAX	63  /* RFC 1035 2.3.4 */
#define NAME_MAX_LEN	253 /* RFC 1035 2.3.4: 255 octets on the wire */

int quad_parse(const char *text, uint32_t *out)
{
	uint32_t quad = 0;

	for (int i = 0; i < 4; i++) {
		unsigned octet = 0, digits = 0;

		/* No leading zeros: inet_aton(3) takes them for octal. */
		while (*text >= '0' && *text <= '9') {
			if (digits && !octet)
				return -EINVAL;
			octet = octet * 10 + (*text++ - '0');
			if (++digits > 3)
				return -EINVAL;
		}
		if (!digits || octet > 255 || *text != (i < 3 ? '.' : '\0'))
			return -EINVAL;
		text += i < 3;
		quad = quad << 8 | octet;
	}
	*out = htonl(quad);
	return 0;
}

uint32_t classful_netmask(uint32_t addr)
{
	uint32_t host = ntohl(addr);

	if (!(host & 0x80000000))
		return htonl(0xff000000);
	if (!(host & 0x40000000))
		return htonl(0xffff0000);
	if (!(host & 0x20000000))
		return htonl(0xffffff00);
	return 0;
}

static bool is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* A label's length, 0 where it is none; *digits tells that it has no other. */
static size_t label_length(const char *label, bool *digits)
{
	size_t len = 0;

	*digits = true;
	while (is_letter_or_digit(label[len]) || label[len] == '-') {
		if (label[len] < '0' || label[len] > '9')
			*digits = false;
		len++;
	}
	if (!len || len > LABEL_MAX || label[0] == '-' || label[len - 1] == '-')
		return 0;
	return len;
}

bool name_is_valid(const char *name)
{
	size_t total = 0;

	for (;;) {
		bool digits;
		size_t len = label_length(name + total, &digits);

		total += len;
		if (!len || total > NAME_MAX_LEN)
			return false;
		if (!name[total])
			return !digits;
		if (name[total++] != '.')
			return false;
	}
}

/* By the rules of the kernel's dev_valid_name. */
static bool device_is_valid(const char *name)
{
	size_t len = strlen(name);

	if (!len || len >= IFNAMSIZ || !strcmp(name, ".") ||
	    !strcmp(name, ".."))
		return false;
	return !strpbrk(name, "/: \t\n\v\f\r\xa0");
}

/* One value of ip= on its way through its fields. */
struct ip_value {
	const char *name;
	struct ip_words *words;
	struct cmdline *out;
	const struct report *report;
	bool four_fields;
};

static const char *const field_names[IP_FIELDS] = {
	"client", "server",   "gw",   "netmask", "hostname",
	"device", "autoconf", "dns0", "dns1",	 "ntp0",
};

static void ip_refuse(const struct ip_value *ip, const char *field,
		      const char *text, const char *why)
{
	char name[FIELD_NAME_SIZE];

	snprintf(name, sizeof(name), "%s %s", ip->name, field);
	report_error(ip->report, name, "\"%.48s\" %s", text, why);
}

/* RFC 6890 2.2.2: 0/8 is "this network"; 224/4 and 240/4 are no host's. */
static bool quad_is_host(uint32_t quad)
{
	uint32_t top = ntohl(quad) >> 24;

	return top > 0 && top < 224;
}

static bool quad_is_netmask(uint32_t quad)
{
	uint32_t inverse = ~ntohl(quad);

	return (inverse & (inverse + 1)) == 0;
}

/* An address or the netmask; 0.0.0.0 stands for an empty field there, as in
 * the kernel and in what PXELINUX writes where there is no gateway. */
static int ip_read_quad(const struct ip_value *ip, int field, const char *text,
			uint32_t *out)
{
	bool netmask = out == &ip->out->netmask;
	uint32_t quad;

	if (quad_parse(text, &quad) < 0) {
		ip_refuse(ip, field_names[field], text,
			  "is not a dotted quad like 192.168.1.5");
		return -EINVAL;
	}
	if (netmask && !quad_is_netmask(quad)) {
		ip_refuse(ip, field_names[field], text, "is not a netmask");
		return -EINVAL;
	}
	if (!netmask && quad && !quad_is_host(quad)) {
		ip_refuse(ip, field_names[field], text,
			  "is not the address of a host");
		return -EINVAL;
	}
	if (!*out)
		*out = quad;
	return 0;
}

static int ip_read_client(const struct ip_value *ip, const char *text)
{
	bool known = ip->out->client;

	if (ip_read_quad(ip, 0, text, &ip->out->client) < 0) {
		ip->words->client_refused = true;
		return -EINVAL;
	}
	if (!known && ip->out->client)
		ip->words->client_wished = ip->four_fields;
	return 0;
}

/* HOST, or HOST.DOMAIN: what follows the first dot is the NIS domain. */
static int ip_read_hostname(const struct ip_value *ip, const char *text)
{
	const char *dot = strchr(text, '.');
	size_t len = dot ? (size_t)(dot - text) : strlen(text);

	if (!name_is_valid(text) || len >= HOSTNAME_SIZE) {
		ip_refuse(ip, "hostname", text, "is not a host name");
		return -EINVAL;
	}
	memcpy(ip->out->hostname, text, len);
	ip->out->hostname[len] = '\0';
	if (dot)
		strcpy(ip->out->nisdomain, dot + 1);
	return 0;
}

static int ip_read_device(const struct ip_value *ip, const char *text)
{
	if (!device_is_valid(text)) {
		ip_refuse(ip, "device", text, "is not an interface name");
		return -EINVAL;
	}
	strcpy(ip->out->device, text);
	return 0;
}

/* TYPE,VALUE of dhcp,TYPE,VALUE: RFC 2132 9.14, a type octet and at least one
 * more; the value is text. */
static int ip_read_clientid(const struct ip_value *ip, const char *text)
{
	struct cmdline *out = ip->out;
	const char *c = text;
	unsigned type = 0;
	size_t len;

	while (*c >= '0' && *c <= '9' && type <= 255)
		type = type * 10 + (*c++ - '0');
	if (c == text || *c != ',' || type > 255) {
		ip_refuse(ip, "clientid", text,
			  "is not TYPE,VALUE with a TYPE from 0 to 255");
		return -EINVAL;
	}
	len = strlen(++c);
	if (!len || len > CLIENTID_SIZE - 1) {
		ip_refuse(ip, "clientid", text,
			  "has no value of 1 to 254 octets");
		return -EINVAL;
	}
	out->clientid[0] = type;
	memcpy(out->clientid + 1, c, len);
	out->clientid_len = len + 1;
	return 0;
}

static int ip_read_autoconf(const struct ip_value *ip, const char *text)
{
	static const char *const words[] = { "off", "none", "on",
					     "any", "dhcp", "static" };
	static const char *const others[] = { "bootp", "rarp", "both" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(text, words[i]) == 0) {
			strcpy(ip->words->autoconf, text);
			return 0;
		}
	if (strncmp(text, "dhcp,", 5) == 0) {
		strcpy(ip->words->autoconf, "dhcp");
		return ip_read_clientid(ip, text + 5);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(text, others[i]) == 0) {
			strcpy(ip->words->autoconf, "dhcp");
			ip_refuse(ip, "autoconf", text,
				  "is not supported; DHCP is used");
			return -EINVAL;
		}
	ip_refuse(ip, "autoconf", text,
		  "is none of off none on any dhcp static");
	return -EINVAL;
}

static int ip_read_field(const struct ip_value *ip, int field, const char *text)
{
	struct cmdline *out = ip->out;

	switch (field) {
	case 0:
		return ip_read_client(ip, text);
	case 1:
		return ip_read_quad(ip, field, text, &out->server);
	case 2:
		return ip_read_quad(ip, field, text, &out->gw);
	case 3:
		return ip_read_quad(ip, field, text, &out->netmask);
	case 4:
		return ip_read_hostname(ip, text);
	case 5:
		return ip_read_device(ip, text);
	case 6:
		return ip_read_autoconf(ip, text);
	case 7:
	case 8:
		return ip_read_quad(ip, field, text, &out->dns[field - 7]);
	default:
		return ip_read_quad(ip, field, text, &out->ntp);
	}
}

static unsigned field_count(const char *text)
{
	unsigned count = 1;

	while ((text = strchr(text, ':'))) {
		text++;
		count++;
	}
	return count;
}

/* A value that is a word, or dhcp,TYPE,VALUE where VALUE may have colons. */
static bool ip_is_word(const char *text)
{
	if (strncmp(text, "dhcp,", 5) == 0)
		return true;
	return !strchr(text, ':') && (text[0] < '0' || text[0] > '9');
}

bool ip_is_four_fields(const char *text, size_t len)
{
	unsigned colons = 0;

	if (len >= 5 && memcmp(text, "dhcp,", 5) == 0)
		return false;
	for (size_t i = 0; i < len; i++)
		colons += text[i] == ':';
	return colons == 3;
}

/* Copies the field at *rest, without its colon, and moves behind it. */
static bool field_next(const char **rest, char *field, size_t size)
{
	size_t len = strcspn(*rest, ":");
	const char *start = *rest;

	*rest += len + (start[len] == ':');
	if (len >= size)
		return false;
	memcpy(field, start, len);
	field[len] = '\0';
	return true;
}

int ip_read(const char *text, const char *name, struct ip_words *words,
	    struct cmdline *out, const struct report *report)
{
	struct ip_value ip = { name, words, out, report, false };
	unsigned count = field_count(text);
	char field[512];
	int ret = 0;

	if (ip_is_word(text))
		return ip_read_autoconf(&ip, text);
	if (strchr(text, '[')) {
		report_error(report, name, "IPv6 is not supported");
		return -EINVAL;
	}
	if (count > IP_FIELDS) {
		report_error(report, name, "%u fields, %u at most", count,
			     IP_FIELDS);
		return -EINVAL;
	}
	ip.four_fields = count == 4;
	for (unsigned i = 0; i < count; i++) {
		if (!field_next(&text, field, sizeof(field))) {
			ip_refuse(&ip, field_names[i], "...", "is too long");
			words->client_refused |= i == 0;
			ret = -EINVAL;
		} else if (field[0] && ip_read_field(&ip, i, field) < 0) {
			ret = -EINVAL;
		}
	}
	return ret;
}

void ip_conclude(const struct ip_words *words, struct cmdline *out,
		 const struct report *report)
{
	const char *word = words->autoconf;
	bool fixed = !strcmp(word, "off") || !strcmp(word, "none") ||
		     !strcmp(word, "static");

	out->autoconf = AUTOCONF_DHCP;
	if (out->client) {
		if (fixed || (!word[0] && !words->client_wished))
			out->autoconf = AUTOCONF_STATIC;
		out->wish = out->autoconf == AUTOCONF_DHCP;
		out->wish_static = out->wish && words->client_wished;
		if (!out->netmask)
			out->netmask = classful_netmask(out->client);
	} else if (fixed && words->client_refused) {
		word = "dhcp"; /* what was to be fixed is not usable */
	} else if (fixed) {
		out->autoconf = AUTOCONF_NONE;
		if (!strcmp(word, "static"))
			report_warning(report, "ip= client",
				       "none for static; the network is left "
				       "as it is");
	}
	if (!word[0])
		word = out->autoconf == AUTOCONF_STATIC ? "static" : "dhcp";
	strcpy(out->autoconf_word, word);
}
