"""Norrsken on a real Slurm. The short tests run in CI; NORRSKEN_TEST_SLURM=full (make test-slurm) runs them all."""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import slurm_case  # noqa: E402
from slurm_case import SlurmCase, text_of  # noqa: E402
import run_case  # noqa: E402
from cluster import Throttle, kill, missing_programs, process_state, wait_until  # noqa: E402

FULL = os.environ.get("NORRSKEN_TEST_SLURM") == "full"


@unittest.skipIf(missing_programs(), f"not installed: {missing_programs()} (make deps-slurm)")
class OnSlurm(SlurmCase):
    def test_two_nodes_give_the_bytes_of_one_rank(self):
        self.assert_completed(self.submit(2))

    def test_a_stop_before_the_limit_is_requeued_and_completes(self):
        with Throttle(self.cluster, 0.1):
            job = self.submit(2)
            self.wait_for_log(job, "call begins")
            self.cluster.ask("scancel", "-b", "-s", "USR1", job)
            self.wait_for_log(job, "stopped")
        fields = self.assert_completed(job)
        self.assertEqual(fields["Restarts"], "1")
        self.assertIn("stopped with a checkpoint", text_of(self.job_log))
        self.assertIn("called already", self.log())

    @unittest.skipUnless(FULL, "make test-slurm")
    def test_two_and_four_nodes_with_both_launchers(self):
        for nodes, launcher in ((4, "srun"), (2, "mpirun"), (4, "mpirun")):
            with self.subTest(nodes=nodes, launcher=launcher):
                self.setUp()
                self.assert_completed(self.submit(nodes, launcher=launcher))

    @unittest.skipUnless(FULL, "make test-slurm")
    def test_killed_ranks_are_requeued(self):
        killed = 0
        first = int(os.environ.get("NORRSKEN_TEST_SEED", "0"))
        for seed in range(first, first + int(os.environ.get("NORRSKEN_TEST_KILLS", "10"))):
            with self.subTest(seed=seed):
                self.setUp()
                generator = random.Random(seed)
                launcher = generator.choice(("srun", "mpirun"))
                job = self.submit(3, "--checkpoint", "1s", launcher=launcher)
                wait_until(lambda: self.cluster.job(job)["JobState"] != "PENDING", 30, "start")
                with Throttle(self.cluster, 0.2):  # the case takes some seconds on any machine
                    time.sleep(generator.uniform(0.2, 4))
                    ranks = wait_until(lambda: self.cluster.ranks_of() or self.cluster.job(job)["JobState"] == "COMPLETED", 30, "ranks")
                    if ranks is not True:
                        start = time.monotonic()
                        kill(generator.choice(ranks))
                        wait_until(lambda: self.cluster.job(job)["JobState"] != "RUNNING", 15, "end of the job")
                        self.assertLess(time.monotonic() - start, 10)
                if int(self.assert_completed(job)["Restarts"]) == 0:
                    continue  # it had done its work
                self.assertEqual(len(self.told()), 1, self.told())
                # srun gives the code of the last rank that it ended: by KILL, by TERM, or at a pipe nobody reads any more.
                self.assertRegex(self.told()[0], rf"^norrsken: a rank was killed \(exit code 1(37|41|43)\): job {job} starts again$")
                killed += 1
        self.assertGreaterEqual(killed, 5)

    @unittest.skipUnless(FULL, "make test-slurm")
    def test_a_dead_node_is_done_without(self):
        for launcher in ("srun", "mpirun"):
            for number in (1, 0):  # 0: that of the batch script
                with self.subTest(launcher=launcher, number=number):
                    self.setUp()
                    job, node = self.begin_on_two_nodes(launcher, number)
                    self.assertEqual(self.cluster.kill_node(node, with_ranks=True), 1)
                    self.assertNotEqual(self.assert_completed(job, 180)["Restarts"], "0")

    @unittest.skipUnless(FULL, "make test-slurm")
    def test_ranks_on_a_lost_node_change_nothing(self):
        for launcher in ("srun", "mpirun"):
            for number in (1, 0):
                with self.subTest(launcher=launcher, number=number):
                    self.setUp()
                    job, node = self.begin_on_two_nodes(launcher, number)
                    orphans = self.cluster.ranks_of(node)
                    self.assertEqual(len(orphans), 1)
                    try:
                        os.kill(orphans[0], signal.SIGSTOP)  # it does not get to its end before the new attempt begins
                        self.cluster.kill_node(node, with_ranks=False)
                        self.assertNotEqual(self.assert_completed(job, 180)["Restarts"], "0")
                    finally:
                        if process_state(orphans[0]) not in ("", "Z"):  # mpirun may have ended it
                            os.kill(orphans[0], signal.SIGCONT)
                    time.sleep(2)  # it does what it can, until its node is back
                    self.cluster.start_node(node)
                    wait_until(lambda: process_state(orphans[0]) in ("", "Z"), 90, "end of the orphan")
                    self.assert_results()

    def begin_on_two_nodes(self, launcher, number):
        """A job that has begun to place, and the name of one of its nodes."""
        job = self.submit(2, "--checkpoint", "1s", launcher=launcher)
        self.wait_for_log(job, "place begins")
        return job, self.cluster.ask("scontrol", "show", "hostnames", self.cluster.job(job)["NodeList"]).split()[number]

    def test_submit_and_status(self):
        out = self.run_norrsken("submit", self.sheet, "-o", self.out, "--site", self.site())
        job = out.split("job ")[1].split(":")[0]
        self.assertIn("1 node with 1 core and 1.0 GiB each, at most 11 minutes", out)
        self.assert_completed(job)
        self.assertIn("DONE", self.run_norrsken("status", self.case_name, "-o", self.out, "--site", self.site()))
        self.assertIn("DONE", self.run_norrsken("submit", self.sheet, "-o", self.out, "--site", self.site()))

    @unittest.skipUnless(FULL, "make test-slurm")
    def test_a_night_of_twelve_cases(self):
        runs = os.path.join(self.out, "runs")
        run = os.path.join(runs, "R1")
        os.makedirs(run)
        rows = self.rows
        reads = self.reads
        broken = os.path.join(run, "broken.fastq.gz")
        with open(os.path.join(reads, rows[0]["read1"]), "rb") as file, open(broken, "wb") as out:
            out.write(file.read()[:200_000])
        stranger = os.path.join(self.folder, "stranger")
        subprocess.run([run_case.NORRSKEN, "simulate", "-o", stranger, "--reference", os.path.join(reads, "genome.fa"),
                        "--depth", "12", "--sample", "X", "--seed", "77", "--threads", "2"], check=True, capture_output=True)
        with open(os.path.join(run, "samples.csv"), "w", encoding="utf-8") as sheet:
            sheet.write("case,sample,role,read1,read2\n")
            for number in range(12):
                for row in rows:
                    names = [os.path.join(reads, row["read1"]), os.path.join(reads, row["read2"])]
                    if row["role"] == "normal" and number == 4:
                        names = [os.path.join(stranger, f"X_L001_R{mate}.fastq.gz") for mate in (1, 2)]
                    if row["role"] == "normal" and number == 7:
                        names[0] = broken
                    copies = []
                    for mate, name in enumerate(names):
                        copies.append(os.path.join(run, f"c{number}_{row['role']}_{mate}.fastq.gz"))
                        shutil.copy(name, copies[-1])
                    sheet.write(f"N{number},{row['sample']}{number},{row['role']},{copies[0]},{copies[1]}\n")
        site = self.site()
        self.assertIn("0 runs finished", self.run_norrsken("watch", runs, "--site", site))  # not complete
        with open(os.path.join(run, "CopyComplete.txt"), "w", encoding="ascii"):
            pass
        # Two watchers at once, and one that is killed in the middle of its pass.
        watchers = [subprocess.Popen([run_case.NORRSKEN, "watch", runs, "--site", site], stdout=subprocess.DEVNULL,
                                     env=self.cluster.environment) for _ in range(3)]
        time.sleep(0.3)
        watchers[0].kill()
        for watcher in watchers:
            watcher.wait()
        codes = []
        def finished():
            result = subprocess.run([run_case.NORRSKEN, "watch", runs, "--site", site], capture_output=True, text=True,
                                    env=self.cluster.environment, check=False)
            codes.append(result.returncode)
            return "1 runs finished" in result.stdout
        wait_until(finished, 400, "the night")
        self.assertEqual(codes[-1], 6)
        names = self.cluster.ask("squeue", "-h", "-t", "all", "-o", "%j").split()
        night = [name for name in names if name.startswith("norrsken-N")]
        self.assertEqual(len(set(night)), len(night))  # no job twice
        self.assertEqual(len(night), 12)
        with open(os.path.join(run, "norrsken", "watch.json"), encoding="utf-8") as file:
            state = json.load(file)
        failed = {each["case"]: each["message"] for each in state["cases"] if each["state"] == "FAILED"}
        self.assertEqual(sorted(failed), ["N4", "N7"])
        self.assertIn("not the same person", failed["N4"])
        self.assertIn("c7_normal_0.fastq.gz", failed["N7"])
        self.assertEqual(sum(each["state"] == "DONE" for each in state["cases"]), 10)
        summary = "".join(text_of(os.path.join(runs, name)) for name in os.listdir(runs) if name.startswith("norrsken-"))
        self.assertIn("10 cases DONE, 2 FAILED", summary)
        self.assertIn("0 runs finished", self.run_norrsken("watch", runs, "--site", site))


if __name__ == "__main__":
    slurm_case.main()
