#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run-target.sh NAME: fuzzes NAME.c from corpus/NAME with the words of NAME.dict,
# for $FUZZ_SECONDS (60) or, where that is 0, until $FUZZ_RUNS inputs are done, as
# one TAP case. What it finds is kept in build/fuzz/found/ and printed.
. "$(dirname "$0")/../lib.sh"
test_begin
need_program clang
cd "$TOP" || exit 1

name=$1
dir=$TOP/build/fuzz
seconds=${FUZZ_SECONDS:-60}
runs=${FUZZ_RUNS:--1}
san=-fsanitize=address,undefined
flags="-fno-sanitize-recover=all -fno-omit-frame-pointer"
# To trace comparisons took half of the time and reached no more: the seeds and
# the words know what is compared with.
flags+=" -fno-sanitize-coverage=trace-cmp"
# The longest input: a kernel line on x86, more than an Ethernet frame.
max_len=2048

# Those of the program that the target is about.
folder=client what=host
! grep -qs '"\.\./\.\./server-helper/' "tests/fuzz/$name.c" ||
	folder=server-helper what=server

# The program's own objects, as an archive: a target takes what it needs.
build_target() {
	local objects
	mkdir -p "$dir/found"
	exec 9>"$dir/lock"
	flock 9
	make CC=clang O="$dir" CFLAGS="$san,fuzzer-no-link $flags" \
		LDFLAGS="$san,fuzzer-no-link" "$what" || return 1
	mapfile -t objects < <(find "$dir/host/$folder" -name '*.o' ! -name main.o)
	rm -f "$dir/$folder.a"
	ar rcs "$dir/$folder.a" "${objects[@]}" || return 1
	# shellcheck disable=SC2086 # words
	clang -std=gnu11 -D_GNU_SOURCE -g -O2 $san,fuzzer $flags -Iinclude -Iclient \
		-Itests -o "$dir/$name" "tests/fuzz/$name.c" "$dir/$folder.a" || return 1
	flock -u 9
}

plan 1
output=$(build_target 2>&1) || {
	fail "$name builds"
	diag "$output"
	exit 1
}
mkdir -p "$LAB/corpus"
log=$dir/$name.log
begin=$SECONDS
# One freed block is looked at for long enough, and malloc says whence.
export ASAN_OPTIONS=quarantine_size_mb=16:malloc_context_size=8
"$dir/$name" -max_total_time="$seconds" -runs="$runs" -max_len="$max_len" \
	-dict="tests/fuzz/$name.dict" -timeout=10 -rss_limit_mb=1024 \
	-artifact_prefix="$dir/found/$name-" -print_final_stats=1 \
	"$LAB/corpus" "tests/fuzz/corpus/$name" >"$log" 2>&1
status=$?
inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
if [ "$status" = 0 ] && [ "${inputs:-0}" -ge "$runs" ]; then
	pass "$name: $inputs inputs in $((SECONDS - begin)) s"
else
	fail "$name: status $status after ${inputs:-?} inputs"
	diag "$(tail -n 60 "$log")"
fi
done_testing
