#!/bin/sh
# Fonts that the benchmarks print their pages with. Installs what is missing where it may (root, apt); elsewhere says
# which measures cannot be taken.
set -eu

fonts='fonts-noto-cjk fonts-arphic-uming fonts-arphic-ukai fonts-wqy-zenhei'

command -v dpkg-query >/dev/null 2>&1 || {
    echo "The measures ocr, misreadings, printed, scans and boxes print with these fonts of Debian: $fonts" >&2
    exit 0
}
missing=''
for font in $fonts; do
    dpkg-query -W -f '${Status}' "$font" 2>/dev/null | grep -q 'ok installed' || missing="$missing $font"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    echo "Installing$missing" >&2
    # shellcheck disable=SC2086  # a list of names
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "Not measured: ocr, misreadings, printed, scans and boxes want fonts that are not here: apt install$missing" >&2
