"""Two hosts as network namespaces joined by a cable that can be cut. Needs root and iproute2; skipped without."""
import os
import re
import shutil
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "end_to_end"))
import run_case  # noqa: E402
from undisturbed_case import DisturbedTest  # noqa: E402

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "slurm", "norrsken.sbatch")

with open(SCRIPT, encoding="utf-8") as script:
    KEEPALIVE = dict(re.findall(r"^export (OMPI_MCA_oob_tcp_keepalive_\w+)=.*:-(\d+)}$", script.read(), re.MULTILINE))
assert len(KEEPALIVE) == 3


def can_make_namespaces():
    name = f"nk{os.getpid()}t"
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode == 0
    subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    return made


@unittest.skipUnless(can_make_namespaces(), "needs root and ip netns")
class TwoHosts(DisturbedTest):
    READS = ("--depth", "30")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hosts = [f"nk{os.getpid()}{letter}" for letter in "ab"]
        for host in cls.hosts:
            cls.ip("netns", "add", host)
            cls.ip("-n", host, "link", "set", "lo", "up")
        cls.ip("link", "add", "cable", "netns", cls.hosts[0], "type", "veth", "peer", "name", "cable", "netns", cls.hosts[1])
        for number, host in enumerate(cls.hosts):
            cls.ip("-n", host, "addr", "add", f"10.99.0.{number + 1}/24", "dev", "cable")
            cls.ip("-n", host, "link", "set", "cable", "up")
        cls.agent = os.path.join(cls.folder, "agent")
        with open(cls.agent, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\nshift\nexec ip netns exec {cls.hosts[1]} unshare --uts sh -c "hostname {cls.hosts[1]}; $*"\n')
        os.chmod(cls.agent, 0o755)

    @classmethod
    def tearDownClass(cls):
        for host in cls.hosts:
            for pid in subprocess.run(["ip", "netns", "pids", host], capture_output=True, text=True, check=False).stdout.split():
                os.kill(int(pid), 9)
            subprocess.run(["ip", "netns", "del", host], check=False)
        super().tearDownClass()

    @staticmethod
    def ip(*words):
        subprocess.run(["ip", *words], check=True)

    def start(self, *more):
        words = ["ip", "netns", "exec", self.hosts[0], "unshare", "--uts", "sh", "-c", f'hostname {self.hosts[0]}; exec "$@"',
                 "sh", run_case.MPIRUN, "-q", "--oversubscribe", "--mca", "plm", "rsh", "--mca", "plm_rsh_agent", self.agent,
                 "--mca", "oob_tcp_if_include", "10.99.0.0/24", "--mca", "btl_tcp_if_include", "10.99.0.0/24",
                 "--host", "10.99.0.1:2,10.99.0.2:2", "-n", "4", run_case.NORRSKEN, "run", self.sheet, "--index", self.index,
                 "-o", self.out, "-q", "--threads", "1", *more]
        return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env=dict(os.environ, **KEEPALIVE))

    def wait_for(self, run, text):
        deadline = time.monotonic() + 60
        while text not in self.log() and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)

    def test_two_hosts_give_the_bytes_of_one_and_have_scratch_of_their_own(self):
        self.assert_completes(self.start("--scratch", os.path.join(self.out, "local")))

    def test_a_cable_that_is_cut_for_good(self):
        for stage in ("place", "call"):
            with self.subTest(stage=stage):
                self.setUp()
                run = self.start()
                self.wait_for(run, stage + " begins")
                self.cable("down")
                try:
                    start = time.monotonic()
                    errors = run.communicate(timeout=60)[1]
                    self.assertNotEqual(run.returncode, 0)
                    self.assertLess(time.monotonic() - start, 15)
                    # Open MPI may add which connection timed out.
                    lines = [line for line in errors.splitlines() if "btl_tcp" not in line]
                    self.assertEqual(len(lines), 1, errors)
                    self.assertIn("mpirun ends this run", lines[0])
                finally:
                    self.cable("up")
                self.assert_completes(self.start("--take-over"))

    def test_a_cable_that_is_cut_for_five_seconds(self):
        for stage in ("place", "prepare", "call"):
            with self.subTest(stage=stage):
                self.setUp()
                run = self.start()
                self.wait_for(run, stage + " begins")
                self.cable("down")
                time.sleep(5)
                self.cable("up")
                self.assert_completes(run)

    def cable(self, state):
        self.ip("-n", self.hosts[0], "link", "set", "cable", state)

    def assert_completes(self, run):
        errors = run.communicate(timeout=120)[1]
        self.assertEqual((run.returncode, errors), (0, ""))
        self.assert_expected()


if __name__ == "__main__":
    run_case.main()
