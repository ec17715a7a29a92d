#!/bin/sh
# Makes .venv from the hashed requirements and installs the project in it, editable.
#   scripts/setup.sh runtime   what `lantai` needs to run
#   scripts/setup.sh dev       that, and what the tests and checks need
# Runs again in a blink: a stamp in .venv holds the digest of all that went in.
set -eu
cd "$(dirname "$0")/.."
want=${1:-runtime}
case "$want" in
    runtime) lock=requirements.txt ;;
    dev) lock=requirements-dev.txt ;;
    *) echo "scripts/setup.sh: runtime or dev, not '$want'" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*" >&2; }

new_enough='import sys; sys.exit(not (3, 11) <= sys.version_info[:2])'

find_python() {
    # Versions that the tests were run on come first; a shim that cannot run is passed over.
    for name in ${PYTHON:-} python3.12 python3.11 python3.13 python3 python; do
        found=$(command -v "$name" 2>/dev/null) || continue
        if "$found" -c "$new_enough" 2>/dev/null; then echo "$found"; return 0; fi
    done
    return 1
}

make_venv() {
    python=$(find_python) || {
        say '没有找到 Python 3.11 或更新的版本。请安装后再运行，或用 PYTHON=路径 指明。'
        say 'No Python 3.11 or newer was found. Install one and run this again, or name it: make setup PYTHON=PATH'
        exit 1
    }
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian and Ubuntu split venv from Python.
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        else
            say "$python 缺少 venv 模块（Debian：apt install python3-venv），无法建立运行环境。"
            say "$python has no venv module (Debian: apt install python3-venv), so .venv cannot be made."
            exit 1
        fi
    fi
    say "Making .venv with $("$python" --version 2>&1)"
    "$python" -m venv --clear .venv
}

digest() {
    # Of the locks, the project's declaration, this script, where .venv stands and its Python.
    .venv/bin/python - "$@" <<'PY'
import hashlib, pathlib, sys
seen = hashlib.sha256(f"{sys.version} {pathlib.Path.cwd()}".encode())
for name in sys.argv[1:]:
    seen.update(pathlib.Path(name).read_bytes())
print(seen.hexdigest())
PY
}

install() {
    PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install --quiet "$@"
}

.venv/bin/python -c "$new_enough" 2>/dev/null || make_venv

runtime_digest=$(digest scripts/setup.sh pyproject.toml requirements-build.txt requirements.txt)
dev_digest=$(digest scripts/setup.sh pyproject.toml requirements-build.txt requirements.txt requirements-dev.txt)
if [ "$want" = dev ]; then digest_now=$dev_digest; else digest_now=$runtime_digest; fi
if [ "$(cat ".venv/installed-$want" 2>/dev/null)" = "$digest_now" ] && [ -x .venv/bin/lantai ]; then
    exit 0
fi

say "Installing $lock (some minutes the first time)"
rm -f .venv/installed-runtime .venv/installed-dev
# The builder first, by hash too: what comes as source (jieba) and the project itself are built with it,
# never with whatever an isolated build would fetch.
install --require-hashes -r requirements-build.txt
install --require-hashes --no-build-isolation --use-pep517 -r "$lock"
install --no-index --no-deps --no-build-isolation --editable .
echo "$runtime_digest" >.venv/installed-runtime
if [ "$want" = dev ]; then echo "$dev_digest" >.venv/installed-dev; fi
say 'Ready: .venv/bin/lantai'
