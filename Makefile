# Every target sets up what it needs: python3 (3.11 or newer) and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OLDEST := .venv-oldest
BENCH := .venv-bench
SETUP := pyproject.toml constraints.txt
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 14

demo: $(VENV)/.installed ## run the article: report, figures and numbers in ./article
	$(BIN)/seethrough article

test: $(VENV)/.chromium test-oldest ## run the tests
	$(BIN)/python -m pytest -n auto --dist worksteal

test-oldest: $(OLDEST)/.installed ## run the estimators' tests on the oldest scikit-learn that is supported
	$(OLDEST)/bin/python -m pytest -q -n auto -W ignore::pytest.PytestRemovedIn10Warning tests/estimators tests/parity

lint: $(VENV)/.lint $(VENV)/.test ## check style, types, the house and the spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_house.py
	$(BIN)/codespell

types: ## check the types of the studio's JavaScript, by tsc from its JSDoc; the one target that needs Node
	npm exec --yes --prefer-offline --package=typescript@5.9.3 -- tsc -p tsconfig.json

docs: $(VENV)/.docs ## build the documentation into docs/_build
	$(BIN)/sphinx-build -W --keep-going -q docs docs/_build
	@echo "docs/_build/index.html"

bench: $(BENCH)/.installed $(VENV)/.chromium ## run the benchmarks beside PyTorch and JAX, results in benchmarks/results
	$(BENCH)/bin/python -m benchmarks $(if $(QUICK),--quick)

figures: $(VENV)/.chromium ## make the pictures of the README again
	$(BIN)/python docs/studio_film.py
	$(BIN)/seethrough article --out article
	cp article/boundary.png article/units.png article/sizes.png article/cycle.png article/learning.gif docs/figures/

clean: ## remove what the targets made
	rm -rf $(VENV) $(OLDEST) $(BENCH) article docs/_build docs/gallery

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "seethrough needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python $(SETUP)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.test $(VENV)/.lint $(VENV)/.docs: $(VENV)/.%: $(VENV)/.installed
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[$*]'
	@touch $@

$(VENV)/.chromium: $(VENV)/.test
	@sh tests/browser/chromium.sh $(BIN)
	@touch $@

$(OLDEST)/.installed: $(VENV)/.installed
	$(PYTHON) -m venv $(OLDEST)
	grep -v -i '^scikit-learn==' constraints.txt > $(OLDEST)/constraints.txt
	$(OLDEST)/bin/python -m pip install -q --disable-pip-version-check -c $(OLDEST)/constraints.txt -e '.[tables]' \
		'scikit-learn==1.7.2' pytest pytest-xdist hypothesis jaxtyping beartype
	@touch $@

# PyTorch's SymPy needs an older mpmath than our tests
$(BENCH)/.installed: $(BIN)/python $(SETUP) benchmarks/peers.txt
	$(PYTHON) -m venv $(BENCH)
	grep -v -i '^mpmath==' constraints.txt > $(BENCH)/constraints.txt
	$(BENCH)/bin/python -m pip install -q --disable-pip-version-check -c $(BENCH)/constraints.txt -e '.[tables,studio,notebook]' \
		-r benchmarks/peers.txt
	@touch $@

.PHONY: help demo test test-oldest lint types docs bench figures clean
