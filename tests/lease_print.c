/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lease_print.h"

#include <arpa/inet.h>
#include <stdio.h>

static void print_address(uint32_t address)
{
	char text[QUAD_SIZE];

	inet_ntop(AF_INET, &address, text, sizeof(text));
	fputs(text, stdout);
}

static void print_addresses(const char *key, const uint32_t *list,
			    unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		printf("%s%s", i ? "," : key, i ? "" : "=");
		print_address(list[i]);
	}
	if (count)
		putchar('\n');
}

static void print_number(const char *key, uint32_t number)
{
	if (number)
		printf("%s=%u\n", key, number);
}

static void print_text(const char *key, const char *text)
{
	if (text[0])
		printf("%s=%s\n", key, text);
}

static void print_routes(const struct route *routes, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		fputs(i ? "," : "routes=", stdout);
		print_address(routes[i].dest);
		printf("/%u>", routes[i].width);
		print_address(routes[i].gw);
	}
	if (count)
		putchar('\n');
}

void lease_print(const struct lease *lease)
{
	print_addresses("ip", &lease->ip, lease->ip != 0);
	print_addresses("mask", &lease->mask, lease->mask != 0);
	print_addresses("gw", &lease->gw, lease->gw != 0);
	print_addresses("dns", lease->dns, lease->dns_count);
	print_number("lease", lease->seconds);
	print_number("t1", lease->t1);
	print_number("t2", lease->t2);
	print_addresses("server_id", &lease->server_id, lease->server_id != 0);
	print_text("rootpath", lease->rootpath);
	print_text("hostname", lease->hostname);
	print_number("mtu", lease->mtu);
	print_routes(lease->routes, lease->route_count);
}
