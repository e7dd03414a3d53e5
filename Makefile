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
# Compiled while setting up, as pip does: not by whoever is first to run it, again and again where writing is forbidden.

# On every core, where many of the tests are run for long.
PARALLEL := -n auto --maxprocesses 8
COMPILE := $(UV) pip compile -q $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
# Ourselves, in place. What builds us is held to the versions and hashes of dev.lock too.
OURSELVES := $(UV) pip install -q --no-deps --build-constraints requirements/dev.lock -e . && $(BIN)/python -m compileall -q src

.PHONY: help run hunt triage respond serve test test-llm fix lock bench soak clean
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

# Not compiled: tests run a fifth of all this, and who reads it first compiles just that.
$(TEST): requirements/dev.lock pyproject.toml | $(VENV)
	$(UV) pip install -q --require-hashes -r $<
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

# Sets have the same order each time: whoever looks for what depends on it finds it in `make soak`.
test: export PYTHONHASHSEED := 0
test: export PYTHONDONTWRITEBYTECODE :=
test: $(TEST)    ## set up, and pass every check (T=path for some of the tests)
	@$(MAKE) --no-print-directory -k -j$(AT_ONCE) $(IN_TURN) $(if $(SOME),checked some,$(PARTS))

# What was found is kept from the second time on: a sixth of the time goes into keeping it, and most trees are asked once.
checked:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m tests.typed $(if $(wildcard .mypy_cache),,--cache-dir=/dev/null)
	@mkdir -p .mypy_cache
	$(BIN)/lint-imports

# Whoever runs the tests shares them between workers once it has read them (tests/sharing.py): four more than there
# are cores, for some wait now and then.
# Asserts are read as they stand, which takes a tenth of the time it takes to have each tell its values: what fails
# is run once more, with its values told.
SOME := $(filter-out tests,$(T))
AT_ONCE = $(shell expr 4 + `getconf _NPROCESSORS_ONLN`)
IN_TURN := $(if $(filter output-sync,$(.FEATURES)),--output-sync)
PYTEST := -m pytest -q -p no:inline_snapshot -p no:xdist
AGAIN := --last-failed --last-failed-no-failures none
PARTS := checked tried
.PHONY: $(PARTS) some

tried:
	COUNTING=1 WORKERS=$(AT_ONCE) $(BIN)/python $(PYTEST) --assert=plain tests || \
	{ $(BIN)/python $(PYTEST) $(AGAIN) tests; false; }
some:
	$(BIN)/python -m pytest $(PARALLEL) $(T)

# Of models.lock. One thread: two would wait for each other on a machine that does anything else.
LLM ?= qwen2.5-coder-0.5b
test-llm: $(TEST) ## ask a small real language model everything (LLM=name; fetches 0.5 GB once)
	$(UV) pip install -q --compile-bytecode --require-hashes -r requirements/local-model.lock
	VEDETTE_TEST_LLM=$(LLM) $(BIN)/python $(PYTEST) -m llm tests/llm

fix: $(TEST)     ## format, and mend what can be mended
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: $(UV)      ## choose newer versions (UPGRADE= for only what pyproject.toml asks for anew)
	$(COMPILE) --extra dev --extra server --extra hunt --extra triage --extra respond --extra models --extra mcp -o requirements/dev.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --extra server --extra hunt --extra triage --extra respond --extra models --extra mcp -o requirements/server.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --extra hunt -o requirements/hunt.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --extra triage -o requirements/triage.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --extra hunt --extra triage --extra respond -o requirements/respond.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --extra models -o requirements/models.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --extra models --extra local-model -o requirements/local-model.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock -o requirements/run.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --extra hunt --extra wheel -o requirements/wheel.lock pyproject.toml
	echo uv | $(COMPILE) -o requirements/uv.lock -

# The same program with its engines compiled to C: see docs/why/compiled.md.
COMPILED := .compiled/.ready
COMPILER := .compiled/env/.ready
INSTALLED := $(CURDIR)/.compiled/installed
$(COMPILER): requirements/wheel.lock | $(VENV)
	$(UV) venv -q --allow-existing --python $(PY) $(@D)
	$(UV) pip install -q --python $(@D) --require-hashes -r $<
	@touch $@

$(COMPILED): $(shell find src building -type f ! -name '*.pyc') pyproject.toml $(COMPILER)
	rm -rf .compiled/*.whl .compiled/compiled $(INSTALLED)
	HATCH_BUILD_HOOK_ENABLE_CUSTOM=true .compiled/env/bin/hatchling build -t wheel -d .compiled
	$(UV) pip install -q --no-deps --compile-bytecode --target $(INSTALLED) .compiled/*.whl
	@touch $@

wheel: $(COMPILED) ## build a wheel, engines compiled to C: 1.4 times as fast (needs a C compiler, Python's headers)
	mkdir -p dist
	cp .compiled/*.whl dist/
	@ls dist/*.whl

# Speed is measured as a wheel has it, where one can be built.
QUICK := code-speed edit hunt-sigma hunt-speed
bench: $(TEST)   ## measure (B=name for one of them; without, list them)
	@$(if $(filter $(QUICK),$(B)),$(MAKE) --no-print-directory $(COMPILED) || rm -rf $(INSTALLED))
	$(if $(filter $(QUICK),$(B)),PYTHONPATH=$(INSTALLED)) $(BIN)/python -m benchmarks $(B)

# What is compiled, as it was compiled; without the tests that put others in the place of constants and classes.
OF_ENGINES := tests/unit/lang tests/unit/code tests/unit/hunt tests/test_end_to_end.py tests/test_hostile_input.py \
	$(patsubst %,--ignore=tests/unit/hunt/sigma/test_%.py,hits matcher verdicts) \
	$(patsubst %,--ignore=tests/unit/code/taint/test_%.py,scopes summaries) \
	--deselect=tests/unit/hunt/network/test_pcap.py::test_one_that_is_corrupt_everywhere_is_given_up \
	--deselect=tests/unit/hunt/network/test_pcapng.py::test_sections_without_end_are_given_up
soak: $(TEST)    ## feed everything rubbish for ten minutes and more (SOAK_SECONDS=n for longer)
	LOOKING=soak $(BIN)/python -m pytest $(PARALLEL) --timeout 0 tests/property
	LOOKING=wide $(BIN)/python -m pytest $(PARALLEL) --timeout 0 -m "hypothesis and not slow" tests/unit tests/fuzz
	LOOKING=soak $(BIN)/python -m pytest $(PARALLEL) -m "slow or browser" --timeout 0 $(T)
	if $(MAKE) --no-print-directory $(COMPILED); then \
	PYTHONPATH=$(INSTALLED) $(BIN)/python -m pytest $(PARALLEL) --timeout 0 $(OF_ENGINES); \
	else echo "no wheel can be built here: engines compiled to C were not tried"; fi

clean:           ## forget the environment
	rm -rf .venv .tools .compiled
