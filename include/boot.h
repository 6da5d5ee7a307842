/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way of the data through the client: struct boot, filled from left to
 * right; each stage reads the parts before it and writes exactly one.
 * Addresses are in network byte order, 0 where there is none; strings are
 * NUL-terminated and empty where there is none; times are in seconds unless
 * the name says otherwise.
 */
#ifndef BOOT_H
#define BOOT_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#define MAC_LEN	      6
#define QUAD_SIZE     16  /* "255.255.255.255" + NUL; klibc names none */
#define HOSTNAME_SIZE 65  /* Linux HOST_NAME_MAX + NUL */
#define DOMAIN_SIZE   256 /* RFC 1035 2.3.4: 255 octets */
#define CLIENTID_SIZE 255 /* RFC 2132 9.14: one octet of length */
#define PATH_SIZE     1024
#define OPTIONS_SIZE  512
#define HOSTS_MAX     8
#define DNS_MAX	      4
#define NTP_MAX	      4
#define ROUTES_MAX    32
#define NOTE_SIZE     160

/* How the client's address comes about. */
enum autoconf {
	AUTOCONF_DHCP,	 /* dhcp, on, any, or nothing said */
	AUTOCONF_STATIC, /* the addresses of ip=; no packet is sent */
	AUTOCONF_NONE,	 /* ip=off and no address: leave the network alone */
};

enum overlay_kind {
	OVERLAY_TMPFS,
	OVERLAY_SERVER,
	OVERLAY_LABEL,
	OVERLAY_UUID,
	OVERLAY_NONE,
};

/* What names the root: the parts of nfsroot=, root= or DHCP option 17. */
struct root_name {
	bool given; /* named at all (nfsroot=auto and root=dhcp do not) */
	unsigned host_count;
	char versions[16]; /* pinned: "4.2", "4", "3"; empty: all */
	char path[PATH_SIZE];
	char options[OPTIONS_SIZE]; /* NFS text options, without vers= */
	char hosts[HOSTS_MAX][DOMAIN_SIZE]; /* replicas, in the order given */
};

/* What the kernel was told: cmdline.c. (Here and below short fields stand
 * before long ones: the program is smaller so.) */
struct cmdline {
	enum autoconf autoconf;
	char autoconf_word[8]; /* as written; "dhcp" or "static" where not */
	bool wish;	  /* client is an address to ask for (INIT-REBOOT) */
	bool wish_static; /* ... and to use after 10 s without an answer */
	bool keep_lease;
	bool debug;
	bool has_bootif;
	uint8_t bootif[MAC_LEN];
	uint32_t client, server, gw, netmask;
	uint32_t dns[2], ntp;
	enum overlay_kind overlay;
	unsigned timeout; /* for the network and the server; 0: for ever */
	unsigned errors;  /* fields that were refused */
	unsigned clientid_len;
	char device[IFNAMSIZ];
	char autologin[33];	      /* user; empty: off */
	char hostname[HOSTNAME_SIZE]; /* rescue64.hostname= wins over ip= */
	char nisdomain[DOMAIN_SIZE];
	uint8_t clientid[CLIENTID_SIZE]; /* ip=dhcp,TYPE,VALUE: type octet first
					  */
	char overlay_arg[128];		 /* tmpfs options, label or UUID */
	struct root_name root;
};

struct route {
	uint32_t dest, gw; /* gw 0: on the link */
	uint8_t width;	   /* of the prefix, 0 to 32 */
};

/* What the network offered: link.c, dhcp.c. */
struct lease {
	uint32_t ip, mask, gw, broadcast;
	uint32_t server_id, siaddr;
	uint32_t seconds, t1, t2; /* 0 for a static address; 2^32-1: infinite */
	int ifindex;
	uint64_t began_ms; /* when it was asked for: sys_now_ms */
	uint8_t mac[MAC_LEN];
	uint16_t mtu;  /* 0: not given */
	bool acked;    /* by a DHCPACK; an offer is not ours yet */
	bool has_mask; /* else it is the one of the address's class */
	bool is_static;
	unsigned dns_count, ntp_count, route_count;
	char device[IFNAMSIZ];
	uint32_t dns[DNS_MAX], ntp[NTP_MAX];
	struct route routes[ROUTES_MAX]; /* option 121; then gw does not count */
	char hostname[HOSTNAME_SIZE];
	char hostname_refused[HOSTNAME_SIZE]; /* option 12, where it is none */
	char domain[DOMAIN_SIZE];
	char search[DOMAIN_SIZE]; /* option 119, separated by spaces */
	char rootpath[PATH_SIZE]; /* option 17, raw but free of controls */
};

#define VERSIONS_MAX 4

/* Which export, which versions: target.c. */
struct target {
	unsigned host_count, version_count;
	/* "4.2" "4.1" "4.0" "3", to try in turn */
	char versions[VERSIONS_MAX][4];
	char path[PATH_SIZE];
	char options[OPTIONS_SIZE];
	char hosts[HOSTS_MAX][DOMAIN_SIZE];
};

/* What is mounted where: nfs.c, overlay.c. */
struct mounts {
	char server[16]; /* address of the server that gave the root */
	char version[4];
	char fell_back[NOTE_SIZE]; /* why not the first version; empty: it was */
	char generation[32];	   /* ID in the path, or empty */
	uint16_t port;		   /* of NFS on that server, host order */
	bool kept;		   /* the overlay outlives this boot */
	char overlay[NOTE_SIZE];   /* "tmpfs size=50%", … */
	char overlay_fell_back[NOTE_SIZE]; /* why not the one that was named;
					      empty: it is */
};

/* Who this machine is, who logs in: identity.c, autologin.c, netguard.c. */
struct session {
	char hostname[HOSTNAME_SIZE];
	char machine_id[33];
	char init[16]; /* systemd, sysvinit or other */
};

struct boot {
	struct cmdline cmdline;
	struct lease lease;
	struct target target;
	struct mounts mounts;
	struct session session;
};

#endif
