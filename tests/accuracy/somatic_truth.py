#!/usr/bin/env python3
"""Truth of tumours.

somatic_truth.py GERMLINE.vcf TUMOR.vcf -o OUT: what the tumour has beyond its germline, both as apply_variants.py
writes them. The germline must be spelled alike in both, so that the difference is the somatic variants and no more.
INFO CCF is 1: every tumour cell has them. somatic_truth.py --bed REF --contigs A B -o OUT: where calls are judged.
somatic_truth.py --mask BED GERMLINE.vcf.gz -o OUT: the BED without the germline's bases and GERMLINE_BASES on both sides,
for tumours without a normal, which show the germline too.
"""
import argparse
import gzip
import re
import sys

from apply_variants import read_fasta

GERMLINE_BASES = 10
END_BASES = 500  # depth falls to nothing at a contig's ends


def read_truth(path):
    header, records = [], {}
    with open(path) as file:
        for line in file:
            if line.startswith("#"):
                header.append(line)
                continue
            fields = line.rstrip("\n").split("\t")
            records[fields[0], int(fields[1]), fields[3], fields[4]] = fields[9]
    return header, records


def subtract(germline_path, tumor_path, output):
    _, germline = read_truth(germline_path)
    header, tumor = read_truth(tumor_path)
    for key, genotype in germline.items():
        if tumor.get(key) != genotype:
            sys.exit(f"somatic_truth.py: {key[0]}:{key[1]}: the tumour spells this germline variant otherwise")
    with open(output, "w") as file:
        file.write("".join(header[:-1]))
        file.write('##INFO=<ID=CCF,Number=1,Type=Float,Description="Share of the tumour\'s cells that have it">\n')
        file.write(header[-1])
        for (contig, position, reference, alternate), genotype in tumor.items():
            if (contig, position, reference, alternate) not in germline:
                file.write(f"{contig}\t{position}\t.\t{reference}\t{alternate}\t.\tPASS\tCCF=1\tGT\t{genotype}\n")


def write_bed(reference, contigs, output):
    with open(output, "w") as file:
        for contig, sequence in read_fasta(reference, contigs).items():
            for known in re.finditer("[^N]+", sequence):
                start, end = max(known.start(), END_BASES), min(known.end(), len(sequence) - END_BASES)
                if start < end:
                    file.write(f"{contig}\t{start}\t{end}\n")


def mask_bed(bed, germline_path, output):
    holes = {}
    with gzip.open(germline_path, "rt") as file:
        for fields in (line.split("\t") for line in file if not line.startswith("#")):
            start = int(fields[1]) - 1
            holes.setdefault(fields[0], []).append((start - GERMLINE_BASES, start + len(fields[3]) + GERMLINE_BASES))
    with open(bed) as source, open(output, "w") as file:
        for contig, start, end in (line.split()[:3] for line in source):
            start, end = int(start), int(end)
            for hole_start, hole_end in sorted(h for h in holes.get(contig, []) if h[0] < end and h[1] > start):
                if hole_start > start:
                    file.write(f"{contig}\t{start}\t{hole_start}\n")
                start = max(start, hole_end)
            if start < end:
                file.write(f"{contig}\t{start}\t{end}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("truths", nargs="*", metavar="VCF")
    parser.add_argument("--bed", metavar="REFERENCE")
    parser.add_argument("--contigs", nargs="+")
    parser.add_argument("--mask", metavar="BED")
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    if options.bed:
        write_bed(options.bed, options.contigs, options.output)
    elif options.mask:
        mask_bed(options.mask, options.truths[0], options.output)
    else:
        subtract(*options.truths, options.output)


if __name__ == "__main__":
    main()
