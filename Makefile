# make run: the bot (sandbox without BOT_TOKEN).  make test: every check and every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

.PHONY: help run setup test check bench model format clean

help:
	@echo "make run | test | check | bench | model | format | setup"

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Waymark needs Python 3.11 or newer; set PYTHON=python3.11 (or later).") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.test: tests/requirements.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.lock
	@touch $@

setup: $(VENV)/.test

run: $(VENV)/.run
	@$(BIN)/python run_bot.py

check: $(VENV)/.test
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy . && $(BIN)/lint-imports && $(BIN)/python run_bot.py check

test: check
	$(BIN)/python -m pytest -n 2

bench: $(VENV)/.test
	$(BIN)/python run_bot.py bench

# Trains the reader by meaning anew: needs the training libraries and three hours; the bot needs neither.
$(VENV)-training/.done: bot/reader/training/requirements.txt
	$(PYTHON) -m venv $(VENV)-training
	$(VENV)-training/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

model: $(VENV)-training/.done
	$(VENV)-training/bin/python -m bot.reader.training

format: $(VENV)/.test
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
