#!/usr/bin/env python3
"""Compares calls with a truth VCF haplotype by haplotype; independent of `norrsken bench`, which it checks.

Variants near each other form a cluster. In a cluster, the greatest set of truth and call alleles is searched that
gives the same two haplotypes on both sides, so that different spellings of one haplotype are equal; genotypes count,
phase does not. Only PASS calls are taken. Alleles outside the BED help to match but are not counted.
Standard library only.
"""
import argparse
import bisect
from typing import NamedTuple

from apply_variants import open_text, read_fasta, shifted_left, trimmed

JOIN_BASES = 30      # clusters grow over gaps up to this
MAX_STATES = 20000   # of the search; beyond it the best are kept


class Variant(NamedTuple):
    start: int  # reference[start:end] becomes alternate, 0-based half-open
    end: int
    alternate: str
    copies: int
    is_call: bool
    name: str   # "contig:pos_1based REF ALT GT"

    @property
    def kind(self):
        return "SNV" if self.end - self.start == 1 == len(self.alternate) else "other"

    @property
    def place(self):
        """The base of VCF's POS: an indel stands at the base before it, as truth sets draw their regions."""
        return self.start if self.alternate and self.end > self.start else self.start - 1


def read_variants(path, sequences, is_call, pass_only, sample):
    """{contig: [Variant]}; homozygous alleles have two copies."""
    found = {contig: [] for contig in sequences}
    column = 9
    with open_text(path) as file:
        for line in file:
            fields = line.rstrip("\n").split("\t")
            if line.startswith("#CHROM") and sample:
                column = fields.index(sample)
            if line.startswith("#") or fields[0] not in sequences or (pass_only and fields[6] not in ("PASS", ".")):
                continue
            genotype = fields[column].split(":")[0].replace("|", "/").split("/")
            letters = [fields[3].upper()] + fields[4].upper().split(",")
            for index in sorted({g for g in genotype if g not in (".", "0")}):
                alternate = letters[int(index)]
                if set(alternate) - set("ACGTN"):
                    continue
                copies = 2 if len(genotype) == 1 or genotype.count(index) == 2 else 1
                name = f"{fields[0]}:{fields[1]} {fields[3]} {alternate} {'/'.join(genotype)}"
                for part in trimmed(int(fields[1]) - 1, letters[0], alternate):
                    part = shifted_left(part, sequences[fields[0]], 0)
                    found[fields[0]].append(Variant(*part, copies, is_call, name))
    return {contig: sorted(set(variants)) for contig, variants in found.items()}


def reach(variant, sequence):
    """(start, end) over which a pure insertion or deletion can be moved without changing the haplotype."""
    start, end, alternate = variant[:3]
    if (end > start) == bool(alternate):
        return start, end
    word = alternate or sequence[start:end]
    right = end
    while right < len(sequence) and sequence[right] == word[(right - end) % len(word)]:
        right += 1
    return start, right


def clusters(variants, sequence):
    group, last = [], None
    for variant in variants:
        end = reach(variant, sequence)[1]
        if group and variant.start > last + JOIN_BASES:
            yield group, last
            group, last = [], None
        group.append(variant)
        last = end if last is None else max(last, end)
    if group:
        yield group, last


class Side(NamedTuple):
    """One side's copy of one haplotype: letters not yet matched by the other side, next reference base, last insertion."""
    letters: str
    position: int
    inserted_at: int


def extended(side, variant, sequence):
    """The side with the variant on it, or None when it does not fit."""
    if variant.start < side.position or (variant.start == variant.end == side.inserted_at):
        return None
    letters = side.letters + sequence[side.position:variant.start] + variant.alternate
    return Side(letters, variant.end, variant.start if variant.start == variant.end else -1)


def settled(truth, call, upto, sequence):
    """Both sides led up to `upto` with what agrees cut off; None when they disagree."""
    sides = []
    for side in (truth, call):
        if side.position < upto:
            side = Side(side.letters + sequence[side.position:upto], upto, side.inserted_at)
        sides.append(side)
    common = min(len(sides[0].letters), len(sides[1].letters))
    if sides[0].letters[:common] != sides[1].letters[:common]:
        return None
    return tuple(side._replace(letters=side.letters[common:]) for side in sides)


def match_cluster(group, last, sequence):
    """The variants of the group that match."""
    first = Side("", max(0, group[0].start - 1), -1)
    states = {((first, first), (first, first)): frozenset()}  # (haplotype A, haplotype B) -> indices matched
    for index, variant in enumerate(group):
        after = {}
        for haplotypes, matched in states.items():
            options = [(haplotypes, matched)]
            for on in ([(0, 1)] if variant.copies == 2 else [(0,), (1,)]):
                changed = list(haplotypes)
                for h in on:
                    pair = list(changed[h])
                    pair[variant.is_call] = extended(pair[variant.is_call], variant, sequence)
                    changed[h] = tuple(pair)
                if all(None not in changed[h] for h in on):
                    options.append((tuple(changed), matched | {index}))
            upto = group[index + 1].start if index + 1 < len(group) else min(last + 1, len(sequence))
            for pairs, chosen in options:
                led = [settled(*pair, upto, sequence) for pair in pairs]
                if None in led:
                    continue
                key = tuple(sorted(led))
                if key not in after or better(chosen, after[key], group):
                    after[key] = chosen
        if len(after) > MAX_STATES:
            after = dict(sorted(after.items(), key=lambda item: -len(item[1]))[:MAX_STATES])
        states = after
    best = frozenset()
    for haplotypes, matched in states.items():
        if all(not side.letters for pair in haplotypes for side in pair) and better(matched, best, group):
            best = matched
    return {group[index] for index in best}


