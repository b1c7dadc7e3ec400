#!/usr/bin/env python3
"""Builds the two haplotypes of a sample from a reference and a phased VCF, and says exactly what it built.

Alleles that overlap one already applied on the same haplotype cannot be part of that haplotype: they are skipped and
listed in skipped.tsv. truth.vcf holds the alleles really applied, one ALT a line, trimmed, equal-length alleles as
SNVs, indels shifted left as far as the haplotype stays the same. The truth is applied once more and must give the
same haplotypes, so that truth.vcf and the simulated reads cannot disagree.

Unphased heterozygous genotypes are taken as written (0/1 puts ALT on haplotype 2); records with a missing allele are
skipped. Standard library only.
"""
import argparse
import bisect
import gzip
import os
import sys
from typing import NamedTuple


class Allele(NamedTuple):
    """A change of one haplotype: reference[start:end] becomes `alternate` (0-based half-open, trimmed)."""
    start: int
    end: int
    alternate: str


def open_text(path):
    with open(path, "rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rt") if is_gzip else open(path)


def read_fasta(path, wanted):
    """Contigs of `wanted` in upper case, by name."""
    sequences, name, parts = {}, None, []
    with open_text(path) as file:
        for line in file:
            if line.startswith(">"):
                if name in wanted:
                    sequences[name] = "".join(parts).upper()
                name, parts = line[1:].split()[0], []
            elif name in wanted:
                parts.append(line.strip())
    if name in wanted:
        sequences[name] = "".join(parts).upper()
    missing = [contig for contig in wanted if contig not in sequences]
    if missing:
        sys.exit(f"apply_variants.py: {path} has no contig {missing[0]}")
    return sequences


def trimmed(start, reference, alternate):
    """Parts of one REF/ALT pair: equal-length pairs become SNVs, others one trimmed change."""
    if len(reference) == len(alternate):
        return [Allele(start + i, start + i + 1, b) for i, (a, b) in enumerate(zip(reference, alternate)) if a != b]
    while reference and alternate and reference[-1] == alternate[-1]:
        reference, alternate = reference[:-1], alternate[:-1]
    while reference and alternate and reference[0] == alternate[0]:
        start, reference, alternate = start + 1, reference[1:], alternate[1:]
    return [Allele(start, start + len(reference), alternate)]


def shifted_left(allele, sequence, first_free):
    """The same pure insertion or deletion as far left as it goes without touching `first_free` or what is before."""
    start, end, alternate = allele
    if (end > start) == bool(alternate):
        return allele
    while start > first_free:
        last = alternate[-1] if alternate else sequence[end - 1]
        if sequence[start - 1] != last:
            break
        start, end = start - 1, end - 1
        if alternate:
            alternate = last + alternate[:-1]
    return Allele(start, end, alternate)


def read_genotypes(path, contigs, sample):
    """(contig, line number, pos_1based, [(haplotype, Allele), ...]) by contig and position; and what cannot be used."""
    records, unusable, column = [], [], 9
    with open_text(path) as file:
        for number, line in enumerate(file, 1):
            fields = line.rstrip("\n").split("\t")
            if line.startswith("##"):
                continue
            if line.startswith("#"):
                column = fields.index(sample) if sample else 9
                continue
            if fields[0] not in contigs:
                continue
            genotype = fields[column].split(":")[0].replace("/", "|").split("|")
            letters = [fields[3].upper()] + fields[4].upper().split(",")
            reason = None
            if "." in genotype:
                reason = "genotype not known"
            elif any(set(letters[int(g)]) - set("ACGT") for g in genotype):
                reason = "symbolic or ambiguous allele"
            if reason:
                unusable.append((fields[0], int(fields[1]), fields[3], fields[4], fields[column], "1,2", reason))
                continue
            changes = [(haplotype, part) for haplotype, g in enumerate(genotype[:2]) if g != "0"
                       for part in trimmed(int(fields[1]) - 1, letters[0], letters[int(g)])]
            records.append((fields[0], int(fields[1]), fields, changes, fields[column]))
    records.sort(key=lambda r: (contigs.index(r[0]), r[1]))
    return records, unusable


def apply_all(records, contigs, sequences):
    """Alleles by contig and haplotype, each list sorted and disjoint, and the rows of skipped.tsv."""
    applied = {contig: ([], []) for contig in contigs}
    skipped = []
    for contig, position_1based, fields, changes, genotype in records:
        if sequences[contig][position_1based - 1:position_1based - 1 + len(fields[3])] != fields[3].upper():
            sys.exit(f"apply_variants.py: {contig}:{position_1based}: REF is not what the reference has")
        lost = set()
        for haplotype, allele in changes:
            alleles = applied[contig][haplotype]
            index = bisect.bisect_left(alleles, allele)
            before = alleles[index - 1] if index else None
            after = alleles[index] if index < len(alleles) else None
            # Touching changes are fine; overlapping ones and two insertions at one point are not.
            clash = (before and (before.end > allele.start or before[:2] == allele[:2])) or \
                    (after and (allele.end > after.start or after[:2] == allele[:2]))
            if clash:
                lost.add(haplotype)
            else:
                alleles.insert(index, allele)
        if lost:
            skipped.append((contig, position_1based, fields[3], fields[4], genotype,
                            ",".join(str(h + 1) for h in sorted(lost)), "overlaps an applied allele"))
    return applied, skipped


