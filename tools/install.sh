#!/bin/sh
# Installs what a lock file pins into a virtual environment, and says how long it took:
#
#   install.sh ENVIRONMENT LOCK [OPTION...]
#
# uv does it in a tenth of pip's time, and shows how far it is. It comes by pip, pinned like the rest. What uv cannot do, pip does:
# where there is no uv for this system, and where only pip's own settings lead to the packages. Either refuses a file whose
# hash is not in the lock file.
set -u

environment=$1
lock=$2
shift 2
python=$environment/bin/python
say="sh $(dirname "$0")/say.sh"
began=$(date +%s)

pip() {
    "$python" -m pip --disable-pip-version-check "$@"
}

# uv does not read pip's settings; these two it can be given. The rest of them is why pip comes after it.
setting() {
    pip config get "global.$1" 2>/dev/null || pip config get "install.$1" 2>/dev/null
}

with_uv() {
    pip --quiet install --require-hashes --only-binary :all: -r requirements-uv.lock || return
    index=${PIP_INDEX_URL:-$(setting index-url)}
    [ -z "$index" ] || [ -n "${UV_DEFAULT_INDEX:-}" ] || export UV_DEFAULT_INDEX="$index"
    certificates=${PIP_CERT:-$(setting cert)}
    [ -z "$certificates" ] || [ -n "${SSL_CERT_FILE:-}" ] || export SSL_CERT_FILE="$certificates"
    # The system's certificates, as pip takes them. The cache may lie on another disk than the environment.
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