def better(one, other, group):
    """More alleles matched; among equals more of the truth."""
    def rank(chosen):
        return len(chosen), sum(not group[i].is_call for i in chosen)
    return rank(one) > rank(other)


def read_bed(path):
    spans = {}
    with open_text(path) as file:
        for line in file:
            if line.strip() and not line.startswith(("#", "track", "browser")):
                contig, start, end = line.split("\t")[:3]
                spans.setdefault(contig, []).append((int(start), int(end)))
    return {contig: sorted(pairs) for contig, pairs in spans.items()}


def is_inside(bed, contig, position):
    if bed is None:
        return True
    spans = bed.get(contig, [])
    index = bisect.bisect_right(spans, (position, 1 << 60)) - 1
    return index >= 0 and spans[index][0] <= position < spans[index][1]


def compare(truth_path, calls_path, sequences, bed, sample=None):
    """({kind: {TP, FN, TPcalls, FP}}, [missed], [wrong])"""
    truth = read_variants(truth_path, sequences, False, False, None)
    calls = read_variants(calls_path, sequences, True, True, sample)
    counts = {kind: {"TP": 0, "FN": 0, "TPcalls": 0, "FP": 0} for kind in ("SNV", "other")}
    missed, wrong = [], []
    for contig, sequence in sequences.items():
        for group, last in clusters(sorted(truth[contig] + calls[contig]), sequence):
            matched = match_cluster(group, last, sequence)
            for variant in group:
                if not is_inside(bed, contig, variant.place):
                    continue
                column = ("TPcalls" if variant.is_call else "TP") if variant in matched else \
                         ("FP" if variant.is_call else "FN")
                counts[variant.kind][column] += 1
                if column == "FN":
                    missed.append(variant.name)
                if column == "FP":
                    wrong.append(variant.name)
    return counts, missed, wrong


def called_stretches(path):
    """[(contig, first_1based, last_1based)] of the reference that the called alleles of a VCF's first sample replace."""
    stretches = []
    with open_text(path) as file:
        for line in file:
            if line.startswith("#"):
                continue
            contig, position, _, reference, *rest = line.rstrip("\n").split("\t")
            genotype = rest[5].split(":")[0] if len(rest) > 5 else "1"
            if set(genotype) - set("0./|"):  # freebayes lists alleles that it does not call, as 0/0
                stretches.append((contig, int(position), int(position) + len(reference) - 1))
    return stretches


def ratio(part, whole):
    return part / whole if whole else 1.0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("truth")
    parser.add_argument("calls")
    parser.add_argument("--reference", required=True)
    parser.add_argument("--bed", help="count only inside")
    parser.add_argument("--contigs", nargs="+", help="default: those of the truth")
    parser.add_argument("--sample", help="column of the calls (default: the first)")
    parser.add_argument("--list", action="store_true", help="print every missed and wrong allele")
    parser.add_argument("--near", nargs="+", default=[], metavar="VCF",
                        help="with --list: tell which wrong alleles lie within 3 bases of the reference alleles of no call "
                             "in these files")
    options = parser.parse_args()
    contigs = options.contigs
    if not contigs:
        with open_text(options.truth) as file:
            contigs = sorted({line.split("\t", 1)[0] for line in file if not line.startswith("#")})
    sequences = read_fasta(options.reference, contigs)
    bed = read_bed(options.bed) if options.bed else None
    counts, missed, wrong = compare(options.truth, options.calls, sequences, bed, options.sample)
    print("kind\ttruth\tTP\tFN\tFP\trecall\tprecision\tF1")
    for kind, c in counts.items():
        recall, precision = ratio(c["TP"], c["TP"] + c["FN"]), ratio(c["TPcalls"], c["TPcalls"] + c["FP"])
        f1 = ratio(2 * recall * precision, recall + precision)
        print(f"{kind}\t{c['TP'] + c['FN']}\t{c['TP']}\t{c['FN']}\t{c['FP']}\t{recall:.5f}\t{precision:.5f}\t{f1:.5f}")
    if options.list:
        stretches = [each for path in options.near for each in called_stretches(path)]
        for name in missed:
            print(f"FN\t{name}")
        for name in wrong:
            contig, position_1based = name.split(" ")[0].rsplit(":", 1)
            is_near = any(contig == other and first - 3 <= int(position_1based) <= last + 3
                          for other, first, last in stretches)
            print(f"FP\t{name}" + ("" if not options.near else "\tothers too" if is_near else "\tNO OTHER"))


if __name__ == "__main__":
    main()
