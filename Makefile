# Every target does the set-up it needs; the only things that must be there are Python ≥ 3.11 and make.
# `make setup` installs what a night and the desk need, `make setup-dev` tests, notebooks and benchmarks too.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
# a folder of wheels (`make wheelhouse`) to install from where there is no package index
WHEELS ?=
PIP_FLAGS := --quiet --disable-pip-version-check $(if $(WHEELS),--no-index --find-links $(WHEELS))
DEMO := demo

export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS = 180

.PHONY: setup setup-dev wheelhouse demo rehearsal hour review test check style bench bench-pull bench-detector bench-models bench-city bench-peers same-night format lock clean

setup: $(READY)

setup-dev: $(READY_DEV)

$(READY): requirements.lock pyproject.toml
	$(call make_environment,requirements.lock)
	@touch $(READY)

$(READY_DEV): requirements-dev.lock pyproject.toml
	$(call make_environment,requirements-dev.lock)
	@touch $(READY) $(READY_DEV)

define make_environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python ≥ 3.11 / Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install $(PIP_FLAGS) --require-hashes -r $(1)
	$(BIN)/pip install $(PIP_FLAGS) --no-deps --no-build-isolation -e .
endef

# all wheels of the runtime for machines like this one; there: make setup WHEELS=wheelhouse
wheelhouse:
	$(PYTHON) -m pip download --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
	  -r requirements.lock --dest wheelhouse
	@du -sh wheelhouse

demo: $(READY)
	$(BIN)/python -m cli.demo $(DEMO)

# The desk with a demo night loaded; users and their random passwords are printed. Ctrl-C stops it.
review: $(READY)
	@test -e $(DEMO)/runs/current || $(BIN)/python -m cli.demo $(DEMO)
	QINGFENG_DESK=$(DEMO)/desk $(BIN)/python -m review demo $(DEMO)/runs/current
	QINGFENG_DESK=$(DEMO)/desk $(BIN)/python -m review serve

# PostgreSQL, Prefect server and worker, two nights with a delta between: docs/operations.md
rehearsal: $(READY_DEV)
	$(BIN)/python -m cli.rehearsal rehearsal

# a data scientist's hour on a small town: notebook 2, train, MLflow, promote, night, rollback
hour: $(READY_DEV)
	$(BIN)/python -m cli.walkthrough hour

test: $(READY_DEV)
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(READY_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m cli.generate_docs --check

# how the code reads, in figures beside the aims: names, comments, lengths, circles
style: $(READY_DEV)
	$(BIN)/python -m tools.measure_style

format: $(READY_DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m cli.generate_docs

# five towns of 200,000 persons, well over half an hour; puts its table into docs/benchmarks.md
bench: $(READY_DEV)
	$(BIN)/python -m benchmarks.town --page docs/benchmarks.md

bench-pull: $(READY_DEV)
	$(BIN)/python -m benchmarks.pull

# the model alone: speed of the compiled loops; what verdicts bring
bench-models: $(READY_DEV)
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.verdicts

# nights by size up to the city of 8,039,000: room and time are printed first, and it goes on where it was stopped
bench-city: $(READY_DEV)
	$(BIN)/python -m benchmarks.city bench-city --doc docs/performance.md --picture docs/pictures/performance.png

# the heaviest feature sets beside pandas, Polars, PySpark and a plain read, on a town that benchmarks.city left or a new one
SNAPSHOT ?= bench-city/200000/town
bench-peers: $(READY_DEV)
	@test -e $(SNAPSHOT) || $(BIN)/qingfeng simulate --persons 200000 --seed 77 --as-of 2026-06-30 \
	  --out $(SNAPSHOT) --truth $(dir $(SNAPSHOT))truth.parquet
	$(BIN)/python -m benchmarks.peers --snapshot $(SNAPSHOT) --doc docs/performance.md

# a night of all scenarios on DuckDB and on Spark in this process (Java 17), compared table by table
same-night: $(READY_DEV)
	@test -e same-night/town || $(BIN)/qingfeng simulate --persons 20000 --seed 5 --as-of 2026-06-30 \
	  --out same-night/town --truth same-night/truth.parquet
	$(BIN)/python -m benchmarks.same_night --source same-night/town --out same-night/nights

# SETS is a folder of ADBench's .npz files
bench-detector: $(READY_DEV)
	$(BIN)/python -m benchmarks.detector --sets $(SETS)

# The lock carries hashes and no addresses; uv resolves for every Python and platform at once.
COMPILE := uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet
lock:
	$(COMPILE) --extra dev pyproject.toml --output-file requirements-dev.lock
	$(COMPILE) --constraint requirements-dev.lock pyproject.toml --output-file requirements.lock
	$(BIN)/python -m cli.generate_docs

clean:
	rm -rf $(DEMO) rehearsal hour same-night build wheelhouse .pytest_cache .ruff_cache .import_linter_cache
