#!/usr/bin/env bash
# Hard variants: 3 Mb of three contigs with clusters, complex changes and long indels (draw_hard_variants.py), reads 30x by
# dwgsim, whose qualities are poor (about 20) and errors even. A set is named LENGTH_sSEED: 100 (1 % errors, insert 350),
# 150 (.4 %, 420) or 250 (1 %, 550). NBR1's array of copies on chr17 is in it: most of what is lost lies there.
# usage: hard_variants.sh [--peers] [SET...]   (default: 100_s1 150_s2 250_s3)
#   --peers: freebayes after bwa mem, and bcftools after minimap2, QUAL from 20 on, as well
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data mini
need_programs dwgsim bcftools bgzip tabix
peers=0
[ "${1:-}" = --peers ] && { peers=1; shift; need_programs bwa minimap2 samtools freebayes; }
sets=("$@")
[ $# -gt 0 ] || sets=(100_s1 150_s2 250_s3)
reference=$data/mini/mini.GRCh38.fa.gz
contigs="chr5_1000000 chr13_32000000 chr17_43000000"

# make_hard_reads FOLDER LENGTH SEED: R1.fastq.gz, R2.fastq.gz, truth.vcf.gz.
make_hard_reads() {
  local folder=$1 length=$2 seed=$3 errors insert sd haplotype mate
  case $length in
    100) errors=0.01 insert=350 sd=50 ;;
    150) errors=0.004 insert=420 sd=80 ;;
    250) errors=0.01 insert=550 sd=100 ;;
    *) echo "hard_variants.sh: no such read length: $length" >&2; return 2 ;;
  esac
  mkdir -p "$folder"
  # shellcheck disable=SC2086  # a list of words
  python3 -B "$here/draw_hard_variants.py" --reference "$reference" --contigs $contigs --seed "$seed" -o "$folder/drawn.vcf"
  # shellcheck disable=SC2086
  python3 -B "$here/apply_variants.py" --reference "$reference" --vcf "$folder/drawn.vcf" --contigs $contigs --name DRAWN \
    -o "$folder" >"$folder/apply.log"
  bcftools view --no-version "$folder/truth.vcf" -Oz -o "$folder/truth.vcf.gz"
  tabix -f -p vcf "$folder/truth.vcf.gz"
  for haplotype in 1 2; do
    dwgsim -z $((seed * 10 + haplotype)) -N -1 -C 15 -1 "$length" -2 "$length" -e $errors -E $errors -d $insert -s $sd -r 0 \
      -y 0.01 -o 1 -P "h$haplotype" "$folder/haplotype$haplotype.fa" "$folder/h$haplotype" 2>"$folder/dwgsim.log" >/dev/null
  done
  for mate in 1 2; do
    cat "$folder"/h[12].bwa.read$mate.fastq.gz | gzip -dc | paste - - - - >"$folder/mate$mate"
  done
  paste "$folder/mate1" "$folder/mate2" | shuf --random-source="$folder/drawn.vcf" >"$folder/pairs" 2>/dev/null ||
    paste "$folder/mate1" "$folder/mate2" >"$folder/pairs"  # too few random bytes: in the simulator's order
  cut -f1-4 "$folder/pairs" | tr '\t' '\n' | bgzip >"$folder/R1.fastq.gz"
  cut -f5-8 "$folder/pairs" | tr '\t' '\n' | bgzip >"$folder/R2.fastq.gz"
  rm -f "$folder"/h[12].* "$folder"/mate[12] "$folder/pairs" "$folder/truth.vcf"
}

index=$(index_of "$reference" mini)
for set in "${sets[@]}"; do
  folder=$work/reads/hard_$set
  make_once "$folder" make_hard_reads "${set%_s*}" "${set##*_s}"
  calls=$(call "$index" DRAWN "$work/hard_variants/$set" "$folder/R1.fastq.gz" "$folder/R2.fastq.gz")
  score_line "$set" norrsken "$folder/truth.vcf.gz" "$calls" --reference "$reference"
  "$norrsken" bench "$folder/truth.vcf.gz" "$calls" --reference "$reference" --explain >"$work/hard_variants/$set.bench.txt"
  [ $peers = 1 ] || continue
  score_peers "$set" "$reference" "$folder" "$work/peers/hard_$set"
done
echo "details of norrsken bench: $work/hard_variants/SET.bench.txt"
