# The short names for everything. The environment is made by itself, from the lock files.

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
NOTICES ?= 2000
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

export PYTHONDONTWRITEBYTECODE ?= 1

.PHONY: run test check bench crash stress assets lock migration clean

run: $(VENV)/runtime  ## Start Bokvar with a made-up town on http://127.0.0.1:8000
	BOKVAR_DEMO=$${BOKVAR_DEMO-1} $(BIN)/flask --app app serve --town

test: $(VENV)/development  ## Every test, on SQLite and PostgreSQL, with the browser where there is one
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: $(VENV)/development  ## What a change must pass besides the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/house
	.ci/assets

bench: $(VENV)/development  ## How fast it is on this machine
	$(BIN)/python -m bench

crash: $(VENV)/development  ## Kill the worker and the server at work, again and again; count what is lost
	$(BIN)/python -m bench.crash

stress: $(VENV)/development  ## 2 000 notices, 8 workers, 20 clients and kills at once on PostgreSQL; what must hold
	$(BIN)/python -m bench.stress --scene shipped --notices $(NOTICES)
	$(BIN)/python -m bench.stress --scene made --notices $(NOTICES)

assets:  ## Build web/static/dist from frontend/; needs Node 20 or later
	cd frontend && npm ci --ignore-scripts --no-progress && node node_modules/esbuild/install.js && npm run build

lock: $(VENV)/development  ## Choose the versions anew from pyproject.toml
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock

migration: $(VENV)/development  ## Draft a migration: make migration MESSAGE="add telephone"
	$(BIN)/python -m migrations.draft "$(MESSAGE)"

clean:  ## Remove what make has made; the database in var/ stays
	rm -rf $(VENV) frontend/node_modules .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Bokvar needs Python 3.11 or later; '$(PYTHON)' is missing or older." >&2; \
		echo "Name another one: make PYTHON=python3.12 run" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "Python's venv module does not work; on Debian: apt install python3-venv" >&2; \
		rm -rf $(VENV); exit 1; }

$(VENV)/runtime: requirements.lock | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	@touch $@

$(VENV)/development: requirements-dev.lock | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/runtime
