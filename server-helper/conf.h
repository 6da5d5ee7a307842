/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /etc/rescue64/server.conf and the command-line options of the same names.
 * Every value is checked against the grammar of the files that it goes into
 * (exports, pxelinux.cfg, dhcpd.conf, dnsmasq.conf, ganesha.conf) before it is
 * kept: what is in struct conf can be printed into them as it is.
 */
#ifndef CONF_H
#define CONF_H

#include <stdbool.h>
#include <stdint.h>

#define CONF_NETWORKS_MAX 16
#define CONF_ADDRESS_SIZE 16
#define CONF_NETWORK_SIZE 20
#define CONF_APPEND_SIZE  513
#define CONF_TITLE_SIZE	  65
#define CONF_OVERLAY_SIZE 96
#define CONF_MACHINE_SIZE 18 /* 52-54-00-64-00-02 */

struct server;

enum export_kind {
	EXPORT_NFSD,
	EXPORT_GANESHA,	   /* a file that ganesha.conf includes */
	EXPORT_STANDALONE, /* a ganesha.conf of its own */
};

struct conf {
	char server[CONF_ADDRESS_SIZE]; /* the server as its clients see it */
	char networks[CONF_NETWORKS_MAX][CONF_NETWORK_SIZE];
	unsigned network_count;
	bool networks_from_file; /* the first --network replaces them */
	bool anyone;		 /* --anyone was given */
	enum export_kind export;
	char append[CONF_APPEND_SIZE];	 /* behind the kernel line */
	char overlay[CONF_OVERLAY_SIZE]; /* rescue64.overlay=; empty: none */
	char machine[CONF_MACHINE_SIZE]; /* whose menu; empty: everyone's */
	char title[CONF_TITLE_SIZE];
	unsigned timeout;     /* of the menu, in seconds; 0: none */
	char entry[8];	      /* of the menu, taken after it */
	char serial[16];      /* "PORT BAUD"; empty: no console */
	unsigned overlay_uid; /* user and group whose the images are */
};

void conf_defaults(struct conf *conf);

/* Reads server.conf, which may be missing; reports a bad line by its number.
 * Returns 0 or -errno. */
int conf_read(struct server *srv);

/* The setters of options and keys: NULL, or what is wrong with the value. */
const char *conf_set_server(struct server *srv, const char *value);
const char *conf_set_network(struct server *srv, const char *value);
const char *conf_set_append(struct server *srv, const char *value);
const char *conf_set_overlay(struct server *srv, const char *value);
const char *conf_set_machine(struct server *srv, const char *value);
const char *conf_set_title(struct server *srv, const char *value);
const char *conf_set_timeout(struct server *srv, const char *value);
const char *conf_set_entry(struct server *srv, const char *value);
const char *conf_set_serial(struct server *srv, const char *value);
const char *conf_set_nfsd(struct server *srv, const char *value);
const char *conf_set_ganesha(struct server *srv, const char *value);
const char *conf_set_standalone(struct server *srv, const char *value);
const char *conf_set_anyone(struct server *srv, const char *value);

/* Reports and returns -EINVAL where a named network is everyone's and
 * --anyone was not given. */
int conf_check_networks(const struct server *srv, const char *step);

/* Whether the named networks hold the address (host order). */
bool conf_in_networks(const struct conf *conf, uint32_t addr);

/* The options of the menu, for the subcommands that write one. */
#define CONF_MENU_OPTIONS                                                      \
	{ "append", "TEXT", "More for the kernel line, like console=ttyS0.",   \
	  conf_set_append },                                                   \
		{ "overlay", "tmpfs[:size=SIZE]|server|LABEL=L|UUID=U|none",   \
		  "What PCs write to (rescue64.overlay=).",                    \
		  conf_set_overlay },                                          \
		{ "title", "TEXT", "Above the menu.", conf_set_title },        \
		{ "timeout", "SECONDS",                                        \
		  "Before the default entry boots; 0: never; default 20.",     \
		  conf_set_timeout },                                          \
		{ "default", "local|memtest|rescue",                           \
		  "The entry that boots then; default local.",                 \
		  conf_set_entry },                                            \
	{                                                                      \
		"serial", "PORT[,BAUD]|none",                                  \
			"Show the menu on a serial port too; 0 is ttyS0; "     \
			"default none.",                                       \
			conf_set_serial                                        \
	}

#endif
