# Everything a newcomer or a build machine needs. Python 3.11 or newer and make are enough.
#
#   make demo     crawl the bundled newsstand into datasets/demo/ and look at it
#   make test     the tests
#   make test-readers  Spark and Hugging Face datasets read the sample: a large download, and Java 17
#   make twins    compile again, after a change in ingest/native or ingest/parsers
#   make lint     format, lint, types
#   make sample   make datasets/sample/ again
#   make clean    remove what the others made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo sample twins test test-readers java lint format clean

help:
	@sed -n 's/^#   //p' Makefile

# The stamps hold until pyproject.toml or what is compiled changes: installing again costs half a minute.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed. Name one with: make demo PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

NATIVE := hatch_build.py $(wildcard ingest/native/*.pyx)

$(VENV)/.readers: pyproject.toml $(NATIVE) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[readers]'
	@touch $@

$(VENV)/.dev: pyproject.toml $(NATIVE) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.readers

$(VENV)/.readers-test: pyproject.toml | $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,readers-test]'
	@touch $@

demo: $(VENV)/.readers
	$(BIN)/python fixtures/demo.py --out datasets/demo

sample: $(VENV)/.readers
	$(BIN)/python fixtures/demo.py --sample --out datasets/sample

twins: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(BIN)/ingest --version

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2

test-readers: $(VENV)/.readers-test java
	HF_HUB_OFFLINE=1 HF_HOME=$(CURDIR)/$(VENV)/huggingface SPARK_LOCAL_IP=127.0.0.1 \
	  $(BIN)/python -m pytest -m readers tests/readers tests/test_docs.py

java:
	@command -v java >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -qq -y --no-install-recommends openjdk-17-jre-headless; } \
	  || { echo "Spark needs Java 17 or newer. On Debian: apt-get install openjdk-17-jre-headless"; exit 1; }

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) ingest/native/*.so ingest/native/compiled datasets/demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -exec rm -rf {} +
