"""What can happen to a job on a real Slurm, one thing after the other: make test-slurm."""
import json
import os
import re
import shutil
import subprocess
import sys
import time
import unittest
import unittest.mock

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import slurm_case  # noqa: E402
from slurm_case import SCRIPT, SlurmCase, text_of  # noqa: E402
import run_case  # noqa: E402
import simulated_case  # noqa: E402
from cluster import Throttle, missing_programs, wait_until  # noqa: E402


class SmallDisk:
    """A file system of its own that can be filled."""

    def __init__(self, folder, megabytes):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}M", "norrsken-test", folder], check=True)

    def fill(self):
        try:
            with open(os.path.join(self.folder, "others"), "wb", buffering=0) as file:
                while True:
                    file.write(bytes(1 << 16))
        except OSError:
            pass

    def free(self):
        os.unlink(os.path.join(self.folder, "others"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.folder], check=True)


@unittest.skipIf(missing_programs(), f"not installed: {missing_programs()} (make deps-slurm)")
class Failures(SlurmCase):
    READS = ("--depth", "30", "--tumor-depth", "50", "--purity", "0.6")

    def assert_failed(self, job, code, *parts):
        """One error line with the parts in it, the marker FAILED, and the exit code of the job."""
        fields = self.cluster.wait_for_job(job)
        log = text_of(self.job_log)
        self.assertEqual((fields["JobState"], fields["ExitCode"]), ("FAILED", f"{code}:0"), log)
        errors = [line for line in log.splitlines() if "error:" in line and "srun:" not in line and "STEP" not in line]
        self.assertEqual(len(errors), 1, log)
        self.assertTrue(errors[0].endswith(f"[exit {code}]"), errors[0])
        for part in parts:
            self.assertIn(part, errors[0])
        self.assertFalse(os.path.exists(os.path.join(self.case, "DONE")))
        self.assertTrue(os.path.exists(os.path.join(self.case, "FAILED")))
        os.unlink(self.job_log)

    def test_an_index_that_is_changed_or_removed(self):
        def change(path):
            with open(path, "r+b") as file:
                file.seek(-1, os.SEEK_END)
                file.write(b"x")
        for damage, message in ((change, "was changed while it was in use"), (os.unlink, "was removed while it was in use")):
            with self.subTest(message=message):
                self.setUp()
                index = os.path.join(self.out, "copy.nsk")
                shutil.copy(self.index, index)
                job = self.submit(2, index=index)
                self.wait_for_log(job, "place begins")
                damage(index)
                self.assert_failed(job, 3, "copy.nsk", message)
                shutil.copy(self.index, index)
                self.assert_completed(self.submit(2, index=index))

    def test_a_reference_of_cram_files_that_is_removed(self):
        sample = next(row for row in self.rows if row["role"] == "normal")
        mates = [simulated_case.read_fastq(os.path.join(self.reads, sample[f"read{mate}"])) for mate in (1, 2)]
        genome = os.path.join(self.out, "genome.fa")
        shutil.copy(os.path.join(self.reads, "genome.fa"), genome)
        with open(genome, encoding="ascii") as file:
            parts = file.read().split(">")[1:]
        contigs = {part.split("\n", 1)[0].split()[0]: part.split("\n", 1)[1].replace("\n", "") for part in parts}
        cram = simulated_case.write_alignments(os.path.join(self.out, "normal.cram"), [list(pair) for pair in zip(*mates)],
                                               contigs, genome)
        sheet = os.path.join(self.out, "cram.csv")
        with open(sheet, "w", encoding="utf-8") as file:
            file.write(f"case,sample,read1\nK,K,{cram}\n")
        self.case = os.path.join(self.out, "K")
        self.expected = self.results_of_one_rank(sheet, "K", "--reference", genome)
        job = self.submit(2, "--reference", genome, sheet=sheet)
        self.wait_for_log(job, "place begins")
        os.rename(genome, genome + ".away")
        self.assert_failed(job, 3, "genome.fa", "was removed while it was in use")
        os.rename(genome + ".away", genome)
        self.assert_completed(self.submit(2, "--reference", genome, sheet=sheet))

    def test_a_scratch_disk_that_is_full(self):
        with SmallDisk(os.path.join(self.out, "disk"), 600) as disk:
            words = ("--scratch", disk.folder, "--checkpoint", "1s")
            with Throttle(self.cluster, 0.2):
                job = self.submit(2, *words)
                self.wait_for_log(job, "place begins")
                disk.fill()
                self.assert_failed(job, 5, disk.folder, "No space left on device")
            disk.free()
            self.assert_completed(self.submit(2, *words))

    def test_an_output_disk_that_is_full(self):
        scratch = os.path.join(self.folder, "scratch")
        os.makedirs(scratch, exist_ok=True)
        with SmallDisk(self.out, 100) as disk:
            job = self.submit(2, "--scratch", scratch)
            self.wait_for_log(job, "place begins")
            disk.fill()
            fields = self.cluster.wait_for_job(job)
            log = text_of(self.job_log)
            self.assertEqual(fields["ExitCode"], "5:0", log)
            self.assertEqual(len(self.told()), 1, log)
            for part in ("norrsken: error:", "No space left on device", self.out, "[exit 5]"):
                self.assertIn(part, self.told()[0])
            disk.free()
            os.unlink(self.job_log)
            self.assert_completed(self.submit(2, "--scratch", scratch))

    def test_a_time_limit_that_is_too_short(self):
        """With so little CPU that placing and calling take longer than one minute; when called, a case goes on to its end."""
        stages = ["plan", "place", "prepare", "call", "judge", "evidence", "gather", "hash", "report"]
        shown = []  # (stage, percent) as a user sees it grow
        begun = {}  # when the log of an attempt was seen first
        silence = {name: 0 for name in ("norrsken.log", "status.json")}  # longest, while an attempt is at work
        before = os.times().children_user
        self.results_of_one_rank(self.sheet, self.case_name)
        # At 1.4 times what would take a minute, so that a checkpoint, which costs CPU too, is written before the limit.
        cores = 1.4 * (os.times().children_user - before) / 2 / 60
        with Throttle(self.cluster, cores) as throttle:
            job = self.submit(2, limit="1", options=["--signal=B:USR1@20"])
            while self.cluster.job(job)["JobState"] in ("PENDING", "RUNNING", "COMPLETING", "CONFIGURING", "REQUEUED"):
                paths = {name: os.path.join(self.case, "logs", name) for name in silence}
                if all(map(os.path.exists, paths.values())) and not re.search(r" (done|stopped) ", self.log()):
                    start = begun.setdefault(os.stat(paths["norrsken.log"]).st_ino, time.time())
                    for name, path in paths.items():
                        silence[name] = max(silence[name], time.time() - max(start, os.stat(path).st_mtime))
                    status = json.loads(text_of(paths["status.json"]))
                    shown.append((stages.index(status["stage"]), status["percent"]))
                    if status["stage"] in stages[stages.index("evidence"):]:
                        throttle.cores = 3 * cores
                time.sleep(0.5)
        restarts = int(self.assert_completed(job)["Restarts"])
        self.assertGreaterEqual(restarts, 1)
        self.assertEqual(self.told(), ["norrsken: stopped on request, a checkpoint is saved: the same command goes on from it "
                                       "[exit 99]", f"norrsken: stopped with a checkpoint: job {job} starts again"] * restarts)
        known = [each for each in shown if each[1] is not None]
        self.assertEqual(known, sorted(known))
        self.assertGreater(len(set(known)), 5)
        self.assertEqual([stage for stage, _ in shown], sorted(stage for stage, _ in shown))
        self.assertLess(max(silence.values()), 10)

    def test_an_mpirun_that_hangs_when_its_ranks_have_ended(self):
        fake = os.path.join(self.out, "mpirun")
        with open(fake, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\nsleep 5 &\nexec sleep 100\n")  # which nobody reaps
        os.chmod(fake, 0o755)
        with unittest.mock.patch.dict(self.cluster.environment, NORRSKEN_REQUEUES="0",
                                      PATH=self.out + ":" + self.cluster.environment["PATH"]):
            fields = self.cluster.wait_for_job(self.submit(2, launcher="mpirun"), 60)
        self.assertEqual((fields["JobState"], fields["ExitCode"]), ("FAILED", "137:0"), text_of(self.job_log))

    def watch(self, site, runs_finished, **environment):
        """Looks until so many runs are finished in one pass; returns the codes of all passes."""
        codes = []

        def finished():
            result = subprocess.run([run_case.NORRSKEN, "watch", os.path.join(self.out, "runs"), "--site", site],
                                    capture_output=True, text=True, check=False,
                                    env=dict(self.cluster.environment, **environment))
            codes.append(result.returncode)
            return f"{runs_finished} runs finished" in result.stdout
        wait_until(finished, 200, "the night")
        return codes

    def state_of_run(self, run):
        return json.loads(text_of(os.path.join(run, "norrsken", "watch.json")))

    def test_memory_that_is_too_little(self):
        """Slurm ends a job that takes more than it asked for; watch starts it again with twice the memory."""
        run = self.add_run("R1")
        self.case = os.path.join(run, "norrsken", self.case_name)
        hog = os.path.join(self.out, "hog")  # as reads might that nobody has seen yet
        with open(hog, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\n[ "$SLURM_MEM_PER_NODE" -gt 2100 ] || '
                       f'{sys.executable} -c "import time; held = bytearray(2400 << 20); time.sleep(30)"\nexec "$@"\n')
        os.chmod(hog, 0o755)
        codes = self.watch(self.site(node_memory="2800M"), 1, NORRSKEN_WRAP=hog)
        self.assertEqual(set(codes), {0})
        job = json.loads(text_of(os.path.join(self.case, "logs", "job.json")))
        self.assertEqual((job["tries"], job["memory_bytes"]), (2, 2800 << 20))
        self.assertEqual(self.cluster.job(job["id"])["Restarts"], "0")
        self.assertEqual([each["state"] for each in self.state_of_run(run)["cases"]], ["DONE"])
        self.assert_results()

    def test_the_job_that_watches(self):
        """nightly.sbatch: each pass submits the next one, until the run is finished."""
        run = self.add_run("R1")
        self.case = os.path.join(run, "norrsken", self.case_name)
        site = self.site()
        script = os.path.join(os.path.dirname(SCRIPT), "nightly.sbatch")
        first = self.cluster.submit(f"--output={self.out}/watch.log", f"--export=ALL,NORRSKEN={run_case.NORRSKEN},"
                                    "NORRSKEN_MINUTES=0", script, os.path.join(self.out, "runs"), site)
        try:
            wait_until(lambda: "1 runs finished" in text_of(os.path.join(self.out, "watch.log")), 180, "the run")
        finally:
            self.cluster.ask("scancel", "--name=norrsken-watch")
        self.assertEqual(self.cluster.job(first)["JobState"], "COMPLETED")
        self.assertEqual([each["state"] for each in self.state_of_run(run)["cases"]], ["DONE"])
        self.assert_results()


if __name__ == "__main__":
    slurm_case.main()
