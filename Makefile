# make          release build: build/release/norrsken
# make demo     install what is missing, build, simulate a small case, call it, print where its files are
# make test     install what is missing, build, run every test (what .ci/run calls)
# make test-accuracy   the accuracy tables on real and simulated data (NORRSKEN_TEST_DATA); some minutes
# make bench    speed: every kernel, and whole runs beside other programs; into tests/bench/results; half an hour
# make test-slurm      all tests on a throw-away Slurm of four nodes on this host, and on two hosts with a cable to cut; as root
# make deps | lint | format | install (PREFIX, DESTDIR) | clean
PRESET ?= release
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
BUILD := build/$(PRESET)
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

# Debian 12 packages; CONTRIBUTING.md gives the reason for each library.
BUILD_PACKAGES := g++ cmake ninja-build pkg-config libopenmpi-dev openmpi-bin libboost-program-options1.81-dev \
  libboost-json1.81-dev libboost-container1.81-dev libtbb-dev zlib1g-dev libfmt-dev libspdlog-dev libhts-dev \
  libdeflate-dev libisal-dev libzstd-dev libhwy-dev libtomlplusplus-dev libssl-dev catch2
TEST_PACKAGES := python3 python3-jsonschema samtools bcftools tabix chromium poppler-utils
LINT_PACKAGES := clang-format clang-tidy shellcheck
SLURM_PACKAGES := slurm-wlm munge iproute2
ACCURACY_PACKAGES := art-nextgen-simulation-tools dwgsim pirs pirs-profiles isal bwa minimap2 freebayes
BENCH_PACKAGES := libbenchmark-dev kmc

# Open MPI refuses root unless told otherwise, and more ranks than cores; both are usual in containers.
export OMPI_ALLOW_RUN_AS_ROOT := 1
export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM := 1
export OMPI_MCA_rmaps_base_oversubscribe := 1

.PHONY: all everything configure deps deps-lint deps-accuracy deps-bench demo test test-accuracy test-slurm deps-slurm bench lint format install clean
all: configure
	@cmake --build --preset $(PRESET) -j $(JOBS) --target norrsken
# With the tests, and every header compiled alone.
everything: configure
	@cmake --build --preset $(PRESET) -j $(JOBS) --target all header_check
configure:
	@cmake --preset $(PRESET) --log-level=WARNING || \
	  { echo "norrsken: configuring failed. Fix: make deps installs the Debian 12 packages that the build needs" >&2; exit 1; }

# Installs the words of $(1) that dpkg does not list as installed; silent and quick when nothing is missing.
define install_missing
	@missing=; for package in $(1); do \
	  dpkg-query -W -f='$${Status}\n' $$package 2>/dev/null | grep -q '^install ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing:$$missing"; \
	  $(SUDO) apt-get update -qq && \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	fi
endef
deps:
	$(call install_missing,$(BUILD_PACKAGES) $(TEST_PACKAGES))
deps-lint:
	$(call install_missing,$(LINT_PACKAGES))
deps-accuracy:
	$(call install_missing,$(ACCURACY_PACKAGES))
deps-slurm:
	$(call install_missing,$(SLURM_PACKAGES))

deps-bench: deps-accuracy
	$(call install_missing,$(BENCH_PACKAGES))

demo: deps
	@$(MAKE) --no-print-directory all
	$(BUILD)/norrsken demo

test: deps deps-slurm
	@$(MAKE) --no-print-directory everything
	ctest --preset $(PRESET) -j $(JOBS)

test-accuracy: deps deps-accuracy
	@$(MAKE) --no-print-directory all
	@cmake --build --preset $(PRESET) -j $(JOBS) --target calibration consequences
	tests/accuracy/all.sh

bench: deps deps-bench
	@$(MAKE) --no-print-directory all
	@cmake --build --preset $(PRESET) -j $(JOBS) --target bench_kernels
	tests/bench/all.sh

test-slurm: deps deps-slurm
	@$(MAKE) --no-print-directory all
	@failed=; for tests in slurm failures network; do \
	  NORRSKEN_TEST_SLURM=full python3 tests/slurm/$${tests}_test.py $(BUILD)/norrsken mpirun -v || failed="$$failed $${tests}_test.py"; \
	done; \
	[ -z "$$failed" ] || { echo "norrsken: failed:$$failed" >&2; exit 1; }

SOURCES = $(shell git ls-files '*.cpp' '*.hpp')
lint: deps-lint
	python3 tests/lint/check_includes.py .
	clang-format --dry-run --Werror $(SOURCES)
	shellcheck -S warning $(shell git ls-files '*.sh' .ci/run tests/accuracy/make_reads tests/accuracy/peer_calls slurm/norrsken.sbatch slurm/nightly.sbatch)
	@cmake --preset dev >/dev/null
	clang-tidy -quiet -p build/dev $(filter %.cpp,$(SOURCES))

format: deps-lint
	clang-format -i $(SOURCES)

install:
	@$(MAKE) --no-print-directory all
	DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(PREFIX)

clean:
	rm -rf build demo
