// SPDX-License-Identifier: GPL-2.0-or-later
/* rescue64-server: keeps the shared root, its exports and its boot menu. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "lock.h"
#include "options.h"
#include "say.h"
#include "server.h"

enum { EXIT_USAGE = 2, EXIT_LOCKED = 3 };

#define PREFIX_CHARACTERS "/._+@:,=~-"

static const struct subcommand *const subcommands[] = {
	&build_command,
	&shell_command,
	&snapshot_command,
	&list_command,
	&publish_command,
	&rollback_command,
	&export_command,
	&menu_command,
	&dhcp_command,
	&tftp_command,
	&overlay_create_command,
	&overlay_list_command,
	&overlay_delete_command,
	&overlay_reset_command,
	&overlay_commit_command,
	&doctor_command,
	&clients_command,
	&prune_command,
	&pin_command,
	&unpin_command,
};

#define SUBCOMMANDS (sizeof(subcommands) / sizeof(*subcommands))

/* How many words of argv are its name; 0: it is another's. */
static int match_name(const char *name, int argc, char **argv)
{
	size_t len = strcspn(name, " ");

	if (strncmp(name, argv[0], len) || argv[0][len])
		return 0;
	if (!name[len])
		return 1;
	return argc > 1 && !strcmp(name + len + 1, argv[1]) ? 2 : 0;
}

/* The subcommands; where first is given, those of two words that have it as
 * the first. Returns how many. */
static int print_list(FILE *out, const char *first)
{
	size_t i, len = first ? strlen(first) : 0;
	int count = 0;

	for (i = 0; i < SUBCOMMANDS; i++) {
		const struct subcommand *cmd = subcommands[i];

		if (first &&
		    (strncmp(cmd->name, first, len) || cmd->name[len] != ' '))
			continue;
		count++;
		if (out)
			fprintf(out, "  %-14s %s\n", cmd->name, cmd->summary);
	}
	return count;
}

static void print_help(void)
{
	puts("usage: rescue64-server [--root DIR] SUBCOMMAND [OPTION]...\n\n"
	     "Keeps the Debian root that PCs boot over the network.\n");
	print_list(stdout, NULL);
	puts("\n  --root DIR  the whole layout (/srv/pxe, /etc/rescue64, ...) "
	     "below DIR\n"
	     "  --help      this text; SUBCOMMAND --help tells its options\n"
	     "  --version   prints the version\n\n"
	     "Exit codes: 0 done; 1 failed; 2 bad usage or configuration; 3 "
	     "another\n"
	     "rescue64-server is at work.");
}

/* The prefix goes into ganesha.conf between quotes: nothing there may end
 * them, nor mean something to whoever reads a log. */
static int set_prefix(struct server *srv, const char *dir)
{
	/* Before it is made, and where its symbolic links lead. */
	const char *wrong = check_word(dir, PREFIX_CHARACTERS, PREFIX_SIZE);
	char *path;

	if (wrong) {
		say_error("--root", dir, "%s", wrong);
		return -EINVAL;
	}
	if (mkdir(dir, 0755) && errno != EEXIST)
		return say_errno("--root", dir, -errno);
	path = realpath(dir, NULL);
	if (!path)
		return say_errno("--root", dir, -errno);
	if (strcmp(path, "/")) {
		wrong = check_word(path, PREFIX_CHARACTERS, PREFIX_SIZE);
		if (wrong)
			say_error("--root", path, "%s", wrong);
		else
			strcpy(srv->prefix, path);
	}
	free(path);
	return wrong ? -EINVAL : 0;
}

/* Returns the index of the subcommand in argv, 0 where all is done, -EINVAL. */
static int global_options(struct server *srv, int argc, char **argv)
{
	static const struct option table[] = {
		{ "root", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "+:", table, NULL)) != -1)
		switch (c) {
		case 'r':
			if (set_prefix(srv, optarg))
				return -EINVAL;
			break;
		case 'h':
			print_help();
			return 0;
		case 'v':
			puts("rescue64-server " RESCUE64_VERSION);
			return 0;
		default:
			say_error("usage", argv[optind - 1],
				  c == ':' ? "needs an argument"
					   : "no such option; see --help");
			return -EINVAL;
		}
	if (optind < argc)
		return optind;
	say_error("usage", "SUBCOMMAND", "missing; see --help");
	return -EINVAL;
}

static int run(const struct subcommand *cmd, struct server *srv, int argc,
	       char **argv)
{
	int first, err;

	if (conf_read(srv))
		return EXIT_USAGE;
	first = options_parse(cmd, srv, argc, argv);
	if (first <= 0)
		return first ? EXIT_USAGE : EXIT_SUCCESS;
	if (cmd->check && cmd->check(srv, argc - first, argv + first))
		return EXIT_USAGE;
	if (cmd->lock && !srv->reads_only) {
		err = lock_take(srv, cmd->name);
		if (err)
			return err == -EAGAIN ? EXIT_LOCKED : EXIT_FAILURE;
	}
	err = cmd->run(srv, argc - first, argv + first);
	if (!err && (fflush(stdout) || ferror(stdout)))
		err = say_errno(cmd->name, "standard output",
				errno ? -errno : -EIO);
	return err < 0 ? EXIT_FAILURE : err;
}

/* A first word that needs a second one, or is none of ours. */
static int without_command(int argc, char **argv)
{
	if (!print_list(NULL, argv[0])) {
		say_error("usage", argv[0], "no such subcommand; see --help");
		return EXIT_USAGE;
	}
	if (argc > 1 && !strcmp(argv[1], "--help")) {
		printf("usage: rescue64-server [--root DIR] %s ...\n\n",
		       argv[0]);
		print_list(stdout, argv[0]);
		return EXIT_SUCCESS;
	}
	say_error(argv[0], argc > 1 ? argv[1] : "SUBCOMMAND",
		  "%s; see %s --help",
		  argc > 1 ? "no such subcommand" : "missing", argv[0]);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	struct server srv = { 0 };
	int at, words;
	size_t i;

	umask(022);
	conf_defaults(&srv.conf);
	at = global_options(&srv, argc, argv);
	if (at <= 0)
		return at ? EXIT_USAGE : EXIT_SUCCESS;
	argc -= at;
	argv += at;
	for (i = 0; i < SUBCOMMANDS; i++) {
		words = match_name(subcommands[i]->name, argc, argv);
		if (words)
			return run(subcommands[i], &srv, argc - words + 1,
				   argv + words - 1);
	}
	return without_command(argc, argv);
}
