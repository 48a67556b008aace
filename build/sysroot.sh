#!/bin/sh
# Unpacks foreign Debian packages, without installing them:
#   out/sysroot/aarch64   what ARM64 programs are built from and run with, and Debian's ARM64 kernel
#   out/sysroot/x86_64    Debian's x86-64 kernel, for the Linux oracle and the benchmarks
# The kernels end as out/sysroot/$(ARCH)/vmlinuz. Run from the top of the tree.
set -eu
here=$(dirname "$0")
. "$here/apt-private.sh"

arm64_packages="musl-dev busybox-static grub-efi-arm64-bin libcpputest-dev libc6-dev libc6
    linux-libc-dev libcrypt-dev libgcc-12-dev libgcc-s1 libstdc++-12-dev"

# unpack FOLDER PACKAGE[:ARCH]...
unpack() {
    folder=$1
    shift
    mkdir -p "$folder" "$apt_dir/debs"
    rm -f "$apt_dir"/debs/*.deb
    (cd "$apt_dir/debs" && private apt-get download -q "$@") >"$apt_dir/download.log" 2>&1 || {
        cat "$apt_dir/download.log" >&2
        exit 1
    }
    for deb in "$apt_dir"/debs/*.deb; do
        case $deb in
            */linux-image-*) dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$folder" ./boot ;;
            *) dpkg-deb -x "$deb" "$folder" ;;
        esac
    done
    rm -f "$apt_dir"/debs/*.deb
}

# The concrete package that the linux-image-ARCH meta-package depends on.
kernel_package() {
    private apt-cache depends "linux-image-$1:$1" |
        sed -n 's/.*Depends: \(linux-image-[0-9][^:]*\).*/\1/p' | head -n 1
}

prepare_apt
echo "unpacking the ARM64 packages and the Linux kernels into out/sysroot"
rm -rf out/sysroot.new
# shellcheck disable=SC2046 # a list of words
unpack out/sysroot.new/aarch64 $(for name in $arm64_packages; do echo "$name:arm64"; done) \
    "$(kernel_package arm64):arm64"
unpack out/sysroot.new/x86_64 "$(kernel_package amd64):amd64"
for arch in x86_64 aarch64; do
    ln -s "$(cd "out/sysroot.new/$arch" && echo boot/vmlinuz-*)" "out/sysroot.new/$arch/vmlinuz"
done
# Boost alone, so that no header of the host's C library can slip in beside it.
mkdir -p out/sysroot.new/include
ln -s /usr/include/boost out/sysroot.new/include/boost
rm -rf out/sysroot
mv out/sysroot.new out/sysroot
