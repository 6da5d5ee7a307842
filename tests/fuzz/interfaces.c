/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /etc/network/interfaces of an image that anybody may have made. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "interfaces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void list_check(const struct text *list)
{
	const char *rest = list->data, *word;
	size_t len;

	if (list->overflow || strpbrk(list->data, "\n\r\t"))
		abort();
	while ((len = text_next_word(&rest, &word)))
		if (!interfaces_has(list, word, len))
			abort();
}

/* What was edited once is edited no further. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct text held, to, again;
	struct interfaces of = { .device = "eth0",
				 .mac = "52:54:00:64:00:02",
				 .held = &held };
	char *text = malloc(size + 1); /* exact, for ASan */

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	text_clear(&held);
	text_clear(&to);
	text_clear(&again);
	interfaces_edit(text, &to, &of);
	list_check(&held);
	if (to.overflow)
		abort();
	if (!strstr(text, "rename") && !strchr(text, '\\') &&
	    strcmp(text, to.data) != 0)
		abort();
	interfaces_edit(to.data, &again, &of);
	if (strcmp(to.data, again.data) != 0)
		abort();
	free(text);
	return 0;
}
