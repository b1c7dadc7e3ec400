"""What the files of a run say about themselves, and what others' tools say about them."""
import gzip
import hashlib
import json
import os
import re
import subprocess

import run_case
from simulated_case import Simulated, SimulatedTest, records_of

KEYS = ["GT", "GQ", "DP", "AD", "AF", "PL", "PS", "ADF", "ADR"]


def alternate_haplotypes(genotype):
    """Indices of the haplotypes that carry ALT."""
    return [number for number, allele in enumerate(re.split(r"[|/]", genotype)) if allele == "1"]


class Outputs(SimulatedTest):
    @classmethod
    def setUpClass(cls):
        cls.case = Simulated("--depth", "30", "--seed", "21", "--sex", "male", "--draw-indels", "0.0005")
        cls.out = cls.case.file("out")
        cls.result = run_case.run("--reads", *cls.case.reads, "--sample", "S", "--sex", "male", "--index", cls.case.index, "-o",
                                  cls.out, ranks=2)
        assert cls.result.returncode == 0, cls.result.stderr
        cls.records = records_of(cls.path("vcf", "S.vcf.gz"))
        cls.blocks = records_of(cls.path("vcf", "S.g.vcf.gz"))

    @classmethod
    def tearDownClass(cls):
        cls.case.remove()

    @classmethod
    def path(cls, *parts):
        return os.path.join(cls.out, "S", *parts)

    def test_the_blocks_and_records_of_the_gvcf_cover_every_known_base_once(self):
        for contig, sequence in self.case.contigs().items():
            covered = [0] * len(sequence)
            site = None
            for row in self.blocks:
                if row[0] != contig:
                    continue
                start = int(row[1]) - 1
                is_block = row[4] == "<*>"
                end = int(re.search(r"END=(\d+)", row[7]).group(1)) if is_block else start + len(row[3])
                self.assertEqual(row[3].upper(), sequence[start:start + len(row[3])].upper())
                if is_block:
                    for at in range(start, end):
                        covered[at] += 1
                else:  # several records may stand for one site
                    for at in range(start, end):
                        covered[at] = max(covered[at], 1)
                    self.assertTrue(site is None or site[0] != contig or start >= site[1])
                    site = (contig, start)
            for at, base in enumerate(sequence):
                self.assertEqual(covered[at], 0 if base in "Nn" else 1, f"{contig}:{at + 1}")

    def test_the_gvcf_holds_the_records_of_the_vcf(self):
        of_gvcf = [(row[0], row[1], row[3], row[4].replace(",<*>", ""), row[6], row[9]["GT"]) for row in self.blocks
                   if row[4] != "<*>"]
        self.assertEqual(of_gvcf, [(row[0], row[1], row[3], row[4], row[6], row[9]["GT"]) for row in self.records])
        passed = [row for row in self.records if row[6] == "PASS"]
        self.assertEqual(records_of(self.path("vcf", "S.pass.vcf.gz")), passed)

    def test_every_record_has_one_alternate_allele_and_figures_that_agree(self):
        self.assertGreater(len(self.records), 300)
        for row in self.records:
            values = row[9]
            self.assertEqual(list(values), KEYS)
            self.assertRegex(row[3] + row[4], "^[ACGT]+$")
            self.assertTrue(len(row[3]) == len(row[4]) == 1 or (row[3][0] == row[4][0] and min(len(row[3]), len(row[4])) == 1))
            depths = [int(word) for word in values["AD"].split(",")]
            strands = [[int(word) for word in values[key].split(",")] for key in ("ADF", "ADR")]
            self.assertEqual(depths, [forward + reverse for forward, reverse in zip(*strands)])
            self.assertAlmostEqual(float(values["AF"]), depths[1] / max(1, sum(depths)), delta=0.00006)
            likelihoods = [int(word) for word in values["PL"].split(",")]
            self.assertEqual(min(likelihoods), 0)
            self.assertEqual(len(likelihoods), 3 if re.search("[|/]", values["GT"]) else 2)
            self.assertTrue(alternate_haplotypes(values["GT"]))
        order = list(self.case.contigs())
        places = [(order.index(row[0]), int(row[1])) for row in self.records]
        self.assertEqual(places, sorted(places))

    def test_phased_records_name_their_set_and_do_not_contradict_each_other(self):
        sets = {}
        for row in self.records:
            if "|" in row[9]["GT"]:
                sets.setdefault((row[0], row[9]["PS"]), []).append(row)
            else:
                self.assertEqual(row[9]["PS"], ".")
        self.assertGreater(len(sets), 20)
        for (contig, name), rows in sets.items():
            self.assertGreaterEqual(len(rows), 1)
            self.assertEqual(rows[0][1], name, f"{contig}: a set is named by its first record")
            ends = [0, 0]
            for row in rows:  # one haplotype cannot carry two alleles at one place
                trimmed = 1 if len(row[3]) != len(row[4]) else 0  # the base before an indel is not changed
                for haplotype in alternate_haplotypes(row[9]["GT"]):
                    self.assertGreaterEqual(int(row[1]) + trimmed, ends[haplotype], f"{contig}:{row[1]}")
                    ends[haplotype] = int(row[1]) + len(row[3])

    def test_single_chromosomes_of_a_male_are_haploid_and_the_calls_are_the_truth(self):
        for row in self.records:
            is_single = row[0] in ("chrX", "chrY", "chrM")
            self.assertRegex(row[9]["GT"], "^1$" if is_single else "^[01][|/][01]$", f"{row[0]}:{row[1]}")
        for row in self.blocks:
            if row[4] == "<*>":
                self.assertRegex(row[9]["GT"], r"^[0.]$" if row[0] in ("chrX", "chrY", "chrM") else r"^(0/0|\./\.)$")
        for contig in ("chrX", "chrM"):
            self.assertGreater(sum(row[0] == contig for row in self.records), 5)
        counts = self.counts(self.case, self.path("vcf", "S.vcf.gz"))
        self.assertGreaterEqual(counts["SNV"]["f1"], 0.995)
        self.assertGreaterEqual(counts["other"]["f1"], 0.96)

    def test_a_female_has_two_x_and_no_y(self):
        case = Simulated("--depth", "30", "--seed", "22", "--sex", "female")
        self.addCleanup(case.remove)
        for sex in ("female", "unknown"):  # told, or read from the depth
            out = self.file(sex)
            self.run_well("--reads", *case.reads, "--sample", "S", "--sex", sex, "--index", case.index, "-o", out)
            records = records_of(os.path.join(out, "S", "vcf", "S.pass.vcf.gz"))
            self.assertEqual([row for row in records if row[0] == "chrY"], [])
            on_x = [row[9]["GT"] for row in records if row[0] == "chrX"]
            self.assertGreater(len(on_x), 10)
            for genotype in on_x:
                self.assertRegex(genotype, "^[01][|/][01]$")
            self.assertEqual({row[9]["GT"] for row in records if row[0] == "chrM"}, {"1"})

    def test_others_tools_accept_every_file(self):
        for name in ("S.vcf.gz", "S.pass.vcf.gz", "S.g.vcf.gz"):
            path = self.path("vcf", name)
            for words in (["bcftools", "view", path], ["bcftools", "norm", "--check-ref", "e", "-f", self.case.genome, path],
                          ["bcftools", "stats", path], ["bcftools", "index", "--stats", path], ["bgzip", "-t", path],
                          ["tabix", path, "chr1:5000-90000"]):
                result = subprocess.run(words, capture_output=True, text=True, check=False)
                self.assertEqual(result.returncode, 0, f"{words}: {result.stderr}")
                self.assertNotRegex(result.stderr, "(?i)warn|error")
                if words[1] == "norm":  # left-aligned and parsimonious already
                    self.assertRegex(result.stderr, r"total/split(/joined)?/realigned/(removed/)?skipped:\s+\d+/0/(0/)?0/0")
        with gzip.open(self.path("tables", "S.regions.tsv.gz"), "rt") as file:
            for line in file:
                self.assertTrue(line.startswith("#") or len(line.split("\t")) == 7, line)

    def test_quality_figures_add_up_and_are_what_multiqc_reads(self):
        with open(self.path("qc", "S.json"), encoding="utf-8") as file:
            quality = json.load(file)
        reads = 2 * len(self.case.fragments())
        self.assertEqual(quality["reads"]["input"], reads)
        self.assertEqual(sum(quality["reads"]["buckets"].values()), reads)
        self.assertEqual(sum(count for _, count in quality["read_length"]), reads)
        for key in ("mean_depth", "duplicate_percent", "median_insert", "median_confidence", "ti_tv", "het_hom"):
            self.assertGreater(quality["metrics"][key], 0, key)
        self.assertEqual(quality["variants"]["all"]["records"], len(self.records))
        self.assertGreater(len(quality["mapping_confidence"]), 3)
        multiqc = [name for name in os.listdir(self.path("qc")) if name.endswith("_mqc.json")]
        self.assertGreaterEqual(len(multiqc), 4)
        for name in multiqc:
            with open(self.path("qc", name), encoding="utf-8") as file:
                content = json.load(file)
            self.assertTrue({"id", "plot_type", "data"} <= set(content), name)

    def test_provenance_holds_versions_parameters_and_sums_of_all_inputs(self):
        with open(self.path("provenance.json"), encoding="utf-8") as file:
            provenance = json.load(file)
        sums = {entry["path"]: entry["sha256"] for entry in provenance["files"]}
        for path in self.case.reads:
            with open(path, "rb") as file:
                self.assertEqual(sums[path], hashlib.sha256(file.read()).hexdigest())
        self.assertEqual(provenance["parameters"]["index_path"], self.case.index)
        self.assertRegex(provenance["parameters"]["index_checksum"], "^[0-9a-f]{16}$")
        with open(self.case.genome, "rb") as file:
            self.assertIn(hashlib.sha256(file.read()).hexdigest(), sums.values())
        self.assertIn("--sex male", provenance["command"])
        self.assertEqual(provenance["parameters"]["calling.min_depth"], "4")
        self.assertIn("htslib", provenance["libraries"])
        self.assertEqual([stage["stage"] for stage in provenance["stages"]],
                         ["plan", "place", "prepare", "call", "judge", "evidence", "gather", "hash"])
        self.assertGreater(sum(stage["cpu_seconds"] for stage in provenance["stages"]), 0)
        self.assertGreater(provenance["peak_memory_bytes"], 10_000_000)

    def test_terminal_and_log_tell_each_stage(self):
        with open(self.path("logs", "norrsken.log"), encoding="utf-8") as file:
            log = file.read().splitlines()
        for line in log:
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
        for stage in ("place", "prepare", "call", "reads", "variants", "done"):
            self.assertTrue(any(re.search(rf"Z? {stage} ", line) for line in log), stage)
            self.assertRegex(self.result.stderr, rf"(?m)^{stage} ")
        self.assertEqual(self.result.stdout, "")


if __name__ == "__main__":
    run_case.main()
