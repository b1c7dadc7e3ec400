#!/usr/bin/env bash
# Panels: the 66 kb of mini/panel.bed, reads, damage and UMIs by `norrsken simulate`, tumour without a normal. One line a
# set and allele fraction. What is germline is judged in the set `population` only: without a normal and a population file
# nothing tells it.
# usage: panel.sh [--make] [SET...]   sets, then _sSEED:
#   vaf      800x, SNVs and indels at 1, 2, 5, 10 %
#   itd      800x, tandem duplications of 30 and 60 bases at 5 %; itdlong: of 80 and 100
#   population  the reads of vaf, with every germline variant in a population file
#   hotspots the reads of vaf, with every second SNV at 1 % and 20 places without a variant on the hot-spot list
#   damaged  as vaf, with FFPE damage of 1 % of C
#   ctdna    3,000 molecules, duplex UMIs of 3 + 3 bases, families of 3, PCR errors, SNVs at 0.3 and 0.5 %
# Called by the built-in assays gms560 and ctdna with these targets.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=somatic_common.sh
. "$here/somatic_common.sh"
need_data mini
need_programs python3 bcftools bgzip samtools tabix
make_only=0
[ "${1:-}" = --make ] && { make_only=1; shift; }
sets=("$@")
[ $# -gt 0 ] || sets=({vaf,population,hotspots,itd,itdlong,damaged,ctdna}_s1)
reference=$data/mini/mini.GRCh38.fa.gz
targets=$data/mini/panel.bed
panel=$work/panel
mkdir -p "$panel/sets"
contigs=$(cut -f1 "$targets" | sort -u | paste -sd,)
common=(--reference "$reference" --contigs "$contigs" --targets "$targets" --draw-snvs 0.001 --draw-indels 0.000125
  --tumor-only --threads 2)
tissue=(--tumor-depth 800 --insert-mean 300 --insert-sd 60 --duplicates 0)

# borrow_reads VAF_SET FOLDER
borrow_reads() {
  make_set "$(basename "$1")"
  mkdir -p "$2"
  awk -F, -v folder="$1" -v OFS=, 'NR > 1 { $6 = folder "/" $6; $7 = folder "/" $7 } { print }' "$1/samples.csv" >"$2/samples.csv"
}

# make_population VAF_SET FOLDER: the same reads and truth, judged at germline variants too.
make_population() {
  borrow_reads "$1" "$2"
  cp "$1/somatic_truth.vcf.gz" "$1/somatic_truth.vcf.gz.tbi" "$2"
  bcftools view --no-version -G "$1/truth.vcf.gz" | awk -F'\t' -v OFS='\t' '
    /^#CHROM/ { print "##INFO=<ID=AF,Number=A,Type=Float,Description=\"Allele frequency\">" }
    !/^#/ { $8 = "AF=0.1" }
    { print }' | bgzip >"$2/population.vcf.gz"
  tabix -f -p vcf "$2/population.vcf.gz"
  cp "$1/truth.bed" "$2/judged.bed"
}

# make_hotspots VAF_SET FOLDER: the same reads; the truth is the listed SNVs that are there.
make_hotspots() {
  borrow_reads "$1" "$2"
  bcftools view --no-version -i 'INFO/VAF<0.015 && TYPE="snp"' "$1/somatic_truth.vcf.gz" |
    awk '/^#/ || ++number % 2' | bgzip >"$2/somatic_truth.vcf.gz"
  tabix -f -p vcf "$2/somatic_truth.vcf.gz"
  { bcftools view --no-version -G "$2/somatic_truth.vcf.gz"
    # The first base of every tenth target, which the drawn variants leave alone nearly always.
    awk 'NR % 10 == 1 { print $1 ":" $2 + 1 "-" $2 + 1 }' "$targets" | head -20 |
      xargs samtools faidx "$reference" | paste - - | sed 's/^>//; s/:/\t/; s/-[0-9]*//' |
      awk -v OFS='\t' '{ $3 = toupper($3); print $1, $2, ".", $3, $3 == "A" ? "C" : "A", ".", "PASS", "." }'
  } | bcftools sort -Oz -o "$2/hotspots.vcf.gz" 2>/dev/null
  tabix -f -p vcf "$2/hotspots.vcf.gz"
  bcftools query -f '%CHROM\t%POS0\t%END\n' "$2/hotspots.vcf.gz" >"$2/judged.bed"  # other variants are of no concern here
}

# make_set SET: sets/SET/samples.csv, somatic_truth.vcf.gz, judged.bed.
make_set() {
  local set=$1 folder=$panel/sets/$1 options
  [ ! -e "$folder/judged.bed" ] || return 0
  case ${set%_s*} in
    hotspots|population) "make_${set%_s*}" "$panel/sets/vaf_s${set##*_s}" "$folder"; return ;;
  esac
  case ${set%_s*} in
    vaf) options=("${tissue[@]}" --vaf "0.01,0.02,0.05,0.1" --somatic-snvs 0.008 --somatic-indels 0.001) ;;
    damaged) options=("${tissue[@]}" --vaf "0.01,0.02,0.05,0.1" --somatic-snvs 0.008 --somatic-indels 0.001 --ffpe 0.01) ;;
    itd) options=("${tissue[@]}" --vaf .05 --somatic-snvs 0 --somatic-indels 0 --somatic-itds 60 --itd-bases "30,60") ;;
    itdlong) options=("${tissue[@]}" --vaf .05 --somatic-snvs 0 --somatic-indels 0 --somatic-itds 60 --itd-bases "80,100") ;;
    ctdna) options=(--tumor-depth 1 --vaf "0.003,0.005" --somatic-snvs 0.006 --somatic-indels 0 --umi 3+3 --molecules 3000
             --family-size 3 --pcr-errors 0.00002 --read-length 100 --insert-mean 167 --insert-sd 20) ;;
    *) echo "panel.sh: no such set: $set" >&2; exit 2 ;;
  esac
  rm -rf "$folder"
  "$norrsken" simulate "${common[@]}" --sample PANEL --seed "${set##*_s}" "${options[@]}" -o "$folder" >"$panel/simulate.log"
  python3 -B "$here/somatic_truth.py" --mask "$folder/truth.bed" "$folder/truth.vcf.gz" -o "$folder/judged.bed"
}

