# make up: the whole system on this machine. make test: every check. The rest is below.
.PHONY: up down doctor logs test check bench lock clean compose-secrets kubernetes-tools
.SILENT:

PY := .venv/bin/python
BOOTSTRAP := deploy/local/bootstrap.sh
PORTAL := web/build.sh

up:       ## start everything and stay until Ctrl-C; the data stay in .cabinet/
	$(BOOTSTRAP) && $(PORTAL) && exec $(PY) -m localrun up --bound

down:     ## stop it from another console
	$(BOOTSTRAP) && exec $(PY) -m localrun down

doctor:   ## what is wrong, and what to do about it
	$(BOOTSTRAP) && exec $(PY) -m localrun doctor

logs:     ## follow the logs; P="identity billing.api" for some processes only
	$(BOOTSTRAP) && exec $(PY) -m localrun logs $(P)

check:    ## style, types and the layers
	$(BOOTSTRAP) dev && $(PORTAL)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy libs services deploy web tests bench
	.venv/bin/lint-imports
	cd web && npm run --silent check && npm run --silent test

test: check  ## every check and every test
	tests/browser/install-chromium.sh
	$(PY) -m pytest

bench:    ## the measurements of docs/performance.md
	$(BOOTSTRAP) dev && $(PORTAL) && exec $(PY) -m bench

lock:     ## lock requirements/*.in anew
	requirements/lock.sh

compose-secrets: ## draw what docker-compose.yml reads as secrets; what exists stays
	python3 deploy/docker/draw_secrets.py

kubernetes-tools: ## Helm and the schemas that the chart is checked with, into the user's cache
	$(BOOTSTRAP) dev && deploy/kubernetes/tools.sh

clean:    ## remove the local stack's data and the checks' caches
	if [ -x $(PY) ]; then $(PY) -m localrun down; fi
	rm -rf .cabinet .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
