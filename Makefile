# Each target brings the virtual environment up to date first: a stamp file for what that target needs.
VENV := .venv
PYTHON := $(VENV)/bin/python
# The workbench draws by Slicer 5.11's libraries; what talks to Slicer is tested on the newest as well.
NEWEST := .venv-newest-slicer
RILCONTOUR := $(PYTHON) -m RILContourLib.cli
# The demonstration project goes here: make run DEMO=folder
DEMO ?= demo
# Or one's own project: make run PROJECT=folder
PROJECT = $(DEMO)

# Tests and what they start are hundreds of processes: none of them is to compile the library anew.
unexport PYTHONDONTWRITEBYTECODE

# Each test file in one process; more than four browsers at once would only wait for each other.
BY_FILE := --maxprocesses 4 --dist loadfile --no-loadscope-reorder
AT_ONCE := --numprocesses auto $(BY_FILE)
# One process more than there are cores: much of the time is waiting for servers, browsers and disks.
CORES := $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
MORE_AT_ONCE := --numprocesses $(shell expr $(CORES) + 1) $(BY_FILE)

EXTRAS_run := demo,excel,fast,workbench
EXTRAS_dev := all,dev
EXTRAS_bench := all,bench,dev

.PHONY: run walk test check bench clean
.DELETE_ON_ERROR:

run: $(VENV)/.run
	@.ci/debian-packages "the workbench draws with them" libgl1 libegl1 libgl1-mesa-dri || true
	@[ "$(PROJECT)" != "$(DEMO)" ] || [ -e "$(DEMO)/rilcontour.yaml" ] || $(RILCONTOUR) demo "$(DEMO)" >/dev/null
	@$(RILCONTOUR) serve "$(PROJECT)"

walk: $(VENV)/.run
	$(RILCONTOUR) demo "$(DEMO)" --walk

test: $(VENV)/.dev $(NEWEST)/.newest
	@.ci/debian-packages "the workbench is tested in it; without it those tests are skipped" chromium || true
	@.ci/debian-packages "the workbench draws with them" libgl1 libegl1 libgl1-mesa-dri || true
	# What fails is run once more by itself: a browser on a busy machine may be late.
	$(PYTHON) -m pytest $(MORE_AT_ONCE) || $(PYTHON) -m pytest --last-failed
	@.ci/real-network $(VENV) || true
	$(PYTHON) -m pytest -q $(AT_ONCE) Testing/Networks
	$(NEWEST)/bin/python -m pytest -q $(AT_ONCE) Testing/Bridge

check: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(PYTHON) -m pytest -q Testing/Lib/test_architecture.py

bench: $(VENV)/.bench
	$(PYTHON) -m Testing.Benchmarks

$(VENV)/.%: pyproject.toml .ci/set-up-environment
	@.ci/set-up-environment $(VENV) "$(EXTRAS_$*)"
	@touch $@

$(NEWEST)/.newest: pyproject.toml .ci/set-up-environment
	@.ci/set-up-environment $(NEWEST) fast "slicer-core>=5.13" "hypothesis>=6.100" "pytest>=8.3" \
		"pytest-xdist>=3.6"
	@touch $@

clean:
	rm -rf $(VENV) $(NEWEST) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find RILContourLib Testing -name __pycache__ -type d -prune -exec rm -rf {} +
