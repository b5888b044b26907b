# Everything a person or a machine does with this project; `make help` lists it.
# What is set up once is remembered by .ok files and done again only when its list has changed.

PORT ?= 8000
REGION ?= lueneburg
ARGS ?=
VERSIONS ?= 3.11 3.12 3.13 3.12+6.0
CHROMIUM ?= /usr/bin/chromium
export CHROMIUM

PY := .venv/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes
LOCK := .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev compiled run test test-pg test-browser check check-units check-nginx check-clamav check-cache check-container try-install sbom bench scale lighthouse drill upgrades keep-state test-versions faults fix messages lock screenshots walk

help: ## Diese Übersicht
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

run: setup ## Das Portal mit den Daten der Region: PORT=8000 REGION=lueneburg
	@DEBUG=true REGION=$(REGION) PORTAL_URL=http://127.0.0.1:$(PORT) $(PY) manage.py serve --port $(PORT)

test: setup-dev ## Alle Tests, die weder Browser noch Datenbankserver brauchen
	@$(PY) -m pytest -n auto --dist worksteal $(ARGS)

test-pg: setup-dev ## Dieselben Tests auf einem PostgreSQL, das nur dafür lebt
	@$(PY) tests/with_postgres.py $(PY) -m pytest -n auto --dist worksteal $(ARGS)

test-browser: setup-dev ## Die Wege durch das Portal in Chromium
	@test -x "$(CHROMIUM)" || { echo "Chromium fehlt: $(CHROMIUM). Unter Debian: apt-get install chromium; sonst make test-browser CHROMIUM=/pfad/zum/chromium" >&2; exit 1; }
	@$(PY) -m pytest -m browser -n auto --dist worksteal --nomigrations tests/browser $(ARGS)

check: setup-dev ## Stil, Vorlagen, Einstellungen für den Betrieb, fehlende Migrationen
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@.venv/bin/djlint --lint --quiet templates
	@DEBUG=true $(PY) manage.py makemigrations --check --dry-run
	@DEBUG=false SECRET_KEY=$$(head -c 48 /dev/urandom | base64 -w0) ALLOWED_HOSTS=portal.example PORTAL_URL=https://portal.example OPERATOR_EMAILS=betrieb@portal.example VAR_DIR=$$(mktemp -d) $(PY) manage.py check --deploy --fail-level WARNING

check-units: setup-dev ## Lässt systemd die Dienste in deploy/ prüfen
	@command -v systemd-analyze >/dev/null || { echo "systemd-analyze fehlt. Unter Debian: apt-get install systemd" >&2; exit 1; }
	@$(PY) -m pytest -q -m systemd tests/house/test_deploy.py

check-nginx: setup-dev ## Lässt nginx die Seite in deploy/ prüfen und vor dem Portal laufen
	@command -v nginx >/dev/null || { echo "nginx fehlt. Unter Debian: apt-get install nginx libnginx-mod-http-brotli-static" >&2; exit 1; }
	@$(PY) -m pytest -q -m nginx -n0 tests/running/test_proxy.py

check-clamav: setup-dev ## Lädt hoch, während ein echter Virenscanner läuft, steht und wiederkommt
	@test -x "$$(command -v clamd || echo /usr/sbin/clamd)" || { echo "clamd fehlt. Unter Debian: apt-get install clamav-daemon" >&2; exit 1; }
	@$(PY) -m pytest -q -m clamav -n0 tests/running/test_clamav.py

check-cache: setup-dev ## Prüft den gemeinsamen Zwischenspeicher an einem echten redis-server
	@command -v redis-server >/dev/null || { echo "redis-server fehlt. Unter Debian: apt-get install redis-server" >&2; exit 1; }
	@$(PY) -m pytest -q -m redis -n0 tests/base/test_shared_cache.py

check-container: setup-dev ## Prüft compose.yaml, führt das Containerfile in sauberen Ordnern aus und startet die Dienste (als root)
	@$(PY) -m tests.deploying.container

