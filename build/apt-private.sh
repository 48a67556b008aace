# Sourced by sysroot.sh and source.sh: a private apt configuration under out/apt, with arm64 as a foreign
# architecture and with source packages. It takes the machine's own Debian mirrors and download
# settings, and changes nothing of the machine's: lists, caches and state are all its own.
# Afterwards `private apt-get ...`, `private apt-cache ...` use it.

apt_dir=$(pwd)/out/apt

# The machine's entries for Debian 12 itself, in the one-line form and with the given type (deb, deb-src).
debian_sources() {
    codename=bookworm
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -f "$file" ] && sed -n 's/^deb  *\(\[[^]]*\] *\)\{0,1\}/\1 /p' "$file" | sed 's/^\[.*\]//'
    done | awk '{ print $1, $2 }' >"$apt_dir/found"
    for file in /etc/apt/sources.list.d/*.sources; do
        [ -f "$file" ] && awk '
            function flush(  i, j, n, m, u, s) {
                n = split(uris, u, " "); m = split(suites, s, " ")
                if (types ~ /(^| )deb( |$)/ && !off)
                    for (i = 1; i <= n; i++) for (j = 1; j <= m; j++) print u[i], s[j]
                uris = suites = types = ""; off = 0
            }
            /^URIs:/ { sub(/^URIs: */, ""); uris = $0 }
            /^Suites:/ { sub(/^Suites: */, ""); suites = $0 }
            /^Types:/ { sub(/^Types: */, ""); types = $0 }
            /^Enabled: *(no|false)/ { off = 1 }
            /^ *$/ { flush() }
            END { flush() }' "$file"
    done >>"$apt_dir/found"
    sort -u "$apt_dir/found" | while read -r uri suite; do
        case $suite in
            "$codename" | "$codename-updates" | "$codename-security" | "$codename/updates")
                echo "$1 $uri $suite main" ;;
        esac
    done
}

private() { APT_CONFIG="$apt_dir/apt.conf" "$@"; }

# Scripts that need packages take turns: from here until the script ends.
prepare_apt() {
    mkdir -p "$apt_dir/etc" "$apt_dir/lists/partial" "$apt_dir/cache/archives/partial"
    exec 9>"$apt_dir/lock"
    flock 9
    : >"$apt_dir/status"
    { debian_sources deb; debian_sources deb-src; } >"$apt_dir/etc/sources.list"
    if ! [ -s "$apt_dir/etc/sources.list" ]; then
        echo "no mirror of Debian 12 ($codename) found in /etc/apt/sources.list*" >&2
        exit 1
    fi
    {
        apt-config dump | grep '^Acquire::' || true
        cat <<CONF
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::sourcelist "$apt_dir/etc/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$apt_dir/lists";
Dir::State::status "$apt_dir/status";
Dir::Cache "$apt_dir/cache";
APT::Architecture "amd64";
APT::Architectures { "amd64"; "arm64"; };
APT::Sandbox::User "root";
APT::Get::List-Cleanup "false";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
    } >"$apt_dir/apt.conf"
    # Lists older than a day may name packages that the mirror has replaced.
    if [ -z "$(find "$apt_dir/updated" -mtime -1 2>/dev/null)" ]; then
        private apt-get update -q >"$apt_dir/update.log" 2>&1 || {
            cat "$apt_dir/update.log" >&2
            exit 1
        }
        touch "$apt_dir/updated"
    fi
}
