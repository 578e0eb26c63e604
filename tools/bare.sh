#!/bin/sh
# Proves that one command is enough on a fresh machine:
#
#   bare.sh demo    `make demo`, alone, as root: a sealed record that sha256sum finds whole
#   bare.sh user    `make demo` as a user who may install nothing: it stops with one line to paste, and leaves nothing
#                   half installed; after that line has been pasted, the same command ends with a sealed record
#   bare.sh mirror  the same where Playwright's own download arrives, and does not start for want of libraries
#   bare.sh test    `make test`, alone, as root
#   bare.sh pipx    the line that keeps it, `pipx install . && pipx ensurepath`, as a user who may install nothing, and
#                   again with the extra; in the next terminal `optout` is found and has its flows
#
# Several names are played one after another, each in a Debian of its own that has what README asks for and a clone of the
# last commit. Changes that were not committed are not seen. Needs Linux, and root or sudo without a password; debootstrap is
# installed where it is missing. Everything happens in namespaces of its own, so nothing stays mounted or running.
set -eu

SUITE=trixie
NEEDS=ca-certificates,git,make,python3,python3-venv
MEMORY=12000000 # kB: below that much of free memory the systems are made on the disk, which takes twice as long
# How the registries of packages are reached from here. Nothing else of this machine is passed on.
PASSED_ON='http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL PIP_EXTRA_INDEX_URL
PIP_TRUSTED_HOST PIP_DEFAULT_TIMEOUT'

