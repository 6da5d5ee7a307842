#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run-target.sh NAME: fuzzes NAME.c for $FUZZ_SECONDS (60) from corpus/NAME, as
# one TAP case. What it finds is kept in build/fuzz/found/ and printed.
. "$(dirname "$0")/../lib.sh"
test_begin
need_program clang
cd "$TOP" || exit 1

name=$1
dir=$TOP/build/fuzz
seconds=${FUZZ_SECONDS:-60}
san=-fsanitize=address,undefined
flags="-fno-sanitize-recover=all -fno-omit-frame-pointer"

# The client's own objects, as an archive: a target takes what it needs.
build_target() {
	local objects
	mkdir -p "$dir/found"
	exec 9>"$dir/lock"
	flock 9
	make CC=clang O="$dir" CFLAGS="$san,fuzzer-no-link $flags" \
		LDFLAGS="$san,fuzzer-no-link" host || return 1
	mapfile -t objects < <(find "$dir/host/client" -name '*.o' ! -name main.o)
	rm -f "$dir/client.a"
	ar rcs "$dir/client.a" "${objects[@]}" || return 1
	# shellcheck disable=SC2086 # words
	clang -std=gnu11 -D_GNU_SOURCE -g -O1 $san,fuzzer $flags -Iinclude -Iclient \
		-Itests -o "$dir/$name" "tests/fuzz/$name.c" "$dir/client.a" || return 1
	flock -u 9
}

plan 1
output=$(build_target 2>&1) || {
	fail "$name builds"
	diag "$output"
	exit 1
}
mkdir -p "$LAB/corpus" "tests/fuzz/corpus/$name"
if "$dir/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
	-artifact_prefix="$dir/found/$name-" -print_final_stats=1 \
	"$LAB/corpus" "tests/fuzz/corpus/$name" >"$LAB/log" 2>&1; then
	pass "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$LAB/log") inputs in $seconds s"
else
	fail "$name"
	diag "$(tail -n 60 "$LAB/log")"
fi
done_testing
