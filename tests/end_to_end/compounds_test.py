"""Variants of one codon are judged together where one molecule carries both: somatic ones by the phase that their haplotypes show,
and also where a border between two blocks of the genome goes through the codon."""
import os
import random
import shutil
import subprocess
import tempfile
import unittest

import run_case
from annotation_test import CODONS, header, info_of, records

BORDERS = (129024, 260096)  # of blocks of 131,072 bases, in a contig that begins 2,048 bases after the axis
OTHER = {"A": "C", "C": "A", "G": "T", "T": "G"}


def make_gene(codons, generator):
    """Letters of a coding sequence without stop codons inside."""
    inner = [codon for codon, amino in CODONS.items() if amino not in "*M"]
    return "ATG" + "".join(generator.choices(inner, k=codons - 2)) + "TAA"


def double(letters, at):
    """Two neighbouring bases changed: (position from 1, REF, ALT)."""
    pair = letters[at:at + 2]
    return at + 1, pair, OTHER[pair[0]] + OTHER[pair[1]]


class Compounds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="norrsken-test-")
        generator = random.Random(8)
        letters = generator.choices("ACGT", k=300_000)
        cls.genes = []
        for border in BORDERS:
            start = border - 2 - 3 * 100  # the codon 100 has two bases before the border
            gene = make_gene(200, generator)
            letters[start:start + len(gene)] = gene
            cls.genes.append((start, start + len(gene)))
        cls.letters = "".join(letters)
        cls.somatic = [double(cls.letters, BORDERS[0] - 1), double(cls.letters, cls.genes[0][0] + 3 * 30 + 1)]
        cls.germline = [double(cls.letters, BORDERS[1] - 1), double(cls.letters, cls.genes[1][0] + 3 * 30)]
        # A codon with a germline change of its first base on both copies and a somatic one of its last.
        codon = cls.genes[0][0] + 3 * 60
        cls.both = [(codon + 1 + at, cls.letters[codon + at], OTHER[cls.letters[codon + at]]) for at in (0, 2)]
        with open(cls.file("ref.fa"), "w", encoding="ascii") as file:
            file.write(">chr1\n" + cls.letters + "\n")
        # norrsken simulate keeps somatic variants away from germline ones, so the person's genome has that one from the start.
        first, _, germline = cls.both[0]
        with open(cls.file("person.fa"), "w", encoding="ascii") as file:
            file.write(">chr1\n" + cls.letters[:first - 1] + germline + cls.letters[first:] + "\n")
        with open(cls.file("genes.gff3"), "w", encoding="ascii") as file:
            for number, (start, end) in enumerate(cls.genes):
                place = f"chr1\ttest\t{{}}\t{start + 1}\t{end}\t.\t+\t{{}}\t{{}}\n"
                file.write(place.format("gene", ".", f"ID=gene:G{number};Name=G{number};biotype=protein_coding"))
                file.write(place.format("mRNA", ".", f"ID=transcript:T{number};Parent=gene:G{number};biotype=protein_coding;"
                                        f"transcript_id=T{number};tag=Ensembl_canonical"))
                file.write(place.format("exon", ".", f"Parent=transcript:T{number}"))
                file.write(place.format("CDS", "0", f"Parent=transcript:T{number};protein_id=P{number}"))
        with open(cls.file("annotation.toml"), "w", encoding="ascii") as file:
            file.write('[genes]\nfile = "genes.gff3"\n')
        cls.write_vcf("germline.vcf", cls.germline)
        cls.write_vcf("somatic.vcf", cls.somatic + cls.both[1:])
        subprocess.run([run_case.NORRSKEN, "simulate", "-o", cls.file("reads"), "--reference", cls.file("person.fa"), "--variants",
                        cls.file("germline.vcf"), "--somatic-variants", cls.file("somatic.vcf"), "--tumor-depth", "50", "--depth", "30",
                        "--purity", "0.7", "--sample", "S", "--threads", "2"], check=True, capture_output=True)
        subprocess.run([run_case.NORRSKEN, "index", cls.file("ref.fa"), "-o", cls.file("ref.nsk")], check=True, capture_output=True)
        cls.call("out", 0)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def file(cls, *names):
        return os.path.join(cls.folder, *names)

    @classmethod
    def write_vcf(cls, name, doubles):
        with open(cls.file(name), "w", encoding="ascii") as file:
            file.write('##fileformat=VCFv4.2\n##contig=<ID=chr1>\n##FORMAT=<ID=GT,Number=1,Type=String,Description="x">\n'
                       "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n")
            for position, reference, alternate in sorted(doubles):
                file.write(f"chr1\t{position}\t.\t{reference}\t{alternate}\t.\t.\t.\tGT\t0|1\n")

    @classmethod
    def call(cls, out, ranks):
        result = run_case.run(cls.file("reads", "samples.csv"), "--index", cls.file("ref.nsk"), "--annotation", cls.file("annotation.toml"),
                              "-o", cls.file(out), "-q", "--threads", "1", ranks=ranks)
        assert (result.returncode, result.stderr) == (0, ""), result.stderr

    def entries(self, kind):
        """{position: (sample columns, the only CSQ entry)} of the records."""
        path = self.file("out", "S", "vcf", f"S.{kind}.vcf.gz")
        columns = next(line for line in header(path) if line.startswith("##INFO=<ID=CSQ")).split("Format: ")[1].rstrip('">').split("|")
        found = {}
        for fields in records(path):
            csq = info_of(fields)["CSQ"].split(",")
            self.assertEqual(len(csq), 1, fields[:5])
            found[int(fields[1])] = (fields, dict(zip(columns, csq[0].split("|"))))
        return found

    def assert_joined(self, kind, doubles, gene):
        found = self.entries(kind)
        for position, _, alternate in doubles:
            codon = self.genes[gene][0] + (position - 1 - self.genes[gene][0]) // 3 * 3
            changed = self.letters[:position - 1] + alternate + self.letters[position + 1:]
            acids = CODONS[self.letters[codon:codon + 3]] + "/" + CODONS[changed[codon:codon + 3]]
            expected = acids if acids[0] != acids[2] else acids[0]
            one, other = found[position], found[position + 1]
            for fields, entry in (one, other):
                self.assertEqual(fields[6], "PASS")
                self.assertEqual(entry["Amino_acids"], expected, (kind, position))
                self.assertIn(";", entry["COMPOUND"].replace("%3B", ";"))
                self.assertEqual(entry["COMPOUND"], one[1]["COMPOUND"])
        return found

    def test_somatic_neighbours_are_one_change_of_the_protein(self):
        found = self.assert_joined("somatic", self.somatic, 0)
        for position, *_ in self.somatic:
            tumor = [dict(zip(found[at][0][8].split(":"), found[at][0][10].split(":"))) for at in (position, position + 1)]
            self.assertEqual([sample["GT"] for sample in tumor], ["0|1", "0|1"])
            self.assertEqual([sample["PS"] for sample in tumor], [str(position)] * 2)

    def test_so_are_germline_neighbours_on_both_sides_of_a_border(self):
        self.assert_joined("germline", self.germline, 1)

    def test_a_somatic_change_beside_a_germline_one_of_its_codon_is_judged_with_it(self):
        (first, _, germline), (last, _, somatic) = self.both
        reference = self.letters[first - 1:last]
        fields, entry = self.entries("somatic")[last]
        self.assertEqual(fields[6], "PASS")
        acids = CODONS[reference] + "/" + CODONS[germline + reference[1] + somatic]
        self.assertEqual(entry["Amino_acids"], acids if acids[0] != acids[2] else acids[0])
        self.assertEqual(entry["COMPOUND"].replace("%3B", ";").replace("%3E", ">").split("c.")[1],
                         f"[{181}{reference[0]}>{germline};{183}{reference[2]}>{somatic}]")
        self.assertEqual(self.entries("germline")[first][1]["COMPOUND"], "")  # the person has it without the tumor's

    def test_the_same_bytes_when_the_blocks_belong_to_different_ranks(self):
        self.call("ranks", 3)
        expected = run_case.result_files(self.file("out", "S"))
        got = run_case.result_files(self.file("ranks", "S"))
        self.assertEqual(sorted(got), sorted(expected))
        for name, content in expected.items():
            self.assertTrue(got[name] == content, name)


if __name__ == "__main__":
    run_case.main()
