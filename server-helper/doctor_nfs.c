// SPDX-License-Identifier: GPL-2.0-or-later
/* doctor: the NFS server, as a client sees it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "doctor.h"
#include "doctor_nfs.h"
#include "file.h"
#include "rpc.h"
#include "rpc_probe.h"
#include "verify.h"

#define PROBE_MS     3000
#define RELOAD_MS    900
#define GANESHA_CONF "/etc/ganesha/ganesha.conf"

struct look {
	unsigned version;
	enum nfs_view_result result;
	char why[512];
};

static bool is_nfsd(const struct doctor *doctor)
{
	return doctor->srv->conf.export == EXPORT_NFSD;
}

static const char *service(const struct doctor *doctor)
{
	return is_nfsd(doctor) ? "nfs-kernel-server" : "nfs-ganesha";
}

/* nfs-ganesha takes the last of equal settings in the first block. */
static struct doctor_text mend_owners(const struct doctor *doctor)
{
	struct path conf = path_of(doctor->srv,
				   doctor->srv->conf.export == EXPORT_STANDALONE
					   ? GANESHA_PATH
					   : GANESHA_CONF);

	if (is_nfsd(doctor))
		return doctor_text(
			"echo options nfsd nfs4_disable_idmapping=Y "
			">/etc/modprobe.d/rescue64-nfsd.conf && echo Y "
			">/sys/module/nfsd/parameters/nfs4_disable_idmapping "
			"&& systemctl restart nfs-kernel-server");
	return doctor_text("grep -q '^NFSv4' %s || printf '\\nNFSv4 {\\n}\\n' "
			   ">>%s; sed -i -e '/Only_Numeric_Owners/d' -e '/^"
			   "NFSv4[ \\t]*{/a Only_Numeric_Owners = true;' %s && "
			   "systemctl restart nfs-ganesha",
			   conf.s, conf.s, conf.s);
}

static struct doctor_text mend_view(const struct doctor *doctor,
				    enum nfs_view_result result)
{
	switch (result) {
	case NFS_VIEW_UNREACHABLE:
	case NFS_VIEW_SILENT:
		return doctor_text("systemctl restart %s", service(doctor));
	case NFS_VIEW_NOT_SERVED:
		if (is_nfsd(doctor))
			return doctor_text(
				"nfsconf --set nfsd vers3 y && nfsconf --set "
				"nfsd vers4 y && systemctl restart "
				"nfs-kernel-server");
		return doctor_text("systemctl restart nfs-ganesha");
	case NFS_VIEW_OWNERS:
		return mend_owners(doctor);
	case NFS_VIEW_GRACE:
		return doctor_text("sleep 90");
	default:
		return doctor_ours(doctor, "export");
	}
}

static struct doctor_text object_of(const struct doctor *doctor, const char *id,
				    unsigned version)
{
	return doctor_text("NFS %u of %s:%s%s%s", version,
			   doctor->srv->conf.server,
			   id ? GENERATIONS_PATH : DEFAULT_ROOT_PATH,
			   id ? "/" : "", id ? id : "");
}

static bool is_good(const struct look *look)
{
	return look->result == NFS_VIEW_GOOD ||
	       look->result == NFS_VIEW_GRACE ||
	       look->result == NFS_VIEW_NOT_ASKED;
}

/* other: another version is right, which a PC falls back to. */
static void report(struct doctor *doctor, const char *id,
		   const struct look *look, bool other)
{
	struct doctor_text object = object_of(doctor, id, look->version);
	struct doctor_text mend = mend_view(doctor, look->result);
	bool fatal = !other || look->result == NFS_VIEW_OWNERS;

	if (look->result == NFS_VIEW_GOOD ||
	    (look->result == NFS_VIEW_NOT_SERVED && other))
		return;
	if (look->result == NFS_VIEW_NOT_ASKED)
		doctor_warning(doctor, object.s,
			       "not looked at as a client would: this machine "
			       "is in none of the networks, and has to be "
			       "refused",
			       "showmount -e localhost");
	else if (look->result == NFS_VIEW_GRACE)
		doctor_warning(doctor, object.s, look->why, mend.s);
	else
		(fatal ? doctor_error : doctor_warning)(doctor, object.s,
							look->why, mend.s);
}

/*
 * mountd, for version 3: where rpcbind says, else at its usual port, as the
 * client looks for it. False where it was not found.
 */
