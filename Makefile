# Everything runs from .venv, which is made when first needed and whenever the pins change.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
PEERS := .venv-peers
QUESTION ?= what was said about staying put
INDEX ?= .minutebook

.PHONY: demo serve test lint type imports fix bench bench-peers ablation clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo    index the sample minutes and ask a question of them"
	@echo "make serve   the search page, on http://127.0.0.1:8000"
	@echo "make test    lint, types, imports and every test"
	@echo "make bench   the figures in the README"
	@echo "make bench-peers   what make bench compares with, in .venv-peers"
	@echo "make ablation   what each part of the ranking is worth"
	@echo "make fix     format, and mend what can be mended"
	@echo "make lint / make type / make imports   one check each"
	@echo "make clean   remove the virtual environments and the sample's library"

$(STAMP): pyproject.toml constraints.txt
	@echo "== Setting up $(VENV) (the first time takes a few minutes; nothing is installed elsewhere)"
	@$(PYTHON) -c 'import sys; sys.exit("Minutebook needs Python 3.11 or newer; run make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade -c constraints.txt pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --editable '.[test]'
	@touch $(STAMP)

demo: $(STAMP)
	@echo "== Indexing the sample minutes in corpus/ (again only what has changed)"
	@$(BIN)/minutebook index corpus --index $(INDEX)
	@echo
	@echo "== minutebook ask \"$(QUESTION)\""
	@echo
	@$(BIN)/minutebook ask "$(QUESTION)" --index $(INDEX)
	@echo
	@echo "== For the search page: make serve, then open http://127.0.0.1:8000"

serve: $(STAMP)
	@test -d $(INDEX) || $(BIN)/minutebook index corpus --index $(INDEX)
	@$(BIN)/minutebook serve --index $(INDEX)

test: lint type imports
	@echo "== Tests"
	@$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(STAMP)
	@echo "== Style (ruff)"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

type: $(STAMP)
	@echo "== Types (mypy, strict)"
	@$(BIN)/mypy

imports: $(STAMP)
	@echo "== Imports (import-linter)"
	@$(BIN)/lint-imports

fix: $(STAMP)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# BENCH="--rows query,http --sizes 100000" measures less.
bench: $(STAMP)
	@$(BIN)/python tests/bench/bench.py $(BENCH) \
		$(if $(wildcard $(PEERS)/installed),--peers $(PEERS)/bin/python)

bench-peers: $(PEERS)/installed

$(PEERS)/installed: tests/bench/peers.txt constraints.txt
	@echo "== Setting up $(PEERS) (chromadb, txtai and what they need; nothing is installed elsewhere)"
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check \
		-c constraints.txt -r tests/bench/peers.txt
	@touch $(PEERS)/installed

ablation: $(STAMP)
	@$(BIN)/python tests/quality/ablation.py --anew

clean:
	rm -rf $(VENV) $(PEERS) $(INDEX)
