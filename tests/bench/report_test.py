#!/usr/bin/env python3
"""The tables of the whole-program benchmarks are made of what measure.py writes and a run leaves, with the ratios that
follow from them: a benchmark takes minutes, and its last line must not fail."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

import report

MEASURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "accuracy", "measure.py")


class Report(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, *names):
        path = os.path.join(self.folder, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def add_rows(self, path, *rows):
        """rows: (name, CPU seconds), in as many columns as measure.py writes."""
        subprocess.run([sys.executable, "-B", MEASURE, path, "first", "--", "true"], check=True)
        with open(path) as file:
            columns = len(file.read().rstrip("\n").split("\t"))
        with open(path, "w") as file:
            for name, cpu in rows:
                file.write("\t".join([name, f"{cpu:.2f}", *["1.00"] * (columns - 2)]) + "\n")

    def add_run(self, row, cpu, reads, evidence=0.0):
        self.add_rows(self.path(row + ".tsv"), (row, cpu))
        stages = [{"stage": name, "cpu_seconds": value, "wall_seconds": value}
                  for name, value in (("place", cpu - evidence), ("evidence", evidence))]
        with open(self.path("runs", row + ".1", "CASE", "provenance.json"), "w") as file:
            json.dump({"stages": stages}, file)
        with open(self.path("runs", row + ".1", "CASE", "logs", "norrsken.log"), "w") as file:
            file.write(f"place    {reads:,} reads in 1.0 s\n")

    def add_peers(self):
        steps = {"minimap2": 40, "bcftools": 20, "minimap2_markdup": 42, "samtools_stats": 3, "bcftools_gvcf": 25, "bwa": 100,
                 "freebayes": 60}
        self.add_rows(self.path("peers", "cpu.tsv"), *steps.items())

    def test_a_germline_run_is_compared_with_the_least_of_its_peers(self):
        self.add_run("germline", 2, 1000)
        self.add_peers()
        self.add_rows(self.path("inflate.tsv"), ("inflate", 0.5))
        self.add_rows(self.path("kmc.tsv"), ("kmc", 8))
        for mate in (1, 2):
            open(self.path(f"R{mate}.fastq.gz"), "w").close()
        text = "\n".join(report.germline(self.folder, self.folder))
        for line in ("least peer / norrsken: **30.0**", "/ norrsken: **35.0**", "igzip: **4.0**", "kmc / norrsken: **4.0**"):
            self.assertIn(line, text)

    def test_a_pair_is_compared_with_its_normal_and_the_aligners(self):
        self.add_run("germline", 2, 1000)
        self.add_peers()
        self.add_run("somatic", 8, 3000, evidence=2)
        self.add_run("normal", 2, 1000)
        self.add_run("normal_sites", 4, 1000, evidence=2)
        text = "\n".join(report.somatic(self.folder))
        for line in ("both with evidence: **2.00**", "neither: **3.00**", "alone keeps some: 4.00",
                     "minimap2 alone / norrsken: **15.0**, without the evidence BAM **20.0**"):
            self.assertIn(line, text)


if __name__ == "__main__":
    unittest.main()
