#!/bin/sh
# source.sh NAME: unpacks the Debian source package NAME, with Debian's patches, into out/source/NAME.
# Run from the top of the tree; does nothing when the folder is there.
set -eu
here=$(dirname "$0")
name=$1
[ ! -d "out/source/$name" ] || exit 0
. "$here/apt-private.sh"
prepare_apt
mkdir -p out/source
rm -rf "out/source/$name.new"
mkdir "out/source/$name.new"
(cd "out/source/$name.new" && private apt-get source -q --only-source "$name") \
    >"out/source/$name.log" 2>&1 || {
    cat "out/source/$name.log" >&2
    exit 1
}
mv "out/source/$name.new/"*/ "out/source/$name"
rm -rf "out/source/$name.new"
