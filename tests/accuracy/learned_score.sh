#!/usr/bin/env bash
# Trains the score of somatic records on the sets of seed 1 (config/scores was made so) and judges sets that taught nothing
# by it: beside each, the same set judged by limits and hard filters.
# usage: learned_score.sh [MODEL.toml]    the model to write; without, it stays in the work folder
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=somatic_common.sh
. "$here/somatic_common.sh"
need_data mini
need_programs art_illumina bcftools bgzip tabix
somatic=$work/somatic
reference=$data/mini/mini.GRCh38.fa.gz
teaching=(purity{100,50,30,20}_s1 self_{tumor,normal}_s1 contaminated50_s1)
judged=(purity{100,50}_s2 purity30_s2)
held_out=chr21_22000000  # a contig without copies of its own
model=$(realpath -m "${1:-$work/score/wgs_tumour_normal.toml}")

"$here/somatic.sh" "${teaching[@]}" "${judged[@]}" | grep -v '^details'
mkdir -p "$work/score"
cd "$work/score"  # the model names its files as they are given here
files=()
for set in "${teaching[@]}"; do
  mkdir -p "$set"
  ln -sf "$somatic/sets/$set/somatic_truth.vcf.gz"{,.tbi} "$somatic/sets/$set/judged.bed" \
    "$somatic/runs/$set/TUMORCASE/vcf/TUMORCASE.somatic.vcf.gz"{,.tbi} "$set/"
  files+=("$set/somatic_truth.vcf.gz,$set/TUMORCASE.somatic.vcf.gz,$set/judged.bed")
done
index=$(index_of "$reference" mini)
"$norrsken" train -o "$model" --index "$index" --hold-out $held_out "${files[@]}"
for set in "${judged[@]}"; do
  call_case "$somatic/sets/$set" "$work/score/runs/$set" "$index" --assay wgs_tumour_normal --score "$model"
  somatic_line "$set, by score" "$somatic/sets/$set" "$work/score/runs/$set" "$reference" precision=.995 per_mb=.2
done
