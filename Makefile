# Each target does all of its own set-up; there is no step before it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# one more than there are processors: many tests wait more than they work
WORKERS = $(shell $(BIN)/python -c "import os; print((os.cpu_count() or 1) + 1)")

.PHONY: demo test fuzz faults check lint format docs bench clean

demo: $(READY)
	$(BIN)/coach demo

test: $(READY)
	$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal

fuzz: $(READY)
	UPDATES=$(or $(UPDATES),100000) LIVES=$(or $(LIVES),300) $(BIN)/python -m pytest tests/fuzz

faults: $(READY)
	KILLS=$(or $(KILLS),200) DELIVERIES=$(or $(DELIVERIES),20000) PEOPLE=$(or $(PEOPLE),10000) $(BIN)/python -m pytest -p tests.faults.table tests \
		-k "faults or test_13 or test_14 or test_15 or test_20 or test_24"

check: lint test

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/coach prompts check

docs: $(READY)
	$(BIN)/python docs/record/first_week.py docs/a-first-week.md
	$(BIN)/python docs/record/replies.py docs/thirty-replies.md
	PICTURES=docs/pictures $(BIN)/pytest tests/browser

bench: $(READY)
	$(BIN)/python -m tests.bench

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

$(READY): requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --requirement requirements-dev.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(READY)

clean:
	rm -rf $(VENV) .demo build dist *.egg-info
