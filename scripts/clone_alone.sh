#!/bin/sh
# Runs a part of the tests as a stranger does: from a clone of the last commit with nothing beside it, its .venv made
# there, by an ordinary user with an empty home. Root becomes `nobody` for it; anyone else stays who they are.
#   scripts/clone_alone.sh [ARGUMENTS OF PYTEST]     without any: the part that .ci/run wants, some minutes
set -eu
cd "$(dirname "$0")/.."

# Each of these reads material, draws, mounts, locks or asks for rights; what needs a server of its own comes with
# `make test`.
part='tests/house tests/leaks/test_noninterference.py tests/rooms/analyzers tests/rooms/holdings tests/rooms/ocr
tests/rooms/sharing tests/rooms/indexer tests/rooms/lantai/test_settings.py tests/rooms/lantai/test_measure_benchmarks.py'

alone=$(mktemp -d "${TMPDIR:-/tmp}/lantai-alone-XXXXXX")
trap 'rm -rf "$alone"' EXIT
trap 'exit 1' HUP INT TERM
git clone --quiet --no-hardlinks . "$alone/lantai"
mkdir "$alone/home"
# Servers that were fetched already are not fetched again.
if [ -d .servers ]; then cp -R .servers "$alone/lantai/.servers"; fi

as_stranger() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    command -v setpriv >/dev/null 2>&1 || {
        echo 'setpriv (Debian: util-linux) is needed to become an ordinary user.' >&2
        exit 1
    }
    group=$(id -g nobody)
    chown -R "nobody:$group" "$alone"
    as_stranger() { setpriv --reuid nobody --regid "$group" --clear-groups "$@"; }
fi

# Nothing of who runs this is seen: no home, no settings of lantai, no shared material.
for name in $(env | sed -n 's/^\(LANTAI_[A-Z0-9_]*\|XDG_[A-Z_]*\|VIRTUAL_ENV\|PYTHONPATH\|MAKEFLAGS\|MAKELEVEL\)=.*/\1/p'); do
    unset "$name"
done
HOME="$alone/home"
TMPDIR="$alone/tmp"
export HOME TMPDIR
as_stranger mkdir "$TMPDIR"

cd "$alone/lantai"
echo "== a part of the tests from a clone alone, as $(as_stranger id -un)" >&2
as_stranger make dev
if [ $# = 0 ]; then
    # shellcheck disable=SC2086  # a list of paths
    set -- -n "${TEST_WORKERS:-2}" --dist loadgroup -m 'not soak and not slow and not browser and not tesseract' $part
fi
as_stranger .venv/bin/python -m pytest -p no:cacheprovider "$@"
