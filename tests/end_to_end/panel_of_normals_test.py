"""A panel of normals: built from tumor-only runs of normals, it takes what they share out of a tumor's PASS records."""
import gzip
import json
import os
import subprocess

import run_case
import simulated_case
from simulated_case import SimulatedTest, records_of

CONFIG = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "config")
HEADER = "##fileformat=VCFv4.3\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n"


def norrsken(*words):
    return subprocess.run([run_case.NORRSKEN, *words], capture_output=True, text=True, timeout=120, check=False)


class PanelOfNormals(SimulatedTest):
    @classmethod
    def setUpClass(cls):
        cls.case = simulated_case.Simulated("--depth", "1", bases="150k")  # for its genome
        sequence = cls.case.contigs()["chr1"].upper()
        cls.places = [place for place in range(5_000, len(sequence) - 5_000, 5_000) if "N" not in sequence[place - 500:place + 500]]
        alleles = [(place, sequence[place], "ACGT"["ACGT".index(sequence[place]) - 1]) for place in cls.places]
        cls.shared, cls.own = alleles[::2], alleles[1::2]
        cls.assay = cls.case.file("tumor_only.toml")
        with open(os.path.join(CONFIG, "wgs_tumour_normal.toml"), encoding="utf-8") as preset, open(cls.assay, "w", encoding="utf-8") as out:
            out.write(preset.read().replace('normal = "required"', 'normal = "optional"'))
        shared = cls.write_alleles("shared", cls.shared)
        for number in (1, 2, 3):
            cls.run_tumor_only(f"N{number}", shared, number)
        cls.tumor = cls.simulate("T", cls.write_alleles("all", cls.shared + cls.own), 4)
        cls.panel = cls.case.file("panel.pon.vcf.gz")
        built = norrsken("pon", "build", "-o", cls.panel, "--index", cls.case.index, *(cls.case.file("out", f"N{n}") for n in (1, 2, 3)))
        assert built.returncode == 0, built.stderr
        cls.built = built.stdout

    @classmethod
    def tearDownClass(cls):
        cls.case.remove()

    @classmethod
    def write_alleles(cls, name, alleles, info="."):
        path = cls.case.file(f"{name}.vcf.gz")
        lengths = "".join(f"##contig=<ID={contig},length={len(text)}>\n" for contig, text in cls.case.contigs().items())
        lines = "".join(f"chr1\t{place + 1}\t.\t{ref}\t{alt}\t.\tPASS\t{info}\n" for place, ref, alt in sorted(alleles))
        text = HEADER + lengths + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n" + lines
        subprocess.run(["bcftools", "view", "-Oz", "-o", path, "-"], input=text.encode(), check=True, capture_output=True)
        subprocess.run(["bcftools", "index", "-t", path], check=True)
        return path

    @classmethod
    def simulate(cls, sample, alleles, seed):
        folder = cls.case.file(f"reads_{sample}")
        subprocess.run([run_case.NORRSKEN, "simulate", "-o", folder, "--reference", cls.case.genome, "--tumor-only", "--tumor-depth", "60",
                        "--somatic-variants", alleles, "--vaf", "0.15", "--sample", sample, "--seed", str(seed)], check=True, capture_output=True)
        sheet = os.path.join(folder, "samples.csv")
        with open(sheet, encoding="utf-8") as file:
            rows = [line.split(",") for line in file.read().splitlines()]
        for row in rows[1:]:
            row[rows[0].index("case")] = row[rows[0].index("sample")] = sample
            row[rows[0].index("assay")] = cls.assay
        with open(sheet, "w", encoding="utf-8") as file:
            file.writelines(",".join(row) + "\n" for row in rows)
        return sheet

    @classmethod
    def run_tumor_only(cls, sample, alleles, seed):
        result = run_case.run(cls.simulate(sample, alleles, seed), "--index", cls.case.index, "-o", cls.case.file("out"), "-q")
        assert result.returncode == 0, result.stderr

    def run_tumor(self, *words, ranks=0):
        out = self.file(f"out{ranks}")
        self.run_well(self.tumor, "--index", self.case.index, "-o", out, "--force", *words, ranks=ranks)
        return os.path.join(out, "T")

    def filters(self, folder):
        """{(position, REF, ALT): set of filters}"""
        return {(int(row[1]) - 1, row[3], row[4]): set(row[6].split(";"))
                for row in records_of(os.path.join(folder, "vcf", "T.somatic.vcf.gz")) if row[0] == "chr1"}

    def test_the_panel_holds_what_the_normals_share(self):
        with gzip.open(self.panel, "rt") as file:
            rows = [line.split("\t") for line in file if not line.startswith("#")]
        shown = {(int(row[1]) - 1, row[3], row[4]): dict(item.split("=") for item in row[7].split(";")) for row in rows if row[0] == "chr1"}
        counts = [int(shown[allele]["NC"]) for allele in self.shared]
        self.assertGreater(counts.count(3), 0.8 * len(counts))
        for allele in self.shared:
            self.assertTrue(0.05 < float(shown[allele]["AFMEAN"]) < 0.3)
        viewed = subprocess.run(["bcftools", "view", "-H", "-r", "chr1:1-100000", self.panel], capture_output=True, check=True)
        self.assertEqual(viewed.stderr, b"")

    def test_a_tumor_loses_what_the_normals_share_and_keeps_its_own(self):
        without = self.filters(self.run_tumor())
        folder = self.run_tumor("--pon", self.panel, "--population", self.write_alleles("population", self.own[:3], "AF=0.004"))
        judged = self.filters(folder)
        self.assertEqual(set(without), set(judged))
        called = [allele for allele in self.shared if allele in judged]
        self.assertGreater(len(called), 0.9 * len(self.shared))
        for allele in called:
            self.assertNotIn("PanelOfNormals", without[allele])
        self.assertGreater(sum("PanelOfNormals" in judged[allele] for allele in called), 0.8 * len(called))
        for allele in self.own:
            if allele in judged:
                self.assertEqual(judged[allele], without[allele])
        with gzip.open(os.path.join(folder, "vcf", "T.somatic.vcf.gz"), "rt") as file:
            lines = [line.split("\t") for line in file if "POPAF=0.004" in line]
        self.assertEqual({int(line[1]) - 1 for line in lines}, {place for place, _, _ in self.own[:3]})
        with open(os.path.join(folder, "provenance.json"), encoding="utf-8") as file:
            files = {entry["role"]: entry for entry in json.load(file)["files"]}
        for role in ("panel of normals", "population frequencies"):
            self.assertEqual(len(files[role]["sha256"]), 64)
        ranked = self.run_tumor("--pon", self.panel, "--population", self.case.file("population.vcf.gz"), "--threads", "2", ranks=3)
        one, three = run_case.result_files(folder), run_case.result_files(ranked)
        self.assertEqual([name for name in one if one[name] != three.get(name)], [])

    def lines_of_panel(self):
        with gzip.open(self.panel, "rt") as file:
            return file.read().splitlines()

    def other_panel(self, name, lines):
        path = self.file(name)
        subprocess.run(["bgzip", "-c"], input="".join(line + "\n" for line in lines).encode(), stdout=open(path, "wb"), check=True)
        subprocess.run(["bcftools", "index", "-t", path], check=True)
        return path

    def instability(self, folder):
        with open(os.path.join(folder, "case.json"), encoding="utf-8") as file:
            return json.load(file)["biomarkers"][0]["msi"]

    def test_the_panel_holds_how_repeats_slip_in_its_normals(self):
        slips = [line.split("\t") for line in self.lines_of_panel() if "<SLIP>" in line and not line.startswith("#")]
        self.assertGreater(len(slips), 20)
        self.assertIn(f"repeats: {len(slips)} that 3 normals or more span\n", self.built)
        sequence = self.case.contigs()["chr1"].upper()
        tables = {}
        for number in (1, 2, 3):
            with gzip.open(self.case.file("out", f"N{number}", "tables", f"N{number}.repeats.tsv.gz"), "rt") as file:
                rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
            tables[number] = {(row[0], int(row[1])): [int(reads) for reads in row[4].split(",")] for row in rows}
        for row in slips:
            info = dict(item.split("=") for item in row[7].split(";"))
            self.assertEqual((info["NN"], info["NC"]), ("3", "3"))
            if row[0] == "chr1":
                tract = sequence[int(row[1]):int(info["END"])]
                self.assertEqual(tract[:-int(info["UNIT"])], tract[int(info["UNIT"]):])
            spanning = sum(sum(tables[number][row[0], int(row[1])]) for number in tables)
            self.assertEqual(int(info["DP"]), spanning)
            self.assertLessEqual(int(info["AC"]), spanning)

    def test_a_tumor_alone_is_judged_by_the_repeats_of_the_panel(self):
        by_panel = self.instability(self.run_tumor("--pon", self.panel))
        self.assertEqual(by_panel["against"], "panel of normals")
        self.assertGreater(by_panel["sites"], 20)
        self.assertEqual(by_panel["unstable"], 0)
        alone = self.instability(self.run_tumor())
        self.assertEqual(alone["against"], "expectation")
        self.assertGreaterEqual(alone["sites"], by_panel["sites"])

    def test_a_whole_genome_takes_a_list_of_hotspots_and_tells_of_those_that_nobody_has(self):
        present, absent = self.own[0], (self.own[0][0] + 100, None)
        sequence = self.case.contigs()["chr1"].upper()
        absent = (absent[0], sequence[absent[0]], "ACGT"["ACGT".index(sequence[absent[0]]) - 2])
        path = self.file("hotspots.tsv")
        with open(path, "w", encoding="ascii") as file:
            file.writelines(f"chr1\t{place + 1}\t{ref}\t{alt}\tGENE\tname\n" for place, ref, alt in (present, absent))
        folder = self.run_tumor("--hotspots", path)
        with open(os.path.join(folder, "case.json"), encoding="utf-8") as file:
            document = json.load(file)
        rows = {row["position"]: row for row in document["hotspots"]}
        self.assertEqual(set(rows), {present[0] + 1, absent[0] + 1})
        for row in rows.values():
            self.assertGreater(row["depth"], 20)
        self.assertGreater(rows[present[0] + 1]["alternate_reads"], 3)
        self.assertEqual((rows[absent[0] + 1]["alternate_reads"], rows[absent[0] + 1]["record"]), (0, "."))
        hotspot = [finding for finding in document["findings"]["items"] if finding["position"] == present[0] + 1]
        self.assertTrue(hotspot and hotspot[0]["is_hotspot"])
        self.assertGreater(len(document["findings"]["items"]), 10)  # elsewhere variants are called as before

    def test_a_panel_of_an_older_version_still_names_alleles_and_a_newer_one_is_refused(self):
        lines = self.lines_of_panel()
        old = self.other_panel("old.pon.vcf.gz", [line for line in lines if "SLIP" not in line and not line.startswith("##norrsken_pon=")])
        folder = self.run_tumor("--pon", old)
        self.assertEqual(self.instability(folder)["against"], "expectation")
        self.assertIn("PanelOfNormals", {name for filters in self.filters(folder).values() for name in filters})
        with open(os.path.join(folder, "logs", "norrsken.log"), encoding="utf-8") as file:
            self.assertIn("the panel is of version 1, without repeats", file.read())
        newer = self.other_panel("new.pon.vcf.gz", [line.replace("##norrsken_pon=2", "##norrsken_pon=3") for line in lines])
        refused = run_case.run(self.tumor, "--index", self.case.index, "-o", self.file("refused"), "--pon", newer)
        self.assertEqual((refused.returncode, "version 3" in refused.stderr), (3, True), refused.stderr)

    def test_normals_without_a_table_of_repeats_are_told(self):
        for number in (1, 2, 3):
            os.makedirs(self.file(f"M{number}", "vcf"))
            for ending in ("", ".tbi"):
                name = f"N{number}.somatic.vcf.gz{ending}"
                os.link(self.case.file("out", f"N{number}", "vcf", name), self.file(f"M{number}", "vcf", name))
        built = norrsken("pon", "build", "-o", self.file("p.vcf.gz"), "--index", self.case.index,
                         *(self.file(f"M{number}", "vcf", f"N{number}.somatic.vcf.gz") for number in (1, 2, 3)))
        self.assertEqual(built.returncode, 0, built.stderr)
        self.assertIn("repeats: 0 that 3 normals or more span; 3 normals have no tables/SAMPLE.repeats.tsv.gz", built.stdout)

    def test_files_that_do_not_fit_are_refused_at_the_start(self):
        other = simulated_case.Simulated("--depth", "1", "--seed", "9", bases="150k")
        self.addCleanup(other.remove)
        words = [self.tumor, "-o", self.file("out")]
        for ranks in (0, 3):
            refused = run_case.run(*words, "--index", other.index, "--pon", self.panel, ranks=ranks)
            self.assertEqual(refused.returncode, 3, refused.stderr)
            self.assertIn("was made with another reference", refused.stderr)
            self.assertEqual(len(refused.stderr.splitlines()), 1)
        self.assertFalse(os.path.exists(self.file("out")))
        refused = run_case.run(*words, "--index", self.case.index, "--population", self.panel)
        self.assertEqual((refused.returncode, "INFO/AF" in refused.stderr), (3, True), refused.stderr)
        refused = norrsken("pon", "build", "-o", self.file("p.vcf.gz"), "--index", other.index, self.case.file("out", "N1"))
        self.assertEqual((refused.returncode, "another reference" in refused.stderr), (2, True), refused.stderr)
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_score_is_learnt_and_applied(self):
        folder = self.run_tumor()
        calls = os.path.join(folder, "vcf", "T.somatic.vcf.gz")
        model = self.file("model.toml")
        words = ["train", "-o", model, "--index", self.case.index, "--hold-out", list(self.case.contigs())[-1]]
        truth = self.write_alleles("truth", self.shared + self.own)
        trained = norrsken(*words, f"{truth},{calls}")
        self.assertEqual((trained.returncode, trained.stderr), (0, ""))
        self.assertIn("precision", trained.stdout)
        plain = self.filters(folder)
        scored = self.filters(self.run_tumor("--score", model))
        self.assertEqual(set(plain), set(scored))
        found = [allele for allele in self.shared + self.own if scored.get(allele) == {"PASS"}]
        self.assertGreater(len(found), 0.8 * len(self.shared + self.own))
        again = norrsken(*words, f"{truth},{calls}")
        self.assertEqual((again.returncode, "judged by a score" in again.stderr), (2, True), again.stderr)
        refused = run_case.run(self.tumor, "--index", self.case.index, "-o", self.file("refused"), "--score", self.assay)
        self.assertEqual((refused.returncode, "norrsken train" in refused.stderr), (3, True), refused.stderr)


if __name__ == "__main__":
    run_case.main()
