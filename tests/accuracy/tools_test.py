#!/usr/bin/env python3
"""The tools behind the accuracy tables: haplotypes are built as written and scores count what they should."""
import gzip
import os
import random
import subprocess
import sys
import tempfile
import unittest

import score
from apply_variants import Allele, shifted_left, trimmed
from draw_somatic import Occupied, spelling_span
from somatic_line import recall_within
from somatic_truth import mask_bed, subtract
from trio_score import is_mendelian

HERE = os.path.dirname(os.path.abspath(__file__))
HEADER = "##fileformat=VCFv4.3\n##contig=<ID=c>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n"


def random_bases(count, seed=7):
    rng = random.Random(seed)
    return "".join(rng.choice("ACGT") for _ in range(count))


def other_base(base):
    return "C" if base == "A" else "A"


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write_vcf(self, name, *rows):
        """rows: (pos_1based, ref, alt, genotype[, filter])"""
        with open(self.path(name), "w") as file:
            file.write(HEADER)
            for pos, ref, alt, genotype, *rest in rows:
                file.write(f"c\t{pos}\t.\t{ref}\t{alt}\t50\t{rest[0] if rest else 'PASS'}\t.\tGT\t{genotype}\n")
        return self.path(name)

    def compare(self, sequence, truth, calls, bed=None):
        counts, _, _ = score.compare(self.write_vcf("t.vcf", *truth), self.write_vcf("c.vcf", *calls), {"c": sequence}, bed)
        return {kind: (c["TP"], c["FN"], c["FP"]) for kind, c in counts.items()}


class Score(Folder):
    def test_the_same_calls_all_match(self):
        s = random_bases(300)
        rows = [(50, s[49], other_base(s[49]), "0/1"), (120, s[119:122], s[119], "1/1")]
        self.assertEqual(self.compare(s, rows, rows), {"SNV": (1, 0, 0), "other": (1, 0, 0)})

    def test_missing_extra_and_filtered_calls_are_counted(self):
        s = random_bases(600)
        def snv(pos, genotype="0/1", verdict="PASS"):
            return (pos, s[pos - 1], other_base(s[pos - 1]), genotype, verdict)
        self.assertEqual(self.compare(s, [snv(50), snv(200)], [snv(50), snv(400)])["SNV"], (1, 1, 1))
        self.assertEqual(self.compare(s, [snv(50)], [snv(50, verdict="LowQual")])["SNV"], (0, 1, 0))
        self.assertEqual(self.compare(s, [snv(50)], [])["SNV"], (0, 1, 0))

    def test_a_call_stretches_over_its_reference_allele_and_a_listed_allele_is_no_call(self):
        calls = self.write_vcf("n.vcf", (50, "ACG", "TCT", "0/1"), (80, "A", "C", "0/0"), (90, "AC", "A", "1/2"))
        self.assertEqual(score.called_stretches(calls), [("c", 50, 52), ("c", 90, 91)])

    def test_a_wrong_genotype_is_wrong_on_both_sides(self):
        s = random_bases(300)
        change = (50, s[49], other_base(s[49]))
        self.assertEqual(self.compare(s, [(*change, "1|1")], [(*change, "0/1")])["SNV"], (0, 1, 1))

    def test_spellings_of_one_haplotype_are_equal(self):
        s = "GATTACA" * 5 + "CTTTTTTTTG" + "GATTACA" * 5
        left, right = (36, "CT", "C", "0/1"), (43, "TT", "T", "0/1")
        self.assertEqual(self.compare(s, [left], [right])["other"], (1, 0, 0))
        # One block substitution against two SNVs, and an insertion beside a SNV spelled as a longer replacement.
        s = random_bases(300, 3)
        a, b = other_base(s[99]), other_base(s[100])
        self.assertEqual(self.compare(s, [(100, s[99], a, "0|1"), (101, s[100], b, "0|1")],
                                      [(100, s[99:101], a + b, "0/1")])["SNV"], (2, 0, 0))
        self.assertEqual(self.compare(s, [(100, s[99], s[99] + "GG", "0|1"), (101, s[100], b, "0|1")],
                                      [(100, s[99:101], s[99] + "GG" + b, "0/1")]),
                         {"SNV": (1, 0, 0), "other": (1, 0, 0)})

    def test_different_lengths_in_one_repeat_do_not_match(self):
        s = random_bases(100, 5) + "CACACACACACA" + random_bases(100, 6)
        anchor = s[99]
        self.assertEqual(self.compare(s, [(100, anchor + "CA", anchor, "0/1")], [(100, anchor + "CACA", anchor, "0/1")])["other"],
                         (0, 1, 1))

    def test_alleles_outside_the_regions_help_but_do_not_count(self):
        s = random_bases(300)
        rows = [(50, s[49], other_base(s[49]), "0/1"), (200, s[199], other_base(s[199]), "0/1")]
        self.assertEqual(self.compare(s, rows, [], {"c": [(0, 100)]})["SNV"], (0, 1, 0))


