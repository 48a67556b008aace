"""Ordinary work in the login shell: a small project is written, built up, searched, packed and cleaned away."""

import os

from portolan_tool.console import Console
from portolan_tool.rootfs import LOGIN_SHELL

if not os.path.exists(LOGIN_SHELL):
    ARCHES = ()

# A line as it is typed, and what it writes.
FILES = (
    ("mkdir -p work/src work/doc && cd work && pwd", "/tmp/work"),
    ("for n in alpha beta gamma; do printf 'name=%s\\nsize=%d\\n' $n ${#n} >src/$n.conf; done; ls src", "alpha.conf  beta.conf  gamma.conf"),
    ("cat >doc/notes <<end && cat doc/notes\nfirst of $(ls src | wc -l)\n  second\nend", "first of 3\n  second"),
    ("grep -h size src/*.conf | cut -d= -f2 | sort -rn | uniq -c | tr -s ' '", " 2 5\n 1 4"),
    ("find . -name '*.conf' -newer src/alpha.conf | sort | xargs -n 1 basename", "beta.conf\ngamma.conf"),
    ("sed -i 's/size=5/size=five/' src/*.conf; grep -c five src/* | sort", "src/alpha.conf:1\nsrc/beta.conf:0\nsrc/gamma.conf:1"),
    ("cp -a src old && mv src/beta.conf src/delta.conf && diff -rq old src | cut -c1-30", "Only in old: beta.conf\nOnly in src: delta.conf"),
    ("chmod 600 doc/notes; stat -c '%a %s' doc/notes; ln -s doc/notes n; ls -l n | cut -c1", "600 20\nl"),
    ("tar cf all.tar src doc && mkdir un && tar xf all.tar -C un && ls un/src | tail -n 1", "gamma.conf"),
    ("du -a -t 1 --apparent-size -b doc | cut -f1 | head -n 1; df --output=fstype . | tail -n 1 | tr -d ' '", "20\ntmpfs"),
)  # fmt: skip
LANGUAGE = (
    ("total() { local sum=0 n; for n; do sum=$((sum + n)); done; echo $sum; }; total 1 2 39", "42"),
    ("i=0; while [ $i -lt 3 ]; do i=$((i + 1)); case $i in 2) continue;; esac; echo $i; done", "1\n3"),
    ("IFS=: read -r user _ id rest </etc/passwd; echo $user $id", "root 0"),
    ("trap 'echo leaving' EXIT; (exit 3); echo $?; trap - EXIT", "3"),
    ("x=path/to/file.tar.gz; echo ${x##*/} ${x%%.*} ${x%.gz} ${#x}", "file.tar.gz path/to/file path/to/file.tar 19"),
    ("set -- 'a b' c; printf '[%s]' \"$@\"; echo; shift; echo $#", "[a b][c]\n1"),
    ("false | true; echo $?; set -o pipefail; false | true; echo $?; set +o pipefail", "0\n1"),
    ("echo $(( (7 << 2 | 1) % 10 )) $((0x1f)) $((5 > 3 ? 1 : 2))", "9 31 1"),
    ("nosuch 2>/dev/null || echo status $?; ls /nosuch 2>&1 | grep -c 'No such'", "status 127\n1"),
    ("seq 3 | while read n; do echo $n; done | tee copy | tail -n 1; wc -l <copy", "3\n3"),
)  # fmt: skip


def test_work(arch: str) -> None:
    with Console(arch, "--smp", "4") as console:
        console.login()
        console.enter("cd /tmp; umask 22")
        for line, wrote in FILES + LANGUAGE:
            assert (got := console.enter(line)) == wrote.strip("\n"), f"{line}:\n{got}"
        # The same with several things at once.
        console.enter("(sleep 1000; :) & sleep 2000 | cat &")
        assert console.enter("jobs | grep -c Running") == "2"
        wrote = console.enter("kill %1 %2; wait; jobs | wc -l")
        assert wrote.split("\n")[-1] == "0", wrote
        # The window becomes narrow, and a long line is still one line.
        console.enter("stty cols 30 rows 10")
        assert console.enter("echo " + "word " * 20 + "| wc -w") == "20"
        assert console.enter("stty cols 80 rows 24; cd /tmp; rm -r work; ls -d work 2>&1 | wc -l") == "1"
