"""The machine fails: no room, no right to write, a rank that is killed. One line, exit code 5, within seconds."""
import os
import signal
import subprocess
import time

import run_case
from run_case import CaseTest, command, run

RANKS = (0, 3)


def run_on_small_disk(*words, ranks, limit_bytes):
    """No file of norrsken can grow beyond the limit, as on a full disk; 1,024 bytes is the unit of the limit."""
    line = f'trap "" XFSZ; ulimit -f {limit_bytes // 1024}; exec "$@"'
    whole = command(*words, ranks=ranks)
    at = whole.index(run_case.NORRSKEN)
    whole[at:at] = ["bash", "-c", line, "bash"]
    # Open MPI's shared memory are files, too: do without.
    environment = dict(os.environ, OMPI_MCA_btl="self,tcp", PMIX_MCA_gds="hash")
    return subprocess.run(whole, capture_output=True, text=True, timeout=120, env=environment, check=False)


class BadMachine(CaseTest):
    def test_an_output_folder_that_is_a_file(self):
        path = self.case.file("occupied")
        with open(path, "w", encoding="ascii") as file:
            file.write("x")
        words = self.reads()
        words[-1] = path
        for ranks in RANKS:
            self.assert_one_error(run(*words, "-q", ranks=ranks), 5, "occupied")

    def test_an_output_folder_that_cannot_be_made(self):
        words = self.reads()
        words[-1] = "/proc/norrsken-results"
        for ranks in RANKS:
            self.assert_one_error(run(*words, "-q", ranks=ranks), 5, "/proc/norrsken-results")

    def test_a_scratch_folder_that_cannot_be_made(self):
        for ranks in RANKS:
            self.assert_one_error(run(*self.reads(), "-q", "--scratch", "/proc/scratch", ranks=ranks), 5, "/proc/scratch")
            self.assert_no_results()

    def test_too_little_memory(self):
        for ranks in RANKS:
            self.assert_one_error(run(*self.reads(), "-q", "--memory", "2M", ranks=ranks), 5, "--memory", "at least")
            self.assert_no_results()

    def test_a_disk_that_fills_up_while_results_are_written(self):
        for ranks in RANKS:
            result = run_on_small_disk(*self.reads(), "-q", ranks=ranks, limit_bytes=20 << 10)
            self.assert_one_error(result, 5, self.out)
            self.assert_no_results()

    def test_a_scratch_disk_that_fills_up_on_one_rank(self):
        lanes = []
        for copy in range(6):  # more than fits into the least memory
            pairs = [(f"{copy}:{pair[0]}", *pair[1:]) for pair in self.case.pairs]
            lanes += ["--reads", *self.case.lane(f"copy{copy}", pairs)]
        words = [*lanes, "--sample", "S", "--index", self.case.index, "-o", self.out, "--threads", "1"]
        for ranks in (0, 2):
            memory = run_case.least_memory(*words, ranks=ranks)
            result = run_on_small_disk(*words, "--memory", memory, "-q", ranks=ranks, limit_bytes=200 << 10)
            self.assert_one_error(result, 5, "scratch")
            self.assert_no_results()

    def test_a_killed_rank_ends_the_run_within_seconds(self):
        lanes = []
        for copy in range(12):
            pairs = [(f"{copy}:{pair[0]}", *pair[1:]) for pair in self.case.pairs]
            lanes += ["--reads", *self.case.lane(f"kill{copy}", pairs)]
        words = [*lanes, "--sample", "S", "--index", self.case.index, "-o", self.out, "-q", "--threads", "1"]
        with subprocess.Popen(command(*words, ranks=3), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as launcher:
            log = os.path.join(self.out, "S", "logs", "norrsken.log")
            ranks = []
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and launcher.poll() is None:
                ranks = run_case.descendants(launcher.pid)
                if len(ranks) == 3 and os.path.exists(log):
                    with open(log, encoding="utf-8") as file:
                        if "place begins" in file.read():
                            break
                time.sleep(0.01)
            self.assertEqual(len(ranks), 3)
            os.kill(ranks[-1], signal.SIGKILL)
            start = time.monotonic()
            launcher.communicate(timeout=60)
            self.assertLess(time.monotonic() - start, 30)
            self.assertNotEqual(launcher.returncode, 0)
        folder = os.path.join(self.out, "S")
        self.assertFalse(os.path.exists(os.path.join(folder, "DONE")))
        for part in ("vcf", "qc", "tables"):
            path = os.path.join(folder, part)
            self.assertEqual([n for n in os.listdir(path) if not n.startswith(".")] if os.path.isdir(path) else [], [])
        # The same command finishes the job and clears away what the killed run left.
        words[:36] = ["--reads", self.case.read1, self.case.read2]
        result = run(*words, ranks=3)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(os.path.exists(os.path.join(folder, "DONE")))
        left = [name for _, _, names in os.walk(self.out) for name in names if name.startswith(".")]
        self.assertEqual(left, [])
        self.assertFalse(os.path.exists(os.path.join(self.out, ".scratch")))


if __name__ == "__main__":
    run_case.main()
