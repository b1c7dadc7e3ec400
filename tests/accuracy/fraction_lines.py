#!/usr/bin/env python3
"""fraction_lines.py TRUTH.vcf.gz FN.tsv [JUDGED.bed]: recall by the exact INFO VAF of the truth, a line a fraction and
kind (SNV, indels by length)."""
import gzip
import sys


def kind_of(reference, alternate):
    change = abs(len(reference) - len(alternate))
    return "SNV" if change == 0 else "indel 1-15" if change < 16 else "indel 16-49" if change < 50 else "indel 50+"


def main():
    with open(sys.argv[2]) as file:
        lost = {tuple(line.split("\t")[:4]) for line in file if not line.startswith("#")}
    judged = None
    if len(sys.argv) > 3:
        with open(sys.argv[3]) as file:
            judged = [(f[0], int(f[1]), int(f[2])) for f in (line.split() for line in file)]
    counts = {}
    with gzip.open(sys.argv[1], "rt") as file:
        for line in file:
            if line.startswith("#"):
                continue
            contig, position, _, reference, alternate, _, _, info = line.split("\t")[:8]
            start, end = int(position) - 1, int(position) - 1 + len(reference)
            if judged is not None and not any(c == contig and s <= start and end <= e for c, s, e in judged):
                continue
            fraction = float(dict(field.split("=") for field in info.split(";") if "=" in field)["VAF"])
            entry = counts.setdefault((kind_of(reference, alternate), fraction), [0, 0])
            entry[0] += (contig, position, reference, alternate) not in lost
            entry[1] += 1
    for (kind, fraction), (found, total) in sorted(counts.items()):
        print(f"    {kind:<12} VAF {100 * fraction:>5.4g} %  recall {found / total:.4f} ({found}/{total})")


if __name__ == "__main__":
    main()
