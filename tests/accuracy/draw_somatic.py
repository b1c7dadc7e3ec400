#!/usr/bin/env python3
"""Draws somatic variants onto a sample's two germline haplotypes and adds those of given VCFs.

Writes normal.vcf (the germline variants) and tumor.vcf (somatic ones too, each on one haplotype), ready for
apply_variants.py. Drawn: SNVs, 3 % of them as MNVs of 2-3 bases; indels of 1-50 bases (short ones most), a quarter of
which change a short tandem repeat by whole units. A somatic variant keeps its distance from the germline's bases (any
spelling of an indel), so that both have one spelling, and from other somatic ones, so that reads do not see two. Same
seed, same bytes. Standard library only.
"""
import argparse
import bisect
import random
import sys

from apply_variants import open_text, read_fasta, trimmed
from draw_variants import TRANSITION, repeat_tracts

END_BASES = 1000      # no somatic variant this near a contig's end
GERMLINE_BASES = 3    # between the spellings of a somatic and of a germline variant
MNV_SHARE, TRACT_SHARE, MOST_BASES = 0.03, 0.25, 50


def spelling_span(sequence, position, reference, alternate):
    """[start, end) of all bases that some spelling of the allele touches."""
    parts = trimmed(position, reference, alternate)
    start, end, bases = parts[0].start, parts[-1].end, parts[0].alternate
    if len(reference) == len(alternate):
        return start, end
    moving = bases if start == end else sequence[start:end] if not bases else ""
    if not moving:
        return start, end
    first, last, left, right = start, end, moving, moving
    while first > 0 and sequence[first - 1] == left[-1]:
        left, first = left[-1] + left[:-1], first - 1
    while last < len(sequence) and sequence[last] == right[0]:
        right, last = right[1:] + right[0], last + 1
    return first, last


class Occupied:
    """Sorted disjoint-enough intervals with a distance to keep."""

    def __init__(self):
        self.starts, self.ends = [], []

    def is_near(self, start, end, distance):
        index = bisect.bisect_left(self.starts, start - distance - 2000)
        while index < len(self.starts) and self.starts[index] <= end + distance:
            if self.ends[index] >= start - distance:
                return True
            index += 1
        return False

    def add(self, start, end):
        index = bisect.bisect_left(self.starts, start)
        self.starts.insert(index, start)
        self.ends.insert(index, end)


def read_germline(paths, sequences):
    """Body lines of the contigs (sample cut to its GT) and the occupied spans by contig."""
    lines, spans = [], {contig: Occupied() for contig in sequences}
    for path in paths:
        with open_text(path) as file:
            for line in file:
                fields = line.rstrip("\n").split("\t")
                if line.startswith("#") or fields[0] not in sequences:
                    continue
                lines.append("\t".join(fields[:7] + [".", "GT", fields[9].split(":")[0]]))
                sequence = sequences[fields[0]]
                for alternate in fields[4].split(","):
                    if set(alternate) <= set("ACGT"):
                        spans[fields[0]].add(*spelling_span(sequence, int(fields[1]) - 1, fields[3], alternate))
    return lines, spans


def draw_length(rng, weights):
    return rng.choices(range(1, MOST_BASES + 1), weights)[0]


def draw_snv(rng, sequence):
    position = rng.randrange(END_BASES, len(sequence) - END_BASES)
    bases = rng.randint(2, 3) if rng.random() < MNV_SHARE else 1
    reference = sequence[position:position + bases]
    if "N" in reference:
        return None
    alternate = "".join(TRANSITION[b] if rng.random() < 0.55 else rng.choice([a for a in "ACGT" if a != b])
                        for b in reference)
    return position, reference, alternate


def draw_indel(rng, sequence, tracts, weights):
    if rng.random() < TRACT_SHARE:
        start, end, unit = rng.choice(tracts)
        bases = unit * (1 if rng.random() < 0.8 else 2)
        if rng.random() < 0.5 and bases <= end - start - unit:
            return start - 1, sequence[start - 1:start + bases], sequence[start - 1]
        return start - 1, sequence[start - 1], sequence[start - 1] + (sequence[start:start + unit] * 2)[:bases]
    position = rng.randrange(END_BASES, len(sequence) - END_BASES)
    bases = draw_length(rng, weights)
    if rng.random() < 0.55:
        return position, sequence[position:position + bases + 1], sequence[position]
    if rng.random() < 0.4:  # a tandem duplication of the bases that follow
        return position, sequence[position], sequence[position] + sequence[position + 1:position + 1 + bases]
    return position, sequence[position], sequence[position] + "".join(rng.choice("ACGT") for _ in range(bases))


