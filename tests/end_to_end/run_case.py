"""A made-up genome, reads from a diploid sample of it, and ways to run norrsken on them. Fixed seeds throughout."""
import gzip
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

COMPLEMENT = str.maketrans("ACGT", "TGCA")
NORRSKEN = ""
MPIRUN = ""


def main():
    """Takes the paths of norrsken and mpirun from the command line, then runs the tests of the calling script."""
    global NORRSKEN, MPIRUN
    # A rank that is killed with a lock of PMIx's shared memory in its hands would leave mpirun waiting for it (README.md).
    os.environ.setdefault("PMIX_MCA_gds", "hash")
    module = sys.modules["run_case"]
    module.NORRSKEN, module.MPIRUN = (os.path.abspath(sys.argv[1]), sys.argv[2])
    unittest.main(argv=[sys.argv[0]] + sys.argv[3:])


def make_genome(generator):
    """Contigs of random sequence, some of it repeated: three blocks of 131,072 bases and a short circle."""
    genome = {"chr1": "".join(generator.choices("ACGT", k=250_000)), "chr2": "".join(generator.choices("ACGT", k=120_000)),
              "chrM": "".join(generator.choices("ACGT", k=16_000))}
    chr1 = genome["chr1"]
    genome["chr1"] = chr1[:60_000] + chr1[10_000:12_000] + chr1[62_000:120_000] + "N" * 500 + chr1[120_500:]
    return genome


def mutate(sequence, generator):
    """A haplotype with an SNV a kilobase and an indel every ten."""
    letters = list(sequence)
    for position in range(500, len(letters) - 500, 1000):
        if letters[position] != "N":
            letters[position] = generator.choice([base for base in "ACGT" if base != letters[position]])
    for position in range(5_250, len(letters) - 500, 10_000):
        length = generator.randint(1, 12)
        if generator.random() < 0.5:
            letters[position] += "".join(generator.choices("ACGT", k=length))
        else:
            letters[position:position + length] = [""] * length
    return "".join(letters)


def make_pairs(genome, depth, generator):
    """(name, bases 1, bases 2, qualities) of read pairs of 2x100 in random order."""
    pairs = []
    for contig, sequence in genome.items():
        for haplotype in range(2):
            copy = mutate(sequence, random.Random(f"{contig} {haplotype}"))
            for number in range(int(len(copy) * depth / 2 / 200)):
                insert = max(150, int(generator.gauss(320, 40)))
                start = generator.randrange(len(copy) - insert)
                fragment = copy[start:start + insert]
                mates = [fragment[:100], fragment[-100:][::-1].translate(COMPLEMENT)]
                if generator.random() < 0.5:
                    mates.reverse()
                noisy = ["".join(generator.choice("ACGT") if generator.random() < 0.002 else base for base in mate)
                         for mate in mates]
                pairs.append((f"{contig}:{haplotype}:{number}", *noisy))
    generator.shuffle(pairs)
    return pairs


def fastq(pairs, mate):
    return "".join(f"@{pair[0]}\n{pair[mate]}\n+\n{'I' * len(pair[mate])}\n" for pair in pairs).encode()


class Case:
    """The files of the case, made once for all tests of a script."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="norrsken-test-")
        generator = random.Random(1)
        genome = make_genome(generator)
        self.reference = self.file("ref.fa")
        with open(self.reference, "w", encoding="ascii") as out:
            for name, sequence in genome.items():
                out.write(f">{name}\n")
                out.writelines(sequence[at:at + 80] + "\n" for at in range(0, len(sequence), 80))
        self.pairs = make_pairs(genome, 14, generator)
        self.read1, self.read2 = self.lane("all", self.pairs)
        self.index = self.file("ref.nsk")
        subprocess.run([NORRSKEN, "index", self.reference, "-o", self.index], check=True, capture_output=True)

    def file(self, name):
        return os.path.join(self.folder, name)

    def lane(self, name, pairs):
        """Writes R1 and R2 of some pairs as gzip; returns their paths."""
        paths = []
        for mate in (1, 2):
            paths.append(self.file(f"{name}_R{mate}.fastq.gz"))
            with gzip.open(paths[-1], "wb", compresslevel=1) as out:
                out.write(fastq(pairs, mate))
        return paths

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def command(*words, ranks=0):
    """The words to run `norrsken run`, under mpirun unless ranks is 0."""
    launcher = [MPIRUN, "-q", "--oversubscribe", "-n", str(ranks)] if ranks else []
    return launcher + [NORRSKEN, "run", *words]


def run(*words, ranks=0, timeout=120):
    return subprocess.run(command(*words, ranks=ranks), capture_output=True, text=True, timeout=timeout, check=False)


def least_memory(*words, ranks=0):
    """The --memory that norrsken asks for when it gets too little, and a little more: it varies by some kilobytes."""
    error = run(*words, "--memory", "1M", "-q", "--force", ranks=ranks).stderr
    return f"{int(error.split('give at least ')[1].split(' MiB')[0]) + 1}M"


def text_of(path):
    """Text of a file that may not be there yet: then none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def is_norrsken(pid):
    """Whether a process is the program under test, by the name that the kernel keeps."""
    return text_of(f"/proc/{pid}/comm").strip() == os.path.basename(NORRSKEN)[:15]


def descendants(pid):
    """Process ids of norrsken below a process, by the kernel's list of children."""
    found = []
    for child in map(int, text_of(f"/proc/{pid}/task/{pid}/children").split()):
        found += [child] * is_norrsken(child) + descendants(child)
    return found


def result_files(case_folder):
    """{name: bytes} of what must not differ between runs: all but the log, the provenance, and what shows times."""
    found = {}
    for folder, _, names in os.walk(case_folder):
        for name in names:
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, case_folder)
            if relative.startswith("logs/") or relative in ("provenance.json", "DONE", "report.html"):
                continue
            with open(path, "rb") as file:
                found[relative] = file.read()
    return found


def assert_same_files(test, got, expected):
    """Of what result_files() found."""
    test.assertEqual(sorted(got), sorted(expected))
    for name, content in expected.items():
        test.assertEqual(got[name], content, f"{name} differs")


class CaseTest(unittest.TestCase):
    """A test with the made-up case in self.case and an output folder of its own in self.out."""

    @classmethod
    def setUpClass(cls):
        cls.case = Case()

    @classmethod
    def tearDownClass(cls):
        cls.case.remove()

    def setUp(self):
        self.out = tempfile.mkdtemp(prefix="out-", dir=self.case.folder)

    def reads(self):
        return ["--reads", self.case.read1, self.case.read2, "--sample", "S", "--index", self.case.index, "-o", self.out]

    def assert_one_error(self, result, code, *parts):
        """Exit code, exactly one error line, no other output, and the parts in it."""
        self.assertEqual(result.returncode, code, result.stderr)
        lines = [line for line in result.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith("norrsken: error: ")]
        self.assertEqual(len(errors), 1, result.stderr)
        self.assertTrue(errors[0].endswith(f"[exit {code}]"), errors[0])
        for part in parts:
            self.assertIn(part, errors[0])
        return errors[0]

    def assert_no_results(self, case_name="S"):
        """Nothing under a final name, no scratch, and the marker FAILED."""
        folder = os.path.join(self.out, case_name)
        self.assertFalse(os.path.exists(os.path.join(folder, "DONE")))
        for part in ("vcf", "qc", "tables"):
            path = os.path.join(folder, part)
            visible = [name for name in os.listdir(path) if not name.startswith(".")] if os.path.isdir(path) else []
            self.assertEqual(visible, [])
        self.assertFalse(os.path.exists(os.path.join(self.out, ".scratch")))
