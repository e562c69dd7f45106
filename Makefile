# The commands of the README. Everything lands in .venv, .venv-spark and .tandem; `make clean` removes them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SPARK := .venv-spark
UV_VERSION := 0.13.9

.PHONY: install run test bench soak up down lint types sql unit spark spark-test lock clean

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Python %d.%d found: Tandem needs 3.11 to 3.13. Say which with: make PYTHON=python3.12" % v)'
	@echo "installing into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

run: install
	@$(BIN)/tandem demo

test: lint types sql unit

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: install
	$(BIN)/mypy

sql: install
	$(BIN)/sqlfluff lint dbt_project/models dbt_project/tests

unit: install
	$(BIN)/pytest

# KILLS processes are killed at random moments over a bad-tempered Slack; prints what was doubled or lost (docs/reliability.md).
KILLS ?= 300
soak: install
	@KILLS=$(KILLS) $(BIN)/pytest -p no:cacheprovider tests/console/test_random_kills.py

bench: install
	@$(BIN)/python -m bench

# Needs Java 17 or later. The hand-made company, then the company of this folder (the sandbox when it has no lake yet).
spark: spark-test
	@test -d .tandem/lake || $(BIN)/tandem demo
	@$(BIN)/tandem spark

spark-test: $(SPARK)/.installed
	$(BIN)/pytest -m spark tests/dbt

$(SPARK)/.installed: requirements-spark.lock $(VENV)/.installed
	@echo "installing into $(SPARK) ..."
	@test -x $(SPARK)/bin/python || $(PYTHON) -m venv $(SPARK)
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(SPARK)/bin/python --require-hashes requirements-spark.lock
	@touch $@

up: install
	@$(BIN)/tandem up

down: install
	@$(BIN)/tandem down

lock: install
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --group dev --python-version 3.11 \
		--custom-compile-command "make lock" --quiet pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --group spark --python-version 3.11 \
		--custom-compile-command "make lock" --quiet -o requirements-spark.lock

clean:
	rm -rf $(VENV) $(SPARK) .tandem
