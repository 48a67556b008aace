#!/bin/sh
# Unpacks what Debian's Linux needs for a virtio disk with ext2 on it, for the tests that exchange disks
# with it: build/linux_modules.sh ARCH makes out/linux-modules/ARCH/NN-NAME.ko, to be loaded in that order.
# Run from the top of the tree.
set -eu
here=$(dirname "$0")
. "$here/apt-private.sh"

case $1 in
    x86_64) debian=amd64 ;;
    aarch64) debian=arm64 ;;
    *) echo "linux_modules: no architecture $1" >&2; exit 1 ;;
esac
modules="virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk crc16
    crc32c_generic mbcache jbd2 ext4"

version=$(cd "out/sysroot/$1/boot" && echo vmlinuz-* | sed 's/vmlinuz-//')
prepare_apt
folder=out/linux-modules/$1
rm -rf "$folder.new"
mkdir -p "$folder.new/deb"
(cd "$folder.new/deb" && private apt-get download -q "linux-image-$version:$debian") >"$apt_dir/download.log" 2>&1 || {
    cat "$apt_dir/download.log" >&2
    exit 1
}
for deb in "$folder.new"/deb/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$folder.new/deb" --wildcards '*.ko'
done
number=10
for name in $modules; do
    found=$(find "$folder.new/deb" -name "$name.ko")
    [ -z "$found" ] || mv "$found" "$folder.new/$number-$name.ko"  # else it is built in
    number=$((number + 1))
done
rm -rf "$folder.new/deb" "$folder"
mv "$folder.new" "$folder"
