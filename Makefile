# make run   sets up, plays the demo, and opens the window on it (or leaves pictures where there is no display)
# make test  sets up and runs the tests
# make build the program as a folder that needs no Python, into dist/fieldapp
# make guide copies the officers' guide and its pictures to where the program finds them
# make fuzz  fuzzes every reader of what others bring, MINUTES each (Linux; fetches atheris)
# make bench   every figure beside its floor, up to a million people, into docs/benchmarks.md
# make soak    eight hours of a hall at full speed, into the same
# make faults  kills, power cuts, full and failing disks (SHORT=1: two minutes), into docs/reliability.md
VENV ?= .venv
PY := $(VENV)/bin/python
DEMO ?= demo
READY := $(VENV)/.ready
FUZZ ?= .venv-fuzz
MINUTES ?= 3
TARGETS ?= a_list a_worksheet an_ods a_bundle some_events a_manifest an_archive an_update a_card \
  a_key_file a_search a_name

.PHONY: run test lint types check build bench soak faults pictures texts guide fuzz clean

run: $(READY)
	$(PY) -m ui.tour --run $(DEMO)

test: $(READY)
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n auto

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(READY)
	$(VENV)/bin/mypy

check: lint types test

bench: $(READY)
	QT_QPA_PLATFORM=offscreen $(PY) -m bench --table docs/benchmarks.md

soak: $(READY)
	QT_QPA_PLATFORM=offscreen $(PY) -m bench.soak --table docs/benchmarks.md

faults: $(READY)
	QT_QPA_PLATFORM=offscreen $(PY) -m tests.faults $(if $(SHORT),--times 240,--times 3000 --table docs/reliability.md)

build: $(VENV)/.ready-build
	$(PY) -m PyInstaller --noconfirm --log-level WARN --distpath dist \
	  --workpath build/pyinstaller build.spec

$(VENV)/.ready-build: $(READY)
	./setup-system build
	$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[build]"
	touch $@

pictures: $(READY)
	$(PY) -m ui.tour --pictures docs/pictures
	$(MAKE) guide

fuzz: $(FUZZ)/.ready
	for target in $(TARGETS); do \
	  $(FUZZ)/bin/python -m tests.fuzz $$target $(MINUTES) build/fuzz || exit 1; \
	done

$(FUZZ)/.ready: pyproject.toml constraints.txt constraints-fuzz.txt
	python3 -m venv $(FUZZ)
	$(FUZZ)/bin/python -m pip install --quiet --disable-pip-version-check \
	  -c constraints.txt -c constraints-fuzz.txt -e ".[dev,fuzz]"
	touch $@

texts: $(READY)
	$(PY) -m tests.texts update
	$(MAKE) guide

guide:
	mkdir -p resources/help/pictures
	cp docs/panduan-petugas.md docs/officers-guide.md resources/help/
	rm -f resources/help/pictures/*
	cd docs && cp $$(grep -oh "pictures/[a-z0-9-]*.png" panduan-petugas.md officers-guide.md | sort -u) \
	  ../resources/help/pictures/

$(READY): pyproject.toml constraints.txt setup-system
	./setup-system
	python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $(READY)

clean:
	rm -rf $(VENV) build dist *.egg-info
