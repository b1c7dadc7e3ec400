"""The same reads in every format that is accepted give the same bytes; every length and shape of read is called."""
import json
import os
import random
import subprocess

import run_case
from run_case import assert_same_files, result_files
from simulated_case import Simulated, SimulatedTest, write_alignments, write_fastq, write_unaligned


class Inputs(SimulatedTest):
    @classmethod
    def setUpClass(cls):
        cls.case = Simulated("--depth", "25", "--seed", "11")
        cls.fragments = cls.case.fragments()
        cls.contigs = cls.case.contigs()
        out = cls.case.file("expected")
        result = run_case.run("--reads", *cls.case.reads, "--sample", "S", "--index", cls.case.index, "-o", out)
        assert result.returncode == 0, result.stderr
        cls.expected = result_files(os.path.join(out, "S"))

    @classmethod
    def tearDownClass(cls):
        cls.case.remove()

    def assert_same(self, *reads, ranks=0):
        self.run_well(*reads, "--sample", "S", "--index", self.case.index, "-o", self.file("out"), "--force", ranks=ranks)
        self.assert_expected_bytes()

    def assert_expected_bytes(self):
        assert_same_files(self, result_files(self.file("out", "S")), self.expected)

    def mate(self, number):
        return [fragment[number] for fragment in self.fragments]

    def test_plain_gzip_and_bgzf_fastq(self):
        for ending in (".fastq", ".fq.gz"):
            paths = [write_fastq(self.file(f"R{mate + 1}{ending}"), self.mate(mate)) for mate in (0, 1)]
            for ranks in (0, 3):
                with self.subTest(ending=ending, ranks=ranks):
                    self.assert_same("--reads", *paths, ranks=ranks)
        for path in self.case.reads:  # what the simulator writes is BGZF; of one rank is expected, now of three
            with open(path, "rb") as file:
                self.assertEqual(file.read(16)[12:14], b"BC")
        self.assert_same("--reads", *self.case.reads, ranks=3)

    def test_gzip_in_several_members_and_lines_that_end_in_cr_lf(self):
        half = len(self.fragments) // 2
        paths = []
        for mate in (0, 1):
            paths.append(self.file(f"members_R{mate + 1}.fastq.gz"))
            parts = [write_fastq(self.file(f"part{number}.fastq.gz"), reads, "\r\n")
                     for number, reads in enumerate((self.mate(mate)[:half], self.mate(mate)[half:]))]
            with open(paths[-1], "wb") as out:
                for part in parts:
                    with open(part, "rb") as file:
                        out.write(file.read())
        self.assert_same("--reads", *paths)

    def test_unaligned_bam(self):
        plain = [write_fastq(self.file(f"R{mate + 1}.fastq"), self.mate(mate)) for mate in (0, 1)]
        path = write_unaligned(self.file("reads.bam"), plain)
        for ranks in (0, 2):
            self.assert_same("--reads", path, ranks=ranks)

    def test_bam_in_any_order(self):
        path = write_alignments(self.file("any.bam"), self.fragments, self.contigs, self.case.genome)
        for ranks in (0, 2):
            self.assert_same("--reads", path, ranks=ranks)
        subprocess.run(["samtools", "sort", "-o", self.file("sorted.bam"), path], check=True, capture_output=True)
        self.assert_same("--reads", self.file("sorted.bam"))

    def test_a_record_that_repeats_another_counts_as_malformed(self):
        path = write_alignments(self.file("any.bam"), self.fragments, self.contigs, self.case.genome)
        lines = subprocess.run(["samtools", "view", "-h", path], check=True, capture_output=True, text=True).stdout.splitlines()
        records = [line for line in lines if line[0] != "@"]
        with open(self.file("repeated.sam"), "w", encoding="ascii") as file:
            file.write("\n".join(lines + records[:7] + records[-4:]) + "\n")
        subprocess.run(["samtools", "view", "-b", "-o", self.file("repeated.bam"), self.file("repeated.sam")], check=True, capture_output=True)
        expected = json.loads(self.expected["qc/S.json"])["reads"]
        for ranks in (0, 2):
            self.run_well("--reads", self.file("repeated.bam"), "--sample", "S", "--index", self.case.index, "-o", self.file("out"), "--force", ranks=ranks)
            got = result_files(self.file("out", "S"))
            self.assertEqual(got["vcf/S.vcf.gz"], self.expected["vcf/S.vcf.gz"])
            reads = json.loads(got["qc/S.json"])["reads"]
            self.assertEqual(reads["input"], expected["input"] + 11)
            self.assertEqual(reads["buckets"], expected["buckets"] | {"malformed": expected["buckets"]["malformed"] + 11})

    def test_cram_with_its_reference(self):
        path = write_alignments(self.file("any.cram"), self.fragments, self.contigs, self.case.genome)
        for ranks in (0, 2):
            self.assert_same("--reads", path, "--reference", self.case.genome, ranks=ranks)

    def test_lanes_of_several_formats_in_a_sheet(self):
        third = len(self.fragments) // 3
        parts = [self.fragments[:third], self.fragments[third:2 * third], self.fragments[2 * third:]]
        lanes = [[write_fastq(self.file(f"L{lane}_R{mate + 1}{ending}"), [fragment[mate] for fragment in parts[lane]])
                  for mate in (0, 1)] for lane, ending in ((0, ".fastq.gz"), (1, ".fastq"))]
        write_alignments(self.file("L3.bam"), parts[2], self.contigs, self.case.genome)
        rows = [f"S,S,proband,1,{os.path.basename(lanes[0][0])},{os.path.basename(lanes[0][1])}",
                f"S,S,proband,2,{lanes[1][0]},{lanes[1][1]}", "S,S,proband,3,L3.bam,"]
        for order, mark, newline in ((rows, "", "\n"), (rows[::-1], "\ufeff", "\r\n")):
            with open(self.file("samples.csv"), "w", encoding="utf-8", newline="") as file:
                file.write(mark + newline.join(["case,sample,role,lane,read1,read2", *order, ""]))
            for ranks in (0, 2):
                self.run_well(self.file("samples.csv"), "--index", self.case.index, "-o", self.file("out"), "--force",
                              ranks=ranks)
                self.assert_expected_bytes()

    def test_single_end_reads_are_called_the_same_from_fastq_and_bam(self):
        case = Simulated("--depth", "30", "--seed", "12", "--single-end")
        self.addCleanup(case.remove)
        words = ["--sample", "S", "--index", case.index, "-o", self.file("out"), "--force"]
        self.run_well("--reads", case.reads[0], *words)
        counts = self.counts(case, self.file("out", "S", "vcf", "S.vcf.gz"))
        self.assertGreaterEqual(counts["SNV"]["f1"], 0.99)
        self.assertGreaterEqual(counts["other"]["f1"], 0.95)
        from_fastq = result_files(self.file("out", "S"))
        plain = write_fastq(self.file("single.fastq"), [fragment[0] for fragment in case.fragments()])
        for path in (write_unaligned(self.file("single.bam"), [plain]),
                     write_alignments(self.file("aligned.bam"), case.fragments(), case.contigs(), case.genome)):
            self.run_well("--reads", path, *words, ranks=2)
            self.assertEqual(result_files(self.file("out", "S")), from_fastq)

    def test_reads_of_36_to_300_bases_together(self):
        case = Simulated("--depth", "55", "--seed", "13", "--read-length", "300", "--insert-mean", "500")
        self.addCleanup(case.remove)
        generator = random.Random(5)
        paths = []
        fragments = case.fragments()
        for mate in (0, 1):
            cut = []
            for fragment in fragments:
                name, bases, qualities = fragment[mate]
                length = generator.randint(36, 300)
                cut.append((name, bases[:length], qualities[:length]))
            paths.append(write_fastq(self.file(f"cut_R{mate + 1}.fastq.gz"), cut))
        for ranks in (0, 2):
            self.run_well("--reads", *paths, "--sample", "S", "--index", case.index, "-o", self.file(f"out{ranks}"), ranks=ranks)
        self.assertEqual(result_files(self.file("out0", "S")), result_files(self.file("out2", "S")))
        counts = self.counts(case, self.file("out0", "S", "vcf", "S.vcf.gz"))
        self.assertGreaterEqual(counts["SNV"]["f1"], 0.995)
        self.assertGreaterEqual(counts["other"]["f1"], 0.97)

    def test_every_read_length_alone(self):
        # Indels take longer reads than 36 bases: their recall is only asked for from 75 bases on.
        for length, insert, snv, other in (("36", "200", 0.95, 0), ("75", "250", 0.99, 0.9), ("250", "450", 0.995, 0.95),
                                           ("300", "550", 0.995, 0.95)):
            with self.subTest(length=length):
                case = Simulated("--depth", "35", "--seed", "14", "--read-length", length, "--insert-mean", insert,
                                 "--insert-sd", "40", bases="250k")
                self.addCleanup(case.remove)
                self.run_well("--reads", *case.reads, "--sample", "S", "--index", case.index, "-o", self.file(f"o{length}"))
                counts = self.counts(case, self.file(f"o{length}", "S", "vcf", "S.vcf.gz"))
                self.assertGreaterEqual(counts["SNV"]["f1"], snv)
                self.assertGreaterEqual(counts["other"]["recall"], other)


if __name__ == "__main__":
    run_case.main()
