# `make demo` and `make test` are all that is needed; each sets up .venv first where it is missing or out of date.

PYTHON ?= python3
BIN := .venv/bin
SIDE_BY_SIDE := -n auto --maxprocesses 8 --dist worksteal # a process for each core

.PHONY: setup demo test test-slow lint format lock clean

setup: .venv/.ready
	@echo "jobreq is set up. Try \`make demo\`, or $(BIN)/jobreq --help"

demo: .venv/.ready
	@$(BIN)/jobreq demo

test: .venv/.ready
	@$(BIN)/pytest $(SIDE_BY_SIDE)

test-slow: .venv/.ready
	@$(BIN)/pytest $(SIDE_BY_SIDE) -m slow

lint: .venv/.ready
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: .venv/.ready
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

# The stamp is there only while .venv is whole: a set-up that was stopped or failed is done again from the start.
.venv/.ready: requirements.lock pyproject.toml .ci/setup.py
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here: install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) .ci/setup.py

# Needs uv. The lock holds for every system and Python of `requires-python`, and names no registry.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --extra bulk --extra dev \
	    --custom-compile-command "make lock" pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
