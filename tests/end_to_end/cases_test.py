"""Cases of several samples: tumour and normal, tumour alone, two tumours of one normal, a family of three."""
import gzip
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import run_case
from run_case import assert_same_files, result_files, run


def simulate(folder, *words):
    subprocess.run([run_case.NORRSKEN, "simulate", "-o", folder, *words], check=True, capture_output=True)


def records(path):
    """[fields] of a VCF."""
    with gzip.open(path, "rt") as file:
        return [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]


def alleles(path):
    return {(fields[0], fields[1], fields[3], fields[4]) for fields in records(path)}


class Cases(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="norrsken-test-")
        cls.pair = os.path.join(cls.folder, "pair")
        simulate(cls.pair, "--synthetic-bases", "600k", "--sample", "P", "--tumor-depth", "60", "--depth", "30", "--seed", "7",
                 "--somatic-snvs", "2e-4", "--threads", "2")
        cls.genome = os.path.join(cls.pair, "genome.fa")
        cls.index = os.path.join(cls.folder, "genome.nsk")
        subprocess.run([run_case.NORRSKEN, "index", cls.genome, "-o", cls.index], check=True, capture_output=True)
        cls.sheet = os.path.join(cls.pair, "samples.csv")
        with open(cls.sheet, encoding="utf-8") as file:
            cls.case = file.read().splitlines()[1].split(",")[0]
        cls.expected = cls.call(cls.sheet, "expected", "--threads", "1")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def call(cls, sheet, name, *words, ranks=0, case=None):
        out = os.path.join(cls.folder, name)
        result = run(sheet, "--index", cls.index, "-o", out, "--force", "-q", *words, ranks=ranks)
        assert result.returncode == 0, result.stderr
        return os.path.join(out, case or cls.case)

    def write_sheet(self, name, *rows):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("case,sample,role,assay,lane,read1,read2\n" + "".join(row + "\n" for row in rows))
        return path

    def lane(self, sample):
        return ",".join(os.path.join(self.pair, f"{sample}_L001_R{mate}.fastq.gz") for mate in (1, 2))

    def test_a_tumor_s_variants_are_found_and_its_normal_s_are_not_among_them(self):
        vcf = os.path.join(self.expected, "vcf")
        somatic = alleles(os.path.join(vcf, f"{self.case}.somatic.pass.vcf.gz"))
        truth = alleles(os.path.join(self.pair, "somatic_truth.vcf.gz"))
        germline = alleles(os.path.join(self.pair, "truth.vcf.gz"))
        self.assertGreater(len(truth), 60)
        self.assertGreater(len(somatic & truth), 0.9 * len(truth))
        self.assertEqual(somatic & germline, set())
        self.assertLess(len(somatic - truth), 0.05 * len(truth))
        found = alleles(os.path.join(vcf, f"{self.case}.germline.pass.vcf.gz"))
        self.assertGreater(len(found & germline), 0.9 * len(germline))
        self.assertEqual(found & truth, set())

    def test_fractions_agree_with_depths_and_the_pair_is_of_one_person(self):
        for fields in records(os.path.join(self.expected, "vcf", f"{self.case}.somatic.vcf.gz")):
            for sample in fields[9:]:
                values = dict(zip(fields[8].split(":"), sample.split(":")))
                reference, alternate = (int(depth) for depth in values["AD"].split(","))
                if reference + alternate:
                    self.assertAlmostEqual(float(values["AF"]), alternate / (reference + alternate), places=4)
        with open(os.path.join(self.expected, "qc", "identity.json"), encoding="utf-8") as file:
            pair = json.load(file)
        self.assertEqual(pair["tumor_carry_over_in_normal"], 0)
        self.assertFalse(pair["normal_shares_alleles"])
        tumor = pair["tumors"][0]
        self.assertGreater(tumor["identity"], 0.98)
        self.assertGreater(tumor["purity"], 0.85)

    def test_any_ranks_threads_and_instruction_set_give_the_same_bytes(self):
        expected = result_files(self.expected)
        for ranks, words in ((2, ("--threads", "2")), (3, ("--threads", "1")), (0, ("--simd", "scalar")),
                             (4, ("--threads", "1", "--memory", "300M"))):
            with self.subTest(ranks=ranks, words=words):
                got = result_files(self.call(self.sheet, "other", *words, ranks=ranks))
                assert_same_files(self, got, expected)

    def test_bcftools_accepts_every_file(self):
        if shutil.which("bcftools") is None:
            self.skipTest("bcftools is not installed")
        folder = os.path.join(self.expected, "vcf")
        for name in sorted(os.listdir(folder)):
            if name.endswith(".vcf.gz"):
                view = subprocess.run(["bcftools", "norm", "--check-ref", "e", "-f", self.genome, "-o", os.devnull,
                                       os.path.join(folder, name)], capture_output=True, text=True, check=False)
                self.assertEqual(view.returncode, 0, name + view.stderr)

    def test_a_tumor_alone_and_two_tumors_of_one_normal(self):
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "config", "wgs_tumour_normal.toml")
        assay = os.path.join(self.folder, "optional.toml")
        with open(source, encoding="utf-8") as file, open(assay, "w", encoding="utf-8") as copy:
            copy.write(file.read().replace('normal = "required"', 'normal = "optional"'))
        alone = self.write_sheet("alone.csv", f"A,T,tumor,{assay},1,{self.lane('P_tumor')}")
        truth = alleles(os.path.join(self.pair, "somatic_truth.vcf.gz"))
        folder = self.call(alone, "alone", case="A")
        self.assertGreater(len(alleles(os.path.join(folder, "vcf", "A.somatic.pass.vcf.gz")) & truth), 0.9 * len(truth))
        for mate in (1, 2):  # the relapse: the same reads again
            shutil.copy(os.path.join(self.pair, f"P_tumor_L001_R{mate}.fastq.gz"), os.path.join(self.pair, f"R_L001_R{mate}.fastq.gz"))
        series = self.write_sheet("series.csv", f"B,N,normal,,1,{self.lane('P_normal')}", f"B,T1,tumor,,1,{self.lane('P_tumor')}",
                                  f"B,T2,tumor,,1,{self.lane('R')}")
        folder = self.call(series, "series", case="B")
        path = os.path.join(folder, "vcf", "B.somatic.pass.vcf.gz")
        self.assertGreater(len(alleles(path) & truth), 0.9 * len(truth))
        with gzip.open(path, "rt") as file:
            columns = next(line for line in file if line.startswith("#CHROM")).rstrip("\n").split("\t")[9:]
        self.assertEqual(columns, ["N", "T1", "T2"])

    def test_a_normal_of_another_person_stops_the_case_unless_allowed(self):
        other = os.path.join(self.folder, "other_person")
        simulate(other, "--reference", self.genome, "--sample", "X", "--seed", "99", "--threads", "2")
        stranger = ",".join(os.path.join(other, f"X_L001_R{mate}.fastq.gz") for mate in (1, 2))
        sheet = self.write_sheet("swap.csv", f"M,T,tumor,,1,{self.lane('P_tumor')}", f"M,N,normal,,1,{stranger}")
        out = os.path.join(self.folder, "swap")
        for ranks in (0, 2):
            result = run(sheet, "--index", self.index, "-o", out, "-q", "--force", ranks=ranks)
            self.assertEqual(result.returncode, 4, result.stderr)
            self.assertIn("not the same person", result.stderr)
            self.assertIn("--allow-mismatch M", result.stderr)
            self.assertTrue(os.path.exists(os.path.join(out, "M", "FAILED")))
            self.assertFalse(os.path.exists(os.path.join(out, "M", "vcf", "M.somatic.vcf.gz")))
        result = run(sheet, "--index", self.index, "-o", out, "-q", "--force", "--allow-mismatch", "M")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_child_s_new_variants_are_told_from_inherited_ones(self):
        family = os.path.join(self.folder, "family")
        simulate(family, "--reference", self.genome, "--trio", "--de-novo", "40", "--sample", "K", "--seed", "5", "--threads", "2")
        sheet = os.path.join(family, "samples.csv")
        with open(sheet, encoding="utf-8") as file:
            case = file.read().splitlines()[1].split(",")[0]
        folder = self.call(sheet, "family_out", case=case)
        said = set()
        for fields in records(os.path.join(folder, "vcf", f"{case}.germline.pass.vcf.gz")):
            for sample in fields[9:]:
                if sample.endswith(":denovo"):
                    said.add((fields[0], fields[1], fields[3], fields[4]))
        truth = alleles(os.path.join(family, "de_novo_truth.vcf.gz"))
        self.assertGreater(len(truth), 20)
        self.assertGreaterEqual(len(said & truth), 0.9 * len(truth))
        self.assertLessEqual(len(said - truth), 1)


if __name__ == "__main__":
    run_case.main()
