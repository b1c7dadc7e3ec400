#!/usr/bin/env bash
# Others' tools accept every file written: bcftools view, norm --check-ref e, stats, index queries; htsfile; python's json.
# usage: files.sh CASE_FOLDER REFERENCE   (default: a run on the real chr20 data)
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_programs bcftools samtools tabix
if [ $# -eq 2 ]; then
  folder=$1 reference=$2
else
  need_data chr20
  reference=$data/chr20/ucsc.hg19.chr20.unittest.fasta.gz
  index=$(index_of "$reference" chr20)
  call "$index" NA12878 "$work/files" "$data/chr20/NA12878.R1.fastq.gz" "$data/chr20/NA12878.R2.fastq.gz" >/dev/null
  folder=$work/files/NA12878
fi
for vcf in "$folder"/vcf/*.vcf.gz; do
  bcftools view "$vcf" >/dev/null
  bcftools norm --check-ref e -f "$reference" "$vcf" 2>"$work/norm.log" >/dev/null || { cat "$work/norm.log"; exit 1; }
  case $vcf in
    *.g.vcf.gz) ;;
    *) moved=$(awk '/total\/split\/realigned\/skipped/ { split($NF, n, "/"); print n[3] }' "$work/norm.log")
       [ "${moved:-0}" = 0 ] || { echo "$vcf: bcftools norm moves $moved records: not left-aligned"; exit 1; } ;;
  esac
  bcftools stats -F "$reference" "$vcf" >/dev/null
  [ -e "$vcf.tbi" ] || { echo "$vcf: no index"; exit 1; }
  contig=$(bcftools index -s "$vcf" | head -1 | cut -f1)
  records=$(bcftools view -H "$vcf" | awk -v c="$contig" '$1 == c' | wc -l)
  [ "$(tabix "$vcf" "$contig" | wc -l)" = "$records" ] || { echo "$vcf: the index does not find all of $contig"; exit 1; }
  echo "accepted: $vcf ($(bcftools view -H "$vcf" | wc -l) records)"
done
find "$folder" -name '*.bam' -print0 | xargs -0 -r samtools quickcheck -v
for json in "$folder"/qc/*.json "$folder"/provenance.json; do python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$json"; done
echo "accepted: all JSON of $folder"
