"""Alleles that are hard to spell: long ones, several at one place, runs of substitutions."""
import random
import re
import shutil
import subprocess
import tempfile

import run_case
from simulated_case import Simulated, SimulatedTest

HEADER = '##fileformat=VCFv4.3\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'


class Planted:
    """A genome and a way to write variants at intervals of its autosomes."""

    def __init__(self, seed):
        self.generator = random.Random(seed)
        self.case = Simulated("--depth", "1", "--seed", str(seed))
        self.contigs = {name: text.upper() for name, text in self.case.contigs().items() if re.fullmatch(r"chr\d", name)}
        self.lines = []

    def places(self, step):
        for contig, sequence in self.contigs.items():
            for position in range(1000, len(sequence) - 1000, step):
                if "N" not in sequence[position - 300:position + 300]:
                    yield contig, position, sequence[position - 1:position + 99]

    def letters(self, shortest, longest):
        return "".join(self.generator.choices("ACGT", k=self.generator.randint(shortest, longest)))

    def others(self, base, count):
        return self.generator.sample([letter for letter in "ACGT" if letter != base], count)

    def add(self, contig, position, reference, alternates, genotype):
        self.lines.append(f"{contig}\t{position}\t.\t{reference}\t{','.join(alternates)}\t.\tPASS\t.\tGT\t{genotype}\n")

    def write(self, path):
        with open(path, "w", encoding="ascii") as file:
            file.write(HEADER + "".join(f"##contig=<ID={name},length={len(text)}>\n" for name, text in self.contigs.items()))
            file.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n" + "".join(self.lines))
        return path


class Alleles(SimulatedTest):
    def called(self, planted, least):
        """Sequences, calls and judges the planted variants; all of at least `least` must be found and nothing else."""
        self.addCleanup(planted.case.remove)
        truth = planted.write(self.file("planted.vcf"))
        sample = Simulated.__new__(Simulated)
        sample.folder = tempfile.mkdtemp(prefix="norrsken-test-")
        self.addCleanup(shutil.rmtree, sample.folder, True)
        subprocess.run([run_case.NORRSKEN, "simulate", "-o", sample.file("reads"), "--reference", planted.case.genome, "--variants",
                        truth, "--draw-snvs", "0.0005", "--depth", "30", "--seed", "4", "--sample", "S"], check=True,
                       capture_output=True)
        self.run_well("--reads", sample.file("reads", "S_L001_R1.fastq.gz"), sample.file("reads", "S_L001_R2.fastq.gz"), "--sample",
                      "S", "--index", planted.case.index, "-o", self.file("out"), ranks=2)
        sample.truth, sample.genome = sample.file("reads", "truth.vcf.gz"), planted.case.genome
        shutil.copytree(planted.case.file("reads", "strata"), sample.file("reads", "strata"), dirs_exist_ok=True)
        counts = self.counts(sample, self.file("out", "S", "vcf", "S.vcf.gz"))
        self.assertGreater(counts["other"]["truth_total"], least)
        for kind in ("SNV", "other"):
            self.assertGreaterEqual(counts[kind]["recall"], 0.99, counts[kind])
            self.assertGreaterEqual(counts[kind]["precision"], 0.99, counts[kind])
        return counts

    def test_insertions_and_deletions_of_16_to_60_bases(self):
        planted = Planted(31)
        for contig, position, text in planted.places(1100):
            genotype = planted.generator.choice(["0|1", "1|0", "1|1"])
            if planted.generator.random() < 0.5:
                planted.add(contig, position, text[0], [text[0] + planted.letters(16, 60)], genotype)
            else:
                planted.add(contig, position, text[:planted.generator.randint(17, 61)], [text[0]], genotype)
        counts = self.called(planted, 200)
        for kind in ("ins_16_49", "ins_50+", "del_16_49", "del_50+"):
            self.assertGreater(counts[kind]["truth_total"], 15)
            self.assertGreaterEqual(counts[kind]["recall"], 0.95, kind)

    def test_two_alleles_at_one_place_and_runs_of_substitutions(self):
        planted = Planted(32)
        generator = planted.generator
        for number, (contig, position, text) in enumerate(planted.places(800)):
            base = text[0]
            kind = number % 6
            if kind == 0:  # two substitutions of one base
                planted.add(contig, position, base, planted.others(base, 2), "1|2")
            elif kind == 1:  # two deletions
                short, long = sorted(generator.sample(range(1, 25), 2))
                planted.add(contig, position, text[:long + 1], [base, base + text[short + 1:long + 1]], "2|1")
            elif kind == 2:  # an SNV under a deletion of the other haplotype
                length = generator.randint(5, 30)
                planted.add(contig, position, text[:length + 1], [base], "1|0")
                inside = generator.randint(1, length - 1)
                planted.add(contig, position + inside, text[inside], planted.others(text[inside], 1), "0|1")
            elif kind == 3:  # a deletion and an insertion
                length = generator.randint(1, 20)
                planted.add(contig, position, text[:length + 1], [base, base + planted.letters(1, 20) + text[1:length + 1]], "1|2")
            elif kind == 4:  # two insertions
                planted.add(contig, position, base, [base + planted.letters(1, 12), base + planted.letters(13, 30)], "1|2")
            else:  # an MNV
                length = generator.randint(2, 4)
                changed = "".join(planted.others(letter, 1)[0] for letter in text[:length])
                planted.add(contig, position, text[:length], [changed], generator.choice(["0|1", "1|1"]))
        self.called(planted, 250)


if __name__ == "__main__":
    run_case.main()
