#!/usr/bin/env bash
# NA12878's Platinum variants on 2 Mb of chr21, as in platinum.sh, in reads unlike those that the caller grew up with: other
# machines, fragments shorter than their mates or very uneven, another simulator, and reads as a busy laboratory has them.
# usage: other_profiles.sh [--peers] [SET...]   SET = one of the profiles below, then _sSEED (default: each with seed 1)
#   nextseq   2x75 of art_illumina NS50, insert 250 +- 40, 30x
#   overlap   2x150 HSXn, insert 240 +- 30: mates overlap, 30x
#   miseq     2x250 MSv1, insert 320 +- 40: mates overlap, 30x
#   wide      2x100 HS20, insert 500 +- 150, 40x
#   pirs      2x100 of pirs, its human profile: depth by GC, slipped and poor bases, 30x
#   untidy    2x150 HSXt made untidy (untidy_reads.py): four qualities, adapters, poly-G, cut and empty reads, duplicates
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data mini
need_programs art_illumina pirs bcftools bgzip tabix
peers=0
[ "${1:-}" = --peers ] && { peers=1; shift; need_programs bwa freebayes minimap2; }
sets=("$@")
[ $# -gt 0 ] || sets=(nextseq_s1 overlap_s1 miseq_s1 wide_s1 pirs_s1 untidy_s1)
reference=$data/mini/mini.GRCh38.fa.gz
bed=$data/mini/NA12878_platinum.clean.bed
index=$(index_of "$reference" mini)

# pirs_reads FOLDER SEED: R1.fastq.gz, R2.fastq.gz and the truth, from the haplotypes of a set of art_illumina.
pirs_reads() {
  local folder=$1 seed=$2 from mate
  from=$(platinum_reads "2x100_30x_s$seed" "$seed" HS25 100 320 60 30)
  mkdir -p "$folder"
  cp "$from"/truth.vcf.gz* "$folder"
  pirs simulate -d -l 100 -x 30 -m 350 -v 40 -S "$((seed + 76))" -t 1 -o "$folder/p" -c text \
    "$from/haplotype1.fa" "$from/haplotype2.fa" >"$folder/pirs.log" 2>&1
  for mate in 1 2; do bgzip -c "$folder/p_100_350_$mate.fq" >"$folder/R$mate.fastq.gz"; done
  rm -f "$folder"/p_100_350*
}

untidy_reads() {
  local folder=$1 seed=$2 from
  from=$(platinum_reads "2x150_30x_s$seed" "$seed" HSXt 150 420 80 30)
  mkdir -p "$folder"
  cp "$from"/truth.vcf.gz* "$folder"
  python3 -B "$here/untidy_reads.py" "$from" "$folder" --seed "$seed"
}

for set in "${sets[@]}"; do
  seed=${set##*_s}
  folder=$work/reads/$set
  case $set in
    nextseq_s*) folder=$(platinum_reads "$set" $((seed + 70)) NS50 75 250 40 30) ;;
    overlap_s*) folder=$(platinum_reads "$set" $((seed + 71)) HSXn 150 240 30 30) ;;
    miseq_s*) folder=$(platinum_reads "$set" $((seed + 72)) MSv1 250 320 40 30) ;;
    wide_s*) folder=$(platinum_reads "$set" $((seed + 74)) HS20 100 500 150 40) ;;
    pirs_s* | untidy_s*) make_once "$folder" "${set%_s*}_reads" "$seed" ;;
    *) echo "other_profiles.sh: no such set: $set" >&2; exit 2 ;;
  esac
  vcf=$(call "$index" NA12878 "$work/other_profiles/$set" "$folder/R1.fastq.gz" "$folder/R2.fastq.gz")
  score_line "$set" norrsken "$folder/truth.vcf.gz" "$vcf" --reference "$reference" --bed "$bed"
  "$norrsken" bench "$folder/truth.vcf.gz" "$vcf" --reference "$reference" --confident "$bed" --explain \
    >"$work/other_profiles/$set.bench.txt"
  [ $peers = 1 ] || continue
  score_peers "$set" "$reference" "$folder" "$work/peers/$set" --bed "$bed"
done
echo "details of norrsken bench: $work/other_profiles/SET.bench.txt"
