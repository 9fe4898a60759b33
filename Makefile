# Every goal first has setup.sh install what is missing; all of them can be run again at any time.
SHELL := bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run setup setup-dev test test-fast coverage test-browser audit check format bench pictures lock clean

PORT ?= 8000
export PORT

python := .venv/bin/python
# uv is for `make lock` only; one that is installed already is used.
uv := PATH="$$PATH:$(CURDIR)/var/uv/bin" uv
# Extras stay in the lock: without them pip looks for the newest `coverage[toml]` by itself, and finds
# no hash for it.
compile := $(uv) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	$(if $(UPGRADE),--upgrade) pyproject.toml
# without a browser, without Java, by hand only; and, every day, without rendering report after report,
# and without starting servers and databases
unseen := not browser and not load and not audit
everyday := $(unseen) and not report and not processes
templates = find templates assessments -path '*templates/*' -name '*.html' -print0

help: ## List the goals
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

run: setup ## Serve on http://127.0.0.1:8000 (another port: make run PORT=8001)
	@! (exec 3<>/dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null || \
		{ echo "Port $(PORT) is in use. Stop what uses it, or choose another: make run PORT=8001" >&2; exit 1; }
	@$(python) manage.py migrate --noinput
	@$(python) manage.py collectstatic --noinput --verbosity 0
	@exec $(python) -m gunicorn stagecheck.wsgi

setup: ## Install what `make run` needs
	@./setup.sh

setup-dev:
	@./setup.sh dev

test: ## Run all tests
	@./setup.sh dev pdf database browser
	@$(MAKE) --no-print-directory coverage test-browser

test-fast: ## Run the everyday tests: no browser, no report rendered, no server started
	@./setup.sh dev pdf
	$(python) -m pytest -m "$(everyday)" -n auto

coverage: ## The same with the coverage that is asked for: all of the domain, nine tenths of the rest
	@./setup.sh dev pdf database
	$(python) -m pytest -m "$(unseen)" -n auto --cov --cov-report=
	$(python) -m coverage report --include='assessments/domain/*' --fail-under=100
	$(python) -m coverage report --omit='assessments/domain/*' --fail-under=90

test-browser: ## Run the tests in Chromium
	@./setup.sh dev browser
	$(python) -m pytest -m browser -n auto --dist worksteal

audit: ## Validate the HTML of every page, score pages with Lighthouse, weigh them
	@./setup.sh dev browser audit
	$(python) -m pytest -m audit
	$(python) -m tests.load.lighthouse

check: setup-dev ## Check format, style, types, imports, templates, settings, migrations
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	$(python) -m mypy
	.venv/bin/lint-imports
	$(templates) | xargs -0 -r .venv/bin/djade --check
	$(python) manage.py check
	$(python) manage.py makemigrations --check --dry-run

format: setup-dev ## Format code and templates; mend what ruff can mend
	$(python) -m ruff check --fix-only .
	$(python) -m ruff format .
	$(templates) | xargs -0 -r .venv/bin/djade || true  # non-zero when it changed a file

bench: ## Measure speed and print each ratio beside its goal
	@./setup.sh dev pdf browser
	$(python) -m tests.load.bench

pictures: ## Make the README's screenshots, the sample report and our own pictures anew
	@./setup.sh dev browser
	$(python) -m tests.load.pictures

# The lock for development is held to the other one, so that both fit into one .venv.
lock: ## Pin the dependencies of pyproject.toml (UPGRADE=1: to their newest versions)
	@$(uv) --version 2>/dev/null || \
		{ python3 -m venv var/uv && var/uv/bin/python -m pip install --quiet uv; }
	@$(compile) --output-file requirements.txt
	@$(compile) --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## Remove what these goals made, except the database and key in var/
	rm -rf .venv node_modules staticfiles htmlcov .coverage .coverage.* .*_cache .hypothesis var/uv
	find . -name __pycache__ -prune -exec rm -rf {} +
