#!/bin/sh
# Writes the hashed requirements from pyproject.toml: hashes of every wheel of a version, no address. Refuses
# versions that their authors have withdrawn.
set -eu
cd "$(dirname "$0")/.."
export CUSTOM_COMPILE_COMMAND='make lock'
compile() {
    .venv/bin/python -m piptools compile --quiet --allow-unsafe --generate-hashes --strip-extras \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@" pyproject.toml
}
compile --only-build-deps --build-deps-for editable --output-file requirements-build.txt
compile --all-build-deps --output-file requirements.txt
compile --all-build-deps --extra dev --constraint requirements.txt --output-file requirements-dev.txt
.venv/bin/python scripts/withdrawn.py requirements-build.txt requirements-dev.txt