class Apply(Folder):
    def run_apply(self, sequence, *rows):
        with open(self.path("r.fa"), "w") as file:
            file.write(f">c\n{sequence}\n")
        subprocess.run([sys.executable, "-B", os.path.join(HERE, "apply_variants.py"), "--reference", self.path("r.fa"), "--vcf",
                        self.write_vcf("v.vcf", *rows), "--contigs", "c", "-o", self.path("out")],
                       check=True, capture_output=True)
        def lines(name):
            with open(self.path(f"out/{name}")) as file:
                return [line.rstrip("\n") for line in file if not line.startswith(("#", ">", "contig"))]
        return ["".join(lines(f"haplotype{h}.fa")) for h in (1, 2)], lines("truth.vcf"), lines("skipped.tsv")

    def test_phased_alleles_land_on_their_haplotype(self):
        haplotypes, truth, skipped = self.run_apply("ACGTACGTAC", (3, "G", "T", "1|0"), (6, "CG", "C", "1|1"))
        self.assertEqual(haplotypes, ["ACTTACTAC", "ACGTACTAC"])
        self.assertEqual([row.split("\t")[1:5] + [row.split("\t")[9]] for row in truth],
                         [["3", ".", "G", "T", "1|0"], ["6", ".", "CG", "C", "1|1"]])
        self.assertEqual(skipped, [])

    def test_overlapping_and_unknown_alleles_are_skipped_and_listed(self):
        haplotypes, truth, skipped = self.run_apply("ACGTACGTAC", (3, "GTA", "G", "1|0"), (4, "T", "C", "1|1"), (8, "T", "A", "./."))
        self.assertEqual(haplotypes, ["ACGCGTAC", "ACGCACGTAC"])
        self.assertEqual(len(truth), 2)
        self.assertEqual([row.split("\t")[5:7] for row in skipped], [["1", "overlaps an applied allele"], ["1,2", "genotype not known"]])

    def test_indels_are_shifted_left_but_not_over_their_neighbours(self):
        _, truth, _ = self.run_apply("ACTTTTTG", (6, "TT", "T", "0|1"))
        self.assertEqual(truth[0].split("\t")[1:5], ["2", ".", "CT", "C"])
        _, truth, _ = self.run_apply("ACTTTTTG", (4, "T", "G", "0|1"), (6, "TT", "T", "0|1"))
        self.assertEqual([row.split("\t")[1] for row in truth], ["4", "5"])

    def test_trimming_makes_the_smallest_change(self):
        self.assertEqual(trimmed(10, "ACG", "ATG"), [Allele(11, 12, "T")])
        self.assertEqual(trimmed(10, "CAA", "CA"), [Allele(11, 12, "")])
        self.assertEqual(trimmed(10, "A", "ATT"), [Allele(11, 11, "TT")])
        self.assertEqual(shifted_left(Allele(4, 5, ""), "CAAAA", 0), Allele(1, 2, ""))


class SomaticTools(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, text):
        path = os.path.join(self.folder.name, name)
        with (gzip.open(path, "wt") if name.endswith(".gz") else open(path, "w")) as file:
            file.write(text)
        return path

    def read(self, name):
        with open(os.path.join(self.folder.name, name)) as file:
            return file.read()

    def test_spelling_span_covers_every_spelling_of_an_indel(self):
        self.assertEqual(spelling_span("GCAAAAT", 3, "AA", "A"), (2, 6))
        self.assertEqual(spelling_span("GCAAAAT", 3, "A", "AA"), (2, 6))
        self.assertEqual(spelling_span("GCAAAAT", 1, "C", "T"), (1, 2))

    def test_occupied_stretches_keep_their_distance(self):
        taken = Occupied()
        taken.add(100, 110)
        taken.add(50, 51)
        self.assertTrue(taken.is_near(112, 113, 3))
        self.assertFalse(taken.is_near(114, 115, 3))
        self.assertTrue(taken.is_near(47, 48, 3))
        self.assertFalse(taken.is_near(60, 61, 5))

    def test_somatic_variants_are_what_the_germline_lacks(self):
        header = "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n"
        first, second = "c\t5\t.\tA\tC\t.\tPASS\t.\tGT\t1|1\n", "c\t9\t.\tG\tT\t.\tPASS\t.\tGT\t0|1\n"
        germline, tumor = self.write("g.vcf", header + first), self.write("t.vcf", header + first + second)
        subtract(germline, tumor, os.path.join(self.folder.name, "s.vcf"))
        self.assertEqual([line for line in self.read("s.vcf").split("\n") if line and line[0] != "#"],
                         ["c\t9\t.\tG\tT\t.\tPASS\tCCF=1\tGT\t0|1"])
        with self.assertRaises(SystemExit):
            subtract(tumor, germline, os.path.join(self.folder.name, "s.vcf"))

    def test_germline_is_cut_out_of_the_judged_stretches(self):
        bed = self.write("a.bed", "c\t100\t200\nd\t0\t50\n")
        germline = self.write("g.vcf.gz", "#h\nc\t106\t.\tA\tC\t.\nc\t150\t.\tAC\tA\t.\n")
        mask_bed(bed, germline, os.path.join(self.folder.name, "m.bed"))
        self.assertEqual(self.read("m.bed"), "c\t116\t139\nc\t161\t200\nd\t0\t50\n")

    def test_recall_is_told_within_bounds_of_the_allele_fraction(self):
        bins = [{"from": 0.0, "to": 0.01, "truth_tp": 1, "truth_total": 4},
                {"from": 0.01, "to": 0.02, "truth_tp": 9, "truth_total": 10}]
        summary = {"somatic": {"by_fraction": {"SNV": bins}}}
        self.assertEqual(recall_within(summary, "SNV", 1, 2), 0.9)
        self.assertEqual(recall_within(summary, "SNV", 0, 2), 10 / 14)
        self.assertIsNone(recall_within(summary, "SNV", 5, 10))

    def test_a_child_has_one_allele_of_each_parent(self):
        self.assertTrue(is_mendelian(["0", "1"], ["0", "0"], ["0", "1"]))
        self.assertTrue(is_mendelian(["1", "1"], ["0", "1"], ["1", "1"]))
        self.assertFalse(is_mendelian(["0", "1"], ["0", "0"], ["0", "0"]))
        self.assertFalse(is_mendelian(["1", "1"], ["0", "1"], ["0", "0"]))


if __name__ == "__main__":
    unittest.main()
