/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of the server's layout below the prefix. */
#ifndef PATH_H
#define PATH_H

#include "layout.h"
#include "say.h"
#include "server.h"

#define PXE_PATH      "/srv/pxe"
#define TFTP_PATH     PXE_PATH "/tftp"
#define MENU_DIR      "pxelinux.cfg"	  /* below TFTP_PATH */
#define MENU_FILE     MENU_DIR "/default" /* below TFTP_PATH */
#define KERNEL_DIR    "kernel/rescue64"	  /* below TFTP_PATH */
#define BUILDING_PATH PXE_PATH "/.rescue64.building"
#define CONF_PATH     "/etc/rescue64/server.conf"
#define EXPORTS_PATH  "/etc/exports.d/rescue64.exports"
#define GANESHA_PATH  "/etc/ganesha/rescue64.conf"
#define LOCK_PATH     "/run/lock/rescue64-server"
#define LOG_DIR	      "/var/log/rescue64"
#define CLIENT_TREE   "/usr/share/rescue64/client"

struct path {
	char s[1024];
};

/*
 * The name below the prefix. It always fits: the prefix has at most
 * PREFIX_SIZE octets, and what is put into the layout's names is an ID or a
 * name of ours.
 */
struct path path_of(const struct server *srv, const char *fmt, ...)
	PRINTF(2, 3);

#endif