main() {
    [ "$(uname)" = Linux ] || stop 'a fresh Debian can only be made on Linux'
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || stop 'this needs root, or sudo without a password'
    work=$(mktemp -d /var/tmp/optout-bare-XXXXXX)
    trap 'as_root rm -rf "$work"' EXIT # what was mounted there is gone by then: see inside
    trap 'exit 130' INT TERM
    git clone --quiet --no-hardlinks . "$work/clone"
    as_root sh "$0" --inside "$work" "$@"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# As root. With the namespace of processes ends every process in it, and with that of mounts every mount.
inside() {
    command -v debootstrap >/dev/null || get_debootstrap
    exec unshare --mount --pid --fork --kill-child sh "$0" --alone "$@"
}

get_debootstrap() {
    command -v apt-get >/dev/null || stop 'install debootstrap first'
    apt-get -q update >&2
    # Ubuntu's debootstrap does not bring the keys of Debian.
    DEBIAN_FRONTEND=noninteractive apt-get -q install -y debootstrap debian-archive-keyring >&2
}

alone() {
    work=$1
    shift
    began=$(date +%s)
    mkdir "$work/systems"
    free=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
    [ "$free" -lt "$MEMORY" ] || mount -t tmpfs -o mode=755 systems "$work/systems"
    make_base "$work/systems/base"
    say "a bare Debian was made in $(since "$began") s"
    for mode in "$@"; do
        root=$work/systems/$mode
        began=$(date +%s)
        cp -a "$work/systems/base" "$root"
        mount_kernel "$root"
        "play_$mode" "$root"
        say "make bare BARE=$mode took $(since "$began") s"
        umount -R "$root/dev" "$root/proc" "$root/sys"
        rm -rf "$root"
    done
}

make_base() {
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
        awk -v suite="$SUITE" '$2 == suite && /^http/ { print $1; exit }')
    log=$work/debootstrap.log
    debootstrap --variant=minbase --include="$NEEDS" "$SUITE" "$1" "${mirror:-http://deb.debian.org/debian}" >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        stop 'debootstrap failed'
    }
    rm -f "$1"/var/cache/apt/archives/*.deb
    cp -L /etc/resolv.conf "$1/etc/resolv.conf"
    printf '127.0.0.1 localhost\n::1 localhost\n' >"$1/etc/hosts"
    # A proxy of apt's, and certificates of a company's that were added to the system's.
    apt-config dump 2>/dev/null | grep -E '^Acquire::(https?::|Check-Date|Check-Valid-Until)' \
        >"$1/etc/apt/apt.conf.d/00-as-on-the-host" || true
    if ls /usr/local/share/ca-certificates/*.crt >/dev/null 2>&1; then
        cp /usr/local/share/ca-certificates/*.crt "$1/usr/local/share/ca-certificates/"
        chroot "$1" /usr/sbin/update-ca-certificates >>"$log" 2>&1
    fi
    mkdir "$1/srv/newcomer"
    cp -a "$work/clone" "$1/srv/newcomer/optout"
    chroot "$1" useradd --home-dir /srv/newcomer --shell /bin/sh newcomer
}

# What a system has of the kernel: processes, devices, memory that programs share.
mount_kernel() {
    mount -t proc proc "$1/proc"
    mount -t sysfs -o ro sysfs "$1/sys"
    mount -t tmpfs -o mode=755 dev "$1/dev"
    for device in null zero full random urandom tty; do
        : >"$1/dev/$device"
        mount --bind "/dev/$device" "$1/dev/$device"
    done
    mkdir "$1/dev/pts" "$1/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$1/dev/pts"
    mount -t tmpfs -o mode=1777 shm "$1/dev/shm"
    ln -s pts/ptmx "$1/dev/ptmx"
    ln -s /proc/self/fd "$1/dev/fd"
    ln -s /proc/self/fd/0 "$1/dev/stdin"
    ln -s /proc/self/fd/1 "$1/dev/stdout"
    ln -s /proc/self/fd/2 "$1/dev/stderr"
}

# Types a line in the clone, as this user and with nothing in the environment: typed ROOT USER LINE
typed() {
    root=$1
    user=$2
    line=$3
    set -- HOME=/srv/newcomer PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
    for name in $PASSED_ON; do
        eval "[ -z \"\${$name:-}\" ]" || set -- "$@" "$name=$(eval "printf %s \"\$$name\"")"
    done
    chroot --userspec="$user:$user" "$root" env -i "$@" sh -c "cd /srv/newcomer/optout && $line" </dev/null
}

play_demo() {
    chroot "$1" chown -R root:root /srv/newcomer
    record=$(typed "$1" root 'make demo' | tail -n 1)
    sealed "$1" root "$record"
}

play_user() {
    chroot "$1" chown -R newcomer:newcomer /srv/newcomer
    stops_with_one_line "$1" 'make demo'
    pastes "$1"
}

# Debian's Chromium stands for Playwright's: a real program, and without Debian's other packages libraries are missing.
play_mirror() {
    driver='libatomic1 libstdc++6'
    typed "$1" root "apt-get update && apt-get install -y --no-install-recommends $driver &&
        cd /tmp && apt-get download chromium && dpkg-deb -x chromium_*.deb unpacked && mkdir -p /srv/mirror &&
        mv unpacked/usr/lib/chromium /srv/mirror/chrome-linux64 && cd /srv/mirror/chrome-linux64 && mv chromium chrome && touch ../ffmpeg-linux &&
        rm -r /tmp/unpacked /tmp/chromium_*.deb" >"$work/mirror.log" 2>&1 || {
        tail -n 20 "$work/mirror.log" >&2
        stop 'the mirror could not be made'
    }
    chroot "$1" chown -R newcomer:newcomer /srv/newcomer
    stops_with_one_line "$1" 'python3 tools/mirror.py /srv/mirror make demo'
    grep -q 'error while loading shared libraries' "$work/screen" || stop 'no library was missing'
    pastes "$1"
}

# The newcomer is told one line, kept in $hint, and nothing is left half installed: stops_with_one_line ROOT COMMAND
stops_with_one_line() {
    code=0
    typed "$1" newcomer "$2" 2>"$work/screen" || code=$?
    cat "$work/screen" >&2
    # GNU make ends with 2 whenever a step failed, and prints the code of that step.
    [ "$code" = 2 ] || stop "make demo ended with code $code, not with 2"
    grep -q '^make: .*\.browser\] Error 1$' "$work/screen" || stop 'optout install did not end with code 1'
    hint=$(sed -n 's/^hint: //p' "$work/screen")
    case $hint in
    *"
"*) stop "this is more than one line to paste: $hint" ;;
    "su -c "*) ;;
    *) stop "this is not one line to paste: $hint" ;;
    esac
    left=$(find "$1/srv/newcomer/.cache" "$1/tmp" -name 'ms-playwright*' -o -name '*playwright-download*' -o -name 'optout-*')
    [ -z "$left" ] || stop "a browser was left half installed: $left"
}

# That line is pasted, and the same command ends with a sealed record: pastes ROOT
pastes() {
    say "pasted: $hint"
    typed "$1" root "$hint" >"$work/pasted.log" 2>&1 || { # su asks root for no password
        tail -n 20 "$work/pasted.log" >&2
        stop 'the line to paste failed'
    }
    record=$(typed "$1" newcomer 'make demo' | tail -n 1)
    sealed "$1" newcomer "$record"
}

play_test() {
    chroot "$1" chown -R root:root /srv/newcomer
    typed "$1" root "make test TESTS='${TESTS:-}'" >&2
}

# A login shell stands for the next terminal that is opened: it reads what ensurepath wrote.
play_pipx() {
    chroot "$1" chown -R newcomer:newcomer /srv/newcomer
    typed "$1" root 'apt-get update && apt-get install -y --no-install-recommends pipx' >"$work/pipx.log" 2>&1 || {
        tail -n 20 "$work/pipx.log" >&2
        stop 'pipx could not be installed'
    }
    for what in . '.[test]'; do
        typed "$1" newcomer "pipx install --force '$what' && pipx ensurepath" >&2
        found=$(typed "$1" newcomer "cd / && bash -lc 'optout --version && optout flows show facebook'") ||
            stop "optout does not start after: pipx install '$what'"
        case $found in
        *facebook*) ;;
        *) stop "optout does not have its flows after: pipx install '$what'" ;;
        esac
    done
    typed "$1" newcomer 'bash -lc "optout services"' >/dev/null || stop 'optout services failed'
    python='"$(dirname "$(readlink -f ~/.local/bin/optout)")/python"' # in the environment that pipx made
    typed "$1" newcomer "$python -c 'import pytest_playwright, optout.pytest_plugin'" || stop 'the extra is not there'
    left=$(chroot "$1" git -C /srv/newcomer/optout -c safe.directory='*' status --porcelain)
    [ -z "$left" ] || stop "pipx left something in the clone: $left"
}

# A record counts as sealed when its list of lists and every list in it hold: sealed ROOT USER FOLDER
sealed() {
    typed "$1" "$2" "cd '$3' && sha256sum --quiet -c tagmanifest-sha256.txt manifest-sha256.txt && test -s START-HERE.pdf" ||
        stop "there is no sealed record at “$3”"
    say "sealed: $3"
}

since() {
    echo $(($(date +%s) - $1))
}

say() {
    printf 'bare: %s\n' "$1" >&2
}

stop() {
    printf 'error: %s\n' "$1" >&2
    exit 1
}

case ${1:-} in
--inside) shift && inside "$@" ;;
--alone) shift && alone "$@" ;;
*) main "$@" ;;
esac
