#!/usr/bin/env python3
"""Merges art_illumina's pairs of the haplotypes of a sample into one shuffled R1/R2 pair of files.

Reads are renamed CONTIG:START1:START2:hH:N, the 1-based reference positions of the leftmost bases of mates 1 and 2,
lifted from the haplotype, so that a placement can be judged by the name. Standard library only.
"""
import argparse
import bisect
import random
import subprocess


def read_lift(path):
    starts, references = {}, {}
    with open(path) as file:
        for line in file:
            contig, start, reference = line.split("\t")
            starts.setdefault(contig, []).append(int(start))
            references.setdefault(contig, []).append(int(reference))
    return starts, references


def read_positions(sam, lift):
    """{read name: [contig, 1-based reference start of mate 1, of mate 2]}"""
    starts, references = lift
    positions = {}
    with open(sam) as file:
        for line in file:
            if line.startswith("@"):
                continue
            name, flag, contig, position, _ = line.split("\t", 4)
            index = bisect.bisect_right(starts[contig], int(position) - 1) - 1
            on_reference = references[contig][index] + int(position) - starts[contig][index]
            positions.setdefault(name, [contig, 0, 0])[2 if int(flag) & 128 else 1] = on_reference
    return positions


def read_fastq(path):
    with open(path) as file:
        while header := file.readline():
            bases = file.readline()
            file.readline()
            yield header[1:].rstrip("\n"), bases + "+\n" + file.readline()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="has h1_1.fq, h1_2.fq, h1_.sam, h2_..., haplotype1.lift.tsv, haplotype2.lift.tsv")
    parser.add_argument("--haplotypes", type=int, nargs="+", default=[1, 2], help="numbers in the names of the files")
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    pairs = []
    for haplotype in options.haplotypes:
        prefix = f"{options.folder}/h{haplotype}_"
        positions = read_positions(prefix + ".sam", read_lift(f"{options.folder}/haplotype{haplotype}.lift.tsv"))
        for (name, one), (_, two) in zip(read_fastq(prefix + "1.fq"), read_fastq(prefix + "2.fq")):
            contig, start1, start2 = positions[name.removesuffix("/1")]
            pairs.append((f"@{contig}:{start1}:{start2}:h{haplotype}:{len(pairs)}", one, two))
    random.Random(options.seed).shuffle(pairs)
    for mate in (1, 2):
        with open(f"{options.folder}/R{mate}.fastq.gz", "wb") as file:
            with subprocess.Popen(["bgzip", "-c"], stdin=subprocess.PIPE, stdout=file, text=True) as bgzip:
                for pair in pairs:
                    bgzip.stdin.write(f"{pair[0]}/{mate}\n{pair[mate]}")
            if bgzip.returncode != 0:
                raise SystemExit(f"merge_pairs.py: bgzip failed on {file.name}")
    print(f"{len(pairs)} pairs")


if __name__ == "__main__":
    main()
