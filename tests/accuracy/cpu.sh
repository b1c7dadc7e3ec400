#!/usr/bin/env bash
# CPU seconds (user + system of all processes), wall seconds and greatest resident set from 30x FASTQ (60 Mbases) to
# VCF + gVCF + QC, one thread, beside inflating the same files and two peers on the same machine. Build of the index
# not included on either side. One run of each peer, the median of three of ours.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data mini
need_programs art_illumina igzip bwa minimap2 freebayes bcftools samtools bgzip tabix
reference=$data/mini/mini.GRCh38.fa.gz
index=$(index_of "$reference" mini)
folder=$(platinum_reads 2x150_30x_s1 1 HSXt 150 420 80 30)
out=$work/cpu
rm -rf "$out" && mkdir -p "$out"
for repeat in 1 2 3; do
  rm -rf "$out/run"
  python3 -B "$here/measure.py" "$out/ours.tsv" norrsken -- "$norrsken" run --index "$index" \
    --reads "$folder/R1.fastq.gz" "$folder/R2.fastq.gz" --sample NA12878 -o "$out/run" --threads 1 >"$out/run$repeat.log" 2>&1
  python3 -B "$here/measure.py" "$out/inflate.tsv" inflate -- \
    sh -c "igzip -dc '$folder/R1.fastq.gz' >/dev/null; igzip -dc '$folder/R2.fastq.gz' >/dev/null"
done
rm -rf "$work/peers/cpu"
for peer in bcftools freebayes; do "$here/peer_calls" $peer "$reference" "$folder" "$work/peers/cpu" >/dev/null; done
python3 -B - "$out" "$work/peers/cpu/cpu.tsv" <<'PY'
import sys
def rows(path):
    with open(path) as file:
        return [(f[0], *map(float, f[1:])) for f in (line.split("\t") for line in file)]
def middle(path):
    return sorted(rows(path), key=lambda r: r[1])[1]
ours, inflate = middle(sys.argv[1] + "/ours.tsv"), middle(sys.argv[1] + "/inflate.tsv")
steps = {r[0]: r for r in rows(sys.argv[2])}
peers = {"minimap2+bcftools": ("minimap2", "bcftools"), "bwa+freebayes": ("bwa", "freebayes")}
table = [("norrsken", *ours[1:]), ("igzip of the input", *inflate[1:])]
for name, parts in peers.items():
    table.append((name, sum(steps[p][1] for p in parts), sum(steps[p][2] for p in parts), max(steps[p][3] for p in parts)))
print(f"{'':20}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}")
for name, cpu, wall, memory in table:
    print(f"{name:20}{cpu:9.2f}{wall:9.2f}{memory:9.0f}")
least = min(row[1] for row in table[2:])
print(f"least peer / norrsken {least / ours[1]:.1f} (to reach: 30), norrsken / inflate {ours[1] / inflate[1]:.1f} (at most 8)")
PY
