#!/usr/bin/env bash
# 30x FASTQ (BGZF) to VCF + gVCF + QC, one thread, stage by stage, beside inflating the same files, counting their 31-mers
# with kmc, and minimap2 or bwa + bcftools or freebayes: for a VCF alone, and for all that norrsken writes. The peers run
# once: they take a hundred times as long.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_programs igzip kmc bwa minimap2 freebayes bcftools samtools bgzip tabix
sample_30x
forget warm germline inflate kmc
if [ "${1:-}" = --keep-peers ] && [ -e "$out/peers/cpu.tsv" ]; then
  peers=()
else
  peers=(bcftools bcftools_all freebayes)
  rm -rf "$out/peers"
fi
run_once() { ours "$1" "$2" --reads "$fastq/R1.fastq.gz" "$fastq/R2.fastq.gz" --sample NA12878 --threads 1; }
run_once warm 1
for round in $(seq "$rounds"); do
  run_once germline "$round"
  measured inflate sh -c "igzip -dc '$fastq/R1.fastq.gz' >/dev/null && igzip -dc '$fastq/R2.fastq.gz' >/dev/null"
  [ "$round" -le ${#peers[@]} ] || continue
  # Between the rounds: a machine that is slower for some minutes is so for all of them. A virtual machine gives the memory
  # that a peer has freed back to its host, and who touches it first pays for that: a run that is not counted.
  "$here/peer_calls" "${peers[$((round - 1))]}" "$reference" "$fastq" "$out/peers" >/dev/null
  run_once warm 1
done
for round in $(seq "$rounds"); do
  rm -rf "$out/kmc" && mkdir -p "$out/kmc"
  printf '%s\n' "$fastq/R1.fastq.gz" "$fastq/R2.fastq.gz" >"$out/kmc/files"
  measured kmc kmc -k31 -t1 -m4 -hp "@$out/kmc/files" "$out/kmc/counts" "$out/kmc"
done
rm -rf "$out/kmc"
python3 -B "$bench/report.py" germline "$out" "$fastq"
