#!/usr/bin/env bash
# A 60x sample on one rank and on two, free and with little memory: wall and CPU seconds, bytes exchanged and spilled, the
# largest resident set of any rank, and whether all wrote the same bytes. And 60x of the whole reference on one rank and
# two, where starting and ending MPI (0.4 s) is little.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
sample_30x
if [ -e "$data/mini" ]; then fastq=$(platinum_reads 2x150_60x_s1 1 HSXt 150 420 80 60); fi
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
two="mpirun -q --oversubscribe -n 2"
options=(--reads "$fastq/R1.fastq.gz" "$fastq/R2.fastq.gz" --sample NA12878 --threads 1)
large=$out/ranks_large
if [ ! -e "$large/R2.fastq.gz" ]; then
  rm -rf "$large"
  "$norrsken" simulate --reference "$reference" --depth 60 --threads 2 --sample LARGE -o "$large" >"$out/simulate.log"
  for mate in 1 2; do ln -s "LARGE_L001_R$mate.fastq.gz" "$large/R$mate.fastq.gz"; done
fi
large_options=(--reads "$large/R1.fastq.gz" "$large/R2.fastq.gz" --sample LARGE --threads 1)
forget rank1 rank2 rank4 rank2_2G rank2_160M large1 large2
for round in $(seq "$rounds"); do
  ours rank1 "$round" "${options[@]}"
  launcher=$two ours rank2 "$round" "${options[@]}"
  launcher="mpirun -q --oversubscribe -n 4" ours rank4 "$round" "${options[@]}"
  launcher=$two ours rank2_2G "$round" "${options[@]}" --memory 2G
  launcher=$two ours rank2_160M "$round" "${options[@]}" --memory 160M
  ours large1 "$round" "${large_options[@]}"
  launcher=$two ours large2 "$round" "${large_options[@]}"
  same_results "large1.$round" "large2.$round" || { echo "large2 wrote other bytes: $out/differences.txt" >&2; exit 1; }
  for row in rank2 rank4 rank2_2G rank2_160M; do
    same_results "rank1.$round" "$row.$round" || { echo "$row wrote other bytes: $out/differences.txt" >&2; exit 1; }
  done
done
python3 -B "$bench/report.py" ranks "$out"
