#!/usr/bin/env bash
# NA12878 over 12 kb of chr22 (contig q): all 14 GIAB variants must be found. A smoke test of seconds, also in ctest.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data tiny
reference=$data/tiny/q.fa
index=$(index_of "$reference" tiny)
vcf=$(call "$index" NA12878 "$work/tiny" "$data/tiny/NA12878.chr22.tiny.bam")
score_line "chr22 12 kb" norrsken "$data/tiny/NA12878.chr22.tiny.giab.vcf" "$vcf" --reference "$reference"
missed=$(python3 -B "$here/score.py" "$data/tiny/NA12878.chr22.tiny.giab.vcf" "$vcf" --reference "$reference" --list |
  grep '^FN' || true)
[ -z "$missed" ] || { echo "missed:"; echo "$missed"; exit 1; }
"$here/files.sh" "$work/tiny/NA12878" "$reference"
