# Shared by the accuracy runs. Sourced, with `set -euo pipefail` on.
#   NORRSKEN            program to measure            (default: build/release/norrsken)
#   NORRSKEN_TEST_DATA  real data                     (default: ../shared/data beside the source tree)
#   NORRSKEN_WORK       where read sets, indexes and results are kept between runs (default: build/accuracy)
# shellcheck shell=bash disable=SC2034
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
norrsken=${NORRSKEN:-$root/build/release/norrsken}
data=${NORRSKEN_TEST_DATA:-$root/../shared/data}
work=${NORRSKEN_WORK:-$root/build/accuracy}
mkdir -p "$work"

# Ends the run as skipped (77) when the folder of real data is not there.
need_data() {
  [ -e "$data/$1" ] || { echo "skipped: $data/$1 is not there; set NORRSKEN_TEST_DATA"; exit 77; }
}
need_programs() {
  for program in "$@"; do
    command -v "$program" >/dev/null || { echo "skipped: $program is not installed; make deps-accuracy"; exit 77; }
  done
}

# index_of REFERENCE NAME: builds work/NAME.nsk unless it is newer than the program; prints its path.
index_of() {
  local index=$work/$2.nsk
  if [ ! -e "$index" ] || [ "$norrsken" -nt "$index" ]; then
    "$norrsken" index "$1" -o "$index" >"$work/$2.index.log" 2>&1 || { cat "$work/$2.index.log" >&2; return 1; }
  fi
  echo "$index"
}

# call INDEX SAMPLE OUTPUT READS... [-- OPTIONS]: one run from nothing; prints the path of the VCF.
call() {
  local index=$1 sample=$2 output=$3 reads=()
  shift 3
  while [ $# -gt 0 ] && [ "$1" != -- ]; do reads+=("$1"); shift; done
  [ $# -gt 0 ] && shift
  rm -rf "$output"
  mkdir -p "$(dirname "$output")"
  ${launcher:-} "$norrsken" run --index "$index" --reads "${reads[@]}" --sample "$sample" -o "$output" "$@" \
    >"$output.log" 2>&1 || { cat "$output.log" >&2; return 1; }
  echo "$output/$sample/vcf/$sample.vcf.gz"
}

# reads_of NAME make_reads-arguments...: makes work/reads/NAME once; prints the folder.
reads_of() {
  local folder=$work/reads/$1
  shift
  if [ ! -e "$folder/R2.fastq.gz" ]; then
    rm -rf "$folder.part"
    "$here/make_reads" "$@" -o "$folder.part" >"$work/make_reads.log" || { cat "$work/make_reads.log" >&2; return 1; }
    rm -rf "$folder"
    mv "$folder.part" "$folder"
  fi
  echo "$folder"
}

# make_once FOLDER MAKER ARGUMENTS...: has MAKER make the reads of a folder, whose name it gets first, unless they are there.
make_once() {
  local folder=$1 maker=$2
  shift 2
  [ ! -e "$folder/R2.fastq.gz" ] || return 0
  rm -rf "$folder.part"
  "$maker" "$folder.part" "$@"
  rm -rf "$folder"
  mv "$folder.part" "$folder"
}

platinum_contigs="chr21_37000000 chr21_22000000"
# platinum_reads NAME SEED SYSTEM LENGTH INSERT INSERT_SD DEPTH
platinum_reads() {
  reads_of "$1" --reference "$data/mini/mini.GRCh38.fa.gz" --vcf "$data/mini/NA12878_platinum.vcf.gz" \
    --contigs "$platinum_contigs" --name NA12878 --seed "$2" --system "$3" --length "$4" --insert "$5" \
    --insert-sd "$6" --depth "$7"
}

# One line a kind: LABEL, who, SNV FP/FN F1, other FP/FN F1, from score.py (the independent scorer).
score_line() {
  local label=$1 who=$2
  shift 2
  python3 -B "$here/score.py" "$@" | awk -v label="$label" -v who="$who" -F'\t' '
    NR > 1 { line = line sprintf("  %-5s FP %3d FN %3d of %4d F1 %s", $1, $5, $4, $2, $2 > 0 ? $8 : "-") }
    END { printf "%-22s %-10s%s\n", label, who, line }'
}

# score_peers LABEL REFERENCE READS_FOLDER OUTPUT score.py-arguments...: a line of each peer, of its calls of QUAL from 20 on.
score_peers() {
  local label=$1 reference=$2 folder=$3 output=$4 peer all
  shift 4
  for peer in freebayes bcftools; do
    all=$("$here/peer_calls" "$peer" "$reference" "$folder" "$output")
    bcftools view --no-version -i 'QUAL>=20' "$all" -Oz -o "$output/$peer.q20.vcf.gz"
    score_line "$label" "$peer" "$folder/truth.vcf.gz" "$output/$peer.q20.vcf.gz" --reference "$reference" "$@"
  done
}
