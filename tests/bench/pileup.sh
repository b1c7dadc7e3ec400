#!/usr/bin/env bash
# What 20,000x over 16,569 bases, as of a mitochondrion, adds to the 30x sample: the pile alone holds more reads than the
# sample here, in a genome of 3.1 Gbases it is one read in 300. Two threads, so that a block that one thread works on
# for long would show; with and without a limit on memory.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
sample_30x
pile=$out/pile
if [ ! -e "$pile/pile_L001_R2.fastq.gz" ]; then
  rm -rf "$pile"
  gzip -cdf "$reference" | awk 'NR == 1 { print substr($1, 2) "\t300000\t316569" }' >"$out/pile.bed"
  "$norrsken" simulate --reference "$reference" --targets "$out/pile.bed" --depth 20000 --sample pile --threads 2 \
    -o "$pile" >"$out/simulate.log"
fi
options=(--reads "$fastq/R1.fastq.gz" "$fastq/R2.fastq.gz" --sample NA12878 --threads 2)
lane=(--reads "$pile/pile_L001_R1.fastq.gz" "$pile/pile_L001_R2.fastq.gz")
forget plain piled piled_1G
for round in $(seq "$rounds"); do
  ours plain "$round" "${options[@]}"
  ours piled "$round" "${options[@]}" "${lane[@]}"
  ours piled_1G "$round" "${options[@]}" "${lane[@]}" --memory 1G
  same_results "piled.$round" "piled_1G.$round" || { echo "a limit of memory changed bytes: $out/differences.txt" >&2; exit 1; }
done
python3 -B "$bench/report.py" pileup "$out"
