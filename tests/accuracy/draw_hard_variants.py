#!/usr/bin/env python3
"""Draws variants that are hard for callers as a phased VCF: of 100 alleles 68 SNVs, 7 changes of two to four bases in a
row, 20 indels of 1-80 bases (mean 9; two insertions in five repeat what follows) and 5 that replace up to 12 bases by
up to 12 others; one stretch in 900 bases, of which one in seven holds two to five alleles 2-25 bases apart. Two in
five are homozygous. Same seed, same bytes. Standard library only.
"""
import argparse
import random

from apply_variants import read_fasta

MARGIN = 2000      # bases of a contig's ends without variants
LOOK_AHEAD = 120   # bases behind an allele that must be known


def other(rng, base):
    return rng.choice([letter for letter in "ACGT" if letter != base])


def any_bases(rng, count):
    return "".join(rng.choice("ACGT") for _ in range(count))


def draw_indel(rng, sequence, at):
    length = 1
    while length < 80 and rng.random() > 1 / 9:
        length += 1
    if rng.random() < 0.5:
        return sequence[at:at + length + 1], sequence[at]
    behind = sequence[at + 1:at + 1 + length]
    return sequence[at], sequence[at] + (behind if rng.random() < 0.4 else any_bases(rng, length))


def draw_allele(rng, sequence, at):
    """(REF, ALT) at 0-based `at`."""
    kind = rng.random()
    if kind < 0.68:
        return sequence[at], other(rng, sequence[at])
    if kind < 0.75:
        reference = sequence[at:at + rng.randint(2, 4)]
        return reference, "".join(other(rng, base) for base in reference)
    if kind < 0.95:
        return draw_indel(rng, sequence, at)
    reference = sequence[at:at + rng.randint(1, 12)]
    return reference, other(rng, reference[0]) + any_bases(rng, rng.randint(0, 11))


def draw_contig(rng, sequence):
    """Rows (0-based position, REF, ALT, GT), by position and disjoint."""
    at, rows = MARGIN, []
    while at < len(sequence) - MARGIN:
        at += int(rng.expovariate(1 / 900)) + 8
        for _ in range(1 if rng.random() < 6 / 7 else rng.randint(2, 5)):
            if at >= len(sequence) - MARGIN or "N" in sequence[at:at + LOOK_AHEAD]:
                break
            reference, alternate = draw_allele(rng, sequence, at)
            rows.append((at, reference, alternate, rng.choice(["1|1", "0|1", "1|0", "0|1", "1|0"])))
            at += len(reference) + rng.randint(2, 25)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--contigs", required=True, nargs="+")
    parser.add_argument("--seed", required=True, type=int)
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    sequences = read_fasta(options.reference, options.contigs)
    with open(options.output, "w") as file:
        file.write('##fileformat=VCFv4.2\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n')
        for contig in options.contigs:
            file.write(f"##contig=<ID={contig},length={len(sequences[contig])}>\n")
        file.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tDRAWN\n")
        for contig in options.contigs:
            for at, reference, alternate, genotype in draw_contig(rng, sequences[contig].upper()):
                file.write(f"{contig}\t{at + 1}\t.\t{reference}\t{alternate}\t.\tPASS\t.\tGT\t{genotype}\n")


if __name__ == "__main__":
    main()
