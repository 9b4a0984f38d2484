# Each target brings the virtual environment up to date first: a stamp file for what that target needs.
VENV := .venv
PYTHON := $(VENV)/bin/python
# The demonstration project goes here: make run DEMO=folder
DEMO ?= demo

EXTRAS_run := demo,excel,fast
EXTRAS_dev := all,dev
EXTRAS_bench := all,bench,dev

.PHONY: run test check bench clean
.DELETE_ON_ERROR:

run: $(VENV)/.run
	$(PYTHON) -m RILContourLib.cli demo "$(DEMO)" --walk

test: $(VENV)/.dev
	$(PYTHON) -m pytest

check: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(PYTHON) -m pytest -q Testing/Lib/test_architecture.py

bench: $(VENV)/.bench
	$(PYTHON) -m Testing.Benchmarks

$(VENV)/.%: pyproject.toml .ci/set-up-environment
	.ci/set-up-environment $(VENV) "$(EXTRAS_$*)"
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find RILContourLib Testing -name __pycache__ -type d -prune -exec rm -rf {} +
