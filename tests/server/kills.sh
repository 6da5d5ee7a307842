# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2317 # variables and functions of the tests
#
# For the tests that end rescue64-server at each of its system calls, and judge
# what it leaves: kill-at.c ends it, the client's own code reads the menu.
#
#   kills_begin             server_begin, the prefix on a tmpfs, a golden root of
#                           about 50 files
#   kills_generation        a snapshot of it after one more change; prints its ID
#   kills_save              what each run starts from
#   kills_run COMMIT COMMAND...    ends COMMAND at every call, each time from what
#                           was saved; COMMIT is its commit point, CALL:PATH. Calls
#                           kills_old or kills_new, by whether it was passed, then
#                           COMMAND once more and kills_end: what these print is
#                           wrong. They are the test's own.
#   kills_whole             prints what is wrong with menus, exports and trees

# shellcheck source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck source=fake_root.sh
. "$(dirname "${BASH_SOURCE[0]}")/fake_root.sh"

CLIENT=$O/host/client/rescue64-client
KILL_AT=$O/tests/server/kill-at
NETWORK=(--server 10.0.0.1 --network 10.0.0.0/24)
KILLS_OPTIONS=()
[ "${RESCUE64_LONG:-0}" = 0 ] || KILLS_OPTIONS=(-e)
KILLS_MOST=120 # of one command, where not every call is asked for

kills_begin() {
	local i
	server_begin
	mkdir "$LAB/trees"
	mount -t tmpfs none "$P" || lab_die "cannot mount a tmpfs"
	lab_at_end "umount $P"
	server_golden
	for ((i = 0; i < 30; i++)); do
		mkdir -p "$GOLDEN/usr/share/doc/$((i % 4))"
		echo "text $i" >"$GOLDEN/usr/share/doc/$((i % 4))/$i"
	done
	ln "$GOLDEN/usr/share/doc/0/0" "$GOLDEN/usr/share/doc/hard"
	ln -s doc/0 "$GOLDEN/usr/share/soft"
	truncate -s 300000 "$GOLDEN/usr/share/sparse"
	echo log >"$GOLDEN/var/log/syslog"
	echo key >"$GOLDEN/etc/ssh/ssh_host_rsa_key"
	GENERATIONS=$P/srv/pxe/generations/rescue64
	TFTP=$P/srv/pxe/tftp
	MENU=$TFTP/pxelinux.cfg/default
	EXPORTS=$P/etc/exports.d/rescue64.exports
}

# What is in a tree, one line a file, and the files' contents.
kills_tree() {
	(cd "$1" && find . ! -type d -printf '%p %y %m %U %n %s %l\n' -o -printf '%p %y %m %U\n' | sort &&
		find . -type f -size +0 -exec cksum {} + | sort -k 3)
}

kills_generation() {
	local id
	date +%N >"$GOLDEN/root/change"
	id=$(server_generation)
	kills_tree "$GENERATIONS/$id" >"$LAB/trees/$id"
	echo "$id"
}

kills_save() {
	cp -a "$P" "$LAB/saved"
}

kills_restore() {
	find "$P" -mindepth 1 -delete
	cp -a "$LAB/saved/." "$P"
}

# The entries of a menu that boot a generation: its ID, the APPEND line.
kills_entries() {
	awk '
		function fault(words) { print "fault " words; exit }
		/^#/ || /^$/ { next }
		/^[A-Z]/ { ended = 0 }
		/^MENU BEGIN/ { depth++; next }
		/^MENU END$/ { if (--depth < 0) fault("MENU END"); next }
		/^LABEL [a-z0-9A-Z_-]+$/ { linux = ""; next }
		/^(UI|PROMPT|TIMEOUT|SERIAL|MENU|DEFAULT) ./ { next }
		/^\tLINUX [^ ]+$/ { linux = $2; next }
		/^\tAPPEND initrd=/ {
			id = linux
			sub("^kernel/rescue64/", "", id)
			if (!sub("/vmlinuz$", "", id) || $2 != "initrd=kernel/rescue64/" id "/initrd.img")
				fault("LINUX " linux " with " $2)
			sub(/^\tAPPEND /, "")
			print id " " $0
			next
		}
		/^\t(MENU|LOCALBOOT|SYSAPPEND|TEXT) ./ { next }
		{ fault("line " $0) }
		END { if (depth) print "fault MENU BEGIN" }' "$1"
}

# The generation that the menu boots.
kills_booted() {
	kills_entries "$MENU" | head -n 1 | cut -d' ' -f1
}

kills_whole_entry() {
	local id=$1 line=$2 kind got
	[ "$id" != fault ] || {
		echo "$line"
		return
	}
	for kind in vmlinuz initrd.img; do
		cmp "$TFTP/kernel/rescue64/$id/$kind" "$GENERATIONS/$id/boot/$kind"-*
	done
	got=$("$CLIENT" plan --cmdline "$line" 2>&1) || echo "plan: $got"
	grep -qx "nfs_path=/srv/pxe/generations/rescue64/$id" <<<"$got" || echo "plan: $line: $got"
	grep '^rescue64' <<<"$got"
	[ ! -e "$LAB/trees/$id" ] || kills_tree "$GENERATIONS/$id" | diff "$LAB/trees/$id" -
	grep -q "^/srv/pxe/generations/rescue64/$id .*10.0.0.0/24(ro,.*)$" "$EXPORTS" || echo "$id is not exported"
}

