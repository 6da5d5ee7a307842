/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel line of any octets. */
#include <arpa/inet.h>

#include "root_check.h"
#include "tmpfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Neither 0/8 nor class D or E; 0 where there is none. */
static void address_check(uint32_t address)
{
	uint32_t first = ntohl(address) >> 24;

	if (address && (first == 0 || first > 223))
		abort();
}

static void network_check(const struct cmdline *c)
{
	if ((c->autoconf == AUTOCONF_STATIC || c->wish) && !c->client)
		abort();
	address_check(c->client);
	address_check(c->server);
	address_check(c->gw);
	address_check(c->dns[0]);
	address_check(c->dns[1]);
	address_check(c->ntp);
	if (~ntohl(c->netmask) & (~ntohl(c->netmask) + 1))
		abort();
	if (c->wish && c->autoconf != AUTOCONF_DHCP)
		abort();
	if (c->wish_static && !c->wish)
		abort();
	if (c->client && !c->netmask)
		abort();
	if (c->autoconf == AUTOCONF_NONE && c->client)
		abort();
	if (!c->autoconf_word[0] || c->clientid_len == 1 ||
	    c->clientid_len > CLIENTID_SIZE)
		abort();
	root_check_text(c->autoconf_word, sizeof(c->autoconf_word));
	root_check_text(c->device, sizeof(c->device));
	if (strpbrk(c->device, "/: "))
		abort();
}

static void names_check(const struct cmdline *c)
{
	root_check_text(c->hostname, sizeof(c->hostname));
	root_check_text(c->nisdomain, sizeof(c->nisdomain));
	/* The first label of a name may be all digits. */
	if (c->hostname[0] &&
	    strspn(c->hostname, "0123456789") != strlen(c->hostname) &&
	    !name_is_valid(c->hostname))
		abort();
	if (c->nisdomain[0] && !name_is_valid(c->nisdomain))
		abort();
	root_check_text(c->overlay_arg, sizeof(c->overlay_arg));
	/* What mount(2) gets: no option but these two. */
	if (c->overlay == OVERLAY_TMPFS && tmpfs_objection(c->overlay_arg, 0))
		abort();
	root_check_text(c->autologin, sizeof(c->autologin));
	if (strpbrk(c->autologin, " :/$'\"\\") || c->autologin[0] == '-')
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cmdline cmdline;
	char *line = malloc(size + 1);
	unsigned errors = 0;
	struct report report = { root_check_error, root_check_warning,
				 &errors };
	int ret;

	if (!line)
		abort();
	memcpy(line, data, size);
	line[size] = '\0';
	memset(&cmdline, 0xa5, sizeof(cmdline));
	ret = cmdline_parse(line, &cmdline, &report);
	if (cmdline.errors != errors || (ret < 0) != (errors > 0))
		abort();
	network_check(&cmdline);
	names_check(&cmdline);
	root_check(&cmdline.root);
	free(line);
	return 0;
}
