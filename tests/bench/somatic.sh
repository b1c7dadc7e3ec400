#!/usr/bin/env bash
# Tumour 60x and normal 30x (5 Mb) to somatic and germline VCF, gVCF and QC, one thread, beside the peers' alignment
# alone: each aligner on the first 100,000 pairs of the tumour, scaled to all reads.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data mini
need_programs art_illumina bwa minimap2 samtools bcftools bgzip tabix
set_folder=$("$here/somatic.sh" --make purity50_s1 | tail -1)
reference=$data/mini/mini.GRCh38.fa.gz
index=$(index_of "$reference" mini)
forget somatic
for round in $(seq "$rounds"); do
  ours somatic "$round" "$set_folder/samples.csv" --assay wgs_tumour_normal --threads 1
done
part=$out/somatic_part
if [ ! -e "$part/bwa.tsv" ]; then
  mkdir -p "$part"
  plain=$part/reference.fa
  gzip -cdf "$reference" >"$plain"
  bwa index "$plain" 2>/dev/null
  for mate in 1 2; do
    file=$(sed -n 2p "$set_folder/samples.csv" | cut -d, -f$((5 + mate)))
    gzip -cd "$file" | awk 'NR <= 400000' | bgzip >"$part/R$mate.fastq.gz"
  done
  align() {
    python3 -B "$here/measure.py" "$part/$1.tsv" "$1" -- bash -c "set -euo pipefail
      $2 '$part/R1.fastq.gz' '$part/R2.fastq.gz' 2>/dev/null | samtools sort -o '$part/$1.bam' - 2>/dev/null"
  }
  align minimap2 "minimap2 -t1 -ax sr '$plain'"
  align bwa "bwa mem -t1 '$plain'"
  rm -f "$part"/*.bam
fi
python3 -B "$bench/report.py" somatic "$out"
