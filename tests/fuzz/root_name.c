/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DHCP option 17, which any machine on the network can write, and the same
 * text as nfsroot= and root=. */
#include "root_check.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef int parser(const char *text, struct root_name *out,
		   const struct report *report);

static int option_17_parse(const char *text, struct root_name *out,
			   const struct report *report)
{
	return root_name_parse(text, "option 17", out, report);
}

/* Options that were taken once are taken again, as they are. */
static void options_check(const char *options)
{
	char text[OPTIONS_SIZE + 1] = ",";
	unsigned errors = 0;
	struct report report = { root_check_error, root_check_warning,
				 &errors };
	struct root_name again;

	strcat(text, options);
	if (nfsroot_parse(text, &again, &report) < 0 || errors ||
	    strcmp(again.options, options) != 0 || again.versions[0])
		abort();
}

static void plan_check(const char *text, const struct report *report)
{
	static struct cmdline cmdline;
	static struct target target;
	struct lease lease = { .siaddr = 0x0100000a, .ip = 0x6464a8c0 };

	if (strlen(text) >= sizeof(lease.rootpath))
		return;
	strcpy(lease.rootpath, text);
	if (target_plan(&cmdline, &lease, &target, report) < 0)
		return;
	if (!target.host_count || target.path[0] != '/' ||
	    target.host_count > HOSTS_MAX || !target.version_count ||
	    target.version_count > VERSIONS_MAX)
		abort();
	for (unsigned i = 0; i < target.host_count; i++)
		root_check_host(target.hosts[i]);
	root_check_text(target.path, sizeof(target.path));
	options_check(target.options);
}

static void parser_check(parser *parse, const char *text,
			 const struct report *report)
{
	static struct root_name root;
	unsigned *errors = report->ctx;

	memset(&root, 0xa5, sizeof(root));
	if ((parse(text, &root, report) < 0) != (*errors > 0))
		abort();
	root_check(&root);
}

/* The first octet: who reads the rest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static parser *const parsers[] = { option_17_parse, nfsroot_parse,
					   root_word_parse };
	unsigned errors = 0;
	struct report report = { root_check_error, root_check_warning,
				 &errors };
	char *text;

	if (size == 0)
		return 0;
	text = malloc(size); /* exact, for ASan */
	if (!text)
		abort();
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	if (data[0] % 4 < 3)
		parser_check(parsers[data[0] % 4], text, &report);
	else
		plan_check(text, &report);
	free(text);
	return 0;
}
