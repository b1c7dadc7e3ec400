#!/usr/bin/env bash
# Other loci: 6 Mb of other contigs of the mini genome with drawn variants (SNVs 1/1000, indels 1/8000, half of which
# change a short tandem repeat), reads by art_illumina 2x150 30x, scored everywhere.
# usage: other_loci.sh [SEED...]   (default: 1; --simulate: variants and reads by `norrsken simulate` instead)
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data mini
own=0
[ "${1:-}" = --simulate ] && { own=1; shift; }
[ $own = 1 ] || need_programs art_illumina bcftools bgzip tabix
seeds=("$@")
[ $# -gt 0 ] || seeds=(1)
reference=$data/mini/mini.GRCh38.fa.gz
index=$(index_of "$reference" mini)
contigs="chr1_10000000 chr4_105000000"
for seed in "${seeds[@]}"; do
  if [ $own = 1 ]; then
    folder=$work/reads/simulated_s$seed
    if [ ! -e "$folder/simulate.json" ]; then
      rm -rf "$folder"
      "$norrsken" simulate --reference "$reference" --contigs "${contigs// /,}" --seed "$seed" --sample DRAWN \
        -o "$folder" >"$work/simulate.log"
    fi
    files=("$folder/DRAWN_L001_R1.fastq.gz" "$folder/DRAWN_L001_R2.fastq.gz") bed=(--bed "$folder/truth.bed") confident=(--confident "$folder/truth.bed")
  else
    vcf=$work/reads/drawn_s$seed.vcf
    mkdir -p "$work/reads"
    # shellcheck disable=SC2086  # a list of words
    [ -e "$vcf" ] || python3 -B "$here/draw_variants.py" --reference "$reference" --contigs $contigs --seed "$seed" -o "$vcf"
    folder=$(reads_of "other_loci_s$seed" --reference "$reference" --vcf "$vcf" --contigs "$contigs" --name DRAWN --seed "$seed")
    files=("$folder/R1.fastq.gz" "$folder/R2.fastq.gz") bed=() confident=()
  fi
  name=$(basename "$folder")
  calls=$(call "$index" DRAWN "$work/other_loci/$name" "${files[@]}")
  score_line "$name" norrsken "$folder/truth.vcf.gz" "$calls" --reference "$reference" "${bed[@]}"
  # Without what stands twice in the genome over the length of a fragment: no reads can tell the copies apart.
  if [ $own = 1 ]; then
    score_line "$name, not duplicated" norrsken "$folder/truth.vcf.gz" "$calls" --reference "$reference" \
      --bed "$folder/strata/not_duplicated.bed"
  fi
  "$norrsken" bench "$folder/truth.vcf.gz" "$calls" --reference "$reference" "${confident[@]}" --explain >"$work/other_loci/$name.bench.txt"
done
echo "details of norrsken bench: $work/other_loci/SET.bench.txt"
