"""Makes simulated pairs as untidy as a busy laboratory's: R1.fastq.gz and R2.fastq.gz of one folder into another.

Qualities of four values; of a hundred fragments, eight are shorter than their reads and run into the adapter and the poly-G
behind it, seven have a poly-G of good quality at an end, twenty are cut at their ends, one has a read of N alone; ten are
there twice. Same arguments, same bytes.
"""
import argparse
import gzip
import os
import random

ADAPTERS = ("AGATCGGAAGAGCACACGTCTGAACTCCAGTCA", "AGATCGGAAGAGCGTCGTGTAGGGAAAGAGTGT")
COMPLEMENT = str.maketrans("ACGTN", "TGCAN")
SHORTEST = 36


def records(path):
    with gzip.open(path, "rt", encoding="ascii") as file:
        for name in file:
            bases = next(file).strip()
            next(file)
            yield name.strip(), bases, next(file).strip()


def binned(qualities):
    return "".join("#" if q <= "'" else "-" if q < "5" else "9" if q < "?" else "F" for q in qualities)


def read_through(first, second, length):
    """Both mates of the first `length` bases of the first: what is behind is adapter and poly-G."""
    pair = []
    bases, qualities = first[0][:length], first[1][:length]
    for (old, old_qualities), adapter in zip((first, second), ADAPTERS):
        pair.append(((bases + adapter + "G" * len(old))[:len(old)], qualities + old_qualities[length:]))
        bases, qualities = bases[::-1].translate(COMPLEMENT), qualities[::-1]
    return pair


def with_poly_g(read, bases):
    return read[0][:-bases] + "G" * bases, read[1][:-bases] + "F" * bases


def untidy(pair, generator):
    kind = generator.random()
    if kind < 0.08:
        return read_through(*pair, generator.randint(50, len(pair[0][0]) - 5))
    if kind < 0.13:
        return [pair[0], with_poly_g(pair[1], generator.randint(20, 120))]
    if kind < 0.15:
        return [with_poly_g(pair[0], generator.randint(10, 60)), pair[1]]
    if kind < 0.35:
        return [(bases[:kept], qualities[:kept]) for (bases, qualities) in pair
                for kept in [generator.randint(SHORTEST, len(bases))]]
    if kind < 0.36:
        return [("N" * len(pair[0][0]), "#" * len(pair[0][0])), pair[1]]
    return pair


def copy_name(name):
    stem, slash, mate = name.partition("/")
    return f"{stem}:copy{slash}{mate}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("output")
    parser.add_argument("--seed", type=int, required=True)
    words = parser.parse_args()
    generator = random.Random(words.seed)
    names = ("R1.fastq.gz", "R2.fastq.gz")
    files = [gzip.GzipFile(os.path.join(words.output, name), "wb", compresslevel=4, mtime=0) for name in names]
    for mates in zip(*(records(os.path.join(words.source, name)) for name in names)):
        pair = untidy([(bases, binned(qualities)) for _, bases, qualities in mates], generator)
        copies = 2 if generator.random() < 0.1 else 1
        for file, (name, _, _), (bases, qualities) in zip(files, mates, pair):
            for copy in range(copies):
                label = copy_name(name) if copy else name
                file.write(f"{label}\n{bases}\n+\n{qualities}\n".encode("ascii"))
    for file in files:
        file.close()


if __name__ == "__main__":
    main()
