# First Step. `make` alone lists what there is; nothing needs doing by hand before any of it.
UV_VERSION := 0.13.9
UV := .tools/bin/uv
RUN := .venv/bin
BROWSER := first_step/web/static/widget/first-step.js first_step/desk/static/htmx.min.js
UV_ENV = env $$(scripts/package-index)
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export PYTHONWARNINGS := ignore
export UV_PYTHON_PREFERENCE := system
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help up test check train evaluate bench danger kills soak journeys lock format clean

help:  ## list what make can do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

up: .venv/.ready $(BROWSER)  ## set up, train if needed, start everything
	@$(RUN)/first-step up

test: .venv/.ready $(BROWSER)  ## set up and run every test
	@scripts/bring-services
	@scripts/bring-deploy-tools
	@echo "==> Testing"
	@$(RUN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

check: .venv/.ready  ## lint, types, arrows, content, Rasa's own data validation, known weaknesses
	@echo "==> ruff" && $(RUN)/ruff check . && $(RUN)/ruff format --check .
	@echo "==> mypy" && $(RUN)/mypy
	@echo "==> arrows" && $(RUN)/lint-imports
	@echo "==> content" && $(RUN)/first-step content check
	@echo "==> training data" && $(RUN)/first-step data check
	@echo "==> rasa data validate" && $(RUN)/rasa data validate --max-history 4 --fail-on-warnings
	@echo "==> known weaknesses of what is locked" && $(UV_ENV) $(RUN)/python scripts/audit_dependencies.py

train: .venv/.ready  ## train the model and put it into service
	@$(RUN)/first-step train

evaluate: .venv/.ready  ## measure understanding and safety on messages never trained on
	@$(RUN)/first-step evaluate

bench: .venv/.ready  ## measure speed and memory, each against a peer in the same run
	@$(RUN)/python -m benchmarks
	@$(RUN)/python -m benchmarks.load

danger: .venv/.ready  ## send danger through the whole product, with its parts up, hung, killed and away
	@$(RUN)/python -m benchmarks.through_the_door

kills: .venv/.ready  ## kill parts at random moments of 1,000 contact flows and count what was lost or doubled
	@$(RUN)/python -m benchmarks.kills

soak: .venv/.ready  ## an hour of mixed traffic with kills, outages, a full disk and poison, all counted
	@$(RUN)/python -m benchmarks.soak

journeys: .venv/.ready  ## play six journeys through the real servers and write docs/journeys.md
	@WRITE_JOURNEYS=1 $(RUN)/pytest -q -s tests/servers/test_journeys.py

format: .venv/.ready  ## put the code into its one format
	@$(RUN)/ruff check --fix-only . && $(RUN)/ruff format .

lock: .tools/.uv-$(UV_VERSION)  ## resolve requirements.lock anew from pyproject.toml
	$(UV_ENV) $(UV) pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.10 --extra dev --quiet pyproject.toml -o requirements.lock

clean:  ## remove what make made; keeps models/ and var/
	rm -rf .venv .tools widget/node_modules first_step/desk/vendor/node_modules first_step/web/static/widget first_step/desk/static/htmx*

.tools/.uv-$(UV_VERSION):
	@env $$(scripts/package-index) scripts/bring-uv $(UV_VERSION)
	@touch $@

.venv/.ready: .tools/.uv-$(UV_VERSION) requirements.lock pyproject.toml
	@echo "==> Setting up Python 3.10 and the locked packages in .venv (3 GB; a few minutes the first time)"
	@test -x .venv/bin/python || $(UV_ENV) $(UV) venv --quiet --python 3.10 .venv
	@$(UV_ENV) VIRTUAL_ENV=.venv $(UV) pip sync --require-hashes requirements.lock
	@$(UV_ENV) VIRTUAL_ENV=.venv $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

first_step/web/static/widget/first-step.js: .venv/.ready $(shell find widget -path widget/node_modules -prune -o -type f -print 2>/dev/null)
	@echo "==> Building the widget"
	@scripts/build-widget

first_step/desk/static/htmx.min.js: .venv/.ready scripts/bring-desk-scripts first_step/desk/vendor/package-lock.json
	@echo "==> Bringing the scripts of the staff console"
	@scripts/bring-desk-scripts
	@touch $@
