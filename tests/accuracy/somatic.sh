#!/usr/bin/env bash
# Tumour 60x beside normal 30x on 5 Mb: NA12878's Platinum variants (chr21) and drawn ones (other contigs) as germline,
# DREAM3 variants and 1,200 drawn ones as somatic, reads 2x150 by art_illumina HSXt. Two lines a set: recall by type,
# precision, false calls per Mb, CPU seconds; and the same without what stands twice in the genome, letter by letter, over
# the length of a fragment, where no reads can tell the copies apart.
# usage: somatic.sh [--make] [SET...]    --make: reads and sheets only. Sets are named NAME_sSEED, NAME one of
#   purity100 purity50 purity30 purity20  share of tumour cells; purity50_30x: the tumour at another depth
#   self_tumor self_normal                two read sets of one sample: every call is false
#   contaminated100 contaminated50        as purity, with 5 % of tumour cells in the normal; contaminated50_15: 15 %
#   clean50 ffpe50                        purity 50 %, the second with FFPE damage of 1 % of C; reads of both by
#                                         `norrsken simulate`, which can damage one strand
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=somatic_common.sh
. "$here/somatic_common.sh"
need_data mini
need_programs art_illumina bcftools bgzip tabix
make_only=0
[ "${1:-}" = --make ] && { make_only=1; shift; }
sets=("$@")
[ $# -gt 0 ] || sets=(purity{100,50,30,20}_s1 self_{tumor,normal}_s1 contaminated{100,50,50_15}_s1 {clean,ffpe}50_s1)
reference=$data/mini/mini.GRCh38.fa.gz
contigs="chr21_37000000 chr21_22000000 chr17_43000000 chr1_26000000 chr5_68000000"
given="$data/mini/DREAM3_somatic_snv.vcf.gz $data/mini/DREAM3_somatic_indel.vcf.gz"
somatic=$work/somatic
mkdir -p "$somatic/sets"

# genome_of SEED: the four haplotypes, made once; prints the folder.
genome_of() {
  local folder=$somatic/genome_s$1 germline=$somatic/germline_s$1.vcf
  if [ ! -e "$folder/judged.bed" ]; then
    # shellcheck disable=SC2086  # lists of words
    python3 -B "$here/draw_variants.py" --reference "$reference" --contigs ${contigs#* * } --seed $((30 + $1)) -o "$germline"
    "$here/make_tumor" --reference "$reference" --germline "$data/mini/NA12878_platinum.vcf.gz $germline" \
      --contigs "$contigs" --given "$given" --snvs 800 --indels 400 --seed "$1" -o "$folder" >"$folder.log" 2>&1 ||
      { cat "$folder.log" >&2; return 1; }
  fi
  echo "$folder"
}

# mixture NAME PURITY DEPTH SEED: reads, made once; prints the folder. Needs $genome.
mixture() {
  local folder=$somatic/reads/$1
  if [ ! -e "$folder/R2.fastq.gz" ]; then
    rm -rf "$folder.part"
    "$here/mix_reads" --genome "$genome" --purity "$2" --depth "$3" --seed "$4" -o "$folder.part" >"$somatic/mix_reads.log"
    mv "$folder.part" "$folder"
  fi
  echo "$folder"
}

# write_set SET PURITY TUMOR_READS NORMAL_READS: sets/SET/samples.csv and somatic_truth.vcf.gz with INFO/VAF.
write_set() {
  local folder=$somatic/sets/$1
  mkdir -p "$folder"
  cat >"$folder/samples.csv" <<CSV
case,sample,role,assay,lane,read1,read2,tumor_content
TUMORCASE,TUMOR,tumor,wgs_tumour_normal,1,$3/R1.fastq.gz,$3/R2.fastq.gz,$2
TUMORCASE,NORMAL,normal,wgs_tumour_normal,1,$4/R1.fastq.gz,$4/R2.fastq.gz,
CSV
  bcftools view --no-version "$genome/somatic.vcf.gz" | awk -v purity="$2" -v self="${1%%_*}" -F'\t' -v OFS='\t' '
    /^#CHROM/ { print "##INFO=<ID=VAF,Number=1,Type=Float,Description=\"Share of the tumour'\''s reads that have it\">" }
    !/^#/ { if (self == "self") next; $8 = $8 ";VAF=" purity / 2 }
    { print }' | bgzip >"$folder/somatic_truth.vcf.gz"
  tabix -f -p vcf "$folder/somatic_truth.vcf.gz"
}

# make_set SET: sets/SET/samples.csv, somatic_truth.vcf.gz, judged.bed. Seeds of read sets differ, so no read is in two.
make_set() {
  local set=$1 name=${1%_s*} seed=${1##*_s} tumor normal percent depth cells
  genome=$(genome_of "$seed")
  [ ! -e "$somatic/sets/$set/judged.bed" ] || return 0
  normal=$(mixture "normal_s$seed" 0 30 "${seed}1")
  case $name in
    purity*)
      percent=${name#purity}; percent=${percent%_*x}
      depth=60
      [ "$name" = "purity$percent" ] || { depth=${name##*_}; depth=${depth%x}; }
      tumor=$(mixture "tumor${name#purity}_s$seed" "$(awk -v p="$percent" 'BEGIN { print p / 100 }')" "$depth" "$seed$percent")
      write_set "$set" "$(awk -v p="$percent" 'BEGIN { print p / 100 }')" "$tumor" "$normal" ;;
    self_normal)
      tumor=$(mixture "normal60_s$seed" 0 60 "${seed}2")
      write_set "$set" 1 "$tumor" "$normal" ;;
    self_tumor)
      tumor=$(mixture "tumor50_s$seed" .5 60 "${seed}50")
      normal=$(mixture "tumor50_30x_s$seed" .5 30 "${seed}51")
      write_set "$set" 1 "$tumor" "$normal" ;;
    contaminated*)
      percent=${name#contaminated}; percent=${percent%_*}
      cells=5
      [ "$name" = "contaminated$percent" ] || cells=${name##*_}
      tumor=$(mixture "tumor${percent}_s$seed" "$(awk -v p="$percent" 'BEGIN { print p / 100 }')" 60 "$seed$percent")
      normal=$(mixture "normal_contaminated${cells#5}_s$seed" "$(awk -v c="$cells" 'BEGIN { print c / 100 }')" 30 "$seed$cells")
      write_set "$set" "$(awk -v p="$percent" 'BEGIN { print p / 100 }')" "$tumor" "$normal" ;;
    clean50|ffpe50)
      rm -rf "${somatic:?}/sets/$set"
      "$norrsken" simulate --reference "$reference" --contigs "${contigs// /,}" --sample TUMORCASE --seed "$seed" \
        --variants "$genome/germline.vcf.gz" --somatic-variants "$genome/somatic.vcf.gz" --depth 30 --tumor-depth 60 \
        --purity 0.5 --ffpe "$([ "$name" = ffpe50 ] && echo 0.01 || echo 0)" --threads 2 \
        -o "$somatic/sets/$set" >"$somatic/simulate.log" ;;
    *) echo "somatic.sh: no such set: $set" >&2; exit 2 ;;
  esac
  cp "$genome/judged.bed" "$somatic/sets/$set/judged.bed"
}

# not_duplicated: prints a BED of the contigs without what stands elsewhere in the reference too.
not_duplicated() {
  local folder=$somatic/strata
  if [ ! -e "$folder/simulate.json" ]; then
    rm -rf "$folder"
    "$norrsken" simulate --reference "$reference" --contigs "${contigs// /,}" --depth 0.01 -o "$folder" >"$somatic/simulate.log"
  fi
  echo "$folder/strata/not_duplicated.bed"
}

# needs_of NAME: what is asked of the set.
needs_of() {
  case $1 in
    purity100) echo snv=.99 other=.97 precision=.995 per_mb=.2 ;;
    contaminated100) echo snv=.968 other=.965 precision=.995 ;;  # two points less than without tumour cells in the normal
    contaminated*_15) echo snv=.90 other=.80 precision=.995 per_mb=.4 ;;
    contaminated50) echo snv=.965 other=.965 precision=.995 ;;   # the same
    purity50|clean50) echo snv=.98 other=.95 precision=.995 per_mb=.2 ;;
    purity30|purity30_90x) echo snv=.93 other=.88 precision=.995 per_mb=.2 ;;
    ffpe50) echo snv=.93 other=.90 precision=.98 ;;
    self_*) echo per_mb=.2 ;;
    *) echo precision=.995 per_mb=.2 ;;
  esac
}

for set in "${sets[@]}"; do
  make_set "$set"
  if [ $make_only = 1 ]; then echo "$somatic/sets/$set"; continue; fi
  call_case "$somatic/sets/$set" "$somatic/runs/$set" "$(index_of "$reference" mini)" --assay wgs_tumour_normal
  # shellcheck disable=SC2046  # a list of words
  regions='' somatic_line "$set" "$somatic/sets/$set" "$somatic/runs/$set" "$reference" $(needs_of "${set%_s*}")
  # shellcheck disable=SC2046
  regions=$(not_duplicated) somatic_line "  not duplicated" "$somatic/sets/$set" "$somatic/runs/$set" "$reference" \
    $(needs_of "${set%_s*}")
done
[ $make_only = 1 ] || echo "details of norrsken bench: $somatic/runs/SET.bench.txt"
