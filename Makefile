# Two commands on a fresh machine: `make demo` and `make test`. They need Python >= 3.10, make and a package index.
VENV   ?= .venv
BIN    := $(VENV)/bin
JOBS   ?= 2
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.10 python3.14; do \
            $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && { echo $$p; break; }; done)

.PHONY: demo test lint bench fixtures pairs docs site dist clean

demo: $(VENV)/.installed
	@$(BIN)/parity demo

# One file, one worker: expensive fixtures are made once. The slowest files come first.
test: $(VENV)/.tested lint
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.tested
	$(BIN)/python -m benchmarks.scan

# What is published: sdist, wheel, and the single file that runs on an image's own Python.
dist: $(VENV)/.tested
	$(BIN)/python -m build --outdir dist
	$(BIN)/python singlefile/build.py dist

# Files that are generated from the code and committed: a test holds them true.
docs: $(VENV)/.installed
	$(BIN)/parity rules --format markdown -o docs/rules.md
	$(BIN)/parity schema snapshot -o docs/snapshot.schema.json
	$(BIN)/parity schema report -o docs/report.schema.json
	$(BIN)/python -m parity.cli.reference > docs/cli.md

# The documentation as a site, in build/site; a link that leads nowhere is an error.
site: $(VENV)/.tested
	$(BIN)/mkdocs build --strict --quiet

# Needs Debian's apt-get, dpkg-deb and mmdebstrap as well.
fixtures: $(VENV)/.tested
	$(BIN)/python fixtures/images/make.py
	$(BIN)/python fixtures/pairs/make.py

# After a change of collectors or rules: read the difference before committing it.
pairs: $(VENV)/.tested
	$(BIN)/python fixtures/pairs/make.py

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "envparity needs Python 3.10 or newer (with venv); none was found on PATH" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'  # older ones know no dependency groups
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.made
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group test --group lint
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build
