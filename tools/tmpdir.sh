#!/bin/sh
# Names the folder for what the tests write. Records and journals are synced to the disk thousands of times: in memory that
# takes no time. Only where there is room for a whole run, and where programs may be run.
quick=/dev/shm
usual="${TMPDIR:-/tmp}"
free=$(df -Pk "$quick" 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ "${free:-0}" -gt 4000000 ] && probe=$(mktemp "$quick/optout-XXXXXX" 2>/dev/null); then
    printf '#!/bin/sh\nexit 0\n' >"$probe"
    chmod 700 "$probe"
    "$probe" 2>/dev/null && usual="$quick"
    rm -f "$probe"
fi
printf '%s\n' "$usual"
