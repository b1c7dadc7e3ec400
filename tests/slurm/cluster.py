"""A throw-away Slurm cluster of several nodes on this host: own munge, own configuration, loopback ports, one folder.

Nothing outside the folder is written, and stop() ends only processes that were started here, by their ids."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import run_case

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol")
PATHS = "/usr/sbin:/sbin"


def missing_programs():
    if os.geteuid() != 0:
        return ["root, to start slurmd"]
    path = os.environ["PATH"] + ":" + PATHS
    return [name for name in PROGRAMS if shutil.which(name, path=path) is None]


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def process_state(pid):
    """Letter of /proc (R, S, Z, ...), or nothing: where nobody reaps, an ended daemon stays as Z."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rsplit(") ", 1)[1][0]
    except OSError:
        return ""


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


def host_of(pid):
    """What a process takes for its host, as a name of a namespace; nothing when it has ended."""
    try:
        return os.readlink(f"/proc/{pid}/ns/uts")
    except OSError:
        return ""


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def send(number, pids):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def cpu_seconds(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            user, system = file.read().rsplit(") ", 1)[1].split()[11:13]
    except OSError:
        return 0
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Cluster:
    def __init__(self, nodes=4, cpus=4, memory_megabytes=3000):
        self.folder = tempfile.mkdtemp(prefix="norrsken-slurm-")
        self.names = [f"n{number}" for number in range(1, nodes + 1)]
        self.daemons = {}  # name -> Popen
        for folder in ["run", "state", "ompi", *(f"{kind}/{name}" for kind in ("tmp", "spool") for name in self.names)]:
            os.makedirs(os.path.join(self.folder, folder))
        os.chmod(self.folder, 0o755)
        self.environment = dict(os.environ, PATH=os.environ["PATH"] + ":" + PATHS, SLURM_CONF=self.file("slurm.conf"),
                                OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                                OMPI_MCA_btl_tcp_if_include="lo", OMPI_MCA_oob_tcp_if_include="lo",
                                OMPI_MCA_mpi_yield_when_idle="1", PMIX_MCA_gds="hash",
                                OMPI_MCA_btl_vader_backing_directory=self.file("ompi"),
                                OMPI_MCA_orte_tmpdir_base=self.file("ompi"))
        self.environment.pop("SLURM_JOB_ID", None)
        self.write_configuration(cpus, memory_megabytes)
        try:
            self.start_all()
        except BaseException:
            self.stop()
            raise

    def file(self, name):
        return os.path.join(self.folder, name)

    def write_configuration(self, cpus, memory_megabytes):
        ports = free_ports(len(self.names) + 1)
        lines = ["ClusterName=test", f"SlurmctldHost={socket.gethostname()}(127.0.0.1)", f"SlurmctldPort={ports[0]}",
                 "SlurmUser=root", "SlurmdUser=root", "AuthType=auth/munge", "CryptoType=crypto/munge",
                 f"AuthInfo=socket={self.file('run/munge.socket')},cred_expire=5", f"StateSaveLocation={self.file('state')}",
                 f"SlurmdSpoolDir={self.file('spool')}/%n", f"TmpFS={self.file('tmp')}/%n",
                 f"SlurmctldPidFile={self.file('run/slurmctld.pid')}", f"SlurmdPidFile={self.file('run')}/slurmd.%n.pid",
                 f"SlurmctldLogFile={self.file('slurmctld.log')}", f"SlurmdLogFile={self.file('slurmd')}.%n.log",
                 "SlurmdParameters=config_overrides", "ProctrackType=proctrack/linuxproc", "TaskPlugin=task/none",
                 "SwitchType=switch/none", "MpiDefault=pmix", "SchedulerType=sched/builtin",
                 # Requeued jobs are looked at every two seconds, not every minute.
                 "SchedulerParameters=sched_interval=2,batch_sched_delay=1", "SelectType=select/cons_tres",
                 "SelectTypeParameters=CR_Core_Memory", "SlurmdTimeout=5", "SlurmctldTimeout=5", "MessageTimeout=5",
                 "TCPTimeout=2", "KillWait=3", "KillOnBadExit=1", "JobRequeue=1", "RequeueExit=99", "ReturnToService=2",
                 "JobAcctGatherType=jobacct_gather/linux", "JobAcctGatherFrequency=1",
                 "JobAcctGatherParams=OverMemoryKill", "MinJobAge=600",
                 "JobCompType=jobcomp/none"]
        for name, port in zip(self.names, ports[1:]):
            lines.append(f"NodeName={name} NodeHostname={name} NodeAddr=127.0.0.1 Port={port} CPUs={cpus} "
                         f"RealMemory={memory_megabytes}")
        lines.append(f"PartitionName=all Nodes={','.join(self.names)} Default=YES MaxTime=INFINITE State=UP")
        with open(self.file("slurm.conf"), "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")

    def start(self, name, *words):
        with open(self.file(f"{name}.out"), "ab") as out:
            self.daemons[name] = subprocess.Popen(words, stdout=out, stderr=out, env=self.environment,
                                                  start_new_session=True)

    def start_all(self):
        with open(self.file("munge.key"), "wb") as file:
            file.write(os.urandom(128))
        os.chmod(self.file("munge.key"), 0o600)
        self.start("munged", "munged", "--force", "--foreground", f"--key-file={self.file('munge.key')}",
                   f"--socket={self.file('run/munge.socket')}", f"--pid-file={self.file('run/munged.pid')}",
                   f"--log-file={self.file('munged.log')}", f"--seed-file={self.file('munge.seed')}", "--num-threads=2")
        wait_until(lambda: os.path.exists(self.file("run/munge.socket")), 10, "munge")
        self.start("slurmctld", "slurmctld", "-D", "-c")
        for name in self.names:
            self.start_node(name)
        wait_until(lambda: self.ask("sinfo", "-h", "-o", "%D %t") == f"{len(self.names)} idle", 30, "all nodes idle")

    def start_node(self, name):
        # A host name of its own: Open MPI tells by it which ranks share memory.
        self.start(name, "unshare", "--uts", "sh", "-c", f"hostname {name}; exec slurmd -D -N {name}")

    def ask(self, *words):
        return subprocess.run(words, capture_output=True, text=True, env=self.environment, timeout=30,
                              check=False).stdout.strip()

    def submit(self, *words):
        result = subprocess.run(["sbatch", "--parsable", *words], capture_output=True, text=True, env=self.environment,
                                timeout=30, check=False)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    def job(self, number):
        """The fields of `scontrol show job`."""
        return dict(word.split("=", 1) for word in self.ask("scontrol", "-o", "show", "job", number).split() if "=" in word)

    def wait_for_job(self, number, seconds=120):
        def ended():
            fields = self.job(number)
            return fields if fields.get("JobState") in ("COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL",
                                                        "OUT_OF_MEMORY") else None
        return wait_until(ended, seconds, f"end of job {number}: {self.job(number).get('JobState')}")

    def processes_of(self, node):
        """All on a node, by its host name space: steps are no children of slurmd."""
        host = host_of(self.daemons[node].pid)
        return [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and host and host_of(pid) == host]

    def ranks_of(self, *nodes):
        return [pid for node in nodes or self.names for pid in self.processes_of(node)
                if run_case.is_norrsken(pid) and process_state(pid) != "Z"]

    def kill_node(self, name, with_ranks):
        """Its slurmd, and with it everything there or, as on a node that only the network has lost, nothing else. Returns
        how many ranks were killed."""
        doomed = self.processes_of(name) if with_ranks else []
        ranks = self.ranks_of(name) if with_ranks else []
        daemon = self.daemons.pop(name)
        for pid in [daemon.pid, *doomed]:
            kill(pid)
        daemon.wait()
        return len(ranks)

    def stop(self):
        nodes = [name for name in self.names if name in self.daemons]
        doomed = [pid for name in nodes for pid in self.processes_of(name)]
        for name, daemon in reversed(list(self.daemons.items())):
            if daemon.poll() is None:
                daemon.send_signal(signal.SIGKILL if name in nodes else signal.SIGTERM)
        for pid in doomed:
            kill(pid)
        for daemon in self.daemons.values():
            try:
                daemon.wait(timeout=10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        # Steps outlive a killed slurmd; their environment says whose they are.
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/environ", "rb") as file:
                    is_ours = self.file("slurm.conf").encode() in file.read()
                if is_ours and int(pid) != os.getpid() and process_state(pid) != "Z":
                    os.kill(int(pid), signal.SIGKILL)
            except OSError:
                pass
        shutil.rmtree(self.folder, ignore_errors=True)


class Throttle:
    """Gives every rank of a cluster so much of a core and no more, so that a small case takes minutes on any machine."""

    FREE = 0.2  # seconds of CPU to start with
    SAVED = 0.05  # seconds of CPU that a waiting rank may save up

    def __init__(self, cluster, cores):
        self.cluster, self.cores = cluster, cores
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        credit, spent, looked = {}, {}, time.monotonic()
        while not self.is_over.wait(0.05):
            before, looked = looked, time.monotonic()
            ranks = self.cluster.ranks_of()
            for pid in ranks:
                was, spent[pid] = spent.get(pid, 0), cpu_seconds(pid)
                earned = min(credit.get(pid, self.FREE) + self.cores * (looked - before), max(credit.get(pid, self.FREE), self.SAVED))
                credit[pid] = earned - (spent[pid] - was)
                send(signal.SIGSTOP if credit[pid] < 0 else signal.SIGCONT, [pid])

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()
        send(signal.SIGCONT, self.cluster.ranks_of())
