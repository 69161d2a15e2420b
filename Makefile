# Each target makes its own .venv on first use, with nothing but Python >= 3.11, git and make.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: demo test check soak bench clean

demo: $(READY)
	@$(BIN)/python demo/replay.py payments

test: $(READY)
	$(BIN)/python -m pytest -n auto

soak: $(READY)
	$(BIN)/python -m pytest -n auto -m soak

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/inc check

bench: $(READY)
	$(BIN)/python bench/run.py
	$(BIN)/python bench/finding.py --sizes 1000,10000

clean:
	rm -rf .venv

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "inc needs Python 3.11 or newer; try: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@
