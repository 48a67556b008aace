"""The example of a server that is mounted on a path, archive."""

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.run import command

# Everything on the left of => is run below the mounted tree; what it writes stands on the right.
CASES = """\
cat a/text => hello
cat a/link a/back => hello hello
cat a/absolute => outside
cat a/../../beside => beside
cd a; pwd; cd ..; pwd; cd ..; pwd => /tmp/arc/a /tmp/arc /tmp
cd a; cat ../../beside /tmp/out => beside outside
ls a => absolute back big link program text
ls -A => a empty
find . -type f | sort => ./a/big ./a/program ./a/text ./empty
md5sum < a/big => 1db474cdaf60146f472ed3e9cedb508b -
cp a/big /tmp/copy; cmp a/big /tmp/copy && echo same => same
a/program => it runs
tail -c 6 a/big => 49999
stat -c '%A %u %s' a/text => -rw-r--r-- 0 6
echo x 2>&1 > a/text | sed 's/.*: //' => Read-only file system
rm a/text 2>&1 | sed 's/.*: //' => Read-only file system
mkdir a/new 2>&1 | sed 's/.*: //' => Read-only file system
mkdir a 2>&1 | sed 's/.*: //' => File exists
mv a/text /tmp/text2 2>&1 | sed 's/.*: //' => Read-only file system
cat none 2>&1 | sed 's/.*: //' => No such file or directory
cat a/text/x 2>&1 | sed 's/.*: //' => Not a directory
test -w a/text || test -x a/text || echo neither => neither
chroot /tmp /busybox cat arc/a/absolute => inside
"""

SCRIPT = """\
cd /tmp
mkdir -p tree/a arc; echo outside > out; echo beside > beside; mkdir tmp; echo inside > tmp/out
cp /bin/busybox busybox
(cd tree; echo hello > a/text; : > empty; ln -s text a/link; ln -s ../a/./link a/back; ln -s /tmp/out a/absolute
 seq 100000 149999 > a/big; printf '#!/bin/sh\\necho it runs\\n' > a/program; chmod 755 a/program
 find . | busybox cpio -o -H newc > ../it.cpio) 2> /dev/null
svc start archive
mount_archive it.cpio arc
"""

ENDING = """\
echo broken > broken.cpio; mkdir other
mount_archive broken.cpio other 2>&1
mount_archive it.cpio arc/a 2>&1
mount_archive it.cpio other && cat other/a/text; exec 3< other/empty
umount other; ls other; umount arc; ls arc
mount_archive it.cpio arc && cat arc/a/text
svc restart archive; cat arc/a/text 2>&1 | sed 's/.*: //'; umount arc; mount_archive it.cpio arc && cat arc/a/text
"""


def _run(arch: str, script: str) -> str:
    output = bytearray()
    outcome = command(Machine(arch=arch, smp=2), Initrd(arch, "portolan", [], script), 120, output.extend)
    assert outcome.status == 0, output.decode() + outcome.reason
    return output.decode()


def test_tree(arch: str) -> None:
    """Programs see it as any other read-only tree, also where a path leaves it."""
    cases = [line.split(" => ") for line in CASES.splitlines()]
    script = SCRIPT + "".join(f"echo '=='; (cd arc; {left})\n" for left, _ in cases)
    shown = [" ".join(part.split()) for part in _run(arch, script).split("==\n")[1:]]
    wrong = [(left, got) for (left, right), got in zip(cases, shown, strict=True) if got != right]
    assert not wrong, wrong


def test_mounting(arch: str) -> None:
    """What is no archive is refused; a mount ends by umount, and is broken when its server dies."""
    lines = _run(arch, SCRIPT + ENDING).splitlines()
    assert lines == [
        "mount_archive: broken.cpio: not a sound archive",
        "mount_archive: arc/a: Cross-device link",
        "hello",
        "hello",
        "Bad file descriptor",
        "hello",
    ], lines
