# Lantai 兰台. `make help` lists what can be made; README.md says what for.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup dev tools demo test check bench soak fuzz lock clean

# Rooms in the order of the way of the data (ARCHITECTURE.md).
ROOMS := holdings sharing analyzers ocr index_templates engines indexer search_api portal lantai
TEST_WORKERS ?= 2

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 9

setup: ## .venv with everything that lantai needs to run
	@sh scripts/setup.sh runtime

dev: ## that, and what tests and checks need
	@sh scripts/setup.sh dev

tools: dev ## programs outside Python that tests drive: Chromium, Tesseract, the servers of tests/servers
	@sh scripts/test_tools.sh

demo: setup ## takes in the sample holdings, answers questions, serves the portal (ONCE=1: stops before serving)
	.venv/bin/lantai demo $(if $(filter-out 0,$(ONCE)),--once)

test: dev tools ## all tests but the long trials
	.venv/bin/python -m pytest -n $(TEST_WORKERS) --dist loadgroup --durations 10 $(ARGS)

check: dev ## format, lint, types, layers
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy $(wildcard $(ROOMS)) tests
	.venv/bin/lint-imports

bench: tools ## measures of design section 7, as a table with ratios
	@sh scripts/bench_fonts.sh
	.venv/bin/python -m tests.benchmarks $(ARGS)

soak: dev ## long trials: kills by the hundred, hundreds of damaged files
	.venv/bin/python -m pytest -m soak $(ARGS)

fuzz: dev ## parsers of OFD, sheets and codes fed by atheris, ten minutes each (ARGS="ofd --seconds 60")
	.venv/bin/python -m tests.fuzz $(ARGS)

lock: dev ## writes requirements*.txt anew from pyproject.toml
	@sh scripts/lock.sh

clean: ## removes .venv and caches; never a home
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build lantai.egg-info
