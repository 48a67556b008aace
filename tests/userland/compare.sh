#!/bin/sh
# compare.sh OURS [REFERENCE]: runs each line of utilities.cases with the utilities in folder OURS and with
# those of REFERENCE (a folder too; /usr/bin unless given) in fresh directories, and compares standard
# output, standard error, exit status and the files left behind. Status 0 if all agree.
ours=$(cd "$1" && pwd) || exit 2
reference=${2:-/usr/bin}
cases=$(cd "$(dirname "$0")" && pwd)/utilities.cases
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0 total=0

# run FOLDER NAME: runs $line in $work/NAME with the utilities of FOLDER in front.
run() {
    mkdir -p "$work/$2/d" && (
        cd "$work/$2/d" || exit 2
        LC_ALL=C PATH=$1:/usr/bin:/bin USED=$1 sh -c "$line" >../out 2>../err </dev/null
        echo $? >../status
        find . -exec stat -c '%n %A %s' {} + | sort >../tree
    )
    sed "s|^$1/||; s|'$1/|'|; s|^sh: [0-9]*: ||" "$work/$2/err" >"$work/$2/err.plain"
}

while IFS= read -r line; do
    case $line in '' | '#'*) continue ;; esac
    total=$((total + 1))
    rm -rf "$work/ours" "$work/reference"
    run "$ours" ours
    run "$reference" reference
    for part in out err.plain status tree; do
        if ! cmp -s "$work/ours/$part" "$work/reference/$part"; then
            failed=$((failed + 1))
            printf 'differs in %s: %s\n' "$part" "$line"
            diff "$work/reference/$part" "$work/ours/$part" | head -5
            break
        fi
    done
done <"$cases"
echo "$((total - failed)) of $total agree"
[ $failed -eq 0 ]
