# Two commands matter to a newcomer: `make demo` and `make test`. The rest is what a developer repeats.
# The newest Python that runs: a name on the path may be a shim that leads nowhere. `make PYTHON=…` takes another.
RUNS = $(shell $(1) -c 'import ensurepip, ssl, venv' >/dev/null 2>&1 && echo $(1))
PYTHON ?= $(or $(firstword $(foreach name,python3.13 python3.12 python3.11,$(call RUNS,$(name)))),python3)
VENV := .venv
BIN := $(VENV)/bin
export CONSULT_HOME ?= instance

.PHONY: help demo install test lint pytest catalogues format lock audit clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: install ## install, build the demo, serve it and print a sign-in link for each persona
	@$(BIN)/consult demo

install: $(VENV)/.catalogues ## the virtual environment with the locked packages, nothing else

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit("consult needs Python 3.11 or later; say PYTHON=… to make" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python requirements/runtime.txt pyproject.toml
	@echo "Installing the locked packages into $(VENV) (about a minute) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/runtime.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The install compiles them too; this is for a catalogue that was edited since.
$(VENV)/.catalogues: $(VENV)/.installed $(wildcard translations/*/LC_MESSAGES/messages.po)
	@$(BIN)/python translations/compile.py
	@touch $@

$(VENV)/.developing: $(VENV)/.catalogues requirements/dev.txt
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

# Side by side: the types take a core for half a minute, and tests wait for browsers and servers.
test: $(VENV)/.developing ## everything that must hold: style, types, import contracts, tests
	@$(MAKE) --no-print-directory -j 2 lint pytest

pytest: $(VENV)/.developing
	@$(BIN)/python -m pytest -n auto --dist loadgroup

lint: $(VENV)/.developing
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/mypy

format: $(VENV)/.developing ## put style right
	@$(BIN)/ruff check --quiet --fix-only . && $(BIN)/ruff format --quiet .

catalogues: $(VENV)/.installed ## bring new messages into translations/*/LC_MESSAGES/messages.po
	@$(BIN)/python translations/collect.py

lock: ## resolve the locks again (needs uv)
	cd requirements && for lists in "runtime.in analysis.in pdf.in -o runtime.txt" "dev.in -o dev.txt"; do \
	  uv pip compile --quiet --excludes excludes.txt --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --upgrade $$lists; done

audit: $(VENV)/.python ## ask the package index for advisories about every locked package (needs the net; not part of test)
	@$(PYTHON) -m venv .audit && .audit/bin/pip install --quiet --disable-pip-version-check pip-audit
	@.audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/runtime.txt -r requirements/dev.txt

clean: ## remove the environment and the instance
	rm -rf $(VENV) .audit instance
