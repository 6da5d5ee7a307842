# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# TAP for tests in shell. A test sources this file, calls test_begin, then
# ok/is/like/..., and ends with done_testing: without it, the plan is missing
# and the run counts as failed. qemu/lab.sh's lab_* are there as well.
#
#   plan N | skip_all REASON | done_testing
#   ok NAME COMMAND...       passes where COMMAND succeeds (its output is shown
#                            as a remark where it does not)
#   is GOT WANTED NAME       like TEXT REGEX NAME      unlike TEXT REGEX NAME
#   pass NAME   fail NAME    skip REASON NAME          diag TEXT...
#   start_server NAME COMMAND...   wait_for SECONDS WHAT COMMAND...
#
# RESCUE64_KEEP=1 keeps the temporary folder $LAB. TOP is the checkout, O the
# folder of the build.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
O=${O:-$TOP/build}
# shellcheck source=../qemu/lab.sh
. "$TOP/qemu/lab.sh"

TEST_COUNT=0
TEST_FAILED=0
TEST_PLAN=

test_begin() {
	lab_begin "$(basename "$0")"
}

diag() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

plan() {
	TEST_PLAN=$1
	echo "1..$1"
}

skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

# A test that needs root, or a program, says so and skips.
need_root() {
	[ "$(id -u)" = 0 ] || skip_all "needs root"
}

need_program() {
	local program
	for program; do
		command -v "$program" >/dev/null || skip_all "$program is not installed"
	done
}

pass() {
	TEST_COUNT=$((TEST_COUNT + 1))
	echo "ok $TEST_COUNT - $1"
}

fail() {
	TEST_COUNT=$((TEST_COUNT + 1))
	TEST_FAILED=$((TEST_FAILED + 1))
	echo "not ok $TEST_COUNT - $1"
	return 1
}

skip() {
	TEST_COUNT=$((TEST_COUNT + 1))
	echo "ok $TEST_COUNT - $2 # SKIP $1"
}

ok() {
	local name=$1 output
	shift
	if output=$("$@" 2>&1); then
		pass "$name"
	else
		fail "$name"
		diag "failed: $*"
		[ -z "$output" ] || diag "$output"
		return 1
	fi
}

is() {
	if [ "$1" = "$2" ]; then
		pass "$3"
	else
		fail "$3"
		diag "     got: $1"
		diag "expected: $2"
		return 1
	fi
}

like() {
	if grep -aqE -e "$2" <<<"$1"; then
		pass "$3"
	else
		fail "$3"
		diag "         got: $1"
		diag "no match for: $2"
		return 1
	fi
}

unlike() {
	if grep -aqE -e "$2" <<<"$1"; then
		fail "$3"
		diag "            got: $1"
		diag "should not have: $2"
		return 1
	else
		pass "$3"
	fi
}

done_testing() {
	[ -n "$TEST_PLAN" ] || echo "1..$TEST_COUNT"
	[ "$TEST_FAILED" = 0 ]
	exit
}

start_server() {
	lab_spawn "$@"
}

wait_for() {
	lab_wait "$@"
}
