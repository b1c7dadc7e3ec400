"""Evidence BAM, case.json and the pages: what they hold, that they are the same however a case is run, and what a browser shows."""
import glob
import gzip
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import chromium
import made_up_case
import run_case
import simulated_case
from simulated_case import SimulatedTest


def tool(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


class Case:
    """A tumor and its normal, looked at by a panel that covers the genome and knows half of the true variants."""

    def __init__(self):
        self.simulated = simulated_case.Simulated("--depth", "30", "--tumor-depth", "60", "--purity", "0.6", "--somatic-snvs", "3e-4",
                                                  "--somatic-indels", "1e-4", sample="S", bases="300k")
        self.folder = self.simulated.folder
        reads = self.simulated.file("reads")
        self.targets = self.simulated.file("targets.bed")
        with open(self.targets, "w") as file:
            for number, (name, text) in enumerate(self.simulated.contigs().items()):
                if len(text) > 20000:
                    file.write(f"{name}\t1000\t{len(text) - 1000}\tGENE{number}_all\n")
        self.hotspots = self.simulated.file("hotspots.tsv")
        with gzip.open(os.path.join(reads, "somatic_truth.vcf.gz"), "rt") as truth, open(self.hotspots, "w") as file:
            for number, line in enumerate(line for line in truth if not line.startswith("#")):
                contig, position, _, reference, alternate = line.split("\t")[:5]
                if number % 2 == 0:
                    file.write(f"{contig}\t{position}\t{reference}\t{alternate}\t{number}\th{number}\n")
        self.sheet = os.path.join(reads, "panel.csv")
        with open(os.path.join(reads, "samples.csv")) as plain, open(self.sheet, "w") as file:
            file.write(plain.read().replace("wgs_tumour_normal", "gms560"))

    def run(self, out, *words, ranks=0):
        result = run_case.run(self.sheet, "--index", self.simulated.index, "-o", out, "--targets", self.targets, "--hotspots", self.hotspots,
                              "-q", *words, ranks=ranks)
        assert (result.returncode, result.stderr) == (0, ""), result.stderr
        return os.path.join(out, "S")


class ReportTest(SimulatedTest):
    @classmethod
    def setUpClass(cls):
        cls.case = Case()
        cls.out = cls.case.simulated.file("out")
        cls.result = cls.case.run(cls.out)
        with open(os.path.join(cls.result, "case.json"), encoding="utf-8") as file:
            cls.document = json.load(file)

    @classmethod
    def tearDownClass(cls):
        cls.case.simulated.remove()

    def report(self, *words):
        return subprocess.run([run_case.NORRSKEN, "report", *words], capture_output=True, text=True)

    def made_up(self, document, name="S"):
        """A folder `name` of this test with the document, its evidence, and its page."""
        folder = self.file(name)
        made_up_case.write(document, folder)
        shutil.copytree(os.path.join(self.result, "bam"), os.path.join(folder, "bam"))
        shutil.copy(os.path.join(self.result, "provenance.json"), folder)
        result = self.report(folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return os.path.join(folder, "report.html")

    # Files

    def test_evidence_is_whole_sorted_and_indexed(self):
        for sample in ("S_tumor", "S_normal"):
            bam = os.path.join(self.result, "bam", sample + ".evidence.bam")
            tool("samtools", "quickcheck", bam)
            header = tool("samtools", "view", "-H", bam)
            self.assertIn("SO:coordinate", header)
            self.assertIn(f"SM:{sample}", header)
            total = int(tool("samtools", "view", "-c", bam))
            self.assertGreater(total, 500)
            self.assertEqual(sum(int(line.split("\t")[2]) for line in tool("samtools", "idxstats", bam).splitlines()), total)
            starts = [(line.split("\t")[2], int(line.split("\t")[3])) for line in tool("samtools", "view", bam).splitlines()]
            by_contig = {}
            for contig, start in starts:
                by_contig.setdefault(contig, []).append(start)
            self.assertTrue(all(list(places) == sorted(places) for places in by_contig.values()))

    def test_mates_of_evidence_know_each_other(self):
        lines = tool("samtools", "view", os.path.join(self.result, "bam", "S_tumor.evidence.bam")).splitlines()
        reads = [line.split("\t") for line in lines]
        by_name = {}
        for name, _, contig, start, _, _, _, mate_start, *_ in reads:
            by_name.setdefault(name, []).append((contig, start, mate_start))
        pairs = [mates for mates in by_name.values() if len(mates) == 2]
        self.assertGreater(2 * len(pairs), 0.9 * len(reads))
        for one, other in pairs:
            self.assertEqual((one[0], one[1], one[2]), (other[0], other[2], other[1]))
        self.assertEqual({mates[0][2] for mates in by_name.values() if len(mates) == 1} - {"0"}, set())
        self.assertLessEqual(max(len(mates) for mates in by_name.values()), 2)

    def test_reads_carry_a_deletion_where_their_haplotype_says_so(self):
        bam = os.path.join(self.result, "bam", "S_tumor.evidence.bam")
        checked = with_it = 0
        for row in self.document["hotspots"]:
            if row["sample"] != "S_tumor" or row["record"] != "PASS" or len(row["reference"]) < 3 or len(row["alternate"]) != 1:
                continue
            place, lost = int(row["position"]), len(row["reference"]) - 1
            name = f"{place}:{row['reference']}:{row['alternate']}"
            for line in tool("samtools", "view", bam, f"{row['contig']}:{place}-{place}").splitlines():
                fields = line.split("\t")
                variants = next((field[5:].split(",") for field in fields[11:] if field.startswith("XV:Z:")), [])
                start = int(fields[3])
                if not start + 10 < place < start + 100:
                    continue
                checked += 1
                if name in variants:
                    self.assertIn(f"{lost}D", fields[5], (name, line[:60]))
                    with_it += 1
        self.assertGreater(with_it, 5)
        self.assertGreater(checked, with_it)

    def test_bytes_do_not_depend_on_ranks(self):
        other = self.case.run(self.file("ranks"), "--threads", "1", ranks=3)
        for pattern in ("case.json", "bam/*", "scout_load.yaml", "qc/*", "tables/*"):
            for path in glob.glob(os.path.join(self.result, pattern)):
                with open(path, "rb") as one, open(os.path.join(other, os.path.relpath(path, self.result)), "rb") as two:
                    self.assertEqual(one.read(), two.read(), path)

    def test_case_json_keeps_to_its_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        with open(made_up_case.SCHEMA, encoding="utf-8") as file:
            validator = jsonschema.Draft202012Validator(json.load(file))
        for document in (self.document, made_up_case.with_findings(self.document, self.result, self.case.simulated.genome)):
            self.assertEqual([error.message for error in validator.iter_errors(document)], [])

    def test_case_json_agrees_with_the_tables(self):
        sites = {(row["contig"], row["position"]) for row in self.document["hotspots"]}
        with open(self.case.hotspots) as file:
            self.assertEqual(len(sites), len({tuple(line.split("\t")[:2]) for line in file}))
        self.assertEqual(self.document["light"], "fail")  # 60x of a panel that wants 250x
        msi = self.document["biomarkers"][0]["msi"]
        self.assertGreater(msi["sites"], 30)
        self.assertEqual(msi["verdict"], "stable")
        depths = [depth for chromosome in self.document["overview"]["chromosomes"] for depth in chromosome["depth_x10"][0]]
        self.assertGreater(sum(depths) / len(depths), 400)

    def test_multiqc_finds_the_figures(self):
        if not shutil.which("multiqc"):
            self.skipTest("multiqc is not installed")
        subprocess.run(["multiqc", "-q", "-o", self.file("multiqc"), os.path.join(self.result, "qc")], check=True, capture_output=True)
        with open(glob.glob(self.file("multiqc", "*_data", "multiqc_data.json"))[0], encoding="utf-8") as file:
            text = file.read()
        for name in ("norrsken_biomarkers", "norrsken_insert", "S_tumor"):
            self.assertIn(name, text)

    def test_scout_gets_what_is_there(self):
        with open(os.path.join(self.result, "scout_load.yaml"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("track: cancer\n", text)
        tumor = self.document["biomarkers"][0]
        self.assertNotIn("per_megabase", tumor["tmb"])  # too shallow for this assay to judge
        self.assertIn(f"    tumor_type: tumor\n    msi: {tumor['msi']['percent']:g}\n    tumor_purity: 0.", text)
        self.assertIn("# human_genome_build", text)  # a made-up genome has none
        for path in re.findall(r'^\s*(?:vcf_\w+|alignment_path|delivery_report): "(.*)"$', text, re.M):
            self.assertTrue(os.path.exists(os.path.join(self.result, path)), path)

    # norrsken report

    def test_the_same_page_comes_out_again_without_calling(self):
        with open(os.path.join(self.result, "report.html"), "rb") as file:
            before = file.read()
        copy = self.file("S")
        shutil.copytree(self.result, copy)
        os.remove(os.path.join(copy, "report.html"))
        result = self.report(copy)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        with open(os.path.join(copy, "report.html"), "rb") as file:
            self.assertEqual(file.read(), before)

    def test_a_run_gets_a_summary_also_of_cases_that_failed(self):
        shutil.copytree(self.out, self.file("out"))
        os.makedirs(self.file("out", "LOST", "logs"))
        with open(self.file("out", "LOST", "FAILED"), "w") as file:
            file.write("reads.fastq.gz: is truncated\n")
        result = self.report(self.file("out"))
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        with open(self.file("out", "run_summary.json"), encoding="utf-8") as file:
            cases = json.load(file)["cases"]
        self.assertEqual([(case["case"], case["state"]) for case in cases], [("LOST", "failed"), ("S", "done")])
        self.assertIn("truncated", cases[0]["message"])
        self.assertEqual(cases[1]["discuss"], self.document["findings"]["discuss"])

    def test_a_comparison_with_a_truth_set_is_shown(self):
        copy = self.file("S")
        shutil.copytree(self.result, copy)
        truth = os.path.join(self.case.folder, "reads", "truth.vcf.gz")
        subprocess.run([run_case.NORRSKEN, "bench", truth, os.path.join(copy, "vcf", "S.germline.vcf.gz"), "--reference", self.case.simulated.genome,
                        "--sample", "S_normal", "-o", os.path.join(copy, "bench")], check=True, capture_output=True)
        self.assertEqual(self.report(copy).returncode, 0)
        with open(os.path.join(copy, "report.html"), encoding="utf-8") as file:
            self.assertIn('"benchmark":{"SNV":{"recall":', file.read())

    def test_every_text_is_in_both_languages_and_used(self):
        page = os.path.join(os.path.dirname(__file__), "..", "..", "pipeline", "report", "page")
        with open(os.path.join(page, "texts.json"), encoding="utf-8") as file:
            texts = json.load(file)
        self.assertTrue(all(len(both) == 2 and all(both) for both in texts.values()))
        scripts = ""
        for path in glob.glob(os.path.join(page, "*.js")):
            with open(path, encoding="utf-8") as file:
                scripts += file.read()
        self.assertEqual(set(re.findall(r'say\("([^"]+)"\)', scripts)) - set(texts), set())

    def test_bad_input_is_one_line(self):
        os.makedirs(self.file("empty"))
        made_up_case.write({"schema": "other"}, self.file("other"))
        made_up_case.write({"schema": "norrsken-case-1"}, self.file("less"))
        os.makedirs(self.file("broken"))
        with open(self.file("broken", "case.json"), "w") as file:
            file.write('{"schema": ')
        for words, text in (((self.file("empty"),), "holds no case"), ((self.file("other"),), "another schema"), ((self.file("less"),), "lacks what"),
                            ((self.file("broken"),), "no JSON object"), ((), "needs a folder"), ((self.file("nowhere"),), "is no folder")):
            result = self.report(*words)
            self.assertEqual(result.returncode, 2, words)
            self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
            self.assertIn(text, result.stderr)


@unittest.skipUnless(chromium.PROGRAM, "chromium is not installed: the pages are not looked at")
class PageTest(ReportTest, chromium.PageChecks):
    """What a browser shows of pages that no usual case gives. (Inherits the case; its own tests run once.) demo_test.py looks at a usual one."""

    def test_hostile_names_and_100000_findings_do_no_harm(self):
        path = self.made_up(made_up_case.hostile(self.document))
        self.assertLess(os.path.getsize(path), 10_000_000)
        with chromium.Chromium() as browser:
            self.assertLess(browser.open(path), 3)
            self.assertEqual(len(self.column(browser, "table-findings", 0)), 20)
            browser.run("document.querySelector('#other').open = true")
            browser.wait_for("document.querySelector('#table-other tbody tr')")
            shown = browser.run("document.querySelector('#table-other .status').textContent")
            self.assertGreater(int(re.sub(r"\D", "", shown.split("of")[1])), 1000)
            browser.run("document.querySelector('#table-findings tbody tr:nth-child(4)').cells[1].click()")
            self.keep(browser, "report_hostile")
            self.assertIsNone(browser.run("window.broken"))
            self.assertEqual(browser.run("document.querySelectorAll('img').length"), 0)
            self.assert_quiet(browser)

    def test_the_summary_links_to_the_reports(self):
        shutil.copytree(self.out, self.file("out"))
        self.assertEqual(self.report(self.file("out")).returncode, 0)
        with chromium.Chromium() as browser:
            browser.open(self.file("out", "run_summary.html"))
            self.assertEqual(browser.run("document.querySelector('#table-cases a').getAttribute('href')"), "S/report.html")
            self.keep(browser, "run_summary")
            self.assert_quiet(browser)


# The tests of the files would run a second time in the class that inherits them.
for name in [name for name in dir(ReportTest) if name.startswith("test_")]:
    setattr(PageTest, name, None)


if __name__ == "__main__":
    run_case.main()
