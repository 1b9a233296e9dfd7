# Glimmers: make run, make test, make web, make serve; and for those who change it: check, long, phones, bench, torture, clean.
# Without make: python3 -m venv .venv && .venv/bin/pip install -e '.[desk]' && .venv/bin/python main.py

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := run
.PHONY: run test long phones web serve check bench torture clean from-debian from-maven

PYTHON ?= python3
PY := .venv/bin/python
PORT ?= 8550
MAVEN := mvn --batch-mode --no-transfer-progress --file native/tests

run: .venv/desk.ready       ## start Glimmers on this machine
	@PORT=$(PORT) exec $(PY) main.py

test: from-debian .venv/dev.ready       ## the tests, real Chromium and Firefox included
	@$(PY) -m pytest -m "not long" --junitxml=build/test-results/tests.xml

long: from-debian .venv/dev.ready       ## those that take long, most of them in a browser
	@$(PY) -m pytest -m long --junitxml=build/test-results/long.xml

phones:                     ## the Java part on Android's own classes; the first run gets a gigabyte of them
	@sh build/prepare.sh phones && $(MAVEN) test

web: .venv/dev.ready        ## the static app, into build/web
	@$(PY) build/web.py

serve: .venv/dev.ready      ## the static app, on this machine
	@$(PY) build/serve.py

check: .venv/dev.ready      ## style, types, and what may import what
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && .venv/bin/lint-imports

bench: .venv/dev.ready      ## measure keeping
	@$(PY) -m bench keep

torture: from-debian .venv/dev.ready    ## the tests that take long; writes docs/torture.txt
	@$(PY) -m tests.torture

clean:                      ## forget what was built; a journal is never touched
	@rm -rf .venv build/web build/cache build/test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info

from-debian:
	@sh build/prepare.sh test

from-maven:
	@sh build/prepare.sh phones && $(MAVEN) test-compile

# The environment is made once, and again when what it needs has changed.
.venv/%.ready: pyproject.toml build/prepare.sh
	@PYTHON="$(PYTHON)" sh build/prepare.sh $*
	@touch $@