static bool check_mountd(struct doctor *doctor, uint32_t addr, bool other)
{
	struct rpc_probe mountd = { .addr = addr,
				    .program = RPC_PROGRAM_MOUNT,
				    .version = MOUNT_VERSION,
				    .ms = PROBE_MS };
	enum rpc_probe_result bind, ret;
	struct doctor_text mend =
		doctor_text("systemctl restart rpcbind && systemctl restart %s",
			    service(doctor));

	bind = rpc_probe_port(addr, mountd.program, mountd.version, PROBE_MS,
			      &mountd.port);
	if (!mountd.port)
		mountd.port = MOUNTD_PORT;
	ret = rpc_probe(&mountd);
	if (ret == RPC_PROBE_SERVED) {
		if (bind != RPC_PROBE_SERVED)
			doctor_warning(doctor, "rpcbind",
				       "does not answer on TCP port 111: only "
				       "a client that tries mountd's usual "
				       "port finds it",
				       mend.s);
		return true;
	}
	if (ret == RPC_PROBE_OTHERS && is_nfsd(doctor))
		mend = mend_view(doctor, NFS_VIEW_NOT_SERVED);
	(other ? doctor_warning : doctor_error)(
		doctor, "mountd",
		bind == RPC_PROBE_SERVED
			? "NFS 3 is served, but not MOUNT 3, which it needs"
			: "NFS 3 is served, but rpcbind does not answer, and "
			  "no mountd on TCP port 20048",
		mend.s);
	return false;
}

/* nfs-ganesha takes up by and by what it has just been told. */
static void look_at(const struct doctor *doctor, const char *id,
		    struct look *look)
{
	int tries = is_nfsd(doctor) ? 1 : 2;

	do {
		look->result = verify_export_view(doctor->srv, id,
						  look->version, look->why,
						  sizeof(look->why));
		if (is_good(look) || look->result < NFS_VIEW_MISSING)
			return;
	} while (--tries && !usleep(RELOAD_MS * 1000));
}

static void check_views(struct doctor *doctor, const char *id)
{
	struct look v4 = { .version = 4 }, v3 = { .version = 3 };
	struct rpc_probe nfs3 = { .port = NFS_PORT,
				  .program = RPC_PROGRAM_NFS,
				  .version = 3,
				  .ms = PROBE_MS };
	uint32_t addr;

	if (!check_quad(doctor->srv->conf.server, &addr))
		return;
	look_at(doctor, id, &v4);
	if (v4.result == NFS_VIEW_UNREACHABLE || v4.result == NFS_VIEW_SILENT ||
	    v4.result == NFS_VIEW_NOT_ASKED) {
		report(doctor, id, &v4, false);
		return;
	}
	nfs3.addr = addr;
	if (rpc_probe(&nfs3) == RPC_PROBE_SERVED &&
	    !check_mountd(doctor, addr, is_good(&v4))) {
		report(doctor, id, &v4, false);
		return;
	}
	look_at(doctor, id, &v3);
	/* Of one cause one line: what the other version has as well. */
	if (v3.result == v4.result && !is_good(&v4)) {
		report(doctor, id, &v4, false);
		return;
	}
	report(doctor, id, &v4, is_good(&v3));
	report(doctor, id, &v3, is_good(&v4));
}

/* Whether ganesha.conf includes our file, on a line of its own. */
static void check_include(struct doctor *doctor)
{
	struct path conf = path_of(doctor->srv, GANESHA_CONF);
	struct path ours = path_of(doctor->srv, GANESHA_PATH);
	char *text, *rest, *line;
	bool found = false;

	if (file_read(conf.s, 1 << 20, &text, NULL)) {
		doctor_error(doctor, conf.s, "cannot be read",
			     "apt install --reinstall -o "
			     "Dpkg::Options::=--force-confmiss nfs-ganesha");
		return;
	}
	for (rest = text; !found && (line = strsep(&rest, "\n"));) {
		line += strspn(line, " \t");
		found = !strncmp(line, "%include", 8) && strstr(line, ours.s);
	}
	free(text);
	if (!found)
		doctor_error(doctor, conf.s,
			     doctor_text("does not include %s, and so none of "
					 "its exports",
					 ours.s)
				     .s,
			     doctor_text("printf '\\n%%%%include \"%s\"\\n' "
					 ">>%s && systemctl restart "
					 "nfs-ganesha",
					 ours.s, conf.s)
				     .s);
}

void doctor_nfs(struct doctor *doctor)
{
	const char *id = *doctor->published ? doctor->published : NULL;
	unsigned errors = doctor->errors;

	if (!*doctor->srv->conf.server)
		return;
	if (is_nfsd(doctor))
		doctor_etab(doctor);
	else if (doctor->srv->conf.export == EXPORT_GANESHA)
		check_include(doctor);
	if (doctor->errors == errors)
		check_views(doctor, id);
	doctor_subvolumes(doctor, NULL);
	if (id)
		doctor_subvolumes(doctor, id);
}
