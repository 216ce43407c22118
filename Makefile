# make up: the whole system on this machine. make test: every check. The rest is below.
.PHONY: up down doctor logs test check bench lock clean
.SILENT:

PY := .venv/bin/python
BOOTSTRAP := deploy/local/bootstrap.sh

up:       ## start everything and stay until Ctrl-C; the data stay in .cabinet/
	$(BOOTSTRAP) && exec $(PY) -m localrun up --bound

down:     ## stop it from another console
	$(BOOTSTRAP) && exec $(PY) -m localrun down

doctor:   ## what is wrong, and what to do about it
	$(BOOTSTRAP) && exec $(PY) -m localrun doctor

logs:     ## follow the logs; P="identity billing.api" for some processes only
	$(BOOTSTRAP) && exec $(PY) -m localrun logs $(P)

check:    ## style, types and the layers
	$(BOOTSTRAP) dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy libs services deploy web tests bench
	.venv/bin/lint-imports

test: check  ## every check and every test
	$(PY) -m pytest

bench:    ## the measurements of docs/performance.md
	$(BOOTSTRAP) dev && exec $(PY) -m bench

lock:     ## lock requirements/*.in anew
	requirements/lock.sh

clean:    ## remove the local stack's data and the checks' caches
	if [ -x $(PY) ]; then $(PY) -m localrun down; fi
	rm -rf .cabinet .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
