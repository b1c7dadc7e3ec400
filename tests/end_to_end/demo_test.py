"""`norrsken demo` as a new user runs it: it ends well, its tables hold their limits, its files are there and sound, and its
report shows in a browser what a reader looks for."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import chromium
import run_case

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FOLDER = tempfile.mkdtemp(prefix="norrsken-demo-")
RESULT = None
SECTIONS = ("Findings to discuss", "Biomarkers", "Along the genome", "Hot-spots", "Quality limits", "Plots", "Methods, versions, limits")
# What the Swedish report makes of these.
SWEDISH_REASONS = {
    "PVS1: Avslutar proteinet i förtid eller förstör ett splitsställe (term=x (y), gnomAD.AF inte känt)": {
        "code": "PVS1", "sentence": "Ends the protein early or destroys a splice site", "values": [],
        "facts": [{"subject": "term", "value": "x (y)"}, {"subject": "gnomAD.AF", "value": ""}]},
    "sammansatt heterozygot: från modern; med g.{}1A>C från fadern": {
        "code": "", "sentence": "compound heterozygous: from the mother; with {} from the father", "values": ["g.{}1A>C"], "facts": []},
    "A rule of our own with {} (x=1)": {"code": "", "sentence": "A rule of our own with {}", "values": [], "facts": [{"subject": "x", "value": "1"}]},
}


def setUpModule():
    global RESULT
    RESULT = subprocess.run([run_case.NORRSKEN, "demo"], cwd=FOLDER, capture_output=True, text=True, timeout=240, check=False)


def tearDownModule():
    shutil.rmtree(FOLDER, ignore_errors=True)


def catalogue():
    with open(os.path.join(SOURCE, "pipeline", "report", "page", "texts.json"), encoding="utf-8") as file:
        return json.load(file)


def path(*parts):
    return os.path.join(FOLDER, "demo", *parts)


def case_document():
    with open(path("calls", "DEMO", "case.json"), encoding="utf-8") as file:
        return json.load(file)


class Demo(unittest.TestCase):
    def test_it_ends_well_and_ran_on_two_ranks(self):
        self.assertEqual(RESULT.returncode, 0, RESULT.stderr)
        self.assertNotIn("error", RESULT.stderr)
        self.assertIn("case     DEMO: 2 ranks", RESULT.stderr)
        with open(path("calls", "DEMO", "provenance.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["machine"]["ranks"], 2)

    def summary(self, name):
        with open(path(name, "summary.json"), encoding="utf-8") as file:
            found = json.load(file)
        return found["counts"], found["strata"]["not_duplicated"]

    def test_its_accuracy_holds_the_limits(self):
        rows, unique = self.summary("bench_truth")
        # Of the whole genome a few per cent are copies so alike that no short read tells them apart.
        self.assertGreaterEqual(rows["SNV"]["recall"], 0.985)
        self.assertGreaterEqual(rows["SNV"]["precision"], 0.999)
        self.assertGreaterEqual(rows["other"]["f1"], 0.98)
        self.assertGreater(unique["SNV"]["truth_total"], 1700)
        self.assertGreaterEqual(unique["SNV"]["f1"], 0.9994)
        self.assertGreater(unique["other"]["truth_total"], 200)
        self.assertGreaterEqual(unique["other"]["f1"], 0.99)

    def test_its_somatic_accuracy_holds_the_limits(self):
        rows, unique = self.summary("bench_somatic_truth")
        self.assertGreaterEqual(rows["SNV"]["precision"], 0.99)
        self.assertGreaterEqual(unique["SNV"]["recall"], 0.99)
        self.assertGreaterEqual(unique["other"]["recall"], 0.98)
        self.assertGreater(unique["SNV"]["truth_total"], 150)

    def test_its_findings_have_tiers_with_reasons(self):
        items = case_document()["findings"]["items"]
        discuss = [item for item in items if item["section"] == "discuss"]
        self.assertGreaterEqual({item["tier"] for item in discuss if item["origin"] == "somatic"}, {"I", "II", "III"})
        self.assertGreaterEqual(sum(item["origin"] == "germline" for item in discuss), 1)
        self.assertTrue(all(item["reasons"] and item["consequence"] for item in discuss))
        # What the made-up sources say is what the report says, of every allele that was called.
        with open(path("reads", "annotation", "evidence.tsv"), encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file][1:]
        tiers = {(item["contig"], str(item["position"]), item["reference"], item["alternate"]): item["tier"] for item in items}
        known = [(row, tiers[tuple(row[:4])]) for row in rows if tuple(row[:4]) in tiers]
        self.assertGreaterEqual(len(known), 0.8 * len(rows))
        for row, tier in known:
            self.assertEqual(tier, "I" if row[4] == "A" else "II")

    def test_every_reason_of_the_built_in_rules_stands_in_the_catalogue(self):
        texts = catalogue()
        for name in ("cancer", "rare_disease"):
            with open(os.path.join(SOURCE, "config", "rules", f"{name}.toml"), encoding="utf-8") as file:
                reasons = re.findall(r'(?m)^reason = "(.*)"$', file.read())
            self.assertGreater(len(reasons), 5)
            self.assertEqual([reason for reason in reasons if f"reason: {reason}" not in texts], [])
        for key, (english, swedish) in texts.items():
            self.assertEqual(english.count("{}"), swedish.count("{}"), key)
            if key.startswith("reason: "):
                self.assertEqual((key, english == swedish), (f"reason: {english}", False))

    def test_it_prints_the_table_and_paths_that_exist(self):
        for heading in ("in not_duplicated:", "in tandem_repeats:", "FN lost by stage"):
            self.assertIn(heading, RESULT.stdout)
        self.assertRegex(RESULT.stdout, r"(?m)^SNV +\d+ ")
        self.assertRegex(RESULT.stdout, r"(?m)^other +\d+ ")
        ending = RESULT.stdout[RESULT.stdout.rindex("Look at:"):]
        paths = re.findall(r"demo/[\w./]+", ending)
        self.assertGreaterEqual(len(paths), 9)
        for each in paths:
            self.assertTrue(os.path.exists(os.path.join(FOLDER, each)), each)

    def test_others_tools_accept_the_files(self):
        genome = path("reads", "genome.fa")
        for name in ("calls/DEMO/vcf/DEMO.germline.vcf.gz", "calls/DEMO/vcf/DEMO.somatic.vcf.gz", "calls/DEMO/vcf/DEMO.somatic.pass.vcf.gz",
                     "reads/truth.vcf.gz", "reads/annotation/population.vcf.gz", "reads/annotation/clinical.vcf.gz",
                     "bench_somatic_truth/annotated.vcf.gz"):
            for words in (["view"], ["norm", "--check-ref", "e", "-f", genome], ["stats"], ["index", "--stats"]):
                result = subprocess.run(["bcftools", *words, path(name)], capture_output=True, text=True, check=False)
                self.assertEqual(result.returncode, 0, f"{words[0]} {name}: {result.stderr}")
                self.assertNotRegex(result.stderr, "(?i)warn|error", f"{words[0]} {name}")

    def test_another_engine_names_the_same_consequences(self):
        """bcftools csq, on the made-up genes, of the SNVs that change a protein alone."""
        genes = path("reads", "annotation", "genes.gff3")
        calls = path("calls", "DEMO", "vcf", "DEMO.somatic.pass.vcf.gz")
        theirs = subprocess.run(["bcftools", "csq", "-l", "-f", path("reads", "genome.fa"), "-g", genes, calls], capture_output=True, text=True, check=True)
        compared = 0
        for line in theirs.stdout.splitlines():
            fields = line.split("\t")
            if line.startswith("#") or len(fields[3]) != 1 or len(fields[4]) != 1 or "COMPOUND" in fields[7]:
                continue
            info = dict(pair.partition("=")[::2] for pair in fields[7].split(";"))
            for entry in info.get("BCSQ", "").split(","):
                term = entry.split("|")[0]
                if term in ("missense", "synonymous", "stop_gained"):
                    self.assertIn(term, info["CSQ"], line[:80])
                    compared += 1
        self.assertGreaterEqual(compared, 5)

    def test_it_leaves_nothing_outside_its_folder(self):
        self.assertEqual(os.listdir(FOLDER), ["demo"])
        left = [name for _, _, names in os.walk(FOLDER) for name in names if name.startswith(".")]
        self.assertEqual(left, [])


@unittest.skipUnless(chromium.PROGRAM, "chromium is not installed: the report is not looked at")
class ReportOfTheDemo(unittest.TestCase, chromium.PageChecks):
    """What a browser shows of it; with NORRSKEN_ARTEFACTS screenshots and the printed page are kept."""

    page = path("calls", "DEMO", "report.html")

    @classmethod
    def setUpClass(cls):
        cls.discuss = [item for item in case_document()["findings"]["items"] if item["section"] == "discuss"]

    def test_findings_are_in_order_and_sort_filter_and_search(self):
        with chromium.Chromium() as browser:
            browser.open(self.page)
            self.keep(browser, "report_1280")
            self.keep(browser, "report_1280_whole", whole=True)
            tiers = self.column(browser, "table-findings", 5)
            self.assertEqual(tiers, [item["tier"] or "–" for item in self.discuss])
            # A germline finding shows the normal's reads, a somatic one the tumor's.
            names = [sample["name"].endswith("_tumor") for sample in case_document()["samples"]]
            expected = [item["samples"][names.index(item["origin"] == "somatic")]["depth"] for item in self.discuss]
            self.assertEqual([int(text) for text in self.column(browser, "table-findings", 4)], expected)
            somatic = [tier for tier in tiers if tier in ("I", "II", "III", "IV")]
            self.assertEqual(somatic, sorted(somatic))
            depths = "#table-findings thead th:nth-child(5) button"
            browser.run(f"document.querySelector('{depths}').click()")
            rising = [int(text) for text in self.column(browser, "table-findings", 4)]
            self.assertEqual(rising, sorted(rising))
            browser.run(f"document.querySelector('{depths}').click()")
            self.assertEqual([int(text) for text in self.column(browser, "table-findings", 4)], rising[::-1])
            self.assertEqual(browser.run("document.querySelector('#table-findings thead th:nth-child(5)').ariaSort"), "descending")
            browser.run("{const choice = document.querySelector('#table-findings select[data-column=tier]'); choice.value = 'II'; choice.dispatchEvent(new Event('change'))}")
            self.assertEqual(self.column(browser, "table-findings", 5), ["II"] * tiers.count("II"))
            gene = next(item["consequence"]["gene"] for item in self.discuss if item["tier"] == "II")
            browser.run(f"{{const box = document.querySelector('#table-findings input'); box.value = '{gene.lower()}'; box.dispatchEvent(new Event('input'))}}")
            shown = self.column(browser, "table-findings", 0)
            self.assertTrue(shown and all(gene in text for text in shown), shown)
            self.assertIn(f"{len(shown)} of {len(self.discuss)}", browser.run("document.querySelector('#table-findings .status').textContent"))
            self.assert_quiet(browser)

    def test_a_click_shows_the_reads_of_both_samples(self):
        with chromium.Chromium() as browser:
            browser.open(self.page)
            browser.run("document.querySelector('#table-findings tbody tr').cells[1].click()")
            browser.wait_for("document.querySelector('.viewer .igv')?.shadowRoot?.textContent.includes('DEMO_normal')")
            root = "document.querySelector('.viewer .igv').shadowRoot"
            self.assertIn("DEMO_tumor", browser.run(root + ".textContent"))
            # Both alignment tracks hold reads, and these are drawn: many pixels that are not white.
            drawn = (f"[...{root}.querySelectorAll('canvas')].filter(c => c.width > 0 && c.height > 100).map(c => {{const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                     "let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i] > 0 && d[i - 1] + d[i - 2] + d[i - 3] < 720) ++n; return n})")
            browser.wait_for(f"{drawn}.filter(n => n > 5000).length >= 2")
            self.keep(browser, "report_reads", whole=True)
            self.assert_quiet(browser)

    def test_keys_open_a_finding(self):
        with chromium.Chromium() as browser:
            browser.open(self.page)
            browser.run("document.querySelector('#table-findings .handle').focus()")
            browser.press("Enter", 13)
            browser.wait_for("document.querySelector('#table-findings .handle').getAttribute('aria-expanded') === 'true'")
            self.assertEqual(browser.run("document.querySelectorAll('tr.detail').length"), 1)
            # Everything that can be pressed has a name.
            self.assertEqual(browser.run("[...document.querySelectorAll('button, select, input, a')].filter(e => !(e.textContent || e.ariaLabel || e.getAttribute('aria-label'))).length"), 0)
            self.assertEqual(browser.run("[...document.querySelectorAll('svg[role=img]')].filter(e => !e.getAttribute('aria-label')).length"), 0)

    def test_it_speaks_swedish_and_fits_a_tablet(self):
        with chromium.Chromium(820, 1180) as browser:
            browser.open(self.page)
            browser.run("document.querySelector('nav [lang=sv]').click()")
            self.assertEqual(browser.run("document.querySelector('#findings h2').textContent"), "Fynd att diskutera")
            self.assertEqual(browser.run("document.documentElement.lang"), "sv")
            self.assertLessEqual(browser.run("document.documentElement.scrollWidth"), 820)
            reasons = self.column(browser, "table-findings", 6)
            self.assertTrue(any("Evidens på nivå A eller B" in reason and "CIViC" in reason for reason in reasons), reasons)
            english = [key[len("reason: "):].split("{}")[0] for key in catalogue() if key.startswith("reason: ")]
            self.assertEqual([reason for reason in reasons for text in english if text in reason], [])
            for expected, reason in SWEDISH_REASONS.items():
                self.assertEqual(browser.run(f"sayReason({json.dumps({'text': '', **reason})})"), expected)
            self.keep(browser, "report_tablet_swedish")
            self.assert_quiet(browser)

    def test_the_printed_page_has_every_section(self):
        if not shutil.which("pdftotext"):
            self.skipTest("pdftotext is not installed")
        with chromium.Chromium() as browser:
            browser.open(self.page)
            pdf = path("report.pdf")
            browser.pdf(pdf)
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
        pages = text.rstrip("\f").split("\f")
        for number, page in enumerate(pages, 1):  # whose page it is, should it lie alone on a desk
            self.assertRegex(page, rf"Case DEMO · .* Page {number} / {len(pages)}")
        gene = next(item["consequence"]["gene"] for item in self.discuss[::-1])
        last = next(page for page in pages if gene in page)
        self.assertIn("Consequence", last)  # the head of the table stands on each of its pages
        self.assertNotIn("A click", text)
        for section in SECTIONS + ("Other variants", self.discuss[0]["consequence"]["gene"], "somatic.min_tumor_depth"):
            self.assertIn(section, text)
        self.assertIn("(A4)", subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout)
        if self.ARTEFACTS:
            os.makedirs(self.ARTEFACTS, exist_ok=True)
            shutil.move(pdf, os.path.join(self.ARTEFACTS, "report.pdf"))
        else:
            os.remove(pdf)


if __name__ == "__main__":
    run_case.main()
