# Every target makes .venv by itself when needed. `make report` and `make test` are the two to know.
PYTHON ?= python3
PERIOD ?= 2026Q1-Q3
WORK ?= build
BIN := .venv/bin
READY := .venv/ready

.PHONY: report test check lab explore bench docs lock wheelhouse clean

report: $(READY)  ## invent a small nation, load it, rehearse a review, run the notebooks for the latest period
	$(BIN)/caselib synthesize $(WORK)/nation --scale 0.01 --seed 7 --faults
	$(BIN)/caselib load $(WORK)/nation $(WORK)/casebook
	$(BIN)/caselib review rehearse $(WORK)/casebook --period $(PERIOD) --unit 420000 --random 60 --out $(WORK)/sheets
	$(BIN)/caselib report $(WORK)/casebook --period $(PERIOD) --unit 100000 --unit 420000 --unit 420100 --unit 420102 --out reports

test: $(READY)  ## the whole suite
	$(BIN)/python -m pytest -n 2 --dist worksteal

# What was compiled for the last run is read again, whatever the machine says.
check test: export PYTHONDONTWRITEBYTECODE :=

check: $(READY)  ## style, types and quick tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow" tests

# JupyterLab would ask elsewhere for news, for its latest version and for extensions.
ALONE := --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate --LabApp.extension_manager=readonly

lab: $(READY) $(WORK)/casebook  ## JupyterLab in notebooks/
	$(BIN)/jupyter lab --notebook-dir=notebooks $(ALONE)

explore: $(READY) $(WORK)/casebook  ## drill down from the nation to the case, as a page in the browser
	$(BIN)/caselib explore $(WORK)/casebook

bench: $(READY)  ## measured side by side, never as a timed test
	$(BIN)/python -m benchmarks

docs: $(READY)  ## write the generated documents anew
	$(BIN)/python -m caselib.domain.dictionary > data/README.md
	$(BIN)/python -m caselib.measures.sheet README.md README.zh.md
	$(BIN)/python -m caselib.reporting.contents README.md README.zh.md > notebooks/README.md

lock:  ## write requirements.lock anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --extra test --extra explore --extra word --extra databases \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	echo 'pyspark' | uv pip compile - -c requirements.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-spark.lock

wheelhouse:  ## collect what an office without internet needs; carry dist/wheelhouse there and run its install.sh
	rm -rf dist/wheelhouse && mkdir -p dist/wheelhouse
	$(PYTHON) -m pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock -d dist/wheelhouse
	$(PYTHON) -m pip wheel --quiet --disable-pip-version-check --no-deps -w dist/wheelhouse .
	cp requirements.lock docs/install.sh dist/wheelhouse/

# Installing anew makes no casebook old.
$(WORK)/casebook: | $(READY)
	$(BIN)/caselib synthesize $(WORK)/nation --scale 0.01 --seed 7 --faults
	$(BIN)/caselib load $(WORK)/nation $(WORK)/casebook

clean:
	rm -rf .venv $(WORK) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "caselib needs Python 3.11 or newer; say make PYTHON=python3.x")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@
