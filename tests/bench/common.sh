# Shared by the whole-program benchmarks. Sourced, with `set -euo pipefail` on; what it needs beyond that is in
# tests/accuracy/common.sh. Rows are measured in turn, round after round, because other work on the machine comes and goes.
#   NORRSKEN_BENCH_ROUNDS  of every row (default 5); the report shows medians
# shellcheck shell=bash disable=SC2034
# shellcheck source=../accuracy/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../accuracy/common.sh"
# shellcheck source=../accuracy/somatic_common.sh
. "$here/somatic_common.sh"
bench=$root/tests/bench
out=$work/bench
rounds=${NORRSKEN_BENCH_ROUNDS:-5}
mkdir -p "$out"

# The tumour and normal that are timed. Sets set_folder and normal_reads (two files); says why when they cannot be made.
timed_pair() {
  local said
  said=$("$here/somatic.sh" --make purity50_s1) || { local code=$?; echo "$said"; exit "$code"; }
  set_folder=$(tail -1 <<<"$said")
  normal_reads=("$(sheet_field "$set_folder/samples.csv" normal read1)" "$(sheet_field "$set_folder/samples.csv" normal read2)")
}

# The 30x sample: the normal of that pair, 5 Mb of real sequence with real and drawn variants; where there is no real
# data a made-up genome. Sets reference, index, fastq (the folder).
sample_30x() {
  if [ -e "$data/mini" ]; then
    reference=$data/mini/mini.GRCh38.fa.gz
    index=$(index_of "$reference" mini)
    timed_pair
    fastq=$(dirname "${normal_reads[0]}")
    return
  fi
  fastq=$out/synthetic
  reference=$fastq/genome.fa
  if [ ! -e "$fastq/R2.fastq.gz" ]; then
    rm -rf "$fastq"
    "$norrsken" simulate --synthetic-bases 2M --depth 30 --sample SIM -o "$fastq" >"$out/simulate.log"
    for mate in 1 2; do ln -s "SIM_L001_R$mate.fastq.gz" "$fastq/R$mate.fastq.gz"; done
  fi
  index=$(index_of "$reference" synthetic2M)
}

# measured ROW COMMAND...: appends ROW, CPU seconds, wall seconds, MB to $out/ROW.tsv; the program's words to ROW.log.
measured() {
  local row=$1
  shift
  python3 -B "$here/measure.py" "$out/$row.tsv" "$row" -- "$@" >"$out/$row.log" 2>&1 || { cat "$out/$row.log" >&2; return 1; }
}

# ours ROW ROUND RUN-OPTIONS...: one run from nothing, in $out/runs/ROW.ROUND; with `launcher` set, under it.
ours() {
  local row=$1 folder=$out/runs/$1.$2
  shift 2
  rm -rf "$folder"
  mkdir -p "$out/runs"
  # shellcheck disable=SC2086  # the launcher is a list of words
  measured "$row" ${launcher:-} "$norrsken" run --index "$index" -o "$folder" --quiet "$@"
}

# same_results A B: whether two runs wrote the same bytes, beside what shows times.
same_results() {
  diff -rq --exclude=provenance.json --exclude=logs --exclude=DONE --exclude=report.html --exclude=.scratch "$out/runs/$1" "$out/runs/$2" >"$out/differences.txt"
}
forget() { for row in "$@"; do rm -rf "$out/$row.tsv" "$out/runs/$row".*; done; }
