#!/usr/bin/env python3
"""Biomarkers of simulated cases beside their truth: usage biomarkers.py NORRSKEN [CASES].

Burden: CASES pairs (40) with 10 to 400 somatic SNVs a megabase, drawn; is the truth within the 95 % interval?
Instability: pairs at 100x, in half of which a third of the repeats lost or won units in the tumor; do the shares overlap? The
same tumors without their normals. Then tumors alone of an assay in which a third of the repeats slips in every sample: judged against
what slips in a stable library, and against a panel of four normals of that assay.
Spectrum: cosine of the called contexts with those of the truth, over all pairs of the first kind."""
import gzip
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile

ASSAY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "config", "wgs_tumour_normal.toml")
COMPLEMENT = str.maketrans("ACGT", "TGCA")


def sequences_of(fasta):
    with open(fasta, encoding="ascii") as file:
        parts = file.read().split(">")[1:]
    return {part.split("\n", 1)[0].split()[0]: part.split("\n", 1)[1].replace("\n", "").upper() for part in parts}  # repeats stand in lower case


def somatic_snvs(folder):
    with gzip.open(os.path.join(folder, "somatic_truth.vcf.gz"), "rt") as file:
        rows = [line.split("\t") for line in file if not line.startswith("#")]
    return [(row[0], int(row[1]), row[3], row[4]) for row in rows if len(row[3]) == 1 and len(row[4]) == 1]


def contexts_of(snvs, sequences):
    counts = {}
    for contig, position, _, alternate in snvs:
        triple = sequences[contig][position - 2:position + 1]
        if len(triple) != 3 or set(triple) - set("ACGT"):
            continue
        if triple[1] in "AG":
            triple, alternate = triple[::-1].translate(COMPLEMENT), alternate.translate(COMPLEMENT)
        name = f"{triple[0]}[{triple[1]}>{alternate}]{triple[2]}"
        counts[name] = counts.get(name, 0) + 1
    return counts


def cosine(one, other):
    product = sum(count * other.get(name, 0) for name, count in one.items())
    size = math.sqrt(sum(count ** 2 for count in one.values()) * sum(count ** 2 for count in other.values()))
    return product / size if size else 0.0


# What the program judges: homopolymers of 8 to 30 bases, units of 2 to 5 bases with five copies and more.
REPEATS = [(1, re.compile(r"([ACGT])\1{7,29}"))] + [(unit, re.compile(r"([ACGT]{%d})\1{4,}" % unit)) for unit in (2, 3, 4, 5)]


def unstable_repeats(sequences, share, generator):
    """(contig, position, REF, ALT) that change this share of the repeats: one to three units lost, seldom won."""
    lines = []
    for contig, text in sequences.items():
        found = sorted((match.start(), match.end(), unit) for unit, pattern in REPEATS for match in pattern.finditer(text)
                       if match.end() - match.start() <= 60)
        last = 0
        for start, end, unit in found:
            if start < last + 60 or start == 0 or generator.random() >= share:
                continue
            last = end
            changed = text[start:start + unit * generator.choice((1, 1, 2, 2, 3))]
            before = text[start - 1]
            lines.append((contig, start, before, before + changed) if generator.random() < 0.25 else (contig, start, before + changed, before))
    return lines


def write_variants(path, lines, sequences):
    with gzip.open(path, "wt") as file:
        file.write("##fileformat=VCFv4.3\n" + "".join(f"##contig=<ID={name},length={len(text)}>\n" for name, text in sequences.items()))
        file.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
        file.writelines(f"{contig}\t{position}\t.\t{reference}\t{alternate}\t.\tPASS\t.\n" for contig, position, reference, alternate in lines)


