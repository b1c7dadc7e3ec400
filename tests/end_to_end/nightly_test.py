"""submit, watch, status, why and resume without a batch system: cases run in the process itself."""
import json
import os
import shutil
import subprocess

import chromium
import run_case
from run_case import CaseTest


class Nightly(CaseTest):
    def setUp(self):
        super().setUp()
        self.site = os.path.join(self.out, "site.toml")
        with open(self.site, "w", encoding="utf-8") as file:
            file.write(f'[slurm]\nrun_with = "here"\n[run]\nindex = "{self.case.index}"\noptions = ["--threads", "1"]\n'
                       f'[watch]\nretries = 1\nmail = "cat > {self.out}/mail.txt"\n')
        self.runs = os.path.join(self.out, "runs")

    def run_norrsken(self, *words, code=0):
        result = subprocess.run([run_case.NORRSKEN, *words], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(result.returncode, code, result.stderr + result.stdout)
        return result.stdout

    def add_run(self, name, rows, is_complete=True):
        folder = os.path.join(self.runs, name)
        os.makedirs(folder)
        with open(os.path.join(folder, "samples.csv"), "w", encoding="utf-8") as file:
            file.write("case,sample,read1,read2\n" + "".join(",".join(row) + "\n" for row in rows))
        if is_complete:
            with open(os.path.join(folder, "CopyComplete.txt"), "w", encoding="ascii"):
                pass
        return os.path.join(folder, "norrsken")

    def broken_read(self):
        path = os.path.join(self.out, "broken_R1.fastq.gz")
        with open(self.case.read1, "rb") as file, open(path, "wb") as out:
            out.write(file.read()[:100_000])
        mate = os.path.join(self.out, "broken_R2.fastq.gz")
        shutil.copy(self.case.read2, mate)
        return path, mate

    def test_a_night_with_a_good_and_a_bad_case(self):
        results = self.add_run("R1", [("A", "A", self.case.read1, self.case.read2), ("B", "B", *self.broken_read())])
        waiting = self.add_run("R2", [("C", "C", self.case.read1, self.case.read2)], is_complete=False)
        out = self.run_norrsken("watch", self.runs, "--site", self.site, code=6)
        self.assertIn("1 runs finished, 0 at work, 1 cases failed", out)
        self.assertFalse(os.path.exists(waiting))
        with open(os.path.join(results, "watch.json"), encoding="utf-8") as file:
            state = json.load(file)
        self.assertEqual([each["state"] for each in state["cases"]], ["DONE", "FAILED"])
        self.assertEqual([each["tries"] for each in state["cases"]], [1, 1])  # bad input is not tried again
        with open(os.path.join(self.out, "mail.txt"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("1 cases DONE, 1 FAILED", text)
        self.assertIn("broken_R1.fastq.gz", text)
        night = [name for name in os.listdir(self.runs) if name.startswith("norrsken-")]
        with open(os.path.join(self.runs, night[0]), encoding="utf-8") as file:
            self.assertEqual(file.read(), text)
        self.assertTrue(os.path.exists(os.path.join(results, "run_summary.html")))
        with open(os.path.join(results, "run_summary.json"), encoding="utf-8") as file:
            self.assertIn("broken_R1.fastq.gz", file.read())
        # Once is enough.
        before = os.stat(os.path.join(results, "A", "DONE")).st_mtime_ns
        self.assertIn("0 runs finished, 0 at work", self.run_norrsken("watch", self.runs, "--site", self.site))
        self.assertEqual(os.stat(os.path.join(results, "A", "DONE")).st_mtime_ns, before)
        # What the morning asks.
        table = self.run_norrsken("status", "-o", results, "--site", self.site).splitlines()
        self.assertEqual([line.split()[:2] for line in table[1:]], [["A", "DONE"], ["B", "FAILED"]])
        why = self.run_norrsken("why", "B", "-o", results, "--site", self.site)
        self.assertIn("broken_R1.fastq.gz", why)
        self.assertIn("norrsken resume B", why)
        shutil.copy(self.case.read1, os.path.join(self.out, "broken_R1.fastq.gz"))
        self.run_norrsken("resume", "B", "-o", results, "--site", self.site)
        self.assertIn("DONE", self.run_norrsken("status", "B", "-o", results, "--site", self.site))
        self.run_norrsken("resume", "B", "-o", results, "--site", self.site, code=2)

    def test_a_sheet_that_cannot_be_read_fails_its_run_only(self):
        self.add_run("R1", [("A", "A", "missing.fastq.gz", "")])
        self.add_run("R2", [("A", "A", self.case.read1, self.case.read2)])
        out = self.run_norrsken("watch", self.runs, "--site", self.site, code=6)
        self.assertIn("2 runs finished, 0 at work, 1 cases failed", out)

    def test_two_watchers_do_a_run_once(self):
        results = self.add_run("R1", [("A", "A", self.case.read1, self.case.read2)])
        watchers = [subprocess.Popen([run_case.NORRSKEN, "watch", self.runs, "--site", self.site], stdout=subprocess.PIPE,
                                     text=True) for _ in range(3)]
        finished = sum("1 runs finished" in watcher.communicate(timeout=120)[0] for watcher in watchers)
        self.assertEqual(finished, 1)
        with open(os.path.join(results, "A", "logs", "job.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["tries"], 1)

    def test_a_control_is_judged_and_a_breach_marks_the_run(self):
        truth = os.path.join(self.out, "truth")
        self.run_norrsken("run", "--reads", self.case.read1, self.case.read2, "--sample", "HG002", "--index", self.case.index,
                          "-o", truth, "-q")
        with open(self.site, "a", encoding="utf-8") as file:
            file.write(f'[control]\nreference = "{self.case.reference}"\n'
                       f'[control.HG002]\ntruth = "{truth}/HG002/vcf/HG002.pass.vcf.gz"\n')
        results = self.add_run("R1", [("HG002", "HG002", self.case.read1, self.case.read2)])
        self.run_norrsken("watch", self.runs, "--site", self.site)
        with open(os.path.join(results, "watch.json"), encoding="utf-8") as file:
            state = json.load(file)
        control = state["controls"][0]
        self.assertEqual(control["sample"], "HG002")
        self.assertEqual({each["name"]: each["value"] for each in control["metrics"]}["snv_f1"], 1)
        self.assertFalse(state["control_breach"])
        history = os.path.join(self.runs, "control_history.tsv")
        with open(history, encoding="utf-8") as file:
            line = file.read().splitlines()[-1]
        with open(history, "a", encoding="utf-8") as file:
            file.writelines(line.replace("\tR1\t", f"\tR0{number}\t") + "\n" for number in range(6))
        few = self.case.lane("few", self.case.pairs[:len(self.case.pairs) // 3])
        first, results = results, self.add_run("R2", [("HG002", "HG002", *few)])
        self.run_norrsken("watch", self.runs, "--site", self.site)
        with open(os.path.join(results, "watch.json"), encoding="utf-8") as file:
            self.assertTrue(json.load(file)["control_breach"])
        with chromium.Chromium() as browser:
            browser.open(os.path.join(results, "run_summary.html"))
            self.assertEqual(browser.run("document.querySelectorAll('.control svg').length"), len(control["metrics"]))
            self.assertGreater(browser.run("document.querySelectorAll('.control figure.breach').length"), 0)
            points = browser.run("document.querySelector('.control polyline').getAttribute('points').split(' ').length")
            self.assertEqual(points, 8)  # seven runs before
            self.assertIn("below its limits", browser.run("document.getElementById('control-breach').textContent"))
            browser.open(os.path.join(first, "run_summary.html"))
            self.assertTrue(browser.run("document.getElementById('control-breach') === null"))
            self.assertEqual(browser.run("document.querySelectorAll('.control svg').length"), len(control["metrics"]))
        with open(os.path.join(self.out, "mail.txt"), encoding="utf-8") as file:
            self.assertIn("WARNING: the control is below its limits", file.read())

    def test_submit_here_and_a_dry_run(self):
        self.add_run("R1", [("A", "A", self.case.read1, self.case.read2)])
        sheet = os.path.join(self.runs, "R1", "samples.csv")
        out = os.path.join(self.out, "results")
        self.assertIn("A: job here", self.run_norrsken("submit", sheet, "-o", out, "--site", self.site))
        self.assertIn("A: DONE", self.run_norrsken("submit", sheet, "-o", out, "--site", self.site))
        self.run_norrsken("status", "nobody", "-o", out, code=2)
        self.run_norrsken("submit", "-o", out, code=2)
        self.run_norrsken("watch", os.path.join(self.out, "nowhere"), code=2)


if __name__ == "__main__":
    run_case.main()