def haplotype_sequence(sequence, alleles):
    parts, position = [], 0
    for start, end, alternate in alleles:
        if start < position:
            raise ValueError(f"alleles overlap at {start + 1}")
        parts += [sequence[position:start], alternate]
        position = end
    return "".join(parts + [sequence[position:]])


def truth_alleles(sequence, haplotypes):
    """{allele: [on haplotype 1, on haplotype 2]} with indels shifted left where that changes neither haplotype."""
    carriers = {}
    for haplotype, alleles in enumerate(haplotypes):
        for allele in alleles:
            carriers.setdefault(allele, [False, False])[haplotype] = True
    placed, ends = {}, [0, 0]  # ends: first base that is free on each haplotype
    for allele in sorted(carriers):
        on = carriers[allele]
        # One base is kept as VCF anchor, and stays free of other changes of the haplotype.
        first_free = max(ends[h] for h in (0, 1) if on[h]) + 1
        moved = shifted_left(allele, sequence, first_free)
        for h in (0, 1):
            if on[h]:
                ends[h] = max(ends[h], moved.end)
        entry = placed.setdefault(moved, [False, False])
        for h in (0, 1):
            entry[h] |= on[h]
    return placed


def write_truth(path, contigs, sequences, truth, sample):
    with open(path, "w") as file:
        file.write("##fileformat=VCFv4.3\n##source=apply_variants.py\n")
        for contig in contigs:
            file.write(f"##contig=<ID={contig},length={len(sequences[contig])}>\n")
        file.write('##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype, haplotype 1 first">\n')
        file.write(f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{sample}\n")
        for contig in contigs:
            rows = []
            for allele, on in truth[contig].items():
                start, reference, alternate = allele.start, sequences[contig][allele.start:allele.end], allele.alternate
                if not reference or not alternate:
                    start -= 1
                    anchor = sequences[contig][start]
                    reference, alternate = anchor + reference, anchor + alternate
                rows.append((start + 1, reference, alternate, f"{int(on[0])}|{int(on[1])}"))
            for position_1based, reference, alternate, genotype in sorted(rows):
                file.write(f"{contig}\t{position_1based}\t.\t{reference}\t{alternate}\t.\tPASS\t.\tGT\t{genotype}\n")


def write_lift(path, contigs, applied, haplotype):
    """Rows (contig, haplotype position, reference position) from which on the two run in parallel, 0-based."""
    with open(path, "w") as file:
        for contig in contigs:
            file.write(f"{contig}\t0\t0\n")
            offset = 0
            for start, end, alternate in applied[contig][haplotype]:
                change = len(alternate) - (end - start)
                if change:
                    offset += change
                    file.write(f"{contig}\t{end + offset}\t{end}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reference", required=True)
    parser.add_argument("--vcf", required=True)
    parser.add_argument("--contigs", required=True, nargs="+")
    parser.add_argument("--sample", help="column of the VCF (default: the first)")
    parser.add_argument("--name", default="SAMPLE", help="sample name written to truth.vcf")
    parser.add_argument("-o", "--output", required=True, help="folder")
    options = parser.parse_args()
    os.makedirs(options.output, exist_ok=True)

    contigs = options.contigs
    sequences = read_fasta(options.reference, contigs)
    records, unusable = read_genotypes(options.vcf, contigs, options.sample)
    applied, overlapping = apply_all(records, contigs, sequences)
    truth = {contig: truth_alleles(sequences[contig], applied[contig]) for contig in contigs}
    for haplotype in (0, 1):
        with open(os.path.join(options.output, f"haplotype{haplotype + 1}.fa"), "w") as file:
            for contig in contigs:
                bases = haplotype_sequence(sequences[contig], applied[contig][haplotype])
                again = sorted(allele for allele, on in truth[contig].items() if on[haplotype])
                if haplotype_sequence(sequences[contig], again) != bases:
                    sys.exit(f"apply_variants.py: {contig}: the truth does not rebuild haplotype {haplotype + 1}")
                file.write(f">{contig}\n")
                for start in range(0, len(bases), 60):
                    file.write(bases[start:start + 60] + "\n")
        write_lift(os.path.join(options.output, f"haplotype{haplotype + 1}.lift.tsv"), contigs, applied, haplotype)
    write_truth(os.path.join(options.output, "truth.vcf"), contigs, sequences, truth, options.name)
    with open(os.path.join(options.output, "skipped.tsv"), "w") as file:
        file.write("contig\tpos_1based\tref\talt\tgenotype\thaplotypes\treason\n")
        for row in sorted(unusable + overlapping, key=lambda r: (contigs.index(r[0]), r[1])):
            file.write("\t".join(map(str, row)) + "\n")
    total = sum(len(truth[contig]) for contig in contigs)
    print(f"{len(records)} records: {total} alleles applied; {len(overlapping)} records lost an allele to an overlap, "
          f"{len(unusable)} could not be used (see skipped.tsv)")


if __name__ == "__main__":
    main()
