/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export_list.h"

#include <stdbool.h>
#include <stddef.h>

#include "probe.h"
#include "rpc.h"

/* Whether a name of len octets is the path, or a folder above it. */
static bool name_covers(const uint32_t *words, uint32_t len, const char *path)
{
	for (uint32_t i = 0; i < len; i++, path++)
		if (!*path || *path != (char)(words[i / 4] >> (24 - i % 4 * 8)))
			return false;
	return len && (!*path || *path == '/' || path[-1] == '/');
}

/* XDR, RFC 4506 4.11 and 4.19: a list's elements have a 1 before them and a 0
 * behind the last; a name's octets are padded to words. Behind an export's name
 * stands the list of its groups. */
enum export_state export_list_read(const uint32_t *words, unsigned count,
				   const char *path)
{
	const uint32_t *end = words + count;
	bool in_groups = false;

	while (words < end && *words <= 1) {
		uint32_t len;

		if (!*words++) {
			if (!in_groups)
				return EXPORT_MISSING;
			in_groups = false;
			continue;
		}
		if (words == end || *words > MOUNT_PATH_MAX)
			break;
		len = *words++;
		if ((len + 3) / 4 > (size_t)(end - words))
			break;
		if (!in_groups && name_covers(words, len, path))
			return EXPORT_LISTED;
		words += (len + 3) / 4;
		in_groups = true;
	}
	return EXPORT_UNKNOWN;
}

enum export_state export_list_find(uint32_t address, uint16_t mount_port,
				   const char *path, unsigned timeout_ms)
{
	const struct probe_wants wants = {
		.exports = true,
		.nfs_only = true,
		.nfs_port = mount_port,
	};
	struct probe probe;

	probe.name = "mountd";
	probe.address = address;
	if (probe_servers(&probe, 1, &wants, timeout_ms) <= 0)
		return EXPORT_UNKNOWN;
	return export_list_read(probe.list, probe.list_count, path);
}
