# Shared by the somatic accuracy runs: calls a set and prints its line. Sourced after common.sh.
# A set is a folder with samples.csv (one case), somatic_truth.vcf.gz and judged.bed.
# shellcheck shell=bash disable=SC2154

# sheet_field SHEET ROLE COLUMN: the field of the first row of that role.
sheet_field() {
  awk -F, -v role="$2" -v column="$3" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["role"] == role { print $at[column]; exit }' "$1"
}

# call_case SET OUTPUT INDEX RUN-OPTIONS...: runs the case of SET/samples.csv from nothing and adds its CPU and wall
# seconds to OUTPUT.cpu.tsv.
call_case() {
  local set=$1 output=$2 index=$3
  shift 3
  rm -rf "$output" "$output.cpu.tsv"
  mkdir -p "$(dirname "$output")"
  python3 -B "$here/measure.py" "$output.cpu.tsv" run -- \
    "$norrsken" run "$set/samples.csv" --index "$index" -o "$output" "$@" >"$output.log" 2>&1 ||
    { cat "$output.log" >&2; return 1; }
}

# somatic_line LABEL SET OUTPUT REFERENCE NEEDS...: judges OUTPUT/CASE/vcf/CASE.somatic.vcf.gz, PASS records only; details
# in OUTPUT.bench.txt. With `regions` set, only inside that BED, details in OUTPUT.regions.bench.txt.
somatic_line() {
  local label=$1 set=$2 output=$3 reference=$4 bench=$3${regions:+.regions}.bench case_name tumor
  shift 4
  case_name=$(sheet_field "$set/samples.csv" tumor case)
  tumor=$(sheet_field "$set/samples.csv" tumor sample)
  "$norrsken" bench "$set/somatic_truth.vcf.gz" "$output/$case_name/vcf/$case_name.somatic.vcf.gz" \
    --reference "$reference" --confident "$set/judged.bed" ${regions:+--regions "$regions"} --ignore-genotype \
    --sample "$tumor" --explain -o "$bench" >"$bench.txt"
  python3 -B "$here/somatic_line.py" "$bench/summary.json" "$label" --cpu "$output.cpu.tsv" --need "$@"
}
