# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the demo, the bridge and the boot tests stand on.

QEMU_DIR=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=packages.sh
. "$QEMU_DIR/packages.sh"
# shellcheck source=lab.sh
. "$QEMU_DIR/lab.sh"
# shellcheck source=server.sh
. "$QEMU_DIR/server.sh"
# shellcheck source=guest.sh
. "$QEMU_DIR/guest.sh"
