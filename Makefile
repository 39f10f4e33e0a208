# Everything runs from .venv; nothing outside Python 3.11+, make and git is needed.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
TEST_STAMP := .venv/.installed-dev
WORKERS ?= 2

.PHONY: demo run test coverage check install install-dev messages bench format clean

install: $(STAMP)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Vekha needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv .venv

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(TEST_STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,postgres]'
	touch $(STAMP) $@

install-dev: $(TEST_STAMP)

.PHONY: catalogues
catalogues:
	@$(BIN)/pybabel --quiet compile -d locales -D vekha

demo: install catalogues  ## the whole product on this machine, no account needed
	$(BIN)/vekha demo

run: install catalogues  ## production, from .env
	$(BIN)/vekha run

test: install-dev catalogues  ## the whole suite
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --durations=25

coverage: install-dev catalogues  ## the same, with what of the code runs in the tests' own process; twice as long
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term:skip-covered

check: install-dev catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m locales.check

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: install-dev  ## collect msgids into the catalogues
	$(BIN)/pybabel --quiet extract -k gettext -k ngettext:1,2 --no-location --sort-output --no-wrap -o locales/vekha.pot bot channels handlers scheduler services views
	$(BIN)/pybabel --quiet update -d locales -D vekha -i locales/vekha.pot --no-wrap --no-fuzzy-matching --omit-header

bench: install-dev catalogues
	$(BIN)/python -m bench

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
