# Every target prints what it is for: `make help`.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup run run-witnessed test accessibility bench lint lock clean

help: ## say what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

setup: $(VENV)/ready ## make .venv with the pinned, hash-checked dependencies

# Errors are shown, warnings about the machine's own configuration of pip are not.
PIP_INSTALL := $(BIN)/pip install -qq --disable-pip-version-check

$(VENV)/ready: .lock/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	@echo "installing the pinned packages into $(VENV): about a minute, once"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP_INSTALL) --require-hashes -r .lock/dev.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

run: setup ## serve the demo city, with made-up cases, at http://127.0.0.1:8000 (PORT=… to change)
	@PORT=$(PORT) $(BIN)/civic up --demo

run-witnessed: setup ## the same with three witnesses, at the ports after PORT
	@PORT=$(PORT) $(BIN)/civic up --demo --with-witnesses

test: setup ## check style, types, directions and run the tests, in browsers too
	.ci/test

accessibility: setup ## look at every page in a browser, in every language, width and mode
	.ci/accessibility

bench: setup ## print the benchmark table and write var/bench/latest.json
	$(BIN)/python -m tests.benchmarks

lint: setup ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: ## pin the dependencies again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q pyproject.toml -o .lock/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q --extra dev pyproject.toml -o .lock/dev.txt

clean: ## remove .venv and every cache, never var/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info build
