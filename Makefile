.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
# Nothing but Python is needed on a fresh machine: where there is no uv, one is put into .cache.
UV := $(shell command -v uv || echo .cache/uv/bin/uv)
RUN := $(UV) run --locked
SDKS := .cache/sdk/2.0.2 .cache/sdk/1.24.6
TOOLS := .cache/tools/schemathesis-4.32.5 .cache/tools/openai-3.50.0 .cache/tools/litellm-1.106.2
DIFFUSION := .cache/diffusion

.PHONY: java setup fmt check test diffusion ocr serve demo gallery bench ci help

help:  ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(UV) $(SDKS) $(TOOLS)  ## Make the environments: Danqing's own, and one for each tool and official SDK of the tests
	$(UV) sync --locked --quiet

.cache/uv/bin/uv:
	$(PYTHON) -m venv .cache/uv && .cache/uv/bin/pip install --quiet uv

.cache/sdk/%: $(UV) | .cache
	$(UV) venv --quiet --clear $@.new && $(UV) pip install --quiet --python $@.new/bin/python dashscope==$* requests aiohttp
	mv $@.new $@

# The folder's name says what is in it: NAME-VERSION.
.cache/tools/%: $(UV) | .cache
	$(UV) venv --quiet --clear $@.new && \
	    $(UV) pip install --quiet --python $@.new/bin/python $(shell echo '$*' | sed -E 's/-([0-9.]+)$$/==\1/')
	mv $@.new $@

java:  ## Build what the tests run with the official Java SDK; needs a Maven repository
	mvn -q -f tests/sdk/java/pom.xml compile dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/.cache/sdk/java/lib
	rm -rf .cache/sdk/java/classes && mv tests/sdk/java/target/classes .cache/sdk/java/classes

.cache:
	mkdir -p .cache/sdk .cache/tools

fmt:  ## Put the code in shape
	$(RUN) ruff format
	$(RUN) ruff check --fix

check:  ## Everything that needs no running: format, lint, types, imports
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) pyright
	$(RUN) lint-imports

test: setup  ## The suite; `make test ARGS='-k ledger'` for a part of it
	$(RUN) pytest $(ARGS)
	@echo 'Not among these: tests/diffusion, which need PyTorch. `make diffusion` installs it in $(DIFFUSION) and runs them.'

diffusion: setup $(DIFFUSION)/made  ## The suite of the diffusion engine: tiny random models, on the CPU
	$(DIFFUSION)/bin/pytest tests/diffusion tests/contract/test_engine.py $(ARGS)

# PyTorch first, and by pip: where pip knows of a build for the CPU it takes that. The rest in the versions of uv.lock.
$(DIFFUSION)/made: uv.lock scripts/torchvision_on_cpu.py | setup
	$(UV) run --locked python -m venv $(DIFFUSION)
	$(UV) export --locked --quiet --no-hashes --no-emit-project --all-extras -o $(DIFFUSION)/versions.txt
	$(DIFFUSION)/bin/pip install --quiet --no-deps -c $(DIFFUSION)/versions.txt torch
	$(DIFFUSION)/bin/pip install --quiet -c $(DIFFUSION)/versions.txt -e '.[diffusion,postgres]' pytest pytest-timeout hypothesis
	$(DIFFUSION)/bin/python scripts/torchvision_on_cpu.py
	touch $@

ocr: setup  ## Read the gallery's lettering back with tesseract, and print how much of it was read
	$(RUN) pytest -q tests/gallery/test_ocr.py

serve: setup  ## Run the service on port 8000 and show how to call it
	$(RUN) danqing serve --examples $(ARGS)

demo: setup  ## Draw and edit the puppies poster with the official SDK, into demo/
	$(RUN) python scripts/demo.py .cache/sdk/2.0.2/bin/python demo

gallery: setup  ## Render the gallery's prompts to a contact sheet
	$(RUN) python scripts/gallery.py

bench: setup  ## Print what the service can do on this machine
	$(RUN) python -m bench $(ARGS)

ci: setup check test diffusion  ## What .ci/run runs
