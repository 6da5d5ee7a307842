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
	    !target.version_count || target.version_count > VERSIONS_MAX)
		abort();
	root_check_text(target.path, sizeof(target.path));
	root_check_options(target.options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static parser *const parsers[] = { option_17_parse, nfsroot_parse,
					   root_word_parse };
	char *text = malloc(size + 1);
	unsigned errors = 0;
	struct report report = { root_check_error, root_check_warning,
				 &errors };

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]); i++) {
		struct root_name root;

		errors = 0;
		memset(&root, 0xa5, sizeof(root));
		if ((parsers[i](text, &root, &report) < 0) != (errors > 0))
			abort();
		root_check(&root);
	}
	plan_check(text, &report);
	free(text);
	return 0;
}
