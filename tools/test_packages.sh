#!/bin/sh
# Gets what the tests need on Debian and Ubuntu: a browser, a screen in memory, a hand that types and clicks, another clock,
# and what somebody without this program opens an exported file with. Says what to type where this may not install.
[ "$(uname)" = Linux ] || exit 0
wanted=
for pair in chromium-headless-shell Xvfb:xvfb xauth xdotool pdfdetach:poppler-utils unzip; do
    command -v "${pair%%:*}" >/dev/null || wanted="$wanted ${pair##*:}"
done
[ -e /usr/bin/chromium ] || [ -e /usr/bin/google-chrome ] ||
    wanted="$wanted chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji libatomic1"
[ -n "$wanted" ] || exit 0
if [ "$(id -u)" = 0 ]; then root=; else root='sudo -n'; fi
$root apt-get -q update
for package in $wanted; do # one at a time: not every system has them all
    $root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$package" ||
        printf 'The tests lack %s: %s apt-get install %s\n' "$package" "${root%% *}" "$package" >&2
done
exit 0
