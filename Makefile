# What a person types here. Works with any make and any sh, on Linux and macOS; needs Python 3.11 or later.
#   make demo PYTHON=python3.13   uses another Python

PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
# Options for pytest, for instance: make test TESTS="tests/flow -x"
TESTS =
# For make mutate: the modules to change, and the tests that ought to notice; those of optout verify unless told.
EVIDENCE = automation/optout/evidence
MODULES = $(addprefix $(EVIDENCE)/,$(addprefix verify/,sealed.py contradictions.py reading.py checked.py summary.py) folder.py)
NOTICED_BY = $(addprefix tests/evidence/,test_redaction.py test_bag_writing.py test_manifest.py \
	test_tampering.py test_verify_record.py test_hostile_folder.py test_contradictions.py)
# What keeps a send from happening twice and from being told falsely, and the tests that ought to notice.
SENDING = $(addprefix automation/optout/,run/request_policy.py run/submitted_values.py run/code_field.py run/verdict.py journal.py outcome.py flow/words.py flow/statements.py browser/requests.py)
SENDING_TESTS = tests/run/test_request_policy.py tests/run/test_submitted_values.py tests/run/test_verdict.py tests/run/test_verdict_settings.py \
	tests/test_journal.py tests/test_journal_file.py tests/test_outcome.py \
	tests/browser/test_requests.py tests/flow/test_words.py tests/flow/test_statements.py

# For make unseen: see make unseen UNSEEN=--help; with SYSTEMS=1 it plays forms built with other people's libraries
UNSEEN =
SYSTEMS =
# For make documents: which flows or cases, as in make documents DOCUMENTS="x facebook/received-en --language de"
DOCUMENTS =
# For make density: folders of other people's code, such as that of pytest
FOLDERS =
# For make bench: help, replay, cases, live
BENCH =

SAY = sh tools/say.sh
INSTALL = sh tools/install.sh
# Nothing is compiled for a person; dkimpy is published as source alone, in Python.
WHEELS = --only-binary :all: --no-binary dkimpy
ITSELF = $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
LOCK = $(BIN)/uv pip compile --system-certs --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

.PHONY: help demo test faults nightly documents check words bare bench density unseen mutate mutatesend pictures dist release audit lock clean

help: ## show this
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

demo: $(VENV)/.runtime $(VENV)/.browser ## carry one objection through saved pages, and print where its record is; gets a browser where there is none
	@$(BIN)/optout replay facebook

# Many tests start the program: compiled once, it starts a sixth sooner, also where Python may keep nothing.
COMPILED = $(BIN)/python -m compileall -q automation

# Tests, and Playwright's driver, are compiled once too, not anew by each of those that run them.
KEEP = PYTHONDONTWRITEBYTECODE= NODE_COMPILE_CACHE="$$PWD/$(VENV)/driver"

# Four at a time also on two cores: much of a test is waiting for a page. In memory, where there is room.
PYTEST = $(KEEP) TMPDIR=$$(sh tools/tmpdir.sh) $(BIN)/python -m pytest -n 4 --dist worksteal

# conftest.py says what of a folder and of a flow is played by which of these three; a test that is slow says so itself.
test: $(VENV)/.dev $(VENV)/.headed ## run every quick test, and of each flow one case that succeeds and one that fails
	@$(COMPILED)
	@$(PYTEST) -m "not faults and not nightly" $(TESTS)

# The page is written from the cases; each case then fails if it sees anything else.
faults: $(VENV)/.dev $(VENV)/.headed ## carry out whole runs under every fault, play the other cases of flows and what is slow
	@$(COMPILED)
	@$(PYTEST) -m faults $(TESTS)

nightly: $(VENV)/.dev $(VENV)/.headed $(VENV)/.apps ## object at other people's applications, on made-up forms and on those of other people's libraries
	@$(COMPILED)
	@$(PYTEST) -m nightly $(TESTS)

# Half an hour on two cores. make test and make faults play each case in one language, and check it in all three.
documents: $(VENV)/.dev $(VENV)/.browser ## play every case in three languages, and check START-HERE against the record
	@$(BIN)/python -m tools.check_documents $(DOCUMENTS)

check: $(VENV)/.dev ## lint, format, types and flow files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/optout flows check --no-replay

words: $(VENV)/.dev ## bring the French and German catalogues up to date and compile them; says what lacks a translation
	@$(BIN)/python -m tools.words

# BARE: demo, user, mirror, test or pipx, or several in quotes; tools/bare.sh says what each does. The last commit is played.
BARE = demo
bare: ## make a bare Debian and see make demo succeed in it, alone; BARE=test: make test; needs Linux and root
	@sh tools/bare.sh $(BARE)

bench: $(VENV)/.dev $(VENV)/.browser ## measure against a bare Playwright script and a bare Typer program
	@$(BIN)/python -m tools.bench $(BENCH)

density: $(VENV)/.dev ## count what a reader meets in a line and in a function; FOLDERS="..." measures others beside the program
	@$(BIN)/python -m tools.density $(FOLDERS)

unseen: $(VENV)/.dev $(VENV)/.browser ## play made-up forms in 24 languages and report; UNSEEN="--seed TEXT --pages N --only SEED:NUMBER"
	@$(BIN)/python -m $(if $(SYSTEMS),tests.systems,tests.unseen) $(UNSEEN)

mutate: $(VENV)/.dev ## change the program in small ways and show what no test notices: MODULES=... NOTICED_BY=...
	@$(BIN)/python -m tools.mutate $(MODULES) --tests $(NOTICED_BY)

