"""A sample of a small genome by `norrsken simulate`, with its truth, and ways to rewrite its reads in other formats."""
import gzip
import json
import os
import random
import shutil
import subprocess
import tempfile
import unittest

import run_case
from run_case import COMPLEMENT


class Simulated:
    """Reads, truth and index of one made-up sample in a folder of its own."""

    def __init__(self, *words, sample="S", bases="400k"):
        self.folder = tempfile.mkdtemp(prefix="norrsken-test-")
        self.sample = sample
        subprocess.run([run_case.NORRSKEN, "simulate", "-o", self.file("reads"), "--synthetic-bases", bases, "--sample", sample,
                        *words], check=True, capture_output=True)
        self.genome = self.file("reads", "genome.fa")
        self.truth = self.file("reads", "truth.vcf.gz")
        self.index = self.file("genome.nsk")
        subprocess.run([run_case.NORRSKEN, "index", self.genome, "-o", self.index], check=True, capture_output=True)
        self.reads = [self.file("reads", f"{sample}_L001_R{mate}.fastq.gz") for mate in (1, 2)]

    def file(self, *names):
        return os.path.join(self.folder, *names)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def fragments(self):
        """[[(name, bases, qualities) of R1, of R2]]; one entry a fragment where there is no R2."""
        mates = [read_fastq(path) for path in self.reads if os.path.exists(path)]
        return [list(fragment) for fragment in zip(*mates)]

    def contigs(self):
        """{name: sequence}"""
        with open(self.genome, encoding="ascii") as file:
            parts = file.read().split(">")[1:]
        return {part.split("\n", 1)[0].split()[0]: part.split("\n", 1)[1].replace("\n", "") for part in parts}


def read_fastq(path):
    with gzip.open(path, "rt") as file:
        lines = file.read().splitlines()
    return [(lines[at][1:].split()[0], lines[at + 1], lines[at + 3]) for at in range(0, len(lines), 4)]


def write_fastq(path, reads, newline="\n"):
    text = "".join(newline.join((f"@{name}", bases, "+", qualities, "")) for name, bases, qualities in reads).encode()
    if path.endswith(".gz"):
        text = gzip.compress(text, 1)
    with open(path, "wb") as file:
        file.write(text)
    return path


def sam_lines(fragments, contigs):
    """Records as an aligner would write them at the places that the simulator's read names tell."""
    lines = []
    for fragment in fragments:
        _, _, contig, strand, first, second, *_ = fragment[0][0].split(":")
        for mate, ((name, bases, qualities), end) in enumerate(zip(fragment, (int(first), int(second)))):
            is_reverse = (strand == "-") == (mate == 0)
            flag = 1 | (0x40 if mate == 0 else 0x80) | (0x10 if is_reverse else 0x20) if len(fragment) == 2 else is_reverse * 16
            start = min(max(end - len(bases) + 1 if is_reverse else end, 0), len(contigs[contig]) - 1)
            if is_reverse:
                bases, qualities = bases[::-1].translate(COMPLEMENT), qualities[::-1]
            lines.append(f"{name}\t{flag}\t{contig}\t{start + 1}\t60\t{len(bases)}M\t*\t0\t0\t{bases}\t{qualities}\n")
            if len(lines) % 50 == 0:  # what an aligner adds is no read
                lines.append(lines[-1].replace(f"\t{flag}\t", f"\t{flag | 0x100}\t", 1))
    return lines


def write_alignments(path, fragments, contigs, genome, seed=3):
    """BAM or CRAM by its name, records in random order."""
    lines = sam_lines(fragments, contigs)
    random.Random(seed).shuffle(lines)
    header = "@HD\tVN:1.6\tSO:unknown\n" + "".join(f"@SQ\tSN:{name}\tLN:{len(text)}\n" for name, text in contigs.items())
    words = ["-C", "-T", genome] if path.endswith(".cram") else ["-b"]
    subprocess.run(["samtools", "view", *words, "-o", path, "-"], input=(header + "".join(lines)).encode(), check=True)
    return path


def write_unaligned(path, fastqs):
    flags = ["-0"] if len(fastqs) == 1 else ["-1", "-2"]
    words = [word for pair in zip(flags, fastqs) for word in pair]
    subprocess.run(["samtools", "import", *words, "-o", path], check=True, capture_output=True)
    return path


def records_of(path):
    """Columns of each record of a VCF; the last one as {FORMAT key: value}."""
    with gzip.open(path, "rt") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    for row in rows:
        row[9] = dict(zip(row[8].split(":"), row[9].split(":")))
    return rows


class SimulatedTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="norrsken-test-")

    def tearDown(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def file(self, *names):
        return os.path.join(self.folder, *names)

    def run_well(self, *words, ranks=0):
        result = run_case.run(*words, "-q", ranks=ranks)
        self.assertEqual((result.returncode, result.stderr, result.stdout), (0, "", ""))

    def counts(self, case, calls, *words):
        """Rows of the comparison with the truth where copies of the genome can be told apart: {type: {column: value}}."""
        out = tempfile.mkdtemp(dir=self.folder)
        subprocess.run([run_case.NORRSKEN, "bench", case.truth, calls, "--reference", case.genome, "--confident",
                        case.file("reads", "truth.bed"), "--regions", case.file("reads", "strata", "not_duplicated.bed"),
                        "-o", out, *words], check=True, capture_output=True)
        with open(os.path.join(out, "summary.json"), encoding="utf-8") as file:
            return json.load(file)["counts"]
