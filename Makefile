# The contributor's whole interface; CI calls the same targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

ESTATES := $(foreach case,actiontrail-to-dingtalk custom-bus-to-function,\
             $(foreach variant,careless clean,fixtures/estates/$(case)/$(variant)))

.PHONY: demo test check bench bench-peers docs clean

demo: $(STAMP)  ## run ebaudit on the example estates, and on a local account that drifts
	@for estate in $(ESTATES); do \
	  echo "\$$ ebaudit check $$estate"; $(BIN)/ebaudit check $$estate; echo "[exit code $$?]"; echo; \
	done
	@$(BIN)/python -m tests.demo

test: check  ## everything that CI runs
	$(BIN)/pytest

check: $(STAMP)  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)  ## measure speed and memory, write benchmarks/results.json
	$(BIN)/python -m benchmarks

bench-peers: $(STAMP)  ## the same beside other programs, installed outside the repository
	$(BIN)/python -m benchmarks --peers

docs: $(STAMP)  ## regenerate reference pages and help text
	$(BIN)/python -m tests.docs

clean:  ## remove everything that was made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@
