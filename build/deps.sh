#!/bin/sh
# build/deps.sh [LIST]: installs the Debian packages that build/LIST (packages) names, as far as they are missing: with apt-get on
# Debian 12, through sudo when not root. On any other system it lists what is missing and exits 1.
# POSIX sh, since a fresh machine has neither Python nor a compiler.
set -eu

here=$(dirname "$0")

list=$here/${1:-packages}

packages() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$list"; }

is_debian_12() {
    command -v apt-get >/dev/null 2>&1 || return 1
    # shellcheck source=/dev/null
    (. /etc/os-release && [ "$ID" = debian ] && [ "$VERSION_ID" = 12 ]) 2>/dev/null
}

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

present() {
    case $1 in
        /*) [ -e "$1" ] ;;
        *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

if ! is_debian_12; then
    missing=$(packages | while read -r package probe; do
        present "$probe" || printf '  %-28s (Debian package %s)\n' "$probe" "$package"
    done)
    if [ -n "$missing" ]; then
        echo "Packages are installed by themselves on Debian 12 only. This machine lacks:" >&2
        printf '%s\n' "$missing" >&2
        exit 1
    fi
    exit 0
fi

missing=$(packages | while read -r package probe; do
    installed "$package" || echo "$package"
done | tr '\n' ' ')
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "These Debian packages are missing and there is no sudo; as root run:" >&2
        echo "  apt-get install --no-install-recommends $missing" >&2
        exit 1
    fi
    as_root=sudo
fi

echo "installing: $missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=600 \
    --no-install-recommends $missing
