#!/usr/bin/env python3
"""draw GENES FASTA COUNT: a VCF of random SNVs, most in exons. compare CSQ.vcf OURS.tsv: terms of each SNV on each transcript
beside those of bcftools csq; every difference is put under a judgement, or is printed as not explained."""
import collections
import random
import re
import sys

OURS = {"missense_variant": "missense", "synonymous_variant": "synonymous", "stop_gained": "stop_gained", "stop_lost": "stop_lost",
        "start_lost": "start_lost", "stop_retained_variant": "stop_retained", "splice_donor_variant": "splice_donor",
        "splice_acceptor_variant": "splice_acceptor", "coding_sequence_variant": "coding_sequence"}


def contigs_of(path):
    contigs, name = {}, None
    with open(path, encoding="ascii") as file:
        for line in file:
            if line.startswith(">"):
                name = line[1:].split()[0]
                contigs[name] = []
            else:
                contigs[name].append(line.strip().upper())
    return {name: "".join(parts) for name, parts in contigs.items()}


def draw(genes, fasta, count):
    generator = random.Random(5)
    contigs = contigs_of(fasta)
    with open(genes, encoding="utf-8") as file:
        rows = [line.split("\t") for line in file if not line.startswith("#")]
    exons = [(row[0], int(row[3]), int(row[4])) for row in rows if row[2] == "exon"]
    spans = [(row[0], int(row[3]), int(row[4])) for row in rows if row[2] == "gene"]
    places = set()
    while len(places) < count:
        contig, first, last = generator.choice(exons if generator.random() < 0.8 else spans)
        around = 20 if (contig, first, last) in exons else 6000
        position = generator.randint(max(1, first - around), min(len(contigs[contig]), last + around))
        reference = contigs[contig][position - 1]
        if reference in "ACGT":
            places.add((contig, position, reference, generator.choice([base for base in "ACGT" if base != reference])))
    order = {name: index for index, name in enumerate(contigs)}
    print("##fileformat=VCFv4.2")
    for name, letters in contigs.items():
        print(f"##contig=<ID={name},length={len(letters)}>")
    print("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    for contig, position, reference, alternate in sorted(places, key=lambda each: (order[each[0]], each[1:])):
        print(f"{contig}\t{position}\t.\t{reference}\t{alternate}\t.\tPASS\t.")


def main_term(terms):
    """The term that bcftools has too: of the protein, else of the splice site, else nothing."""
    return next((terms_word for terms_word in terms if terms_word in OURS.values()), "")


def theirs_of(path):
    found = {}
    with open(path, encoding="ascii") as file:
        for line in file:
            match = None if line.startswith("#") else re.search(r"BCSQ=([^;\t]+)", line)
            if match is None:
                continue
            contig, position, _, reference, alternate = line.split("\t")[:5]
            for entry in match.group(1).split(","):
                fields = entry.split("|")
                if entry.startswith("@") or len(fields) < 4:
                    continue
                found[(contig, position, reference, alternate, fields[2])] = fields[0].lstrip("*").split("&")
    return found


def judgement(ours, theirs, protein):
    if theirs == "stop_lost" and ours == "stop_retained" or theirs == "synonymous" and ours == "stop_retained":
        return "stop codon to another stop codon: the protein is the same (ours is right)"
    if ours == "coding_sequence":
        return "a stop codon or unknown frame within the coding sequence: we do not translate (cautious)"
    if theirs == "start_lost" and ours in ("missense", "synonymous", "stop_gained"):
        return "the coding sequence does not begin with ATG: no start is known that could be lost (ours is cautious)"
    if not theirs and ours:
        return "bcftools csq skips the transcript (incomplete or of a biotype it does not take)"
    return ""


def compare(csq, table):
    theirs = theirs_of(csq)
    counts, judged, open_ones = collections.Counter(), collections.Counter(), []
    biotypes = {key[4] for key in theirs}
    with open(table, encoding="ascii") as file:
        for line in file:
            contig, position, reference, alternate, transcript, terms, coding, protein = line.rstrip("\n").split("\t")
            key = (contig, position, reference, alternate, transcript)
            ours = main_term([OURS.get(term, "") for term in terms.split("&")])
            other = main_term(theirs.get(key, []))
            if transcript not in biotypes or not ours and not other:
                continue
            counts["compared"] += 1
            if ours == other:
                counts["same"] += 1
                continue
            why = judgement(ours, other, protein)
            judged[(ours or "none", other or "none", why or "NOT EXPLAINED")] += 1
            if not why and len(open_ones) < 20:
                open_ones.append(f"  {contig}:{position} {reference}>{alternate} {transcript} {coding} {protein}: {terms}; "
                                 f"bcftools: {'&'.join(theirs.get(key, [])) or 'nothing'}")
    print(f"{counts['compared']} SNV x transcript with a coding or splice-site term: {counts['same']} the same")
    for (ours, other, why), number in sorted(judged.items(), key=lambda each: -each[1]):
        print(f"  {number}\tours {ours}, bcftools {other}: {why}")
    print("\n".join(open_ones), end="\n" if open_ones else "")
    sys.exit(1 if open_ones or not counts["same"] else 0)


if __name__ == "__main__":
    if sys.argv[1] == "draw":
        draw(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        compare(sys.argv[2], sys.argv[3])
