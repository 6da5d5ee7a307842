// SPDX-License-Identifier: GPL-2.0-or-later
#include "export.h"
#include "path.h"

/* Seconds that the server keeps attributes without asking the file system:
 * the golden root is edited behind its back, a generation never; an image may
 * be made or removed any time. */
#define ATTR_GOLDEN	2
#define ATTR_GENERATION 600
#define ATTR_OVERLAYS	0

/*
 * Seconds of an NFSv4 lease, and of grace, which must not be less (RFC 8881
 * 8.4.2.1); the client waits 120 s for its end. When a lease has run out,
 * nfs-ganesha 4.3 answers SEQUENCE with NFS4ERR_EXPIRED, which is none of its
 * errors (15.2), until its reaper comes by, every 10 s. Linux recovers where it
 * asked for an OPEN or a READ; a LOOKUP, ACCESS or GETATTR ends in EIO. NFS 4.0
 * has these right, but loses open files then (NFS4ERR_BAD_SEQID). So a minute's
 * outage must not cost the lease, as it would with the 60 s of the default.
 */
#define LEASE_SECONDS 100

static void print_core(FILE *out, const struct server *srv,
		       const struct ganesha *ganesha)
{
	struct path state = path_of(srv, "/var/lib/nfs/ganesha");

	fprintf(out,
		"NFS_CORE_PARAM {\n"
		"	mount_path_pseudo = true;\n"
		"	Protocols = %s;\n"
		"	MNT_Port = %u;\n"
		"	Enable_UDP = false;\n"
		"	Enable_NLM = false;\n"
		"	Enable_RQUOTA = false;\n",
		ganesha->protocols, ganesha->mount_port);
	if (ganesha->bind)
		fprintf(out, "	Bind_addr = %s;\n", ganesha->bind);
	fprintf(out,
		"}\n\n"
		"NFSv4 {\n"
		"	Minor_Versions = %s;\n"
		"	Graceless = %s;\n"
		"	Lease_Lifetime = %d;\n"
		"	Grace_Period = %d;\n"
		"	Only_Numeric_Owners = true;\n"
		"	RecoveryBackend = fs;\n"
		"	RecoveryRoot = \"%s\";\n"
		"}\n\n",
		ganesha->minor_versions, ganesha->graceless ? "true" : "false",
		LEASE_SECONDS, LEASE_SECONDS, state.s);
}

static void print_networks(FILE *out, const struct server *srv)
{
	unsigned i;

	for (i = 0; i < srv->conf.network_count; i++)
		fprintf(out, "%s%s", i ? ", " : "", srv->conf.networks[i]);
}

static void print_one(FILE *out, const struct server *srv, const char *id,
		      const struct ganesha *ganesha)
{
	struct path pseudo = { DEFAULT_ROOT_PATH };

	if (id)
		snprintf(pseudo.s, sizeof(pseudo.s), GENERATIONS_PATH "/%s",
			 id);
	fprintf(out,
		"EXPORT {\n"
		"	Export_Id = %u;\n"
		"	Path = \"%s%s\";\n"
		"	Pseudo = \"%s\";\n"
		"	Filesystem_Id = 64.%u;\n"
		"	Protocols = %s;\n"
		"	Transports = TCP;\n"
		"	SecType = sys;\n"
		"	Squash = None;\n"
		"	PrivilegedPort = false;\n"
		"	Attr_Expiration_Time = %d;\n"
		"	Access_Type = None;\n"
		"	FSAL {\n"
		"		Name = VFS;\n"
		"	}\n"
		"	CLIENT {\n"
		"		Clients = ",
		generation_export_id(id), srv->prefix, pseudo.s, pseudo.s,
		generation_export_id(id), ganesha->protocols,
		id ? ATTR_GENERATION : ATTR_GOLDEN);
	print_networks(out, srv);
	fputs(";\n"
	      "		Access_Type = RO;\n"
	      "		Squash = None;\n"
	      "	}\n"
	      "}\n\n",
	      out);
}

/* NFS 4 only: the lock that keeps two PCs from one image is part of it, and
 * ends with its holder. */
static void print_overlays(FILE *out, const struct server *srv)
{
	fprintf(out,
		"EXPORT {\n"
		"	Export_Id = %d;\n"
		"	Path = \"%s" OVERLAYS_PATH "\";\n"
		"	Pseudo = \"" OVERLAYS_PATH "\";\n"
		"	Filesystem_Id = 64.%d;\n"
		"	Protocols = 4;\n"
		"	Transports = TCP;\n"
		"	SecType = sys;\n"
		"	Squash = All_Squash;\n"
		"	Anonymous_Uid = %u;\n"
		"	Anonymous_Gid = %u;\n"
		"	Delegations = None;\n"
		"	PrivilegedPort = false;\n"
		"	Attr_Expiration_Time = %d;\n"
		"	Access_Type = None;\n"
		"	FSAL {\n"
		"		Name = VFS;\n"
		"	}\n"
		"	CLIENT {\n"
		"		Clients = ",
		OVERLAYS_EXPORT_ID, srv->prefix, OVERLAYS_EXPORT_ID,
		srv->conf.overlay_uid, srv->conf.overlay_uid, ATTR_OVERLAYS);
	print_networks(out, srv);
	fputs(";\n"
	      "		Access_Type = RW;\n"
	      "		Squash = All_Squash;\n"
	      "	}\n"
	      "}\n\n",
	      out);
}

/* ganesha-config(8), ganesha-core-config(8), ganesha-export-config(8). */
void export_ganesha_print(FILE *out, const struct server *srv,
			  const struct exports *exports,
			  const struct ganesha *ganesha)
{
	size_t i;

	fputs("# Written by rescue64-server export: do not edit.\n"
	      "# Squash = None: PCs read this as their own root does, and so "
	      "everyone in these\n"
	      "# networks can read all of it, read-only. Keep secrets out of "
	      "it.\n",
	      out);
	if (srv->conf.export == EXPORT_STANDALONE)
		print_core(out, srv, ganesha);
	else
		fputs("# /etc/ganesha/ganesha.conf needs the line\n"
		      "#	%include \"" GANESHA_PATH "\"\n"
		      "# and in its NFS_CORE_PARAM block, so that v3 finds the "
		      "same paths,\n"
		      "#	mount_path_pseudo = true;\n"
		      "# and in its NFSv4 block, so that an outage of a minute "
		      "is none,\n"
		      "#	Lease_Lifetime = 100;\n"
		      "#	Grace_Period = 100;\n\n",
		      out);
	if (exports->golden)
		print_one(out, srv, NULL, ganesha);
	for (i = 0; i < exports->list.count; i++)
		print_one(out, srv, exports->list.ids[i], ganesha);
	if (exports->overlays)
		print_overlays(out, srv);
}
