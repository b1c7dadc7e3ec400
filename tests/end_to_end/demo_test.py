"""`norrsken demo` as a new user runs it: it ends well, its table holds its limits, and its files are there and sound."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import run_case


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="norrsken-demo-")
        cls.result = subprocess.run([run_case.NORRSKEN, "demo"], cwd=cls.folder, capture_output=True, text=True, timeout=120,
                                    check=False)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.folder, "demo", *parts)

    def test_it_ends_well_and_ran_on_two_ranks(self):
        self.assertEqual(self.result.returncode, 0, self.result.stderr)
        self.assertNotIn("error", self.result.stderr)
        self.assertIn("case     DEMO: 2 ranks", self.result.stderr)
        with open(self.path("calls", "DEMO", "provenance.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["machine"]["ranks"], 2)

    def test_its_accuracy_holds_the_limits(self):
        with open(self.path("bench", "summary.json"), encoding="utf-8") as file:
            summary = json.load(file)
        rows = summary["counts"]
        unique = summary["strata"]["not_duplicated"]
        # Of the whole genome a few per cent are copies so alike that no short read tells them apart.
        self.assertGreaterEqual(rows["SNV"]["recall"], 0.985)
        self.assertGreaterEqual(rows["SNV"]["precision"], 0.999)
        self.assertGreaterEqual(rows["other"]["f1"], 0.985)
        self.assertGreater(unique["SNV"]["truth_total"], 2500)
        self.assertGreaterEqual(unique["SNV"]["f1"], 0.9996)
        self.assertGreater(unique["other"]["truth_total"], 300)
        self.assertGreaterEqual(unique["other"]["f1"], 0.994)

    def test_it_prints_the_table_and_paths_that_exist(self):
        for heading in ("in not_duplicated:", "in tandem_repeats:", "FN lost by stage"):
            self.assertIn(heading, self.result.stdout)
        self.assertRegex(self.result.stdout, r"(?m)^SNV +\d+ ")
        self.assertRegex(self.result.stdout, r"(?m)^other +\d+ ")
        ending = self.result.stdout[self.result.stdout.rindex("Look at:"):]
        paths = re.findall(r"demo/[\w./]+", ending)
        self.assertGreaterEqual(len(paths), 6)
        for path in paths:
            self.assertTrue(os.path.exists(os.path.join(self.folder, path)), path)

    def test_others_tools_accept_the_files(self):
        genome = self.path("reads", "genome.fa")
        for name in ("calls/DEMO/vcf/DEMO.vcf.gz", "calls/DEMO/vcf/DEMO.pass.vcf.gz", "calls/DEMO/vcf/DEMO.g.vcf.gz",
                     "reads/truth.vcf.gz", "bench/annotated.vcf.gz"):
            for words in (["view"], ["norm", "--check-ref", "e", "-f", genome], ["stats"], ["index", "--stats"]):
                result = subprocess.run(["bcftools", *words, self.path(name)], capture_output=True, text=True, check=False)
                self.assertEqual(result.returncode, 0, f"{words[0]} {name}: {result.stderr}")
                self.assertNotRegex(result.stderr, "(?i)warn|error", f"{words[0]} {name}")

    def test_it_leaves_nothing_outside_its_folder(self):
        self.assertEqual(os.listdir(self.folder), ["demo"])
        left = [name for _, _, names in os.walk(self.folder) for name in names if name.startswith(".")]
        self.assertEqual(left, [])


if __name__ == "__main__":
    run_case.main()
