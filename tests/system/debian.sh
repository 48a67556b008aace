cd /tmp
/bin/dash -c 'echo dash $((6 * 7)) | /bin/cat; trap "echo trapped" TERM; kill $$; echo on'
/bin/dash -c '/bin/sleep 100 & kill $!; wait $!; echo $?'
echo b a c | /usr/bin/tr ' ' '\n' | /usr/bin/sort | /usr/bin/md5sum
/usr/bin/seq 1 20000 | /usr/bin/shuf | /usr/bin/sort -n --parallel=2 | /usr/bin/sha256sum
/usr/bin/timeout 0.1 /bin/sleep 5; echo $?
/bin/cp -a /etc/passwd copy && /usr/bin/cmp copy /etc/passwd; /usr/bin/stat -c '%s %F %a' copy
/usr/bin/id; /usr/bin/tty </dev/null; /bin/readlink -f /usr/../tmp/copy
/usr/bin/lua5.4 -e 'local t = {} for i = 1, 1000 do t[i] = i * i end
    print(#t, t[1000], string.format("%.3f", math.pi))
    local p = io.popen("echo from a pipe") print(p:read("a")) print(pcall(error, "caught"))'
/usr/bin/sqlite3 x.db 'pragma journal_mode=wal; create table t(a, b);
    insert into t values(1, "one"), (2, "two"); select * from t; select count(*), sum(a) from t;'
/usr/bin/sqlite3 x.db 'insert into t select a + 2, b from t; select * from t; pragma integrity_check;'
printf 'all: a b\n\t@echo all\na:\n\t@echo a\nb:\n\t@echo b; false\n' >Makefile
# Whether the other job has ended by then is chance.
/usr/bin/make -j2 2>&1 | while read -r line; do case $line in *Waiting*) ;; *) echo "$line" ;; esac; done | /usr/bin/sort
/usr/bin/make -n a
printf 'int twice(int x) { return 2 * x; }' >t.c; /usr/bin/tcc -c t.c -o t.o && /usr/bin/od -c t.o | /usr/bin/head -n 1
