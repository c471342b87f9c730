# One verb per chore. `make demo` and `make test` set up everything they need; nothing else has to be installed
# but Python 3.11 or later and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
UV     := $(BIN)/uv
LIGHTHOUSE := tools/lighthouse/node_modules/.package-lock.json
PORTAL := $(shell git ls-files packages/portal packages/assay/hatch_build.py)

# Commands start again and again in tests and in the demo; compiling everything each time is half of that.
unexport PYTHONDONTWRITEBYTECODE

# Stores wait for the disk at every commit; where memory has room, the files of tests lie there.
SCRATCH := $(shell df -k /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 {print "TMPDIR=/dev/shm"}')

.PHONY: demo serve test browser power check bench docs lock clean

$(READY): requirements.lock packages/payi/pyproject.toml packages/assay/pyproject.toml $(wildcard $(PORTAL))
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(UV) || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.13"
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --system-certs --require-hashes -r requirements.lock
	@tools/node --version >/dev/null
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation -e packages/payi -e packages/assay
	@touch $@

demo: $(READY)   ## start the platform, load real traffic, print where to look
	@$(BIN)/assay demo

serve: $(READY)  ## start the platform on the default data directory
	@$(BIN)/assay serve

test: $(READY)   ## all tests but those that need a browser or root
	@tools/node run --silent test
	@$(SCRATCH) $(BIN)/python -m pytest -n 2 --dist worksteal -m "not power and not browser"

$(LIGHTHOUSE): tools/lighthouse/package-lock.json | $(READY)
	@tools/node ci --prefix ../../tools/lighthouse --ignore-scripts --no-audit --no-fund --silent
	@touch $@

browser: $(READY) $(LIGHTHOUSE)  ## the portal in a real browser: needs Chromium
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m browser packages/assay/tests/portal

power: $(READY)  ## the power-cut tests: they need root and a loop device
	@$(BIN)/python -m pytest -m power

check: $(READY)  ## what CI checks beside the tests
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/basedpyright
	@$(BIN)/mypy
	@tools/node run --silent check

bench: $(READY)  ## the numbers in docs/reference/performance.md
	@$(BIN)/python -m bench

docs: $(READY)
	@$(BIN)/sphinx-build -W -q docs docs/_build

lock: $(READY)   ## pin again: names, versions and hashes, no addresses
	@tools/lock
