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

    def test_a_pipe(self):
        pipe = self.case.file("pipe")
        os.mkfifo(pipe)
        for ranks in RANKS:
            self.fails(2, pipe, "pipe or device", words=[*self.reads(), "--regions", pipe], ranks=ranks)

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
            words = [*self.reads(), "--sex", "male"]
            self.fails(2, "finished results", "--force", words=words, ranks=ranks)
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
        more = self.case.lane("more", self.case.pairs[4000:8000])
        broken = self.case.file("broken.fastq")
        with open(broken, "wb") as file:
            file.write(b"@r1\nACGT\n+\nII\n" * 10)
        with open(sheet, "w", encoding="ascii") as file:
            file.write("case,sample,role,lane,read1,read2\n")
            file.write(f"C1,C1,proband,1,{broken},\n")
            file.write(f"C2,C2,proband,1,{some[0]},{some[1]}\n")
            file.write(f"C3,C3T,tumor,1,{self.case.read1},{self.case.read2}\n")
            file.write(f"C3,C3N,normal,1,{more[0]},{more[1]}\n")
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

    def test_samples_that_the_assay_is_not_made_for(self):
        sheet = self.case.file("roles.csv")
        for role, assay, part in (("tumor", "wgs_tumour_normal", "demands a normal"), ("tumor", "wgs", "is a germline assay"),
                                  ("proband", "wgs_tumour_normal", "is for tumors")):
            with open(sheet, "w", encoding="ascii") as file:
                file.write(f"case,sample,role,assay,read1,read2\nC1,S,{role},{assay},{self.case.read1},{self.case.read2}\n")
            for ranks in RANKS:
                self.fails(2, "C1", part, words=[sheet, "--index", self.case.index, "-o", self.out], ranks=ranks)

    def panel(self, *words):
        sheet = self.case.file("panel.csv")
        with open(sheet, "w", encoding="ascii") as file:
            file.write(f"case,sample,role,read1,read2\nC1,S,tumor,{self.case.read1},{self.case.read2}\n")
        return [sheet, "--index", self.case.index, "-o", self.out, "--assay", "gms560", *words]

    def test_targets_and_hotspots_that_do_not_fit(self):
        targets, hotspots = self.case.file("targets.bed"), self.case.file("hotspots.tsv")
        with open(self.case.reference, encoding="ascii") as file:
            file.readline()
            base = file.readline()[0]
        other = "C" if base == "A" else "A"
        self.fails(2, "--targets", words=self.panel(), ranks=0)
        self.fails(2, "--targets", "not a panel", words=[*self.reads(), "--targets", targets], ranks=0)
        for line, part in (("chr9\t1\t5\n", '"chr9" is not in the index'), ("chr2\t1\t500000\n", "another build"),
                           ("chr1\t5\t5\n", "is empty"), ("chr1\t1\t5\nchr1\t1\t5\n", "stands twice")):
            with open(targets, "w", encoding="ascii") as file:
                file.write(line)
            self.fails(2, "targets.bed line ", part, words=self.panel("--targets", targets), ranks=0)
        with open(targets, "w", encoding="ascii") as file:
            file.write("chr1\t100\t900\tGENE_1\n")
        for line, part in ((f"chr1\t1\t{other}\t{base}\n", "another build"), ("chr1\t9999999\tA\tC\n", "behind the end"),
                           ("chr1\tone\tA\tC\n", "not a position")):
            with open(hotspots, "w", encoding="ascii") as file:
                file.write(line)
            for ranks in RANKS:
                self.fails(2, "hotspots.tsv line 1", part, words=self.panel("--targets", targets, "--hotspots", hotspots), ranks=ranks)

    def test_umis_that_contradict_the_reads(self):
        targets, umis = self.case.file("targets.bed"), self.case.file("umis.fastq")
        with open(targets, "w", encoding="ascii") as file:
            file.write("chr1\t100\t900\tGENE_1\n")
        words = self.panel("--targets", targets)
        words[words.index("gms560")] = "ctdna"
        for ranks in RANKS:
            self.fails(2, "all_R1.fastq.gz record ", "does not end with a UMI of two parts of 3 bases", words=words, ranks=ranks)
            self.assert_no_results("C1")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "config", "ctdna.toml")
        assay = self.case.file("third_file.toml")
        with open(source, encoding="utf-8") as file, open(assay, "w", encoding="utf-8") as out:
            out.write(file.read().replace('source = "name"', 'source = "file"'))
        words[words.index("ctdna")] = assay
        for ranks in RANKS:
            self.fails(2, "has no file of UMIs", words=[*words, "--force"], ranks=ranks)
        with open(words[0], "w", encoding="ascii") as file:
            file.write(f"case,sample,role,read1,read2,umi\nC1,S,tumor,{self.case.read1},{self.case.read2},{umis}\n")
        for names, sequence, part in ((1, "ACGTTA", "umis.fastq: ends after 1 records"), (len(self.case.pairs), "ACGT", "is not a UMI of two")):
            with open(umis, "w", encoding="ascii") as file:
                file.writelines(f"@{pair[0]}\n{sequence}\n+\n{'I' * len(sequence)}\n" for pair in self.case.pairs[:names])
            for ranks in RANKS:
                self.fails(2, part, words=[*words, "--force"], ranks=ranks)
                self.assert_no_results("C1")


if __name__ == "__main__":
    run_case.main()