class Pair:
    """A simulated tumor and normal, called."""

    def __init__(self, program, folder, *words):
        self.program, self.folder = program, folder
        self.do("simulate", "-o", folder, "--sample", "S", "--purity", "0.7", *words)
        sequences = sequences_of(self.genome(words))
        self.sequences = sequences
        index = os.path.join(folder, "genome.nsk")
        self.do("index", self.genome(words), "-o", index)
        self.index = index
        self.biomarkers = self.call("samples.csv", "out")

    def call(self, sheet, out):
        """The biomarkers of the tumor."""
        self.do("run", os.path.join(self.folder, sheet), "--index", self.index, "-o", os.path.join(self.folder, out), "-q")
        with open(os.path.join(self.folder, out, "S", "case.json"), encoding="utf-8") as file:
            return json.load(file)["biomarkers"][0]

    def call_alone(self):
        """The same without the normal."""
        assay = alone_assay(self.folder)
        with open(os.path.join(self.folder, "samples.csv"), encoding="utf-8") as file:
            rows = file.read().replace(",wgs_tumour_normal,", f",{assay},").splitlines()
        with open(os.path.join(self.folder, "alone.csv"), "w", encoding="utf-8") as file:
            file.write("\n".join([rows[0]] + [row for row in rows if ",tumor," in row]) + "\n")
        return self.call("alone.csv", "alone")

    def do(self, *words):
        subprocess.run([self.program, *words], check=True, capture_output=True)

    def genome(self, words):
        return words[words.index("--reference") + 1] if "--reference" in words else os.path.join(self.folder, "genome.fa")


def burden_and_spectrum(program, cases, bases="600k"):
    inside = 0
    truth_contexts, called_contexts = {}, {}
    for number in range(cases):
        with tempfile.TemporaryDirectory() as folder:
            rate = 10 * 40 ** (number / max(cases - 1, 1))  # a megabase
            pair = Pair(program, os.path.join(folder, "pair"), "--synthetic-bases", bases, "--depth", "30", "--tumor-depth", "60",
                        "--somatic-snvs", f"{rate / 1e6:.7f}", "--seed", str(100 + number))
            snvs = somatic_snvs(pair.folder)
            known = sum(len(text) - text.count("N") for text in pair.sequences.values())
            truth = len(snvs) * 1e6 / known
            tmb = pair.biomarkers["tmb"]
            inside += tmb["low"] <= truth <= tmb["high"]
            for counts, more in ((truth_contexts, contexts_of(snvs, pair.sequences)), (called_contexts, pair.biomarkers["spectrum"])):
                for name, count in more.items():
                    counts[name] = counts.get(name, 0) + count
    return inside, cosine(truth_contexts, called_contexts)


