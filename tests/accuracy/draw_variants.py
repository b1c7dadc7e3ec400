#!/usr/bin/env python3
"""Draws the variants of a diploid sample on given contigs as a phased VCF: SNVs 1/1000 (transitions 2:1), indels
1/8000, half of which change a short tandem repeat by whole units and half stand anywhere (1-50 bases); one third
homozygous. A drawer independent of the project's own simulator. Same seed, same bytes. Standard library only.
"""
import argparse
import random

from apply_variants import read_fasta

TRANSITION = {"A": "G", "G": "A", "C": "T", "T": "C"}
MIN_TRACT_BASES = {1: 7, 2: 8, 3: 9, 4: 12, 5: 15, 6: 18}


def repeat_tracts(sequence):
    """(start, end, unit length) of tandem repeats with unit 1..6, shortest unit first."""
    tracts = []
    for unit in range(1, 7):
        start = 0
        for i in range(unit, len(sequence) + 1):
            if i < len(sequence) and sequence[i] == sequence[i - unit] and sequence[i] != "N":
                continue
            if i - start >= MIN_TRACT_BASES[unit]:
                word = sequence[start:start + unit]
                if not any(unit % d == 0 and word == word[:d] * (unit // d) for d in range(1, unit)):
                    tracts.append((start, i, unit))
            start = i - unit + 1
    return sorted(tracts)


def geometric(rng, mean, most):
    length = 1
    while length < most and rng.random() > 1 / mean:
        length += 1
    return length


def draw_indel(rng, sequence, tracts):
    """(position of the anchor, REF, ALT) of one candidate."""
    if rng.random() < 0.5:
        start, end, unit = rng.choice(tracts)
        bases = unit * geometric(rng, 1.6, 6)
        if rng.random() < 0.5 and bases <= end - start - unit:
            return start - 1, sequence[start - 1:start + bases], sequence[start - 1]
        word = (sequence[start:start + unit] * 6)[:bases]
        return start - 1, sequence[start - 1], sequence[start - 1] + word
    position = rng.randrange(1000, len(sequence) - 1000)
    bases = geometric(rng, 5, 50)
    if rng.random() < 0.5:
        return position, sequence[position:position + bases + 1], sequence[position]
    return position, sequence[position], sequence[position] + "".join(rng.choice("ACGT") for _ in range(bases))


def draw_contig(rng, sequence):
    tracts = [t for t in repeat_tracts(sequence) if t[0] > 1000 and t[1] < len(sequence) - 1000]
    taken, rows = set(), []
    wanted = [("indel", len(sequence) // 8000), ("snv", len(sequence) // 1000)]
    for kind, count in wanted:
        while count:
            if kind == "indel":
                position, reference, alternate = draw_indel(rng, sequence, tracts)
            else:
                position = rng.randrange(1000, len(sequence) - 1000)
                reference = sequence[position]
                if reference == "N":
                    continue
                alternate = TRANSITION[reference]
                if rng.random() < 1 / 3:
                    alternate = rng.choice([b for b in "ACGT" if b not in (reference, alternate)])
            cover = range(position, position + len(reference) + 1)
            if "N" in reference or taken.intersection(cover):
                continue
            taken.update(cover)
            rows.append((position + 1, reference, alternate, rng.choice(["0|1", "1|0", "1|1"])))
            count -= 1
    return sorted(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reference", required=True)
    parser.add_argument("--contigs", required=True, nargs="+")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("-o", "--output", required=True, help="VCF to write")
    options = parser.parse_args()
    sequences = read_fasta(options.reference, options.contigs)
    rng = random.Random(options.seed)
    with open(options.output, "w") as file:
        file.write("##fileformat=VCFv4.3\n##source=draw_variants.py\n")
        for contig in options.contigs:
            file.write(f"##contig=<ID={contig},length={len(sequences[contig])}>\n")
        file.write('##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n')
        file.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tSAMPLE\n")
        for contig in options.contigs:
            for position_1based, reference, alternate, genotype in draw_contig(rng, sequences[contig]):
                file.write(f"{contig}\t{position_1based}\t.\t{reference}\t{alternate}\t.\tPASS\t.\tGT\t{genotype}\n")


if __name__ == "__main__":
    main()
