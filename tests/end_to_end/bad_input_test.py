"""Bad input: one clear line, the right exit code, nothing under a final name, on any number of ranks."""
import os

import run_case
from run_case import CaseTest, run

RANKS = (0, 3)


class BadInput(CaseTest):
    def fails(self, code, *parts, words, ranks):
        result = run(*words, "--quiet", ranks=ranks, timeout=60)
        error = self.assert_one_error(result, code, *parts)
        for pair in self.case.pairs[:50]:
            self.assertNotIn(pair[1][:30], error)  # no sequence in messages
        return error

    def lanes(self, *files):
        reads = [word for lane in files for word in ("--reads", *lane)]
        return [*reads, "--sample", "S", "--index", self.case.index, "-o", self.out]

    def test_a_missing_file(self):
        for ranks in RANKS:
            self.fails(2, "absent.fastq.gz", words=self.lanes(["/nonexistent/absent.fastq.gz"]), ranks=ranks)

    def test_an_unknown_option(self):
        for ranks in RANKS:
            self.fails(2, "--bogus", "--help", words=["--bogus"], ranks=ranks)

    def test_options_that_do_not_fit_together(self):
        self.fails(2, "--sample", words=["--reads", self.case.read1, "--index", self.case.index, "-o", self.out], ranks=0)
        self.fails(2, "--reads takes", words=self.lanes(["a", "b", "c"]), ranks=0)
        self.fails(2, "sheet or --reads", words=["--index", self.case.index, "-o", self.out], ranks=0)
        self.fails(2, "-o OUT", words=["--reads", self.case.read1, "--sample", "S", "--index", self.case.index], ranks=0)
        self.fails(2, "--simd", words=[*self.reads(), "--simd", "mmx"], ranks=0)
        self.fails(2, "--sex", words=[*self.reads(), "--sex", "m"], ranks=0)
        self.fails(2, "--memory", words=[*self.reads(), "--memory", "8 bananas"], ranks=0)
        self.fails(2, "--assay", "wgs", words=[*self.reads(), "--assay", "wsg"], ranks=0)

    def test_a_wrong_index(self):
        words = self.reads()
        words[words.index(self.case.index)] = self.case.reference
        for ranks in RANKS:
            self.fails(3, "ref.fa", "norrsken index", words=words, ranks=ranks)

    def test_a_damaged_index(self):
        with open(self.case.index, "rb") as file:
            content = bytearray(file.read())
        words = self.reads()
        for name, part, at, bytes_kept in (("flipped", "damaged", len(content) * 2 // 3, None), ("short", "truncated", 0, 200_000),
                                           ("old", "index format", 12, None)):
            damaged = bytearray(content[:bytes_kept])
            damaged[at] ^= 64
            path = self.case.file(f"{name}.nsk")
            with open(path, "wb") as file:
                file.write(damaged if at else content[:bytes_kept])
            words[words.index("--index") + 1] = path
            for ranks in RANKS:
                self.fails(3, f"{name}.nsk", part, "norrsken index", words=words, ranks=ranks)

    def test_a_lane_that_breaks_off(self):
        with open(self.case.read2, "rb") as file:
            content = file.read()
        cut = self.case.file("cut_R2.fastq.gz")
        with open(cut, "wb") as file:
            file.write(content[:len(content) * 2 // 3])
        for ranks in RANKS:
            self.fails(2, "cut_R2.fastq.gz", words=self.lanes([self.case.read1, cut]), ranks=ranks)
            self.assert_no_results()

    def test_a_corrupt_lane_that_only_one_rank_reads(self):
        quarter = len(self.case.pairs) // 4
        lanes = [self.case.lane(f"lane{number}", self.case.pairs[number * quarter:(number + 1) * quarter]) for number in range(4)]
        with open(lanes[2][0], "r+b") as file:
            file.seek(os.path.getsize(lanes[2][0]) // 2)
            file.write(b"\0" * 64)
        for ranks in (0, 2, 3, 4):
            error = self.fails(2, "lane2_R1.fastq.gz", words=[*self.lanes(*lanes), "--force"], ranks=ranks)
            self.assert_no_results()
            with open(os.path.join(self.out, "S", "FAILED"), encoding="utf-8") as marker:
                self.assertIn(marker.read().strip(), error)

    def test_mates_of_different_number(self):
        shorter = self.case.lane("shorter", self.case.pairs[:-7])
        for ranks in RANKS:
            self.fails(2, "shorter_R2", words=self.lanes([self.case.read1, shorter[1]]), ranks=ranks)

    def test_a_malformed_record(self):
        bad = self.case.file("bad.fastq")
        content = run_case.fastq(self.case.pairs[:3000], 1).replace(b"\n+\n", b"\n*\n", 1500).replace(b"\n*\n", b"\n+\n", 1499)
        with open(bad, "wb") as file:
            file.write(content)
        for ranks in RANKS:
            self.fails(2, "bad.fastq", "record", words=self.lanes([bad]), ranks=ranks)

    def test_the_same_fragments_twice(self):
        copy = [self.case.file("copy_R1.fastq.gz"), self.case.file("copy_R2.fastq.gz")]
        for source, target in zip((self.case.read1, self.case.read2), copy):
            with open(source, "rb") as file, open(target, "wb") as out:
                out.write(file.read())
        for ranks in RANKS:
            self.fails(2, "twice", words=self.lanes([self.case.read1, self.case.read2], copy), ranks=ranks)
            self.assert_no_results()

    def test_finished_results_are_not_replaced_without_force(self):
        self.assertEqual(run(*self.reads(), "-q").returncode, 0)
        before = os.stat(os.path.join(self.out, "S", "DONE")).st_mtime_ns
        for ranks in RANKS:
            self.fails(2, "finished results", "--force", words=self.reads(), ranks=ranks)
        self.assertEqual(os.stat(os.path.join(self.out, "S", "DONE")).st_mtime_ns, before)
        with open(os.path.join(self.out, "S", "notes.txt"), "w", encoding="ascii") as file:
            file.write("mine")
        self.assertEqual(run(*self.reads(), "-q", "--force").returncode, 0)
        shorter = self.case.lane("shorter", self.case.pairs[:-7])
        for ranks in RANKS:  # what failed leaves no older results that look like its own
            self.fails(2, "shorter_R2", words=[*self.lanes([self.case.read1, shorter[1]]), "--force"], ranks=ranks)
            self.assert_no_results()
        self.assertTrue(os.path.exists(os.path.join(self.out, "S", "notes.txt")))

    def test_one_bad_case_does_not_stop_the_others(self):
        sheet = self.case.file("samples.csv")
        some = self.case.lane("some", self.case.pairs[:4000])
        broken = self.case.file("broken.fastq")
        with open(broken, "wb") as file:
            file.write(b"@r1\nACGT\n+\nII\n" * 10)
        with open(sheet, "w", encoding="ascii") as file:
            file.write("case,sample,role,lane,read1,read2\n")
            file.write(f"C1,C1,proband,1,{broken},\n")
            file.write(f"C2,C2,proband,1,{some[0]},{some[1]}\n")
            file.write(f"C3,C3T,tumor,1,{self.case.read1},{self.case.read2}\n")
        for ranks in RANKS:
            result = run(sheet, "--index", self.case.index, "-o", self.out, "-q", "--force", ranks=ranks)
            self.assertEqual(result.returncode, 6, result.stderr)
            self.assertIn("1 of 3 cases failed", result.stderr)
            self.assertIn("broken.fastq", result.stderr)
            self.assertTrue(os.path.exists(os.path.join(self.out, "C2", "DONE")))
            self.assertTrue(os.path.exists(os.path.join(self.out, "C3", "vcf", "C3.somatic.pass.vcf.gz")))
            self.assertTrue(os.path.exists(os.path.join(self.out, "C1", "FAILED")))
            self.assert_no_results("C1")

    def test_a_faulty_assay_file(self):
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "config", "wgs.toml")
        with open(source, encoding="utf-8") as file:
            text = file.read()
        for change, part in ((("min_depth = 4", "min_detph = 4"), "min_depth"), (("min_depth = 4", "min_depth = -4"), "from 0"),
                             (("[calling]", "[caling]"), "calling"), (('name = "wgs"', "name = wgs"), "line")):
            path = self.case.file("faulty.toml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace(*change))
            self.fails(2, "faulty.toml", part, words=[*self.reads(), "--assay", path], ranks=0)

    def test_regions_that_do_not_fit(self):
        bed = self.case.file("foreign.bed")
        for line, part in (("chr9\t1\t5\n", "chr9"), ("chr2\t1\t500000\n", "ends after"), ("", "no region")):
            with open(bed, "w", encoding="ascii") as file:
                file.write(line)
            self.fails(2, "foreign.bed", part, words=[*self.reads(), "--regions", bed], ranks=0)


if __name__ == "__main__":
    run_case.main()