# assay_of SET: an assay file for the targets, without limits on quality figures; prints its path.
assay_of() {
  local name=gms560
  [ "${1%_s*}" = ctdna ] && name=ctdna
  local hotspots=$panel/sets/$1/hotspots.vcf.gz
  [ -e "$hotspots" ] || hotspots=
  sed -e '/^# Limits on quality figures/,$d' -e "s#^targets = .*#targets = \"$targets\"#" \
    -e "s#^hotspots = .*#hotspots = \"$hotspots\"#" \
    "$root/config/$name.toml" >"$panel/$name.toml"
  echo "$panel/$name.toml"
}

needs_of() {
  case $1 in
    vaf|population) echo snv:1-2=.90 snv:2-5=.98 snv:5-10=.999 snv:10-20=1 per_mb=1 ;;
    hotspots) echo snv=.95 false_calls=0 ;;
    damaged) echo snv:2-5=.93 precision=.98 ;;
    itd|itdlong) echo other=.95 ;;
    ctdna) echo snv:0-1=.935 false_calls=1 ;;
  esac
}

for set in "${sets[@]}"; do
  make_set "$set"
  if [ $make_only = 1 ]; then echo "$panel/sets/$set"; continue; fi
  extra=()
  [ "${set%_s*}" != population ] || extra=(--population "$panel/sets/$set/population.vcf.gz")
  call_case "$panel/sets/$set" "$panel/runs/$set" "$(index_of "$reference" mini)" --assay "$(assay_of "$set")" "${extra[@]}"
  # shellcheck disable=SC2046  # a list of words
  somatic_line "$set" "$panel/sets/$set" "$panel/runs/$set" "$reference" $(needs_of "${set%_s*}")
  python3 -B "$here/fraction_lines.py" "$panel/sets/$set/somatic_truth.vcf.gz" "$panel/runs/$set.bench/fn.tsv" "$panel/sets/$set/judged.bed"
done
[ $make_only = 1 ] || echo "details of norrsken bench: $panel/runs/SET.bench.txt"
