// SPDX-License-Identifier: GPL-2.0-or-later
/* menu: what PXELINUX shows. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "generation.h"
#include "menu.h"
#include "path.h"
#include "tftp.h"

#define STEP "menu"

static bool only_print;

int menu_check(const struct server *srv, const char *step)
{
	if (*srv->conf.server)
		return 0;
	say_error(step, "--server",
		  "missing: the address at which clients reach this server (or "
		  "server= in %s)",
		  CONF_PATH);
	return -EINVAL;
}

static void print_default(FILE *out, const struct conf *conf, const char *name)
{
	if (!strcmp(conf->entry, name))
		fputs("	MENU DEFAULT\n", out);
}

/* PXELINUX: doc/syslinux.txt, doc/menu.txt. SERIAL must come first; SYSAPPEND
 * 2 adds BOOTIF=, so that the client knows which NIC booted. */
static void print_menu(FILE *out, const struct conf *conf, const char *id,
		       bool memtest)
{
	if (*conf->serial)
		fprintf(out, "SERIAL %s\n", conf->serial);
	fputs("# Written by rescue64-server publish: changes are lost at the "
	      "next.\n"
	      "UI menu.c32\n"
	      "PROMPT 0\n",
	      out);
	if (conf->timeout)
		fprintf(out, "TIMEOUT %u\n", conf->timeout * 10);
	fprintf(out, "MENU TITLE %s\n", conf->title);
	fputs("\nLABEL local\n"
	      "	MENU LABEL Boot from the local disk\n",
	      out);
	print_default(out, conf, "local");
	fputs("	LOCALBOOT 0\n", out);
	if (memtest) {
		fputs("\nLABEL memtest\n"
		      "	MENU LABEL Memtest86+\n",
		      out);
		print_default(out, conf, "memtest");
		fputs("	LINUX kernel/memtest86/memtest86\n", out);
	}
	fprintf(out,
		"\nLABEL rescue\n"
		"	MENU LABEL Debian Rescue (%s)\n",
		id);
	print_default(out, conf, "rescue");
	fprintf(out,
		"	LINUX " KERNEL_DIR "/%s/vmlinuz\n"
		"	SYSAPPEND 2\n"
		"	APPEND initrd=" KERNEL_DIR "/%s/initrd.img"
		" root=/dev/nfs ip=dhcp nfsroot=%s:" GENERATIONS_PATH
		"/%s%s%s\n",
		id, id, conf->server, id, *conf->append ? " " : "",
		conf->append);
}

int menu_write(const struct server *srv, const char *step, const char *id,
	       bool memtest)
{
	struct path path = path_of(srv, TFTP_PATH "/" MENU_FILE);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int err;

	if (!out)
		return say_errno(step, path.s, -errno);
	print_menu(out, &srv->conf, id, memtest);
	err = fclose(out) ? -ENOMEM : file_parents(path.s);
	if (!err)
		err = file_write(path.s, text, 0644);
	free(text);
	if (err)
		return say_errno(step, path.s, err);
	say_step(step, "%s boots generation %s", path.s, id);
	return 0;
}

static int check_menu(const struct server *srv, int argc, char **argv)
{
	if (argc && !only_print) {
		say_error(STEP, argv[0],
			  "only with --print; publish makes a generation the "
			  "one that boots");
		return -EINVAL;
	}
	return menu_check(srv, STEP);
}

/* The menu in place names the published generation; a new one may have other
 * options and always the same generation. */
static int run_menu(struct server *srv, int argc, char **argv)
{
	char id[GENERATION_ID_SIZE];
	bool memtest = true;
	int err;

	err = argc ? generation_find(srv, STEP, argv[0], id)
		   : generation_published(srv, STEP, id);
	if (!err && !*id && only_print)
		err = generation_find(srv, STEP, NULL, id);
	if (!err && !*id) {
		say_error(STEP, "generation",
			  "none is published yet; rescue64-server publish does "
			  "that");
		err = -ENOENT;
	}
	if (!err && only_print)
		print_menu(stdout, &srv->conf, id, memtest);
	if (err || only_print)
		return err;
	err = tftp_install_loader(srv, STEP, &memtest);
	return err ? err : menu_write(srv, STEP, id, memtest);
}

static const char *set_print(struct server *srv, const char *value)
{
	(void)srv;
	(void)value;
	only_print = true;
	return NULL;
}

static const struct opt options[] = {
	{ "server", "ADDRESS", "This server, as its clients see it.",
	  conf_set_server },
	CONF_MENU_OPTIONS,
	{ "print", NULL, "Print the menu instead of writing it.", set_print },
	{ 0 },
};

const struct subcommand menu_command = {
	.name = "menu",
	.operands = "[ID]",
	.summary = "write the boot menu anew, or print it",
	.help = "Writes /srv/pxe/tftp/pxelinux.cfg/default with other options, "
		"for the generation\n"
		"that is published already. With --print and ID: shows what "
		"publish would write.\n",
	.options = options,
	.operands_max = 1,
	.lock = true,
	.check = check_menu,
	.run = run_menu,
};
