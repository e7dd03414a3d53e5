# Needs python3.11, pip, make and git. Everything else lands in .tools/ and .venv/.
PY   ?= python3
T    ?= tests
UPGRADE ?= --upgrade
B    ?=
BIN  := .venv/bin
UV   := .tools/bin/uv
VENV := .venv/pyvenv.cfg
RUN  := .venv/.ready-to-run
SERVE := .venv/.ready-to-serve
HUNT := .venv/.ready-to-hunt
TRIAGE := .venv/.ready-to-triage
RESPOND := .venv/.ready-to-respond
TEST := .venv/.ready-to-test
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := true
export UV_LINK_MODE := copy
# Compiled while setting up, as pip does: not by whoever is first to run it, again and again where writing is forbidden.

# On every core, in make only: one test by hand starts faster without, and snapshots can be mended.
PARALLEL := -n auto --maxprocesses 8
COMPILE := $(UV) pip compile -q $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
# Ourselves, in place. What builds us is held to the versions and hashes of dev.lock too.
OURSELVES := $(UV) pip install -q --no-deps --build-constraints requirements/dev.lock -e . && $(BIN)/python -m compileall -q src

.PHONY: help run hunt triage respond serve test fix lock bench soak clean
help:            ## show this list
	@sed -n "s/^\([a-z-]*\):.*## /\1\t/p" $(MAKEFILE_LIST)

$(UV): requirements/uv.lock
	$(PY) -m pip install -q --upgrade --target .tools --require-hashes -r $<
	@touch $@

$(VENV): $(UV)
	$(UV) venv -q --allow-existing --python $(PY) .venv
	@touch $@

$(RUN): requirements/run.lock pyproject.toml | $(VENV)
	$(UV) pip install -q --compile-bytecode --require-hashes -r $<
	$(OURSELVES)
	@touch $@

$(SERVE): requirements/server.lock pyproject.toml | $(VENV)
	$(UV) pip install -q --compile-bytecode --require-hashes -r $<
	$(OURSELVES)
	@touch $@

$(HUNT): requirements/hunt.lock pyproject.toml | $(VENV)
	$(UV) pip install -q --compile-bytecode --require-hashes -r $<
	$(OURSELVES)
	@touch $@

$(TRIAGE): requirements/triage.lock pyproject.toml | $(VENV)
	$(UV) pip install -q --compile-bytecode --require-hashes -r $<
	$(OURSELVES)
	@touch $@

$(RESPOND): requirements/respond.lock pyproject.toml | $(VENV)
	$(UV) pip install -q --compile-bytecode --require-hashes -r $<
	$(OURSELVES)
	@touch $(HUNT) $(TRIAGE) $@

$(TEST): requirements/dev.lock pyproject.toml | $(VENV)
	$(UV) pip install -q --compile-bytecode --require-hashes -r $<
	$(OURSELVES)
	@touch $(RUN) $(SERVE) $(HUNT) $(TRIAGE) $(RESPOND) $@

run: $(RUN)      ## set up, and show what Vedette does
	$(BIN)/vedette demo

serve: $(SERVE)  ## set up, and serve: prints a link to enrol with (http://localhost:8787)
	$(BIN)/vedette serve

hunt: $(HUNT)    ## set up, and find the attack in a folder of logs
	$(BIN)/vedette hunt demo/incident --fail-on never

triage: $(TRIAGE) ## set up, and judge a folder of made-up attachments
	$(BIN)/vedette triage demo/suspicious --fail-on never

respond: $(RESPOND) ## set up, and make a finished incident report of raw evidence
	rm -rf incident-demo
	$(BIN)/vedette respond from demo/incident demo/suspicious -o incident-demo

test: $(TEST)    ## set up, and pass every check (T=path for some of the tests)
	@$(MAKE) --no-print-directory -j2 checked tried

checked:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What runs is counted for these only, which it slows to half: they alone have to run nearly everything.
COUNTED := tests/unit tests/fuzz tests/test_triage.py tests/test_hunt.py tests/test_follow.py
tried:
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(PARALLEL) $(if $(filter-out tests,$(T)),$(T),$(COUNTED))
	$(if $(filter-out tests,$(T)),,$(BIN)/python -m pytest $(PARALLEL) $(COUNTED:%=--ignore %) $(T))
	$(BIN)/coverage combine -q
	$(BIN)/coverage report $(if $(filter-out tests,$(T)),--fail-under=0)

fix: $(TEST)     ## format, and mend what can be mended
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: $(UV)      ## choose newer versions (UPGRADE= for only what pyproject.toml asks for anew)
	$(COMPILE) --extra dev --extra server --extra hunt --extra triage --extra respond -o requirements/dev.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --extra server --extra hunt --extra triage --extra respond -o requirements/server.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --extra hunt -o requirements/hunt.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --extra triage -o requirements/triage.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --extra hunt --extra triage --extra respond -o requirements/respond.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock -o requirements/run.lock pyproject.toml
	echo uv | $(COMPILE) -o requirements/uv.lock -

bench: $(TEST)   ## measure (B=name for one of them; without, list them)
	$(BIN)/python -m benchmarks $(B)

soak: $(TEST)    ## feed everything rubbish for ten minutes and more (SOAK_SECONDS=n for longer)
	LOOKING=soak $(BIN)/python -m pytest $(PARALLEL) --timeout 0 tests/property
	LOOKING=soak $(BIN)/python -m pytest $(PARALLEL) -m "slow or browser" --timeout 0 $(T)

clean:           ## forget the environment
	rm -rf .venv .tools
