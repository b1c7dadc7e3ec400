"""Molecules of a panel with duplex UMIs: the same results wherever the UMI stands and however the case is run."""
import gzip
import json
import os
import subprocess

import run_case
from run_case import assert_same_files, result_files, run
from simulated_case import Simulated, SimulatedTest, read_fastq, write_fastq

CONFIG = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "config", "ctdna.toml")


class MoleculesOfAPanel(SimulatedTest):
    @classmethod
    def setUpClass(cls):
        cls.simulated = Simulated("--seed", "7", bases="400k")
        with open(cls.simulated.file("reads", "strata", "not_duplicated.bed"), encoding="ascii") as file:
            lone = [line.split()[:3] for line in file]
        lone = [(contig, int(start) + 400) for contig, start, end in lone if int(end) - int(start) > 1600]
        cls.targets = cls.simulated.file("targets.bed")
        with open(cls.targets, "w", encoding="ascii") as file:
            file.writelines(f"{contig}\t{start}\t{start + 800}\tGENE{number % 2}_exon{number}\n"
                            for number, (contig, start) in enumerate(lone[::len(lone) // 3]))
        cls.panel = cls.simulated.file("panel")
        subprocess.run([run_case.NORRSKEN, "simulate", "-o", cls.panel, "--reference", cls.simulated.genome, "--targets", cls.targets,
                        "--sample", "P", "--tumor-only", "--tumor-depth", "100", "--umi", "3+3", "--molecules", "300", "--family-size",
                        "5", "--pcr-errors", "0.00003", "--insert-mean", "170", "--insert-sd", "20", "--read-length", "100",
                        "--draw-snvs", "0", "--draw-indels", "0", "--vaf", "0.1", "--somatic-snvs", "0.004", "--somatic-indels", "0",
                        "--seed", "3"], check=True, capture_output=True)
        mates = [read_fastq(os.path.join(cls.panel, f"P_tumor_L001_R{mate}.fastq.gz")) for mate in (1, 2)]
        cls.write_hotspots()
        cls.names = [read[0] for read in mates[0]]
        cls.lanes = cls.write_lanes(mates)
        cls.expected_folder = cls.run_lane("name", cls.simulated.file("expected"))
        cls.expected = result_files(cls.expected_folder)

    @classmethod
    def write_hotspots(cls):
        """The somatic variants, and ten bases that nobody has."""
        cls.hotspots = cls.simulated.file("hotspots.tsv")
        with gzip.open(os.path.join(cls.panel, "somatic_truth.vcf.gz"), "rt") as file:
            cls.carried = [tuple(line.split("\t")[at] for at in (0, 1, 3, 4)) for line in file if line[0] != "#"]
        with open(cls.targets, encoding="ascii") as file:
            contig, start = file.readline().split()[:2]
        sequence = cls.simulated.contigs()[contig]
        taken = {int(position) for name, position, _, _ in cls.carried if name == contig}
        absent = [position for position in range(int(start) + 100, int(start) + 400) if position not in taken][:10]
        cls.absent = [(contig, str(at), sequence[at - 1].upper(), "A" if sequence[at - 1].upper() != "A" else "C") for at in absent]
        with open(cls.hotspots, "w", encoding="ascii") as file:
            file.writelines("\t".join((*variant, "GENE", f"spot{number}")) + "\n"
                            for number, variant in enumerate(cls.absent + cls.carried))

    @classmethod
    def write_lanes(cls, mates):
        """The files of the lane (R1, R2, UMIs) by where the UMI stands."""
        file = cls.simulated.file
        parts = [[name[:-8], *name[-7:].split("+")] for name, _, _ in mates[0]]
        bare = [[(part[0], *read[1:]) for part, read in zip(parts, reads)] for reads in mates]
        prefixed = [[(part[0], part[mate + 1] + "GT" + read[1], "##III" + read[2]) for part, read in zip(parts, mates[mate])]
                    for mate in (0, 1)]
        return {"name": [write_fastq(file(f"name_R{mate + 1}.fastq.gz"), mates[mate]) for mate in (0, 1)] + [""],
                "file": [write_fastq(file(f"bare_R{mate + 1}.fastq.gz"), bare[mate]) for mate in (0, 1)] +
                        [write_fastq(file("umi.fastq.gz"), [(part[0], part[1] + part[2], "IIIIII") for part in parts])],
                "read": [write_fastq(file(f"prefix_R{mate + 1}.fastq.gz"), prefixed[mate]) for mate in (0, 1)] + [""]}

    @classmethod
    def tearDownClass(cls):
        cls.simulated.remove()

    @classmethod
    def run_lane(cls, source, out, *words, ranks=0):
        """Runs the lane with its own assay; returns the case folder."""
        with open(CONFIG, encoding="utf-8") as file:
            assay = file.read().replace('source = "name"', f'source = "{source}"')
        if source == "read":
            for mate in "12":
                assay = assay.replace(f'structure{mate} = ""', f'structure{mate} = "3M2S+T"')
        path = cls.simulated.file(f"{source}.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(assay)
        sheet = cls.simulated.file(f"{source}.csv")
        with open(sheet, "w", encoding="ascii") as file:
            file.write("case,sample,role,read1,read2,umi\nC,T,tumor," + ",".join(cls.lanes[source]) + "\n")
        result = run(sheet, "--index", cls.simulated.index, "-o", out, "--assay", path, "--targets", cls.targets, "--hotspots", cls.hotspots, "-q", "--force", *words,
                     ranks=ranks)
        assert (result.returncode, result.stderr) == (0, ""), result.stderr
        return os.path.join(out, "C")

    def quality(self):
        return json.loads(self.expected["qc/T.json"])

    def test_every_molecule_is_found_once(self):
        sizes, strands = {}, {}
        for name in self.names:
            fields = name.split(":")
            molecule = fields[7][:-8]
            sizes[molecule] = sizes.get(molecule, 0) + 1
            strands.setdefault(molecule, set()).add(fields[3])
        quality = self.quality()
        self.assertEqual(quality["umi"]["fragments"], len(self.names))
        self.assertAlmostEqual(quality["metrics"]["molecules"] / len(sizes), 1, delta=0.01)
        duplex = sum(len(seen) == 2 for seen in strands.values())
        found = sum(molecules for _, molecules in quality["umi"]["duplex_families"])
        self.assertAlmostEqual(found / duplex, 1, delta=0.01)

    def test_every_read_is_in_one_bucket(self):
        reads = self.quality()["reads"]
        self.assertEqual(reads["input"], 2 * len(self.names))
        self.assertEqual(sum(reads["buckets"].values()), 2 * len(self.names))
        self.assertGreater(reads["buckets"]["duplicate"], len(self.names))

    def test_somatic_variants_are_found_without_errors_of_copies(self):
        def records(path):
            with gzip.open(path, "rt") as file:
                return {tuple(line.split("\t")[at] for at in (0, 1, 3, 4)) for line in file if line[0] != "#"}
        truth = records(os.path.join(self.panel, "somatic_truth.vcf.gz"))
        found = records(os.path.join(self.expected_folder, "vcf", "C.somatic.pass.vcf.gz"))
        self.assertGreater(len(truth), 8)
        self.assertGreaterEqual(len(truth & found), 0.9 * len(truth), truth - found)
        self.assertEqual(found - truth, set())

    def test_targets_know_their_coverage(self):
        lines = self.expected["tables/T.coverage.targets.tsv"].decode().splitlines()
        self.assertGreaterEqual(len(lines), 4)
        for line in lines[1:]:
            values = dict(zip(lines[0].split("\t"), line.split("\t")))
            self.assertEqual(values["bases"], "800")
            self.assertTrue(150 < float(values["mean_depth"]) <= 330, line)
            self.assertEqual(values["percent_30x"], "100.00")
        self.assertEqual(len(self.expected["tables/T.coverage.genes.tsv"].decode().splitlines()), 3)
        self.assertGreater(self.quality()["metrics"]["on_target_percent"], 90)

    def test_every_hotspot_is_reported_with_its_depth(self):
        lines = self.expected["tables/C.hotspots.tsv"].decode().splitlines()
        rows = [dict(zip(lines[0].split("\t"), line.split("\t"))) for line in lines[1:]]
        found = {tuple(row[name] for name in ("contig", "position", "reference", "alternate")): row for row in rows}
        self.assertEqual(set(found), set(self.absent + self.carried))
        for variant in self.absent:
            self.assertGreater(int(found[variant]["depth"]), 100)
            self.assertLess(int(found[variant]["alternate_reads"]), 3)
            self.assertNotEqual(found[variant]["record"], "PASS")
        passed = [variant for variant in self.carried if found[variant]["record"] == "PASS"]
        self.assertGreaterEqual(len(passed), 0.9 * len(self.carried))
        for variant in passed:
            self.assertGreaterEqual(int(found[variant]["alternate_reads"]), 6)
        somatic = gzip.decompress(self.expected["vcf/C.somatic.pass.vcf.gz"]).decode()
        flagged = [line for line in somatic.splitlines() if line[0] != "#" and "HOTSPOT" in line.split("\t")[7].split(";")]
        self.assertEqual(len(flagged), len(passed))

    def test_any_number_of_ranks_and_threads_gives_the_same_bytes(self):
        for ranks, threads in ((0, "2"), (2, "1"), (3, "2"), (4, "1")):
            with self.subTest(ranks=ranks, threads=threads):
                got = result_files(self.run_lane("name", self.file("out"), "--threads", threads, ranks=ranks))
                assert_same_files(self, got, self.expected)

    @staticmethod
    def without_place(case_json):
        """case.json without the settings that say where a UMI stands."""
        document = json.loads(case_json)
        for name in ("umi.source", "umi.structure1", "umi.structure2"):
            del document["settings"][name]
        return document

    def test_a_umi_counts_the_same_wherever_it_stands(self):
        by_file = result_files(self.run_lane("file", os.path.join(self.file("out"), "file"), "--threads", "1"))
        by_read = result_files(self.run_lane("read", os.path.join(self.file("out"), "read"), "--threads", "2", ranks=2))
        for found in (by_file, by_read):
            found["case.json"] = self.without_place(found["case.json"])
        assert_same_files(self, by_read, by_file)
        self.assertEqual(json.loads(by_file["qc/T.json"])["umi"], self.quality()["umi"])


if __name__ == "__main__":
    run_case.main()
