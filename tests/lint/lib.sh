# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the lint tests share: the source files, as git knows them.

# shellcheck source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
cd "$TOP" || exit 1

# Tracked and not ignored; without git (an unpacked archive), all there is.
source_files() {
	{
		git ls-files --cached --others --exclude-standard 2>/dev/null ||
			find . -path './build*' -prune -o -type f -print | sed 's,^\./,,'
	} | sort -u | while read -r file; do
		[ ! -f "$file" ] || echo "$file"
	done
}

c_files() {
	source_files | grep -E '\.[ch]$'
}

shell_files() {
	source_files | while read -r file; do
		case $file in
		*.sh | debian/*.postinst) echo "$file" ;;
		*.*) ;;
		*) ! head -n 1 "$file" | grep -qE '^#! ?/.*[/ ](ba|da)?sh( |$)' || echo "$file" ;;
		esac
	done
}
