# Every target makes .venv by itself: uv if it is there, else venv and pip. Nothing else is needed.
PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)

.PHONY: chat run test drill test-real check format phrases verbs openapi bench lock clean

chat: .venv/ready          ## talk to HomeOps in this terminal
	@$(BIN)/homeops chat

run: .venv/ready           ## keep HomeOps running without a terminal
	@$(BIN)/homeops run

test: .venv/ready-dev      ## every test that needs nothing beyond Python
	$(BIN)/pytest -n 2 --dist worksteal -m "not real and not drill" tests

drill: .venv/ready-dev     ## power cuts at every step, and under load; takes minutes
	$(BIN)/pytest -s -m drill tests

test-real: .venv/ready-dev ## the tests against real servers
	$(BIN)/pytest -m real tests

check: .venv/ready-dev     ## style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports

format: .venv/ready-dev    ## rewrite the style that can be rewritten
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

phrases: .venv/ready-dev   ## learn from templates and examples again, after they were changed
	@$(BIN)/python -m bot.commands.learn

verbs: .venv/ready-dev     ## write tests/verbs.tsv again, after a verb was added or changed
	@$(BIN)/python -m tests.verb_table

openapi: .venv/ready       ## write deploy/openapi.json again, after the API was changed
	@$(BIN)/python -m bot.web.document

bench: .venv/ready-dev     ## the figures of README, as JSON lines
	@$(BIN)/python -m tests.bench

lock: pyproject.toml       ## new versions and hashes
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean:                     ## forget the virtual environment
	rm -rf .venv

.venv/bin/python:
ifdef UV
	@uv venv -q --python $(PYTHON) .venv
else
	@$(PYTHON) -m venv .venv
endif

define install
	@echo "Installing HomeOps into .venv (once, about a minute) ..."
	$(if $(UV),,@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null)
	$(if $(UV),@uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $(1),@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1))
	$(if $(UV),@uv pip install -q --python $(BIN)/python --no-deps -e .,@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .)
	@$(BIN)/python -m compileall -q bot scheduler tools skills memory
	@touch $(2)
endef

.venv/ready: requirements.lock pyproject.toml | .venv/bin/python
	$(call install,requirements.lock,$@)

.venv/ready-dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(call install,requirements-dev.lock,$@)
	@touch .venv/ready
