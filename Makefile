# Everything a newcomer or a build machine needs. Python 3.11 or newer and make are enough.
#
#   make demo     crawl the bundled newsstand into datasets/demo/ and look at it
#   make test     the tests
#   make lint     format, lint, types
#   make sample   make datasets/sample/ again
#   make clean    remove what the others made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo sample test lint format clean

help:
	@sed -n 's/^#   //p' Makefile

# The stamps hold until pyproject.toml changes: installing again costs nothing.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed. Name one with: make demo PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.readers: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[readers]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.readers

demo: $(VENV)/.readers
	$(BIN)/python fixtures/demo.py --out datasets/demo

sample: $(VENV)/.readers
	$(BIN)/python fixtures/demo.py --sample --out datasets/sample

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) datasets/demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -exec rm -rf {} +
