#!/usr/bin/env bash
# NA12878's Platinum variants on 2 Mb of chr21, reads by art_illumina, index of the whole mini genome, scored inside
# NA12878_platinum.clean.bed by score.py and by `norrsken bench`.
# usage: platinum.sh [--peers] [SET...]   SET = 2x150_30x|2x150_15x|2x150_60x|2x100_30x|2x250_30x, then _sSEED
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data mini
need_programs art_illumina bcftools bgzip tabix
peers=0
[ "${1:-}" = --peers ] && { peers=1; shift; need_programs bwa freebayes minimap2; }
sets=("$@")
[ $# -gt 0 ] || sets=(2x150_30x_s1 2x150_30x_s2 2x100_30x_s1 2x250_30x_s1 2x150_15x_s1 2x150_60x_s1)

reference=$data/mini/mini.GRCh38.fa.gz
bed=$data/mini/NA12878_platinum.clean.bed
index=$(index_of "$reference" mini)
for set in "${sets[@]}"; do
  seed=${set##*_s}
  depth=${set#*_}; depth=${depth%%x_*}
  case $set in
    2x150_*) folder=$(platinum_reads "$set" "$seed" HSXt 150 420 80 "$depth") ;;
    2x100_*) folder=$(platinum_reads "$set" "$seed" HS25 100 320 60 "$depth") ;;
    2x250_*) folder=$(platinum_reads "$set" "$seed" MSv3 250 550 100 "$depth") ;;
    *) echo "platinum.sh: no such set: $set" >&2; exit 2 ;;
  esac
  vcf=$(call "$index" NA12878 "$work/platinum/$set" "$folder/R1.fastq.gz" "$folder/R2.fastq.gz")
  score_line "$set" norrsken "$folder/truth.vcf.gz" "$vcf" --reference "$reference" --bed "$bed"
  "$norrsken" bench "$folder/truth.vcf.gz" "$vcf" --reference "$reference" --confident "$bed" --explain \
    -o "$work/platinum/$set/bench" >"$work/platinum/$set.bench.txt"
  if [ $peers = 1 ]; then
    for peer in freebayes bcftools; do
      calls=$("$here/peer_calls" "$peer" "$reference" "$folder" "$work/peers/$set")
      score_line "$set" "$peer" "$folder/truth.vcf.gz" "$calls" --reference "$reference" --bed "$bed"
    done
  fi
done
echo "details of norrsken bench: $work/platinum/SET.bench.txt"