def instability(program, share, seed, bases="600k"):
    """Percent of unstable repeats, of the pair and of the tumor alone."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["--depth", "100", "--tumor-depth", "100", "--seed", str(seed)]
        if share == 0:
            return both(Pair(program, os.path.join(folder, "pair"), "--synthetic-bases", bases, "--somatic-snvs", "2e-5", *words))
        subprocess.run([program, "simulate", "-o", os.path.join(folder, "g"), "--synthetic-bases", bases, "--depth", "0.1", "--seed", str(seed)], check=True, capture_output=True)
        genome = os.path.join(folder, "g", "genome.fa")
        sequences = sequences_of(genome)
        variants = os.path.join(folder, "unstable.vcf.gz")
        write_variants(variants, unstable_repeats(sequences, share, random.Random(seed)), sequences)
        return both(Pair(program, os.path.join(folder, "pair"), "--reference", genome, "--somatic-variants", variants, *words))


def alone_assay(folder):
    """The assay of pairs, for a tumor without normal."""
    path = os.path.join(folder, "alone.toml")
    with open(ASSAY, encoding="utf-8") as file, open(path, "w", encoding="utf-8") as out:
        out.write(file.read().replace('normal = "required"', 'normal = "none"').replace("min_normal_depth = 8", "min_normal_depth = 0"))
    return path


class NoisyAssay:
    """A genome some of whose repeats slip in every sample, and samples of it, all called as tumors without a normal."""

    def __init__(self, program, folder, seed, bases):
        self.program, self.folder, self.seed = program, folder, seed
        self.do("simulate", "-o", self.file("g"), "--synthetic-bases", bases, "--depth", "0.1", "--seed", str(seed))
        self.sequences = sequences_of(self.file("g", "genome.fa"))
        self.do("index", self.file("g", "genome.fa"), "-o", self.file("genome.nsk"))
        self.assay = alone_assay(folder)
        self.noise = unstable_repeats(self.sequences, 0.35, random.Random(seed))
        normals = [self.call(f"N{number}", []) for number in range(4)]
        self.do("pon", "build", "-o", self.file("normals.pon.vcf.gz"), "--index", self.file("genome.nsk"), *normals)

    def file(self, *parts):
        return os.path.join(self.folder, *parts)

    def do(self, *words):
        subprocess.run([self.program, *words], check=True, capture_output=True)

    def call(self, sample, changes, *words):
        """The folder of the called case: the noise, and changes where there is none."""
        taken = {line[:2] for line in self.noise}
        lines = sorted(self.noise + [line for line in changes if line[:2] not in taken], key=lambda line: (list(self.sequences).index(line[0]), line[1]))
        write_variants(self.file(f"{sample}.vcf.gz"), lines, self.sequences)
        reads, out = self.file(f"reads_{sample}"), self.file(f"out_{sample}{len(words)}")
        self.seed += 1
        self.do("simulate", "-o", reads, "--reference", self.file("g", "genome.fa"), "--tumor-only", "--tumor-depth", "60", "--vaf", "0.3",
                "--somatic-variants", self.file(f"{sample}.vcf.gz"), "--sample", sample, "--seed", str(self.seed))
        with open(os.path.join(reads, "samples.csv"), encoding="utf-8") as file:
            sheet = file.read().replace(",wgs_tumour_normal,", f",{self.assay},")
        with open(os.path.join(reads, "alone.csv"), "w", encoding="utf-8") as file:
            file.write(sheet)
        self.do("run", os.path.join(reads, "alone.csv"), "--index", self.file("genome.nsk"), "-o", out, "-q", *words)
        return os.path.join(out, sample)

    def percents(self, sample, changes):
        """By expectation and by the panel."""
        percents = []
        for words in ([], ["--pon", self.file("normals.pon.vcf.gz")]):
            with open(os.path.join(self.call(sample, changes, *words), "case.json"), encoding="utf-8") as file:
                msi = json.load(file)["biomarkers"][0]["msi"]
            assert msi["against"] == ("panel of normals" if words else "expectation"), msi
            percents.append(msi["percent"])
        return percents


def noisy(program, seed, bases="600k"):
    """Percents of a stable and of an unstable tumor."""
    with tempfile.TemporaryDirectory() as folder:
        assay = NoisyAssay(program, folder, seed, bases)
        return assay.percents("S", []), assay.percents("U", unstable_repeats(assay.sequences, 0.6, random.Random(seed + 50)))


def both(pair):
    return pair.biomarkers["msi"]["percent"], pair.call_alone()["msi"]["percent"]


def main():
    program = os.path.abspath(sys.argv[1])
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    inside, likeness = burden_and_spectrum(program, cases)
    print(f"burden       truth within the 95 % interval in {inside} of {cases} cases")
    print(f"spectrum     cosine {likeness:.4f}")
    number = max(1, cases // 8)
    stable = [instability(program, 0, 500 + seed) for seed in range(number)]
    unstable = [instability(program, 0.45, 600 + seed) for seed in range(number)]
    is_good = inside >= 0.95 * cases and likeness >= 0.98
    for way, name in enumerate(("beside its normal", "tumor alone")):
        low, high = sorted(case[way] for case in stable), sorted(case[way] for case in unstable)
        is_good = is_good and low[-1] < 20 <= high[0]
        print(f"instability  {name:<17} stable {low[0]:.2f}-{low[-1]:.2f} %, unstable {high[0]:.2f}-{high[-1]:.2f} % of repeats")
    slipping = [noisy(program, 700 + 20 * seed) for seed in range(max(1, number // 2))]
    for way, name in enumerate(("noisy, expectation", "noisy, panel")):
        low, high = sorted(case[0][way] for case in slipping), sorted(case[1][way] for case in slipping)
        is_good = is_good and (way == 0 or low[-1] < 20 <= high[0])
        print(f"instability  {name:<17} stable {low[0]:.2f}-{low[-1]:.2f} %, unstable {high[0]:.2f}-{high[-1]:.2f} % of repeats")
    sys.exit(0 if is_good else "below what is asked: 95 % of the cases, cosine .98, no overlap at 20 % of repeats")


if __name__ == "__main__":
    main()
