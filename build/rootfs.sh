#!/bin/sh
# Assembles a root folder from Debian packages and all that they depend on, without installing them:
#   build/rootfs.sh ARCH FOLDER PACKAGE...
# What is in the folder already stays. Maintainer scripts are not run, but the alternatives that they name
# plainly are made (cc, awk, php). Manuals, translations and the like are left out, and so is another
# system's init. Packages stay in out/apt/debs-ARCH, and are downloaded once. Run from the top of the tree.
set -eu
here=$(dirname "$0")
. "$here/apt-private.sh"

case $1 in
    x86_64) debian=amd64 ;;
    aarch64) debian=arm64 ;;
    *) echo "rootfs: no architecture $1" >&2; exit 1 ;;
esac
folder=$2
shift 2
prepare_apt
debs=$apt_dir/debs-$debian
mkdir -p "$debs"

# NAME VERSION of everything needed.
foreign="-o APT::Architecture=$debian -o APT::Architectures::=$debian"
# shellcheck disable=SC2086 # a list of words
private apt-get install -s -qq --no-install-recommends $foreign "$@" >"$debs/plan" 2>"$debs/log" || {
    cat "$debs/log" >&2
    exit 1
}
sed -n 's/^Inst \([^ :]*\)[^ ]* (\([^ ]*\).*/\1 \2/p' "$debs/plan" >"$debs/needed"
missing=
while read -r name version; do
    file=${name}_$(echo "$version" | sed 's/:/%3a/')
    ls "$debs/$file"_*.deb >/dev/null 2>&1 || missing="$missing $name=$version"
done <"$debs/needed"
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086 # a list of words
    (cd "$debs" && private apt-get download -q $foreign $missing) >"$debs/log" 2>&1 || {
        cat "$debs/log" >&2
        exit 1
    }
fi

mkdir -p "$folder"
while read -r name version; do
    file=${name}_$(echo "$version" | sed 's/:/%3a/')
    for deb in "$debs/$file"_*.deb; do
        dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$folder" --no-same-owner \
            --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/info' \
            --exclude='./usr/share/locale' --exclude='./usr/share/lintian' \
            --exclude='./sbin/init'
        dpkg-deb --ctrl-tarfile "$deb" | tar -xO ./postinst 2>/dev/null |
            sed -n 's,.*--install  *\(/[^ $"]*\)  *[^ ]*  *\(/[^ $"]*\)  *[0-9].*,\1 \2,p' >"$debs/alternatives" || true
        while read -r link target; do
            [ -e "$folder$link" ] || [ -L "$folder$link" ] || ln -s "$target" "$folder$link"
        done <"$debs/alternatives"
    done
done <"$debs/needed"

# Alternatives that their scripts name by a variable.
for default in "$folder"/usr/bin/*.default; do
    link=${default%.default}
    [ ! -L "$default" ] || [ -e "$link" ] || [ -L "$link" ] || ln -s "${default##*/}" "$link"
done

# As the script of base-files does.
[ -L "$folder/var/run" ] || ! rmdir "$folder/var/run" 2>/dev/null || ln -s /run "$folder/var/run"
