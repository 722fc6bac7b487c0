# One command each: `make site` builds site/, `make print` adds PDFs to it, `make serve` previews, `make test`
# runs the tests, `make test-all` those for the night, too.
# Each sets up what it needs first, and sets nothing up twice.

PYTHON ?= python3
# The theme prints a notice of its end of life on every run; it is known.
export NO_MKDOCS_2_WARNING := 1
# Else each process that the tests start compiles the package again, which takes longer than most do.
export PYTHONDONTWRITEBYTECODE :=
BIN := .venv/bin
# As many processes as there are processors; each takes over tests of the others when it has none left.
PYTEST := $(BIN)/pytest -n auto --dist worksteal
.DEFAULT_GOAL := site
.PHONY: site print serve check lint format test test-fast test-all coverage compatibility dist fuzz bench lock catalogue clean

site: .venv/site.done
	$(BIN)/foresite check
	$(BIN)/mkdocs build --strict

print: .venv/print.done
	$(BIN)/foresite check
	$(BIN)/foresite print
	$(BIN)/mkdocs build --strict

serve: .venv/site.done
	$(BIN)/mkdocs serve

check: .venv/site.done
	$(BIN)/foresite check

# Style, spelling, types, and what could go wrong in the workflows.
lint: .venv/test.done
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/zizmor --quiet --offline --no-progress .github

format: .venv/test.done
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

test: lint
	$(PYTEST)

# Under a minute: what needs no site, no browser and no printer, and measures no time.
test-fast: .venv/test.done
	$(BIN)/ruff check
	$(PYTEST) -m 'not nightly and not slow' tests/unit

# Every page by axe, the shipped site on paper, long series of random edits, and property tests with examples of
# their own each time.
test-all: lint
	$(PYTEST) -m '' --hypothesis-profile nightly

# How much of the core the tests run, its branches counted; fails where that is too little.
coverage: .venv/test.done
	$(BIN)/coverage erase
	$(PYTEST) --cov --cov-report= --cov-fail-under=0
	$(BIN)/coverage report
	$(BIN)/coverage json --quiet -o .cache/coverage.json
	$(BIN)/python tools/check_coverage.py .cache/coverage.json

# The tests with other versions: `make compatibility VERSIONS=lowest PYTHON=python3.13`.
VERSIONS ?= highest
compatibility:
	tools/system-packages print
	tools/test-compatibility $(VERSIONS) $(PYTHON)

# What is published of a release, with the pinned versions of what builds it.
dist: .venv/site.done
	rm -rf dist
	$(BIN)/python -c "from setuptools import build_meta as b; b.build_sdist('dist'); b.build_wheel('dist')"

.venv/bin/python:
	tools/system-packages venv
	$(PYTHON) -m venv .venv

.venv/site.done: .venv/bin/python requirements/site.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/site.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/print.done: .venv/site.done requirements/print.txt tools/system-packages
	tools/system-packages print
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/print.txt
	touch $@

.venv/test.done: .venv/print.done requirements/test.txt tools/system-packages
	tools/system-packages test
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	touch $@

# Ten minutes of coverage-guided fuzzing; what it finds is left in tools/fuzz/found/.
fuzz: .venv/test.done
	$(BIN)/pip install --quiet --disable-pip-version-check 'atheris>=3,<4'
	$(BIN)/python tools/fuzz/fuzz.py -max_total_time=600 -max_len=600 -print_final_stats=1

# How fast Foresite is beside plain MkDocs, as ratios of one run; a thousand briefs take some minutes.
BRIEFS ?= 10 100 1000
bench: .venv/site.done
	$(BIN)/python tools/bench/bench.py $(BRIEFS)

# Rewrites the pinned requirements from what pyproject.toml and requirements/test.in ask for, and the lowest
# versions that pyproject.toml allows.
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header
lock: .venv/bin/python
	$(BIN)/pip install --quiet pip-tools uv
	$(LOCK) --upgrade --output-file requirements/site.txt pyproject.toml requirements/build.in
	$(LOCK) --upgrade --extra pdf --output-file requirements/print.txt pyproject.toml requirements/build.in
	$(LOCK) --upgrade --output-file requirements/test.txt requirements/test.in
	$(BIN)/uv pip compile --quiet --no-header --no-annotate --universal --resolution lowest-direct --extra pdf --extra sheets \
		--output-file requirements/lowest.txt pyproject.toml

# Collects the words that the site says to readers, and brings the catalogues of all languages up to date.
catalogue: .venv/site.done
	$(BIN)/python tools/catalogue.py

# Also what builds left for the next: the next makes everything.
clean:
	rm -rf .venv .cache build dist site
