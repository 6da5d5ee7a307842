// SPDX-License-Identifier: GPL-2.0-or-later
/* pin, unpin: whether prune may remove a generation. */
#include "generation_info.h"
#include "path.h"

#define PIN   "pin"
#define UNPIN "unpin"

static int set_pinned(const struct server *srv, const char *step,
		      const char *operand, bool pinned)
{
	char id[GENERATION_ID_SIZE];
	struct generation_info info = { 0 };
	int err = generation_find(srv, step, operand, id);

	if (!err)
		err = generation_info_read(srv, step, id, &info);
	if (err || info.pinned == pinned)
		return err;
	info.pinned = pinned;
	return generation_info_write(srv, step, id, &info);
}

static int run_pin(struct server *srv, int argc, char **argv)
{
	(void)argc;
	return set_pinned(srv, PIN, argv[0], true);
}

static int run_unpin(struct server *srv, int argc, char **argv)
{
	(void)argc;
	return set_pinned(srv, UNPIN, argv[0], false);
}

static const struct opt options[] = { { 0 } };

const struct subcommand pin_command = {
	.name = PIN,
	.operands = "ID",
	.operand = generation_check_id,
	.summary = "keep a generation from being pruned",
	.help = "prune never removes a pinned generation, not with --force "
		"either.\n",
	.options = options,
	.operands_min = 1,
	.operands_max = 1,
	.lock = true,
	.run = run_pin,
};

const struct subcommand unpin_command = {
	.name = UNPIN,
	.operands = "ID",
	.operand = generation_check_id,
	.summary = "let prune remove a generation again",
	.help = "The opposite of pin.\n",
	.options = options,
	.operands_min = 1,
	.operands_max = 1,
	.lock = true,
	.run = run_unpin,
};
