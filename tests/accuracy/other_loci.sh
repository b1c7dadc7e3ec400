#!/usr/bin/env bash
# Other loci: 6 Mb of other contigs of the mini genome with drawn variants (SNVs 1/1000, indels 1/8000, half of which
# change a short tandem repeat), reads by art_illumina 2x150 30x, scored everywhere.
# usage: other_loci.sh [--simulate [--whole]] [SEED...]   (default seed: 1)
#   --simulate: variants and reads by `norrsken simulate` instead; --whole: on all 19 Mb of the other contigs
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data mini
own=0
contigs="chr1_10000000 chr4_105000000" prefix=simulated_s
[ "${1:-}" = --simulate ] && { own=1; shift; }
[ $own = 1 ] && [ "${1:-}" = --whole ] && {
  shift
  prefix=simulated_whole_s
  contigs="chr1_10000000 chr1_26000000 chr3_10000000 chr4_54000000 chr4_105000000 chr5_1000000 chr5_68000000"
  contigs="$contigs chr7_4000000 chr7_55000000 chr13_32000000 chr17_43000000"
}
[ $own = 1 ] || need_programs art_illumina bcftools bgzip tabix
seeds=("$@")
[ $# -gt 0 ] || seeds=(1)
reference=$data/mini/mini.GRCh38.fa.gz
index=$(index_of "$reference" mini)
for seed in "${seeds[@]}"; do
  if [ $own = 1 ]; then
    folder=$work/reads/$prefix$seed
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
