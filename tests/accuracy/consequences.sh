#!/usr/bin/env bash
# Consequences beside bcftools csq: 20,000 random SNVs in and around the 13 genes of mini, each transcript compared and every
# difference judged; then how many variants a second one core annotates, with sources that have a record every four and every hundred
# bases. Fails when a difference is not explained.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data mini/genes.gff3
need_programs bcftools bgzip tabix
program=$root/build/release/tests/accuracy/consequences
[ -x "$program" ] || { echo "build it first: make test-accuracy, or cmake --build --preset release --target consequences" >&2; exit 1; }
folder=$work/consequences
mkdir -p "$folder"
gunzip -c "$data/mini/mini.GRCh38.fa.gz" >"$folder/ref.fa"
python3 "$here/consequences.py" draw "$data/mini/genes.gff3" "$folder/ref.fa" 20000 >"$folder/snvs.vcf"
bcftools csq -l -f "$folder/ref.fa" -g "$data/mini/genes.gff3" "$folder/snvs.vcf" >"$folder/csq.vcf" 2>"$folder/csq.log"
"$program" "$data/mini/genes.gff3" "$folder/ref.fa" "$folder/snvs.vcf" >"$folder/ours.tsv"
python3 "$here/consequences.py" compare "$folder/csq.vcf" "$folder/ours.tsv"
if [ ! -e "$folder/clinical.vcf.gz.tbi" ]; then
  python3 -B "$here/../bench/dense_sources.py" "$folder" <"$folder/ref.fa"
  for name in frequencies clinical; do
    bgzip -f "$folder/$name.vcf"
    tabix -f -p vcf "$folder/$name.vcf.gz"
  done
fi
"$program" "$data/mini/genes.gff3" "$folder/ref.fa" --random 5000000 "$folder/frequencies.vcf.gz" "$folder/clinical.vcf.gz"