# Nothing is exported that is not there; exportfs itself, for each text once.
kills_whole_exports() {
	local text path
	while read -r path _; do
		case $path in /*) [ -d "$P$path" ] || echo "$path is exported and not there" ;; esac
	done <"$EXPORTS"
	text=$(cat "$EXPORTS")
	[ "$text" != "${KILLS_EXPORTS-}" ] || return
	KILLS_EXPORTS=$text
	! grep -v '^#\|^/srv/pxe/[a-zA-Z0-9/]*\( 10\.[0-9]\.0\.0/[0-9]*([^ ()]*)\)*$' <<<"$text" || return
	command -v exportfs >/dev/null || return
	unshare -m sh -c "mount -t tmpfs none /var/lib/nfs && mkdir -p /etc/exports.d &&
		mount --bind $P/etc/exports.d /etc/exports.d && mount --bind $P/srv /srv && exportfs -ra" 2>&1
}

kills_whole() {
	local menu id line seen=' '
	for menu in "$TFTP"/pxelinux.cfg/[^.]*; do
		grep -q '^UI menu.c32$' "$menu" || echo "$menu: no menu"
		while read -r id line; do
			case $seen in *" $id $line "*) continue ;; esac
			seen="$seen$id $line "
			kills_whole_entry "$id" "$line"
		done < <(kills_entries "$menu")
	done
	[ -n "$seen" ] || echo "no entry boots a generation"
	kills_whole_exports
	server list >"$LAB/list" 2>&1 || cat "$LAB/list"
	line=$(kills_booted)
	grep -q "^$line .*published" "$LAB/list" || echo "list: $line is not the published one: $(cat "$LAB/list")"
}

# What no finished run leaves.
kills_rests() {
	local info id
	find "$P/srv" "$P/etc" \( -name '.*.tmp' -o -name '.*.removed' \)
	for info in "$GENERATIONS"/.*.info; do
		id=$(basename "$info" .info)
		[ ! -e "$info" ] || [ -d "$GENERATIONS/${id#.}" ] || echo "$info"
	done
}

# kills_told STATUS: on a full disk it has done all, or says what it could not
# write.
kills_told() {
	if [ "$1" = 0 ]; then
		[[ $at == *" passed"* ]] || echo "exit code 0, and nothing done: $(cat "$LAB/out")"
	else
		grep -v '^rescue64-server \[' "$LAB/out" | grep -q '[^a-zA-Z0-9./]/[a-z]' ||
			echo "exit code $1 names no file: $(tail -n 3 "$LAB/out")"
	fi
}

# One kill at the N-th call, or a run to its end; the judgement of either. Fails
# where it went to its end.
kills_one() {
	local n=$1 commit=$2 at status
	shift 2
	kills_restore
	"$KILL_AT" "${KILLS_OPTIONS[@]}" -n "$n" -c "$commit" -o "$LAB/report" \
		"$SERVER" --root "$P" "$@" >"$LAB/out" 2>&1 </dev/null
	status=$?
	at=$(cat "$LAB/report")
	{
		case $at in
		*" killed "*) ;;
		*" failed "*) kills_told "$status" ;;
		*) [ "$status" = 0 ] || echo "ended with $status: $(cat "$LAB/out")" ;;
		esac
		case $at in
		*" ahead"*) kills_old ;;
		*) kills_new ;;
		esac
		kills_whole
		server "$@" >"$LAB/out" 2>&1 </dev/null || echo "the next run: $(cat "$LAB/out")"
		kills_whole
		kills_rests
		kills_end
	} >"$LAB/wrong" 2>&1
	case $at in
	*" passed "*) KILLS_NEW=$((KILLS_NEW + 1)) ;;
	*" ahead "*) KILLS_OLD=$((KILLS_OLD + 1)) ;;
	esac
	[ ! -s "$LAB/wrong" ] || {
		KILLS_BAD=$((KILLS_BAD + 1))
		diag "$at: $(head -n 20 "$LAB/wrong" | cut -c 1-300)"
	}
	case $at in *" ended "*) return 1 ;; esac
}

kills_run() {
	local commit=$1 total n stride
	shift
	KILLS_OLD=0 KILLS_NEW=0 KILLS_BAD=0
	kills_one 0 "$commit" "$@"
	total=$(cut -d' ' -f1 "$LAB/report")
	is "$KILLS_BAD" 0 "$1 left alone: $total calls that count"
	stride=$((total / KILLS_MOST + 1))
	[ "${RESCUE64_LONG:-0}" = 0 ] || stride=1
	KILLS_OLD=0 KILLS_NEW=0
	n=$((RANDOM % stride + 1))
	# The last ones are those about the commit point: none is left out.
	while kills_one "$n" "$commit" "$@"; do
		n=$((n + (n + stride < total - 9 ? stride : 1)))
	done
	is "$KILLS_BAD" 0 "$1 ${KILLS_VERB:-ended} at $((KILLS_OLD + KILLS_NEW)) of them: all is whole each time, and the next run cleans up"
	[ "$KILLS_OLD" -gt 2 ] && [ "$KILLS_NEW" -gt 0 ]
	is $? 0 "$KILLS_OLD times before the commit point, $KILLS_NEW times behind it"
}
