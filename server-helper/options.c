// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "say.h"
#include "server.h"

#define OPTIONS_MAX 32
#define HELP	    1
#define FIRST	    256

static void print_help(const struct subcommand *cmd)
{
	const struct opt *opt;

	printf("usage: rescue64-server [--root DIR] %s [OPTION]...%s%s\n\n%s\n",
	       cmd->name, *cmd->operands ? " " : "", cmd->operands, cmd->help);
	for (opt = cmd->options; opt->name; opt++)
		printf("  --%s%s%s\n      %s\n", opt->name, opt->arg ? " " : "",
		       opt->arg ? opt->arg : "", opt->help);
	printf("  --help\n      This text.\n\n"
	       "Exit codes: 0 done; 1 failed; 2 bad usage or "
	       "configuration%s%s%s.\n",
	       cmd->lock ? "; 3 another rescue64-server is at work" : "",
	       cmd->exits ? "; " : "", cmd->exits ? cmd->exits : "");
}

static void fill_table(const struct subcommand *cmd, struct option *table)
{
	int n = 0;

	for (; n < OPTIONS_MAX && cmd->options[n].name; n++)
		table[n] = (struct option){
			.name = cmd->options[n].name,
			.has_arg = cmd->options[n].arg ? required_argument
						       : no_argument,
			.val = FIRST + n,
		};
	table[n] = (struct option){ .name = "help", .val = HELP };
	table[n + 1] = (struct option){ 0 };
}

static int take(const struct subcommand *cmd, struct server *srv,
		const struct opt *opt)
{
	const char *value = optarg ? optarg : "";
	const char *wrong = opt->set(srv, value);
	char object[64];

	if (!wrong)
		return 0;
	snprintf(object, sizeof(object), "--%s", opt->name);
	if (optarg)
		say_error(cmd->name, object, "%.300s: %s", value, wrong);
	else
		say_error(cmd->name, object, "%s", wrong);
	return -EINVAL;
}

static int check_operands(const struct subcommand *cmd, int argc, char **argv)
{
	int count = argc - optind, i;
	const char *wrong;

	if (count < cmd->operands_min) {
		say_error(cmd->name, cmd->operands, "missing; see --help");
		return -EINVAL;
	}
	if (cmd->operands_max >= 0 && count > cmd->operands_max) {
		say_error(cmd->name, argv[optind + cmd->operands_max],
			  "one operand too many; see --help");
		return -EINVAL;
	}
	for (i = optind; cmd->operand && i < argc; i++) {
		wrong = cmd->operand(argv[i]);
		if (wrong) {
			say_error(cmd->name, argv[i], "%s", wrong);
			return -EINVAL;
		}
	}
	return optind;
}

int options_parse(const struct subcommand *cmd, struct server *srv, int argc,
		  char **argv)
{
	struct option table[OPTIONS_MAX + 2];
	int c, err;

	fill_table(cmd, table);
	opterr = 0;
	optind = 0;
	/* + for the operands of shell are another program's options. */
	while ((c = getopt_long(argc, argv, cmd->operands_max < 0 ? "+:" : ":",
				table, NULL)) != -1) {
		if (c == HELP) {
			print_help(cmd);
			return 0;
		}
		if (c == ':' || c == '?') {
			say_error(cmd->name, argv[optind - 1],
				  c == ':' ? "needs an argument"
					   : "no such option; see --help");
			return -EINVAL;
		}
		err = take(cmd, srv, &cmd->options[c - FIRST]);
		if (err)
			return err;
	}
	return check_operands(cmd, argc, argv);
}
