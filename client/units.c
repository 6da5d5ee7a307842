/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "units.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys.h"

#define UNIT_DIR "/run/systemd/system"

/* Makes the folders above a path below /run. */
static int run_make_folders(const char *path)
{
	char folder[160];
	int ret = 0;

	if (strlen(path) >= sizeof(folder))
		return -ENAMETOOLONG;
	strcpy(folder, path);
	for (char *slash = strchr(folder + strlen("/run/"), '/');
	     slash && ret == 0; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		ret = sys_mkdir(folder, 0755);
		*slash = '/';
	}
	return ret;
}

int run_write(const char *path, const char *text)
{
	int ret = run_make_folders(path);

	return ret < 0 ? ret : sys_write_file(path, text);
}

int unit_add_dropin(const char *unit, const char *text)
{
	char path[160];

	snprintf(path, sizeof(path), UNIT_DIR "/%s.d/rescue64.conf", unit);
	return run_write(path, text);
}

int unit_write(const char *unit, const char *text)
{
	char path[160];

	snprintf(path, sizeof(path), UNIT_DIR "/%s", unit);
	return run_write(path, text);
}

int unit_want(const char *target, const char *template, const char *type,
	      const char *instance)
{
	char path[160], unit[80];
	int ret;

	snprintf(path, sizeof(path), UNIT_DIR "/%s.wants/%s%s%s", target,
		 template, instance, type);
	snprintf(unit, sizeof(unit), "../%s%s", template, type);
	ret = run_make_folders(path);
	if (ret == 0 && symlink(unit, path) < 0 && errno != EEXIST)
		ret = -errno;
	return ret;
}

int unit_mask(const char *unit)
{
	char path[160];
	int ret;

	snprintf(path, sizeof(path), UNIT_DIR "/%s", unit);
	ret = run_make_folders(path);
	if (ret == 0 && symlink("/dev/null", path) < 0 && errno != EEXIST)
		ret = -errno;
	return ret;
}
