#!/bin/sh
# Programs outside Python that the tests drive. Installs what is missing where it may (root, apt);
# elsewhere says aloud which promises stay untested. With CI=true a missing one is a failure.
set -eu

promise_of() {
    case "$1" in
        chromium) echo 'the portal in a real browser (tests marked browser)' ;;
        tesseract) echo 'the Tesseract adapter of ocr (tests marked tesseract)' ;;
        compose) echo 'docker compose config (tests/house/test_compose.py)' ;;
        worn) echo 'phrases on a worn scan (tests/rooms/indexer/test_misread_scans.py)' ;;
    esac
}

packages_of() {
    case "$1" in
        # The fonts are for screenshots: without them every Han character is an empty box.
        chromium) echo 'chromium fonts-wqy-zenhei' ;;
        tesseract) echo 'tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-chi-sim-vert tesseract-ocr-chi-tra tesseract-ocr-chi-tra-vert' ;;
        # The client alone: it reads the file without a daemon.
        compose) echo 'docker-compose' ;;
        # The page is printed with this font, and worn as much as makes its engine misread it.
        worn) echo 'fonts-arphic-ukai' ;;
    esac
}

present() {
    case "$1" in
        chromium) .venv/bin/python -m tests.tools chromium ;;
        tesseract) .venv/bin/python -m tests.tools tesseract ;;
        compose) .venv/bin/python -m tests.tools compose ;;
        worn) [ -f /usr/share/fonts/truetype/arphic/ukai.ttc ] ;;
    esac
}

cd "$(dirname "$0")/.."
missing=''
for tool in chromium tesseract compose worn; do
    present "$tool" || missing="$missing $tool"
done
servers=$(.venv/bin/python -m tests.servers.obtaining --missing)

if [ -n "$missing$servers" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    wanted=$(echo $servers)
    for tool in $missing; do wanted="$wanted $(packages_of "$tool")"; done
    echo "Installing$wanted" >&2
    # shellcheck disable=SC2086  # a list of names
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted; } >/dev/null || true
fi

left=0
# OpenSearch, Tika, S3Proxy and the Java that they run on, into .servers/; says itself what cannot be had.
.venv/bin/python -m tests.servers.obtaining || left=1
for tool in $missing; do
    if ! present "$tool"; then
        # Where the client of compose files cannot be had, rules of our own hold the file all the same.
        [ "$tool" = compose ] || left=1
        echo "NOT TESTED: $(promise_of "$tool"): $tool is not on this machine and could not be installed." >&2
        echo "            Debian: apt install $(packages_of "$tool")" >&2
    fi
done
if [ "$left" = 1 ] && [ "${CI:-}" = true ]; then
    echo 'CI=true: what is promised must be tested, so this is a failure.' >&2
    exit 1
fi
