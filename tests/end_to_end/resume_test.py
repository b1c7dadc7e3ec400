"""A run that is stopped or killed anywhere goes on with the same command and ends with the same bytes."""
import fcntl
import json
import os
import random
import shutil
import signal
import subprocess
import time

import run_case
from undisturbed_case import DisturbedTest


class Resume(DisturbedTest):
    @classmethod
    def start(cls, out, ranks, *more):
        words = run_case.command(cls.sheet, "--index", cls.index, "-o", out, "--threads", "1", "-q", *more, ranks=ranks)
        return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait_for(self, run, text):
        """Returns once the log holds a text, or the run has ended."""
        self.wait_until(run, lambda: text in self.log())

    @staticmethod
    def wait_until(run, is_so, pause_seconds=0.002):
        deadline = time.monotonic() + 60
        while not is_so() and run.poll() is None and time.monotonic() < deadline:
            time.sleep(pause_seconds)

    def signal_at(self, run, text, number):
        """Sends a signal to the launcher once the log holds a text; returns the run's exit code and errors."""
        self.wait_for(run, text)
        with run:
            run.send_signal(number)
            errors = run.communicate(timeout=60)[1]
        return run.returncode, errors

    def finish(self, ranks, *more):
        run = self.start(self.out, ranks, *more)
        errors = run.communicate(timeout=120)[1]
        self.assertEqual((run.returncode, errors), (0, ""))
        self.assert_expected()
        self.assertEqual([name for _, folders, names in os.walk(self.out) for name in folders + names if name.startswith(".")], [])

    def stop_and_finish(self, text, ranks, other_ranks, resumed):
        code, errors = self.signal_at(self.start(self.out, ranks), text, signal.SIGUSR1)
        self.assertEqual(code, 99, errors)
        self.assertEqual(errors.count("norrsken:"), 1, errors)
        self.assertIn("[exit 99]", errors)
        self.assertFalse(os.path.exists(os.path.join(self.case, "FAILED")))
        with open(os.path.join(self.case, ".checkpoint.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["format"], 3)
        self.finish(other_ranks)
        self.assertIn(resumed, self.log())

    def test_stopped_while_placing(self):
        for ranks, other_ranks in ((0, 0), (2, 2), (3, 2), (2, 0), (0, 3)):
            with self.subTest(ranks=ranks, other_ranks=other_ranks):
                self.setUp()
                self.stop_and_finish("place begins", ranks, other_ranks, " reads are placed already")

    def test_stopped_while_calling(self):
        for ranks, other_ranks in ((0, 0), (2, 2), (3, 2), (2, 0), (0, 3)):
            with self.subTest(ranks=ranks, other_ranks=other_ranks):
                self.setUp()
                self.stop_and_finish("call begins", ranks, other_ranks, "blocks are called already")

    def test_stopped_many_times(self):
        texts = ["place begins", "place begins", "prepare begins", "call begins", "call begins"]
        for attempt, text in enumerate(texts):
            run = self.start(self.out, 2 if attempt % 2 else 0)
            if attempt > 0:
                self.wait_for(run, f"number {attempt + 1}")
            code, errors = self.signal_at(run, text, signal.SIGUSR1)
            self.assertIn(code, (0, 99), errors)
        self.finish(2)

    def test_killed_at_random_moments(self):
        seconds = []
        first = int(os.environ.get("NORRSKEN_TEST_SEED", "0"))
        for seed in range(first, first + int(os.environ.get("NORRSKEN_TEST_KILLS", "6"))):
            with self.subTest(seed=seed):
                self.setUp()
                generator = random.Random(seed)
                run = self.start(self.out, 3, "--checkpoint", "1s")
                time.sleep(generator.uniform(0.1, 3))
                ranks = run_case.descendants(run.pid)
                if ranks:
                    os.kill(generator.choice(ranks), signal.SIGKILL)
                start = time.monotonic()
                errors = run.communicate(timeout=60)[1]
                if run.returncode != 0:
                    seconds.append(time.monotonic() - start)
                    self.assertLess(seconds[-1], 10)
                self.assert_one_message(run.returncode, errors)
                self.finish(generator.choice((0, 2, 3)))
        self.assertGreater(len(seconds), 0)

    def test_killed_while_it_clears_up(self):
        for _ in range(4):
            self.setUp()
            run = self.start(self.out, 3)
            self.wait_until(run, lambda: os.path.exists(os.path.join(self.case, "DONE")), pause_seconds=0)
            ranks = run_case.descendants(run.pid)
            if ranks:
                os.kill(ranks[0], signal.SIGKILL)
            errors = run.communicate(timeout=60)[1]
            self.assert_one_message(run.returncode, errors)
            self.finish(0)

    def assert_one_message(self, code, errors):
        """Of a run under mpirun -q of which a rank was killed: one line, unless there was nobody left to write it."""
        # Once in a hundred kills the library of events that Open MPI uses adds a warning of its own.
        lines = [line for line in errors.splitlines() if not line.startswith("[warn] Epoll")]
        is_at_work = os.path.exists(os.path.join(self.case, ".attempt"))
        self.assertEqual(len(lines), 1 if code != 0 and is_at_work else min(len(lines), 1), errors)
        for line in lines:
            self.assertRegex(line, "^norrsken: error: .*mpirun ends this run: .*run the same command again")

    def test_a_killed_rank_is_told_in_one_line(self):
        for rank in range(3):
            with self.subTest(rank=rank):
                self.setUp()
                run = self.start(self.out, 3)
                self.wait_for(run, "place begins")
                os.kill(run_case.descendants(run.pid)[rank], signal.SIGKILL)
                start = time.monotonic()
                errors = run.communicate(timeout=60)[1]
                self.assertLess(time.monotonic() - start, 10)
                self.assertEqual(run.returncode, 128 + signal.SIGKILL)
                self.assert_one_message(run.returncode, errors)
                self.assertIn(f"{self.case_name}: mpirun ends", errors)
                why = subprocess.run([run_case.NORRSKEN, "why", self.case_name, "-o", self.out], capture_output=True,
                                     text=True, check=True).stdout
                self.assertIn(f"{self.case_name} is lost: norrsken: error: {self.case_name}: mpirun ends this run", why)
        self.finish(0)

    def test_resume_gives_the_command_of_an_interrupted_case_again(self):
        words = [run_case.NORRSKEN, "resume", self.case_name, "-o", self.out]
        self.signal_at(self.start(self.out, 2, "--fresh"), "call begins", signal.SIGUSR1)
        told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        self.assertIn(f"mpirun -q -n 2 norrsken run {self.sheet}", told)
        self.assertNotIn("--fresh", told)
        command = told.splitlines()[1].replace(" -n ", " --oversubscribe -n ").replace(" norrsken ", f" {run_case.NORRSKEN} ")
        run = self.start(self.out, 0)  # by hand, without ranks, and stopped again
        self.wait_for(run, "number 2")
        self.signal_at(run, "call begins", signal.SIGUSR1)
        again = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual((again.returncode, again.stderr), (0, ""))
        self.assert_expected()
        self.assertEqual(subprocess.run(words, capture_output=True, check=False).returncode, 2)  # it is done
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_damaged_checkpoint_is_told(self):
        self.signal_at(self.start(self.out, 0), "call begins", signal.SIGUSR1)
        with open(os.path.join(self.case, ".checkpoint.json"), encoding="utf-8") as file:
            piece = json.load(file)["reads"][0]
        with open(piece["path"], "r+b") as file:
            file.seek(piece["offset"] + piece["stored_bytes"] // 2)
            file.write(b"\0\0\0\0\0\0\0\0")
        run = self.start(self.out, 0)
        errors = run.communicate(timeout=60)[1]
        self.assertEqual(run.returncode, 5, errors)
        self.assertIn("--fresh", errors)
        self.finish(0, "--fresh")

    def test_lost_scratch_files_mean_starting_over(self):
        self.signal_at(self.start(self.out, 0), "call begins", signal.SIGUSR1)
        shutil.rmtree(os.path.join(self.out, ".scratch"))
        self.finish(0)
        self.assertIn("starting over", self.log())

    def test_other_inputs_do_not_use_the_checkpoint(self):
        self.signal_at(self.start(self.out, 0, "--assay", "wgs_tumour_normal"), "call begins", signal.SIGUSR1)
        run = self.start(self.out, 0, "--allow-mismatch", self.case_name)
        run.communicate(timeout=60)
        self.assertEqual(run.returncode, 0)
        self.assertIn("starting over", self.log())

    def test_a_finished_case_is_not_done_again(self):
        self.finish(0)
        before = os.stat(os.path.join(self.case, "DONE")).st_mtime_ns
        self.finish(0)
        self.assertEqual(os.stat(os.path.join(self.case, "DONE")).st_mtime_ns, before)
        self.finish(0, "--fresh")
        self.assertNotEqual(os.stat(os.path.join(self.case, "DONE")).st_mtime_ns, before)

    def test_what_a_run_left_that_was_killed_after_done(self):
        elsewhere = os.path.join(self.out, "elsewhere")  # another scratch disk, as the earlier attempt had
        self.signal_at(self.start(self.out, 2, "--scratch", elsewhere), "place begins", signal.SIGUSR1)
        self.signal_at(self.start(self.out, 2), "call begins", signal.SIGUSR1)
        left = [elsewhere, os.path.join(self.out, ".scratch"), os.path.join(self.case, ".attempt"),
                os.path.join(self.case, ".checkpoint.json")]
        copies = [os.path.join(self.folder, f"left{number}") for number in range(len(left))]
        for path, copy in zip(left, copies):
            (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, copy)
        self.finish(2)
        self.assertEqual(os.listdir(elsewhere), [])
        os.rmdir(elsewhere)
        for path, copy in zip(left, copies):
            shutil.move(copy, path)
        with open(os.path.join(self.case, ".lock"), "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # it is still at it
            run = self.start(self.out, 2)
            self.assertEqual((run.communicate(timeout=60)[1], run.returncode), ("", 0))
            for path in left:
                self.assertTrue(os.path.exists(path), path)
        self.finish(2)
        self.assertEqual(os.listdir(elsewhere), [])

    def test_a_lost_run_cannot_publish_once_its_case_is_taken_over(self):
        lost = self.start(self.out, 0)
        self.wait_for(lost, "place begins")
        lost.send_signal(signal.SIGSTOP)  # a node that nobody reaches
        try:
            refused = self.start(self.out, 0)
            self.assertIn("another run", refused.communicate(timeout=60)[1])
            self.assertEqual(refused.returncode, 2)
            self.finish(0, "--take-over")
            done = {name: os.stat(os.path.join(self.case, name)).st_mtime_ns for name in list(self.expected) + ["DONE"]}
        finally:
            lost.send_signal(signal.SIGCONT)
        errors = lost.communicate(timeout=60)[1]
        self.assertEqual(lost.returncode, 5, errors)
        self.assertIn("may write here no more", errors)
        now = {name: os.stat(os.path.join(self.case, name)).st_mtime_ns for name in done}
        self.assertEqual(now, done)
        self.assertFalse(os.path.exists(os.path.join(self.case, "FAILED")))

    def test_an_index_that_is_removed_or_cut_short_under_a_run(self):
        self.break_index(os.remove, "was removed while it was in use")
        self.setUp()
        self.break_index(lambda index: os.truncate(index, 4096), "was cut short while it was in use")

    def break_index(self, damage, message):
        index = os.path.join(self.out, "copy.nsk")
        self.break_file(self.index, index, ("--index", index), damage, message, 3)

    def test_reads_that_are_removed_under_a_run(self):
        # Of the lane that is opened last: at times before it is opened, at times after.
        last = sorted(name for name in os.listdir(self.reads) if name.endswith("_R2.fastq.gz"))[-1]
        reads = os.path.join(self.out, "copy_R2.fastq.gz")
        sheet = os.path.join(self.out, "samples.csv")
        rows = run_case.text_of(self.sheet)
        with open(sheet, "w", encoding="utf-8") as file:
            for line in rows.splitlines():
                file.write(",".join(self.absolute(cell, last, reads) for cell in line.split(",")) + "\n")
        self.break_file(os.path.join(self.reads, last), reads, ("--index", self.index), os.remove,
                        "was removed while it was in use", 2, sheet)

    def absolute(self, cell, name, path):
        return path if cell == name else os.path.join(self.reads, cell) if cell.endswith(".fastq.gz") else cell

    def break_file(self, source, copy, options, damage, message, code, sheet=None):
        """A file that the run uses is damaged while it does: one clear line; once it is back, the run succeeds."""
        shutil.copy(source, copy)
        words = run_case.command(sheet or self.sheet, *options, "-o", self.out, "--threads", "1", "-q")
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as run:
            self.wait_for(run, "place begins")
            damage(copy)
            errors = run.communicate(timeout=60)[1]
        self.assertEqual(run.returncode, code, errors)
        self.assertIn(message, errors)
        self.assertEqual(errors.count("norrsken: error:"), 1)
        shutil.copy(source, copy)
        again = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(again.returncode, 0, again.stderr)


if __name__ == "__main__":
    run_case.main()