class Drawer:
    def __init__(self, rng, sequences, germline, distance):
        self.rng, self.sequences, self.germline, self.distance = rng, sequences, germline, distance
        self.taken = {contig: Occupied() for contig in sequences}
        self.rows = []

    def place(self, contig, position, reference, alternate, source):
        sequence = self.sequences[contig]
        start, end = spelling_span(sequence, position, reference, alternate)
        if "N" in sequence[max(0, start - 150):end + 150] or set(reference + alternate) - set("ACGT"):
            return False
        if self.germline[contig].is_near(start, end, GERMLINE_BASES) or \
                self.taken[contig].is_near(start, end, self.distance):
            return False
        self.taken[contig].add(start, end)
        genotype = self.rng.choice(["0|1", "1|0"])
        self.rows.append((contig, position + 1, reference, alternate, source, genotype))
        return True

    def add_given(self, paths):
        left_out = 0
        for path in paths:
            with open_text(path) as file:
                for line in file:
                    fields = line.split("\t")
                    if line.startswith("#") or fields[0] not in self.sequences:
                        continue
                    left_out += not self.place(fields[0], int(fields[1]) - 1, fields[3].upper(), fields[4].upper(),
                                               "given")
        return left_out

    def draw(self, snvs, indels):
        weights = [length ** -1.5 for length in range(1, MOST_BASES + 1)]
        contigs = list(self.sequences)
        lengths = [len(self.sequences[contig]) for contig in contigs]
        tracts = {c: [t for t in repeat_tracts(s) if END_BASES < t[0] and t[1] < len(s) - END_BASES]
                  for c, s in self.sequences.items()}
        for count, is_snv in ((indels, False), (snvs, True)):
            while count:
                contig = self.rng.choices(contigs, lengths)[0]
                sequence = self.sequences[contig]
                drawn = draw_snv(self.rng, sequence) if is_snv else \
                    draw_indel(self.rng, sequence, tracts[contig], weights)
                count -= drawn is not None and self.place(contig, *drawn, "drawn")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reference", required=True)
    parser.add_argument("--contigs", required=True, nargs="+")
    parser.add_argument("--germline", required=True, nargs="+", help="phased VCFs of the sample")
    parser.add_argument("--given", nargs="*", default=[], help="VCFs whose variants are somatic too")
    parser.add_argument("--snvs", type=int, required=True)
    parser.add_argument("--indels", type=int, required=True)
    parser.add_argument("--distance", type=int, default=400, help="bases between two somatic variants")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("-o", "--output", required=True, help="folder")
    options = parser.parse_args()
    sequences = read_fasta(options.reference, options.contigs)
    germline, spans = read_germline(options.germline, sequences)
    drawer = Drawer(random.Random(options.seed), sequences, spans, options.distance)
    left_out = drawer.add_given(options.given)
    drawer.draw(options.snvs, options.indels)
    drawer.rows.sort(key=lambda row: (options.contigs.index(row[0]), row[1]))
    header = "##fileformat=VCFv4.3\n##source=draw_somatic.py\n" + "".join(
        f"##contig=<ID={contig},length={len(sequences[contig])}>\n" for contig in options.contigs) + \
        '##INFO=<ID=SOURCE,Number=1,Type=String,Description="given or drawn">\n' \
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n' \
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR\n"
    somatic = ["\t".join((contig, str(position), ".", reference, alternate, ".", "PASS", f"SOURCE={source}", "GT",
                          genotype)) for contig, position, reference, alternate, source, genotype in drawer.rows]
    for name, lines in (("normal", germline), ("tumor", germline + somatic)):
        with open(f"{options.output}/{name}.vcf", "w") as file:
            file.write(header + "".join(line + "\n" for line in lines))
    print(f"{len(somatic)} somatic variants; {left_out} given ones stand too near others and were left out",
          file=sys.stderr)


if __name__ == "__main__":
    main()