try-install: setup-dev ## Folgt docs/install.md in einem sauberen Debian, Befehl für Befehl, mit Zeiten (als root)
	@$(PY) -m tests.deploying.guide

bench: setup-dev ## Misst das Portal neben nackten Ansichten, auf SQLite und auf PostgreSQL
	@failed=0; for names in $(if $(ARGS),'$(ARGS)','' growth); do \
		$(PY) -m tests.bench $$names || failed=1; \
		$(PY) tests/with_postgres.py --durable $(PY) -m tests.bench $$names || failed=1; \
	done; exit $$failed

scale: setup ## Spielt mehrere Rechner auf einem: nginx, PgBouncer, Valkey, S3; beendet ein Portal und den Zwischenspeicher im Lauf
	@test -x var/scale/portal/bin/gunicorn || { python3 -m venv var/scale/portal && var/scale/portal/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements-shared.txt; }
	@test -x var/scale/moto/bin/moto_server || { python3 -m venv var/scale/moto && var/scale/moto/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements-scale.txt; }
	@var/scale/portal/bin/python -m tests.scale

drill: setup-dev ## Sichert eine volle Region und spielt sie ein: SQLite, PostgreSQL und zurück (einige Minuten)
	@$(PY) tests/with_postgres.py $(PY) -m tests.drill $(ARGS)

upgrades: setup-dev ## Bringt jeden früheren Stand in tests/upgrades auf heute, auf SQLite und auf PostgreSQL (einige Minuten)
	@$(PY) -m tests.upgrades.prove $(ARGS)
	@$(PY) tests/with_postgres.py $(PY) -m tests.upgrades.prove $(ARGS)

keep-state: setup-dev ## Hebt den Stand dieser Fassung für künftige auf: NAME=1.0
	@test -n "$(NAME)" || { echo "Unter welchem Namen? Zum Beispiel: make keep-state NAME=1.0" >&2; exit 1; }
	@$(PY) -m tests.upgrades.keep $(NAME)
	@$(PY) tests/with_postgres.py $(PY) -m tests.upgrades.keep $(NAME)

test-versions: setup-dev ## Tests auf anderen Fassungen von Python und Django: VERSIONS="3.13 3.12+6.0" ARGS="tests/base"
	@$(PY) -m tests.versions "$(VERSIONS)" $(ARGS)

faults: setup-dev ## Tut einem laufenden Portal den Katalog der Störungen an, auf SQLite und auf PostgreSQL (lange)
	@$(PY) -m tests.faults $(ARGS)

lighthouse: ## Lighthouse auf dem Profil eines Telefons, für eine Seite eines laufenden Portals: URL=http://…
	@test -n "$(URL)" || { echo "Welche Seite? Zum Beispiel: make lighthouse URL=http://127.0.0.1:8000/akteure/" >&2; exit 1; }
	@mkdir -p var/lighthouse
	@test -x var/lighthouse/node_modules/.bin/lighthouse || PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix var/lighthouse --ignore-scripts --silent lighthouse@12.8.2
	@CHROME_PATH="$(CHROMIUM)" var/lighthouse/node_modules/.bin/lighthouse "$(URL)" --quiet --output=json --output=html --output-path=var/lighthouse/seite --only-categories=performance,accessibility,best-practices,seo --chrome-flags="--headless=new --no-sandbox --disable-gpu" $(ARGS)
	@$(PY) -c 'import json; [print(part["id"], round(part["score"] * 100)) for part in json.load(open("var/lighthouse/seite.report.json"))["categories"].values()]'

walk: setup-dev ## Geht jede Seite in Chromium ab und nennt Barrieren (lange): ARGS="--region ludwigsburg --blick zwang"
	@$(PY) -m tests.walk $(ARGS)

fix: setup-dev ## Bringt Python in die Form, die check verlangt
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