# No test of these opens a page: minutes a module, with a temporary folder in memory for the journal.
# One at a time: TMPDIR=/dev/shm make mutatesend SENDING=automation/optout/journal.py
# The rest of the send takes hours: make mutatesend SENDING=automation/optout/run/submission.py SENDING_TESTS=tests/run
mutatesend: $(VENV)/.dev ## the same for all that keeps a send from happening twice or being told falsely
	@$(BIN)/python -m tools.mutate $(SENDING) --tests $(SENDING_TESTS)

pictures: $(VENV)/.dev $(VENV)/.browser ## draw README's pictures anew, from a replay
	@$(BIN)/python -m tools.pictures

dist: $(VENV)/.dev ## build wheel, sdist and the list of what the program needs into dist/, the same bytes every time
	@$(BIN)/python -m tools.release

release: $(VENV)/.dev $(VENV)/.browser ## build the last commit twice, compare, look inside, install and use each package
	@$(BIN)/python -m tools.check_release

# Asks a service on the internet. Without --strict a package that the service was not asked about counts as a good one.
audit: $(VENV)/.audit ## ask whether a weakness is known in what is pinned
	@$(VENV)/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

lock: $(VENV)/.dev ## pin the newest dependencies that pyproject.toml allows
	@$(LOCK) --upgrade --group pyproject.toml:uv --output-file requirements-uv.lock
	@$(LOCK) --upgrade pyproject.toml --group build --output-file requirements.lock
	@$(LOCK) --upgrade pyproject.toml --group dev --constraints requirements.lock --constraints requirements-uv.lock --output-file requirements-dev.lock
	@$(LOCK) --upgrade --group pyproject.toml:audit --output-file requirements-audit.lock
	@$(LOCK) --upgrade --group pyproject.toml:apps --output-file requirements-apps.lock

clean: ## remove what make and the tests made here; not your records
	@rm -rf $(VENV) build dist test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find automation tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# They are compiled as the program is installed.
WORDS = automation/optout/locale/fr.po automation/optout/locale/de.po

# Each of these files says that a step is done; a changed lock file makes it due again.

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  $(SAY) 'error: $(PYTHON) is not there; install Python 3.11 or later' \
	    'erreur : $(PYTHON) est introuvable ; installez Python 3.11 ou plus récent' \
	    'Fehler: $(PYTHON) ist nicht da; installieren Sie Python 3.11 oder neuer'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  older=$$($(PYTHON) --version 2>&1); \
	  $(SAY) "error: Python 3.11 or later is needed, and this is older: $$older" \
	    "erreur : il faut Python 3.11 ou plus récent, et celui-ci est plus ancien : $$older" \
	    "Fehler: Python 3.11 oder neuer wird gebraucht, und dieses ist älter: $$older"; \
	  $(SAY) 'hint: name another one, for instance: make demo PYTHON=python3.13' \
	    'conseil : indiquez-en un autre, par exemple : make demo PYTHON=python3.13' \
	    'Hinweis: nennen Sie ein anderes, zum Beispiel: make demo PYTHON=python3.13'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  $(SAY) 'error: $(PYTHON) cannot make virtual environments' \
	    'erreur : $(PYTHON) ne sait pas créer d’environnement virtuel' \
	    'Fehler: $(PYTHON) kann keine virtuelle Umgebung anlegen'; \
	  $(SAY) 'hint: on Debian and Ubuntu: sudo apt-get install python3-venv' \
	    'conseil : sous Debian et Ubuntu : sudo apt-get install python3-venv' \
	    'Hinweis: unter Debian und Ubuntu: sudo apt-get install python3-venv'; exit 1; }
	@$(SAY) 'Making a virtual environment in $(VENV)' 'Création d’un environnement virtuel dans $(VENV)' \
	  'Eine virtuelle Umgebung wird in $(VENV) angelegt'
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements-uv.lock requirements.lock pyproject.toml $(WORDS)
	@$(SAY) 'Installing the pinned dependencies' 'Installation des dépendances épinglées' \
	  'Die festgelegten Abhängigkeiten werden installiert'
	@$(INSTALL) $(VENV) requirements.lock $(WHEELS)
	@$(ITSELF)
	@touch $@

# Not only wheels: bagit is published as source alone, and some tools have no wheel for older Macs.
$(VENV)/.dev: $(VENV)/.made requirements-uv.lock requirements-dev.lock pyproject.toml $(WORDS)
	@$(SAY) 'Installing the pinned dependencies and what the tests need' \
	  'Installation des dépendances épinglées et de ce qu’il faut aux tests' \
	  'Die festgelegten Abhängigkeiten und was die Tests brauchen werden installiert'
	@$(INSTALL) $(VENV) requirements-dev.lock
	@$(ITSELF)
	@touch $@ $(VENV)/.runtime

# Environments of their own, named after their groups: what they bring nothing else needs.
$(VENV)/.audit $(VENV)/.apps: $(VENV)/.%: $(VENV)/.made requirements-uv.lock requirements-%.lock
	@$(PYTHON) -m venv --clear $(VENV)/$*
	@$(INSTALL) $(VENV)/$* requirements-$*.lock
	@touch $@

$(VENV)/.browser: $(VENV)/.runtime
	@$(BIN)/optout install
	@touch $@

$(VENV)/.headed: $(VENV)/.dev
	@$(BIN)/python -m tools.test_packages
	@$(BIN)/optout install
	@touch $@ $(VENV)/.browser
