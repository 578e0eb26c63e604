#!/bin/sh
# Installs what a lock file pins into a virtual environment, and says how long it took:
#
#   install.sh ENVIRONMENT LOCK [OPTION...]
#
# uv does it in a fraction of pip's time and shows how far it is. It comes by pip, pinned like the rest. What uv cannot do, pip
# does: where there is no uv for this system, and where only pip's own settings lead to the packages. Neither takes a file whose
# hash is not in the lock file.
set -u

environment=$1
lock=$2
shift 2
say="sh $(dirname "$0")/say.sh"
began=$(date +%s)

pip() {
    "$environment/bin/python" -m pip --disable-pip-version-check "$@"
}

# Of pip's settings, which uv does not read: setting NAME
setting() {
    printf '%s\n' "$settings" | sed -n "s/^\(global\|install\)\.$1='\(.*\)'\$/\2/p" | tail -n 1
}

# uv is given where packages are and which certificates count. Other settings of pip's are why pip comes after it.
with_uv() {
    pip install --require-hashes --only-binary :all: -r requirements-uv.lock >&2 || return
    settings=$(pip config list 2>/dev/null)
    index=${PIP_INDEX_URL:-$(setting index-url)}
    certificates=${PIP_CERT:-$(setting cert)}
    [ -z "${PIP_NO_INDEX:-$(setting no-index)}" ] || return
    [ -z "$index" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"
    [ -z "$certificates" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-$certificates}"
    # The system's certificates, as pip has them. The cache may lie on another disk than the environment.
    UV_SYSTEM_CERTS=1 UV_LINK_MODE=copy VIRTUAL_ENV="$environment" \
        "$environment/bin/uv" pip install --require-hashes "$@" -r "$lock"
}

with_uv "$@" || {
    $say 'uv could not install them, so pip does; this takes longer' \
        'uv n’a pas pu les installer ; pip le fait, et cela prend plus de temps' \
        'uv konnte sie nicht installieren; pip tut es, und das dauert länger'
    pip install --require-hashes "$@" -r "$lock" >&2 || exit 1
}
took=$(($(date +%s) - began))
$say "Installed in $took s" "Installé en $took s" "Installiert in $took s"