sbom: setup ## Schreibt die Stücklisten des Betriebs nach var/sbom (CycloneDX): python.json, npm.json
	@rm -rf var/sbom && mkdir -p var/sbom
	@$(PY) -m venv var/sbom/runtime && var/sbom/runtime/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@$(PY) -m venv var/sbom/tool && var/sbom/tool/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements-sbom.txt
	@var/sbom/tool/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-format JSON -o var/sbom/python.json var/sbom/runtime/bin/python
	@PATH="$$PATH:$(CURDIR)/.venv/bin" npm sbom --sbom-format cyclonedx --omit dev --package-lock-only >var/sbom/npm.json
	@rm -rf var/sbom/runtime var/sbom/tool && ls var/sbom/*.json

messages: setup-dev ## Bringt die Übersetzungen in locale/ auf den Stand der Quelle und übersetzt sie für Django
	@$(PY) -m tests.messages

lock: setup-dev ## Schreibt die Listen der Pakete neu (UPGRADE=--upgrade hebt Versionen)
	@$(LOCK) $(UPGRADE) pyproject.toml -o requirements.txt
	@$(LOCK) $(UPGRADE) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	@cp requirements.txt requirements-shared.txt && $(LOCK) pyproject.toml --extra shared -o requirements-shared.txt
	@$(LOCK) $(UPGRADE) --group node -o requirements-node.txt
	@$(LOCK) $(UPGRADE) --group sbom -o requirements-sbom.txt
	@$(LOCK) $(UPGRADE) --group scale -o requirements-scale.txt

screenshots: setup-dev ## Nimmt die Bilder in docs/screenshots neu auf
	@$(PY) -m tests.browser.screenshots

setup: .venv/.ok node_modules/.ok static-built/editor.js compiled
setup-dev: .venv/.ok-dev node_modules/.ok static-built/editor.js compiled

# The portal's user may write nothing beside the program, so each start would read all of it as source (docs/adr/0367).
compiled: .venv/.ok
	@$(PY) -m compileall -q accounts actors bildungsregion documents events funding pages projects

.venv/.ok: requirements.txt
	@echo "Python-Pakete werden eingerichtet …"
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			test -x $(PY) || $$python -m venv .venv || { echo "Die virtuelle Umgebung ließ sich nicht anlegen. Unter Debian fehlt meist: apt-get install python3-venv" >&2; exit 1; }; \
			exit 0; \
		fi; \
	done; echo "Das Portal braucht Python 3.11 oder neuer; gefunden wurde: $$(python3 --version 2>&1 || echo keines)." >&2; exit 1
	@$(PIP) -r requirements.txt || { echo "Die Python-Pakete ließen sich nicht installieren; der Grund steht darüber. Ist das Netz erreichbar?" >&2; exit 1; }
	@touch $@

.venv/.ok-dev: requirements-dev.txt .venv/.ok
	@echo "Werkzeuge für Tests und Prüfungen werden eingerichtet …"
	@$(PIP) -r requirements-dev.txt || { echo "Die Werkzeuge ließen sich nicht installieren; der Grund steht darüber." >&2; exit 1; }
	@touch $@

# The design system is served as its makers publish it, the editor of texts is put together below; a machine without npm gets npm from a wheel.
node_modules/.ok: package-lock.json package.json .npmrc | .venv/.ok
	@echo "Das Gestaltungssystem KERN und die Bausteine des Texteditors werden geholt …"
	@command -v npm >/dev/null || $(PIP) -r requirements-node.txt
	@PATH="$$PATH:$(CURDIR)/.venv/bin" npm ci --ignore-scripts --silent || { echo "Die Pakete aus package.json ließen sich nicht mit npm holen. Ist das Netz erreichbar?" >&2; exit 1; }
	@touch $@

static-built/editor.js: $(wildcard editor/*) node_modules/.ok
	@mkdir -p $(@D)
	@PATH="$$PATH:$(CURDIR)/.venv/bin" node editor/build.mjs || { echo "Der Texteditor ließ sich nicht zusammensetzen; der Grund steht darüber." >&2; exit 1; }
	@touch $@
