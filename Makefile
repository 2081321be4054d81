# Yiping 一评. `make demo` shows it, `make test` proves it, `make bench` measures it; each sets up what it needs first.
# Setting up: a private environment in .venv, exactly the packages of config/lock/all.txt (hashes checked), our own
# fonts, the lexicon of the on-screen keyboard, voice prompts. A second run finds it done and says nothing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PORT ?= 8710
JOBS ?= 2
PYTHON ?= $(shell .ci/system python)
VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/done
FONTS := assets/fonts/NotoSansSC-Regular.ttf assets/fonts/NotoSansSC-Bold.ttf
LEXICON := assets/lexicon/pinyin.sqlite
WORDS := $(wildcard assets/translations/*.toml)
SOUNDS := $(DONE)/sounds-$(if $(shell command -v espeak-ng),rendered,none)
UV := 0.13.9

.PHONY: help demo test test-citus bench lint lock setup bundle bundle-check centre clean for-demo for-test

help:
	@echo "make demo [PORT=8710]  the whole way once: a queue calls, a finger rates, the manager gets the day's file"
	@echo "make test              lint, then every fast test, on a real PostgreSQL and a real browser"
	@echo "make test-citus DATABASE_URL=postgresql://…  the centre's tests on your Citus coordinator (makes databases, drops them)"
	@echo "make bench             all benchmarks, one table; exit 1 on a missed limit"
	@echo "make lint              ruff, mypy, import-linter"
	@echo "make bundle            dist/yiping-kiosk, a folder for a tablet (PyInstaller)"
	@echo "make bundle-check      the bundle in a bare Debian 12 (as root: debootstrap), and its weight and start"
	@echo "make centre            dist/yiping-central, a folder for a server: config/deploy/centre/README.md"
	@echo "make lock              resolve config/lock/*.txt anew from pyproject.toml"
	@echo "make clean             remove what was made, the environment too"

demo: for-demo setup
	@echo "demo: a centre at http://127.0.0.1:$(PORT), a queue and a kiosk; results go to demo/"
	@$(BIN)/yiping-kiosk demo --port $(PORT)

test: for-test setup
	@$(MAKE) lint
	@echo "test: pytest, $(JOBS) at once"
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile

# Each test's database is made on the coordinator and on every worker, and spread over them.
test-citus: for-test setup
	@test -n "$(DATABASE_URL)" || { echo "make test-citus DATABASE_URL=postgresql://user:password@coordinator/postgres" >&2; exit 1; }
	@YIPING_TEST_CITUS=1 YIPING_TEST_DATABASE_URL="$(DATABASE_URL)" $(BIN)/python -m pytest -k "postgres or citus" tests/sync/central

bench: for-test setup
	@$(BIN)/python -m tests.bench.run

lint: setup
	@echo "lint: ruff"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@echo "lint: mypy"
	@$(BIN)/mypy --no-error-summary
	@echo "lint: import-linter"
	@$(BIN)/lint-imports --no-logo > $(DONE)/lint-imports.txt || { cat $(DONE)/lint-imports.txt; exit 1; }

setup: $(DONE)/project $(FONTS) $(LEXICON) $(SOUNDS)

for-demo:
	@.ci/system demo

for-test:
	@.ci/system test

$(BIN)/python: | for-python
	@test -n "$(PYTHON)" || { echo "Yiping needs Python 3.11 or newer: apt-get install python3 python3-venv" >&2; exit 1; }
	@echo "setup: .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

.PHONY: for-python
for-python:
	@test -x $(BIN)/python || .ci/system venv

$(DONE)/packages: config/lock/all.txt | $(BIN)/python
	@echo "setup: the packages of config/lock/all.txt (1 GB on disk)"
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@mkdir -p $(DONE) && touch $@

$(DONE)/project: pyproject.toml $(DONE)/packages
	@echo "setup: yiping itself"
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(FONTS) &: assets/fonts/cut.py $(DONE)/packages
	@echo "setup: fonts"
	@$(BIN)/python assets/fonts/cut.py
	@touch $(FONTS)

$(LEXICON): assets/lexicon/build.py assets/lexicon/service.txt assets/lexicon/strokes.txt $(DONE)/packages
	@echo "setup: the keyboard's lexicon"
	@$(BIN)/python assets/lexicon/build.py --force

$(SOUNDS): assets/sounds/render.py $(WORDS) $(DONE)/packages
	@echo "setup: voice prompts"
	@$(BIN)/python assets/sounds/render.py
	@touch $@

bundle: setup
	@$(BIN)/pyinstaller --noconfirm --log-level WARN build.spec

bundle-check: bundle
	@$(BIN)/python -m pytest -q -s -m long tests/packaging/test_bundle_bare.py

# What a server needs: our wheel with the fonts in it, its packages' hashes, and what config/deploy/centre/install puts in place.
centre: setup
	@rm -rf dist/yiping-central build/lib && mkdir -p dist/yiping-central
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w dist/yiping-central .
	@cp -p config/deploy/centre/* config/lock/central.txt dist/yiping-central/
	@echo "dist/yiping-central: copy it to the server, run ./install there as root"

# The resolver is a tool of this one target, so it is pinned here and not in the lock it writes.
COMPILE = build/lock/bin/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(FRESH)
lock:
	@echo "lock: resolving; make lock FRESH=--upgrade takes the newest versions"
	@test -x build/lock/bin/uv || { $(PYTHON) -m venv build/lock && build/lock/bin/pip install -qq uv==$(UV); }
	@$(COMPILE) --extra kiosk -o config/lock/kiosk.txt
	@$(COMPILE) --extra central -o config/lock/central.txt
	@$(COMPILE) --all-extras --group test --group lint --group build -o config/lock/all.txt

clean:
	rm -rf $(VENV) build dist demo *.egg-info $(FONTS) $(LEXICON) assets/sounds/*.wav
