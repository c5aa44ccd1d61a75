# `make` alone lists the verbs. Each installs what it needs into .venv first, once for every change of pyproject.toml.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

.DEFAULT_GOAL := help
.PHONY: help setup run test test-all check format bench bench-crawl accuracy fuzz

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.dev ## make .venv with everything that the other verbs need

run: $(VENV)/.core ## crawl the sample portal, read its reports and build the dataset in data/clean
	@$(BIN)/nianbao run
	@printf '%-13s %s\n' 'before that' '. $(BIN)/activate'

test: $(VENV)/.test ## run the tests, all but the long ones
	@$(BIN)/python -m pytest -q -n auto --dist loadfile

test-all: $(VENV)/.test ## run every test
	@$(BIN)/python -m pytest -q -n auto --dist loadfile -m ""

check: $(VENV)/.dev ## look at format, lint, types and the import rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_arrows.py

format: $(VENV)/.dev ## format the code and mend what the linter can mend by itself
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

bench: $(VENV)/.core ## time the reader of reports against a parse alone and the usual recipe
	@$(BIN)/python -m bench.read_report

bench-crawl: $(VENV)/.bench ## measure a crawl's CPU time and memory beside Scrapy's, and a frontier of a million addresses
	@$(BIN)/python -m bench.crawl
	@$(BIN)/python -m bench.frontier

accuracy: $(VENV)/.test ## read every drawn layout and hold the cells against the floor in bench/accuracy.toml
	@$(BIN)/python -m bench.accuracy

fuzz: $(VENV)/.test ## read torn and padded drawings for MINUTES (30) and print what is read wrongly
	@$(BIN)/python -m tests.fuzz.fuzz_reader --minutes $(or $(MINUTES),30)

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "Python 3.11 or newer is needed; $(PYTHON) is not. Name another: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.core: pyproject.toml | $(VENV)/.made
	@echo "Installing nianbao into $(VENV)"
	@$(PIP) .
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/.made
	@echo "Installing nianbao and what its tests need into $(VENV)"
	@$(PIP) '.[test]'
	@touch $@ $(VENV)/.core

$(VENV)/.bench: pyproject.toml | $(VENV)/.made
	@echo "Installing nianbao and what its measurements need into $(VENV)"
	@$(PIP) '.[bench]'
	@touch $@ $(VENV)/.core

$(VENV)/.dev: pyproject.toml | $(VENV)/.made
	@echo "Installing nianbao and what its development needs into $(VENV)"
	@$(PIP) '.[dev]'
	@touch $@ $(VENV)/.core $(VENV)/.test
