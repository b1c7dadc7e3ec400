"""A simulated case with the results of a run that nothing disturbs, for tests of runs that something does."""
import os
import shutil
import subprocess
import tempfile
import unittest

import run_case
from run_case import result_files


class DisturbedTest(unittest.TestCase):
    """The case's sheet, index, name and expected files, and an output folder of its own for every test."""

    READS = ("--depth", "12", "--tumor-depth", "20", "--purity", "0.6")

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="norrsken-test-")
        cls.reads = os.path.join(cls.folder, "reads")
        cls.sheet = os.path.join(cls.reads, "samples.csv")
        cls.index = os.path.join(cls.folder, "ref.nsk")
        whole = os.path.join(cls.folder, "whole")
        for words in ([run_case.NORRSKEN, "simulate", "-o", cls.reads, "--synthetic-bases", "3M", *cls.READS, "--sample", "C", "--seed", "5",
                       "--threads", "2"],
                      [run_case.NORRSKEN, "index", os.path.join(cls.reads, "genome.fa"), "-o", cls.index],
                      run_case.command(cls.sheet, "--index", cls.index, "-o", whole, "--threads", "1", "-q")):
            subprocess.run(words, check=True, capture_output=True, timeout=120)
        cls.case_name = run_case.text_of(cls.sheet).splitlines()[1].split(",")[0]
        cls.expected = result_files(os.path.join(whole, cls.case_name))
        assert any(name.endswith(".vcf.gz") for name in cls.expected), sorted(cls.expected)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def setUp(self):
        self.out = tempfile.mkdtemp(prefix="out-", dir=self.folder)
        self.case = os.path.join(self.out, self.case_name)

    def log(self):
        """What the present attempt has written."""
        return run_case.text_of(os.path.join(self.case, "logs", "norrsken.log"))

    def assert_expected(self):
        run_case.assert_same_files(self, result_files(self.case), self.expected)
