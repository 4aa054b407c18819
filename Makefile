# Two commands on a fresh machine: `make run` and `make test`. Both make what they need first.
SHELL := /bin/sh
PY := .venv/bin/python
export PYTHONPATH := $(CURDIR)
SETUP := .venv/.ready bot/.venv/.ready

.PHONY: run setup test test-fast lint check train evaluate bench-nlu bench bench-desk lock clean
run: setup  ## everything, with demo data; says where to look
	@./balie up --demo

setup: $(SETUP)

.venv/.ready: requirements.lock scripts/setup.sh
	@sh scripts/setup.sh service

bot/.venv/.ready: bot/requirements.lock scripts/setup.sh
	@sh scripts/setup.sh engine

test: setup lint  ## all tests: what needs no process on all cores, then the rest, three at a time (they wait much), each with an engine of its own
	@$(PY) -m pytest -q -n auto tests/unit
	@./balie train
	@$(PY) -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder tests/integration tests/browser

test-fast: .venv/.ready  ## those that need no engine, browser or server
	@$(PY) -m pytest -q -n auto -m "not slow and not postgres and not redis" tests/unit

lint: .venv/.ready  ## style, types, import arrows, content
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@$(PY) -m pytest -q tests/unit/test_arrows.py
	@./balie check

check: .venv/.ready
	@./balie check

train: setup
	@./balie train

evaluate: setup
	@./balie evaluate

bench-nlu: setup  ## a topic model beside the engine's default on your data: make bench-nlu TRAIN=a.csv TEST=b.csv OPTIONS="--epochs 50"
	@bot/.venv/bin/python -W ignore -m bot.bench_nlu "$(TRAIN)" "$(TEST)" $(OPTIONS)

bench: setup  ## speed beside the stock engine with the same model, some five minutes
	@$(PY) -m bench $(OPTIONS)

bench-desk: setup  ## the desk with 50 agents and 500 customers, a long queue and a large archive: make bench-desk OPTIONS="--postgresql"
	@$(PY) -m bench.desk $(OPTIONS)

lock:  ## pin the newest versions within the bounds of both pyproject files
	@sh scripts/setup.sh lock

clean:
	rm -rf .venv bot/.venv .tools var models/*.tar.gz
