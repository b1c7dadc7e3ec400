"""Results are the same bytes however a case is run, and complete."""
import gzip
import json
import os
import stat
import subprocess
import sys
import tempfile

import run_case
from run_case import CaseTest, assert_same_files, result_files, run


class SameBytes(CaseTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        reference = cls.case.file("reference-run")
        result = run("--reads", cls.case.read1, cls.case.read2, "--sample", "S", "--index", cls.case.index, "-o", reference,
                     "--threads", "1")
        assert result.returncode == 0, result.stderr
        cls.expected_folder = os.path.join(reference, "S")
        cls.expected = result_files(cls.expected_folder)

    def assert_same(self, *words, ranks=0):
        result = run(*words, "--quiet", ranks=ranks)
        self.assertEqual((result.returncode, result.stderr, result.stdout), (0, "", ""))
        assert_same_files(self, result_files(os.path.join(self.out, "S")), self.expected)

    def test_a_run_finds_variants_and_ends_with_done(self):
        with gzip.open(os.path.join(self.expected_folder, "vcf", "S.pass.vcf.gz"), "rt") as file:
            records = [line for line in file if not line.startswith("#")]
        self.assertGreater(len(records), 300)
        self.assertTrue(os.path.exists(os.path.join(self.expected_folder, "DONE")))
        self.assertFalse(os.path.exists(os.path.join(self.expected_folder, "FAILED")))

    def test_every_read_is_in_one_bucket(self):
        with open(os.path.join(self.expected_folder, "qc", "S.json"), encoding="utf-8") as file:
            text = json.load(file)
        self.assertIn(str(2 * len(self.case.pairs)), json.dumps(text))

    def test_any_number_of_ranks(self):
        for ranks in (1, 2, 3, 4):
            with self.subTest(ranks=ranks):
                self.assert_same(*self.reads(), "--threads", "1", "--force", ranks=ranks)

    def test_several_threads_on_several_ranks(self):
        self.assert_same(*self.reads(), "--threads", "3", ranks=2)

    def test_more_ranks_than_blocks(self):
        self.assert_same(*self.reads(), "--threads", "1", ranks=6)

    def test_every_instruction_set(self):
        for simd in ("scalar", "sse4", "avx2", "avx512"):
            with self.subTest(simd=simd):
                if "cannot do" in run(*self.reads(), "--simd", simd, "--quiet", "--force").stderr:
                    self.skipTest(f"no {simd} here")
                self.assert_same(*self.reads(), "--simd", simd, "--force")

    def test_little_memory_spills_to_scratch_that_is_gone_afterwards(self):
        scratch = self.case.file("scratch")
        os.makedirs(scratch, exist_ok=True)
        for ranks in (0, 2):
            with self.subTest(ranks=ranks):
                memory = run_case.least_memory(*self.reads(), "--threads", "2", ranks=ranks)
                self.assert_same(*self.reads(), "--memory", memory, "--threads", "2", "--force", "--scratch", scratch,
                                 ranks=ranks)
                with open(os.path.join(self.out, "S", "provenance.json"), encoding="utf-8") as file:
                    self.assertGreater(int(json.load(file)["parameters"]["spilled_bytes"]), 100_000)
                self.assertEqual(os.listdir(scratch), [])

    def test_no_rank_takes_more_memory_than_it_may(self):
        lanes = []
        for copy in range(2):  # 28x: more reads than fit
            pairs = [(f"{copy}:{pair[0]}", *pair[1:]) for pair in self.case.pairs]
            lanes += ["--reads", *self.case.lane(f"memory{copy}", pairs)]
        words = [*lanes, "--sample", "S", "--index", self.case.index, "-o", self.out, "--threads", "1"]
        # Writes the peak of the program it runs, in KiB, to a file of its own: mpirun may lose what is printed last.
        measure = ("import os, sys; child = os.spawnvp(os.P_NOWAIT, sys.argv[2], sys.argv[2:]);"
                   "_, status, usage = os.wait4(child, 0);"
                   "print(usage.ru_maxrss, file=open(os.path.join(sys.argv[1], str(os.getpid())), 'w'));"
                   "sys.exit(os.waitstatus_to_exitcode(status))")
        for ranks in (0, 2, 3):
            memory = run_case.least_memory(*words, ranks=ranks)
            whole = run_case.command(*words, "--memory", memory, "-q", "--force", ranks=ranks)
            at = whole.index(run_case.NORRSKEN)
            with tempfile.TemporaryDirectory() as folder:
                whole[at:at] = [sys.executable, "-c", measure, folder]
                result = subprocess.run(whole, capture_output=True, text=True, timeout=300, check=False)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                peaks = []
                for name in os.listdir(folder):
                    with open(os.path.join(folder, name), encoding="ascii") as file:
                        peaks.append(int(file.read()) / 1024)
            self.assertEqual(len(peaks), max(1, ranks))
            self.assertLessEqual(max(peaks), int(memory[:-1]), f"{ranks} ranks: {peaks}")

    def test_reads_in_lanes_in_any_order(self):
        pairs = list(self.case.pairs)
        third = len(pairs) // 3
        lanes = [self.case.lane(f"part{number}", pairs[number * third:(number + 1) * third if number < 2 else None])
                 for number in range(3)]
        words = ["--sample", "S", "--index", self.case.index, "-o", self.out]
        for order in (lanes, lanes[::-1]):
            for ranks in (0, 2):
                reads = [word for lane in order for word in ("--reads", *lane)]
                self.assert_same(*words, *reads, "--force", ranks=ranks)

    def test_reads_in_another_order_from_plain_files(self):
        pairs = sorted(self.case.pairs)
        paths = []
        for mate in (1, 2):
            paths.append(self.case.file(f"sorted_R{mate}.fastq"))
            with open(paths[-1], "wb") as out:
                out.write(run_case.fastq(pairs, mate))
        self.assert_same("--reads", *paths, "--sample", "S", "--index", self.case.index, "-o", self.out, ranks=3)

    def test_regions_limit_what_is_reported_and_change_nothing_else(self):
        bed = self.case.file("regions.bed")
        with open(bed, "w", encoding="ascii") as out:
            out.write("chr1\t20000\t40000\nchr2\t0\t1000\n")
        result = run(*self.reads(), "--regions", bed, "-q")
        self.assertEqual(result.returncode, 0, result.stderr)

        def records(folder):
            with gzip.open(os.path.join(folder, "vcf", "S.vcf.gz"), "rt") as file:
                return [line for line in file if not line.startswith("#")]

        def inside(line):
            contig, position = line.split("\t")[0], int(line.split("\t")[1])
            return (contig == "chr1" and 20000 < position <= 40000) or (contig == "chr2" and position <= 1000)

        got = records(os.path.join(self.out, "S"))
        self.assertGreater(len(got), 10)
        self.assertEqual([line for line in got if inside(line)], [line for line in records(self.expected_folder) if inside(line)])
        self.assertLess(len([line for line in got if not inside(line)]), 3)  # deletions that reach in

    def test_files_are_private(self):
        for folder, folders, names in os.walk(self.expected_folder):
            for name in folders + names:
                mode = stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode)
                self.assertEqual(mode & 0o077, 0, f"{name} {mode:o}")

    def test_results_hold_no_trace_of_the_machine(self):
        for name, content in self.expected.items():
            text = gzip.decompress(content) if name.endswith((".gz", ".tbi")) else content
            self.assertNotIn(self.case.folder.encode(), text, name)
            self.assertNotIn(os.uname().nodename.encode(), text, name)


if __name__ == "__main__":
    run_case.main()
