#!/usr/bin/env bash
# The same bytes from 1-4 ranks x 1-2 threads, from every instruction set, from lanes in another order and under a small
# memory limit: VCF, PASS VCF, gVCF, region table and QC figures. Stops with an error at the first difference.
# usage: determinism.sh [R1 R2]   (default: the 30x Platinum reads; MEMORY: the small limit)
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_programs mpirun
need_data mini
index=$(index_of "$data/mini/mini.GRCh38.fa.gz" mini)
if [ $# -eq 2 ]; then
  reads=("$1" "$2")
else
  folder=$(platinum_reads 2x150_30x_s1 1 HSXt 150 420 80 30)
  reads=("$folder/R1.fastq.gz" "$folder/R2.fastq.gz")
fi
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
out=$work/determinism
hashes() { (cd "$1/S" && sha256sum vcf/S.vcf.gz vcf/S.pass.vcf.gz vcf/S.g.vcf.gz tables/S.regions.tsv.gz qc/*.json); }
check() { # NAME LAUNCHER OPTIONS...
  local name=$1
  launcher=$2  # read by call
  shift 2
  call "$index" S "$out/$name" "${reads[@]}" -- "$@" >/dev/null
  hashes "$out/$name" >"$out/$name.sha256"
  [ -e "$out/first.sha256" ] || cp "$out/$name.sha256" "$out/first.sha256"
  diff "$out/first.sha256" "$out/$name.sha256" || { echo "$name: DIFFERENT"; exit 1; }
  echo "$name: same"
  rm -rf "${out:?}/$name"
}
rm -rf "$out" && mkdir -p "$out"
for ranks in 1 2 3 4; do
  for threads in 1 2; do
    check "ranks_${ranks}_threads_$threads" "mpirun -q --oversubscribe -n $ranks" --threads $threads
  done
done
# Two lanes given in either order, and a memory limit that makes the run spill.
if [ ! -e "$out/a_R1.fastq.gz" ]; then
  for mate in 1 2; do
    gzip -dc "${reads[mate - 1]}" | awk -v a="$out/a_R$mate.fastq" -v b="$out/b_R$mate.fastq" \
      '{ print > (int((NR - 1) / 4) % 3 == 0 ? a : b) }'
    gzip -1 -f "$out/a_R$mate.fastq" "$out/b_R$mate.fastq"
  done
fi
whole=("${reads[@]}")
reads=("$out/a_R1.fastq.gz" "$out/a_R2.fastq.gz")
check lanes_a_b "" --reads "$out/b_R1.fastq.gz" "$out/b_R2.fastq.gz" --threads 1
reads=("$out/b_R1.fastq.gz" "$out/b_R2.fastq.gz")
check lanes_b_a "" --reads "$out/a_R1.fastq.gz" "$out/a_R2.fastq.gz" --threads 2
reads=("${whole[@]}")
check "memory_${MEMORY:=100M}" "" --memory "$MEMORY" --threads 1
for target in scalar sse4 avx2 avx512; do
  if "$norrsken" run --simd $target --index /dev/null --reads "${reads[@]}" --sample S -o "$out/probe" 2>&1 |
    grep -q "cannot do --simd"; then
    echo "simd_$target: not on this machine"
  else
    check "simd_$target" "" --simd $target --threads 1
  fi
done
