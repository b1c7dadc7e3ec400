#!/usr/bin/env bash
# Mapping confidence against where the reads really came from: 2x150, 2x100 and 2x75 reads of a synthetic genome with
# repeat families, tandem repeats and segmental duplications. Observed errors must lie within a factor of 2 of the
# expected ones from 10 to 40.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
[ -x "$root/build/release/tests/accuracy/calibration" ] || { echo "build it first: make test-accuracy, or cmake --build --preset release --target calibration" >&2; exit 1; }
folder=$work/calibration
for length in 150 100 75; do
  set=$folder/reads_$length
  if [ ! -e "$set/DONE" ]; then
    rm -rf "$set" && mkdir -p "$set"
    "$norrsken" simulate --synthetic-bases 20M --depth 20 --read-length $length --duplicates 0 --seed 11 --sample SIM \
      -o "$set" >"$folder/simulate_$length.log"
    touch "$set/DONE"
  fi
  index=$(index_of "$set/genome.fa" synthetic)
  echo "2x$length:"
  "$root/build/release/tests/accuracy/calibration" "$index" "$set/SIM_L001_R1.fastq.gz" "$set/SIM_L001_R2.fastq.gz"
done
