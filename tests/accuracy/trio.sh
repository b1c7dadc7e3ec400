#!/usr/bin/env bash
# Trio: child, mother, father at 30x over 10 Mb by `norrsken simulate`, about 300 de novo variants. Recall of the de novo
# variants, false ones per 10 Mb, Mendelian violations among PASS records.
# usage: trio.sh [--make] [SEED...]
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=somatic_common.sh
. "$here/somatic_common.sh"
need_data mini
need_programs bgzip tabix python3
make_only=0
[ "${1:-}" = --make ] && { make_only=1; shift; }
seeds=("$@")
[ $# -gt 0 ] || seeds=(1)
reference=$data/mini/mini.GRCh38.fa.gz
mkdir -p "$work/trio"
for seed in "${seeds[@]}"; do
  set=$work/trio/trio_s$seed
  if [ ! -e "$set/simulate.json" ]; then
    rm -rf "$set"
    "$norrsken" simulate --reference "$reference" --contigs "chr1_10000000,chr3_10000000,chr4_105000000,chr13_32000000" \
      --trio --de-novo 300 --sample CHILD --seed "$seed" --threads 2 -o "$set" >"$work/trio/simulate.log"
  fi
  if [ $make_only = 1 ]; then echo "$set"; continue; fi
  output=$work/trio/runs/trio_s$seed
  call_case "$set" "$output" "$(index_of "$reference" mini)" --assay wgs
  mendel=$(python3 -B "$here/trio_score.py" "$output/CHILD/vcf/CHILD.germline.vcf.gz" "$set/de_novo_truth.vcf.gz" \
    --samples CHILD CHILD_mother CHILD_father -o "$output.de_novo.vcf")
  bgzip -f "$output.de_novo.vcf"
  tabix -f -p vcf "$output.de_novo.vcf.gz"
  "$norrsken" bench "$set/de_novo_truth.vcf.gz" "$output.de_novo.vcf.gz" --reference "$reference" \
    --confident "$set/truth.bed" --ignore-genotype --explain -o "$output.bench" >"$output.bench.txt"
  python3 -B "$here/somatic_line.py" "$output.bench/summary.json" "trio_s$seed de novo" --cpu "$output.cpu.tsv" \
    --need snv=.99 other=.99 per_mb=.1
  echo "trio_s$seed               $mendel"
  for member in CHILD CHILD_mother CHILD_father; do
    truth=$set/$member.truth.vcf.gz
    [ $member = CHILD ] && truth=$set/truth.vcf.gz
    score_line "trio_s$seed $member" norrsken "$truth" "$output/CHILD/vcf/$member.g.vcf.gz" --reference "$reference" \
      --bed "$set/truth.bed"
  done
done
[ $make_only = 1 ] || echo "details: $work/trio/runs"
