#!/usr/bin/env bash
# What annotation and report add to a 30x germline run: genes, an allele source as dense as gnomAD (a record every four bases,
# made up where the sample's reads lie) and one as dense as ClinVar (every 100), the rules for rare diseases; CPU seconds with and
# without, in turn. Exit code 1 when they take more than a tenth of the annotated run.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data mini
need_programs art_illumina bcftools samtools bgzip tabix
reference=$data/mini/mini.GRCh38.fa.gz
index=$(index_of "$reference" mini)
fastq=$(platinum_reads 2x150_30x_s1 1 HSXt 150 420 80 30)
sources=$out/sources
if [ ! -e "$sources/annotation.toml" ]; then
  rm -rf "$sources.part" && mkdir -p "$sources.part"
  # shellcheck disable=SC2086  # a list of contigs
  samtools faidx "$reference" $platinum_contigs | python3 -B "$bench/dense_sources.py" "$sources.part"
  for name in frequencies clinical; do
    bgzip "$sources.part/$name.vcf"
    tabix -p vcf "$sources.part/$name.vcf.gz"
  done
  cp "$data/mini/genes.gff3" "$sources.part/"
  chmod -R u+w "$sources.part"
  rm -rf "$sources" && mv "$sources.part" "$sources"
fi
forget plain annotated
once() { ours "$1" "$2" --reads "$fastq/R1.fastq.gz" "$fastq/R2.fastq.gz" --sample NA12878 --threads 1 "${@:3}"; }
for round in $(seq "$rounds"); do
  # In either order: every second run of a virtual machine gets memory that its host has taken back.
  [ $((round % 2)) = 1 ] && once plain "$round"
  once annotated "$round" --annotation "$sources/annotation.toml"
  [ $((round % 2)) = 1 ] || once plain "$round"
done
python3 -B "$bench/annotation_share.py" "$out"
