#!/usr/bin/env python3
"""shuffle_pairs.py R1 R2 PREFIX --seed N: the same pairs in another order, as PREFIX.R1.fastq.gz and PREFIX.R2.fastq.gz."""
import argparse
import gzip
import random


def records(path):
    with gzip.open(path, "rt") as file:
        while header := file.readline():
            yield header + file.readline() + file.readline() + file.readline()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("read1")
    parser.add_argument("read2")
    parser.add_argument("prefix")
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    pairs = list(zip(records(options.read1), records(options.read2)))
    random.Random(options.seed).shuffle(pairs)
    for mate in (0, 1):
        with gzip.open(f"{options.prefix}.R{mate + 1}.fastq.gz", "wt", compresslevel=1) as file:
            file.writelines(pair[mate] for pair in pairs)


if __name__ == "__main__":
    main()
