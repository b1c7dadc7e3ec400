"""A tumor and its normal, what one rank makes of them, and a cluster to run them on."""
import csv
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "end_to_end"))
import run_case  # noqa: E402
from cluster import Cluster, wait_until  # noqa: E402
from run_case import text_of  # noqa: E402
from undisturbed_case import DisturbedTest  # noqa: E402

SCRIPT = os.path.abspath(os.path.join(HERE, "..", "..", "slurm", "norrsken.sbatch"))
main = run_case.main


class SlurmCase(DisturbedTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(cls.sheet, encoding="utf-8", newline="") as file:
            cls.rows = list(csv.DictReader(file))
        cls.cluster = Cluster()

    @classmethod
    def tearDownClass(cls):
        cls.cluster.stop()
        super().tearDownClass()

    @classmethod
    def results_of_one_rank(cls, sheet, case_name, *more):
        out = tempfile.mkdtemp(prefix="whole-", dir=cls.folder)
        subprocess.run(run_case.command(sheet, "--index", cls.index, "-o", out, "--threads", "1", "-q", *more), check=True,
                       capture_output=True)
        return run_case.result_files(os.path.join(out, case_name))

    def setUp(self):
        super().setUp()
        self.job_log = self.out + ".log"
        for name in self.cluster.names:
            if name not in self.cluster.daemons:
                self.cluster.start_node(name)
        wait_until(lambda: self.cluster.ask("sinfo", "-h", "-o", "%D %t") == f"{len(self.cluster.names)} idle", 90,
                   "all nodes idle")

    def submit(self, nodes, *more, launcher="srun", limit="10", options=(), sheet=None, index=None):
        """`options` are sbatch's, `more` are norrsken's."""
        return self.cluster.submit(f"--nodes={nodes}", "--ntasks-per-node=1", "--cpus-per-task=1", "--mem=1000M",
                                   f"--time={limit}", f"--output={self.job_log}", *options,
                                   f"--export=ALL,NORRSKEN={run_case.NORRSKEN},NORRSKEN_LAUNCHER={launcher}", SCRIPT, "run",
                                   sheet or self.sheet, "--index", index or self.index, "-o", self.out, "-q", *more)

    def wait_for_log(self, job, *texts, seconds=60):
        wait_until(lambda: all(text in self.log() for text in texts) or self.cluster.job(job)["JobState"] in
                   ("COMPLETED", "FAILED"), seconds, f"{texts} in the log")

    def told(self):
        """What the batch script and the program have said beside the beginning."""
        return [line for line in text_of(self.job_log).splitlines() if line.startswith("norrsken:") and ", start " not in line]

    def assert_results(self):
        got = {name: content for name, content in run_case.result_files(self.case).items() if not name.startswith(".")}
        run_case.assert_same_files(self, got, self.expected)
        self.assertFalse(os.path.exists(os.path.join(self.case, "FAILED")))

    def assert_completed(self, job, seconds=120):
        fields = self.cluster.wait_for_job(job, seconds)
        self.assertEqual(fields["JobState"], "COMPLETED", text_of(self.job_log))
        self.assert_results()
        return fields

    def run_norrsken(self, *words, code=0, **environment):
        result = subprocess.run([run_case.NORRSKEN, *words], capture_output=True, text=True, timeout=120, check=False,
                                env=dict(self.cluster.environment, **environment))
        self.assertEqual(result.returncode, code, result.stderr + result.stdout)
        return result.stdout

    def site(self, node_memory="1G"):
        path = os.path.join(self.out, "site.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'[slurm]\nnode_cores = 1\nnode_memory = "{node_memory}"\nmax_nodes = 2\nscript = "{SCRIPT}"\n'
                       f'[run]\nindex = "{self.index}"\n')
        return path

    def add_run(self, name, is_complete=True):
        """A sequencing run of the case below OUT/runs; returns its folder."""
        run = os.path.join(self.out, "runs", name)
        os.makedirs(run)
        for each in os.listdir(self.reads):
            if each.endswith(".fastq.gz") or each == "samples.csv":
                os.symlink(os.path.join(self.reads, each), os.path.join(run, each))
        if is_complete:
            with open(os.path.join(run, "RTAComplete.txt"), "w", encoding="ascii"):
                pass
        return run
