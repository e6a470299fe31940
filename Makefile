.DEFAULT_GOAL := help
UV ?= uv
RUN := $(UV) run --locked

check:  ## Everything that needs no running: format, lint, types, imports
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) pyright
	$(RUN) lint-imports

fmt:  ## Put the code in shape
	$(RUN) ruff format
	$(RUN) ruff check --fix

test:  ## The suite; `make test ARGS='-k ledger'` for a part of it
	$(RUN) pytest $(ARGS)

.PHONY: check fmt test help
help:  ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12
