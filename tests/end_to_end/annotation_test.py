"""Annotated cases: consequences on genes made by the test, joined sources of every kind, rules, rescue, tables; the same
bytes for any number of ranks; sources that are too old or of another genome."""
import gzip
import hashlib
import os
import shutil
import subprocess
import tempfile
import unittest

import run_case
from run_case import COMPLEMENT, result_files, run

CODONS = dict(zip((a + b + c for a in "TCAG" for b in "TCAG" for c in "TCAG"),
                  "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"))
CONFIG = os.path.join(os.path.dirname(__file__), "..", "..", "config", "wgs_tumour_normal.toml")


def records(path):
    with gzip.open(path, "rt") as file:
        return [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]


def header(path):
    with gzip.open(path, "rt") as file:
        return [line.rstrip("\n") for line in file if line.startswith("#")]


def info_of(fields):
    return dict(pair.partition("=")[::2] for pair in fields[7].split(";"))


def reading_frames(sequence):
    """(start, end, strand) on the forward strand of ATG ... stop of at least 60 codons, apart from each other."""
    found = []
    size = len(sequence)
    for strand, letters in (("+", sequence), ("-", sequence[::-1].translate(COMPLEMENT))):
        at = letters.find("ATG")
        while at >= 0:
            end = at
            while end + 3 <= size and CODONS.get(letters[end:end + 3], "*") != "*":
                end += 3
            if end - at >= 180 and end + 3 <= size and letters[end:end + 3] in ("TAA", "TAG", "TGA"):
                found.append((at, end + 3, "+") if strand == "+" else (size - end - 3, size - at, "-"))
                at = end
            at = letters.find("ATG", at + 1)
    apart = []
    for start, end, strand in sorted(found):
        if start > 200 and end < size - 200 and (not apart or start > apart[-1][1] + 200):
            apart.append((start, end, strand))
    return apart


def write_genes(path, contigs):
    """One gene a reading frame, one exon with 50 bases of UTR on both sides. {(contig, start, end, strand): name}"""
    genes = {}
    with open(path, "w", encoding="ascii") as file:
        file.write("##gff-version 3\n#!genome-build test\n")
        for contig, sequence in contigs.items():
            for number, (start, end, strand) in enumerate(reading_frames(sequence)):
                name = f"{contig.upper()}G{number}"
                genes[(contig, start, end, strand)] = name
                place = lambda kind, first, last, phase, rest: file.write(
                    f"{contig}\ttest\t{kind}\t{first}\t{last}\t.\t{strand}\t{phase}\t{rest}\n")
                place("gene", start - 49, end + 50, ".", f"ID=gene:{name};Name={name};biotype=protein_coding")
                place("mRNA", start - 49, end + 50, ".", f"ID=transcript:T{name};Parent=gene:{name};"
                      f"biotype=protein_coding;transcript_id=T{name};version=1;tag=MANE_Select")
                place("exon", start - 49, end + 50, ".", f"Parent=transcript:T{name}")
                place("CDS", start + 1, end, "0", f"Parent=transcript:T{name};protein_id=P{name}")
    return genes


class Annotation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="norrsken-test-")
        cls.pair = os.path.join(cls.folder, "pair")
        subprocess.run([run_case.NORRSKEN, "simulate", "-o", cls.pair, "--synthetic-bases", "300k", "--sample", "P",
                        "--tumor-depth", "50", "--depth", "20", "--seed", "7", "--somatic-snvs", "8e-4", "--threads", "2"],
                       check=True, capture_output=True)
        genome = os.path.join(cls.pair, "genome.fa")
        cls.index = os.path.join(cls.folder, "genome.nsk")
        subprocess.run([run_case.NORRSKEN, "index", genome, "-o", cls.index], check=True, capture_output=True)
        with open(genome, encoding="ascii") as file:
            parts = file.read().split(">")[1:]
        cls.contigs = {part.split("\n", 1)[0].split()[0]: part.split("\n", 1)[1].replace("\n", "").upper() for part in parts}
        cls.genes = write_genes(os.path.join(cls.folder, "genes.gff3"), cls.contigs)
        cls.truth = [fields for fields in records(os.path.join(cls.pair, "somatic_truth.vcf.gz"))
                     if len(fields[3]) == len(fields[4]) == 1]
        cls.write_sources()
        cls.assay = cls.write_assay("assay.toml")
        cls.case = cls.call(cls.assay, "expected", "--threads", "2")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def write_sources(cls):
        # Every second true allele; of the others another base at the same place, which is a neighbour and must not be joined.
        path = os.path.join(cls.folder, "known.vcf")
        with open(path, "w", encoding="ascii") as file:
            file.write("##fileformat=VCFv4.2\n" + "".join(f"##contig=<ID={name}>\n" for name in cls.contigs) +
                       '##INFO=<ID=AF,Number=A,Type=Float,Description="x">\n##INFO=<ID=SIG,Number=.,Type=String,Description="x">\n'
                       "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
            for number, (contig, position, _, reference, alternate, *_) in enumerate(cls.truth):
                others = [base for base in "ACGT" if base not in (reference, alternate)]
                before = cls.contigs[contig][int(position) - 2]
                if number % 2 == 0:  # spelled with a base more, as the second of two ALT
                    file.write(f"{contig}\t{int(position) - 1}\t.\t{before}{reference}\t{before}{others[0]},{before}{alternate}\t.\t.\t"
                               "AF=0.5,0.25;SIG=good,fine\n")
                else:
                    file.write(f"{contig}\t{position}\t.\t{reference}\t{others[0]}\t.\t.\tAF=0.5;SIG=bad\n")
        subprocess.run(["bcftools", "sort", "-Oz", "-o", path + ".gz", path], check=True, capture_output=True)
        subprocess.run(["bcftools", "index", "-t", path + ".gz"], check=True)
        with open(os.path.join(cls.folder, "genes.tsv"), "w", encoding="ascii") as file:
            file.write("gene\tlevel\n" + "".join(f"{name}\tA\n" for name in list(cls.genes.values())[::3]))
        with open(os.path.join(cls.folder, "track.bed"), "w", encoding="ascii") as file:
            for contig, position, *_ in cls.truth[:5]:
                file.write(f"{contig}\t{int(position) - 1}\t{position}\there\n")

    @classmethod
    def write_assay(cls, name, known="", genes=""):
        with open(CONFIG, encoding="utf-8") as file:
            text = file.read()
        text += f"""
[genes]
file = "genes.gff3"
{genes}
[[annotation]]
name = "known"
kind = "vcf"
file = "known.vcf.gz"
fields = ["AF", "SIG"]
rescues = ["known.SIG=fine"]
version = "7"
date = "2026-01-02"
{known}
[[annotation]]
name = "list"
kind = "table"
file = "genes.tsv"
fields = ["level"]
[[annotation]]
name = "track"
kind = "bed"
file = "track.bed"
[[rule]]
origin = "somatic"
tier = "I"
reason = "In a gene of the list"
show = true
all = ["list.level=A", "impact=HIGH|MODERATE"]
[[rule]]
origin = "somatic"
tier = "III"
reason = "Changes a protein"
show = true
all = ["impact=HIGH|MODERATE"]
[[rule]]
origin = "germline"
evidence = "PM2"
reason = "Not in the frequency file"
show = false
all = ["known.AF<0.01"]
[[rule]]
origin = "germline"
evidence = "PVS1"
reason = "Ends the protein early"
show = true
all = ["impact=HIGH"]
"""
        path = os.path.join(cls.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    @classmethod
    def run_case(cls, assay, name, *words, ranks=0):
        sheet = os.path.join(cls.pair, "samples.csv")
        with open(sheet, encoding="utf-8") as file:
            rows = [line.split(",") for line in file.read().splitlines()]
        at = rows[0].index("assay")
        plain = os.path.join(cls.pair, "sheet.csv")  # the assay comes from the command line
        with open(plain, "w", encoding="utf-8") as file:
            file.write("".join(",".join(row[:at] + row[at + 1:]) + "\n" for row in rows))
        out = os.path.join(cls.folder, name)
        return run(plain, "--index", cls.index, "--assay", assay, "-o", out, "--force", *words, ranks=ranks), \
            os.path.join(out, rows[1][0])

    @classmethod
    def call(cls, assay, name, *words, ranks=0):
        result, case = cls.run_case(assay, name, "-q", *words, ranks=ranks)
        assert result.returncode == 0, result.stderr
        return case

    def vcf(self, kind):
        return os.path.join(self.case, "vcf", f"{os.path.basename(self.case)}.{kind}.vcf.gz")

    def table(self):
        with open(os.path.join(self.case, "combined.tsv"), encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file]
        return [dict(zip(rows[0], row)) for row in rows[1:]]

    def translated(self, contig, position, alternate):
        """Amino acids before and after an SNV, and its place in the coding sequence, by translating from scratch."""
        for (name, start, end, strand), gene in self.genes.items():
            if name != contig or not start <= position < end:
                continue
            sequence = self.contigs[contig]
            before, after = sequence[start:end], sequence[start:position] + alternate + sequence[position + 1:end]
            if strand == "-":
                before, after = (text[::-1].translate(COMPLEMENT) for text in (before, after))
            place = position - start if strand == "+" else end - 1 - position
            codon = place // 3 * 3
            return gene, place, CODONS[before[codon:codon + 3]], CODONS[after[codon:codon + 3]]
        return None

    def test_csq_says_what_translating_from_scratch_says(self):
        columns = next(line for line in header(self.vcf("somatic")) if line.startswith("##INFO=<ID=CSQ")
                       ).split("Format: ")[1].rstrip('">').split("|")
        seen = set()
        for kind in ("somatic", "germline"):
            for fields in records(self.vcf(kind)):
                expected = self.translated(fields[0], int(fields[1]) - 1, fields[4]) \
                    if len(fields[3]) == len(fields[4]) == 1 else None
                if expected is None:
                    continue
                gene, place, before, after = expected
                entries = [dict(zip(columns, entry.split("|"))) for entry in info_of(fields)["CSQ"].split(",")]
                entry = next(entry for entry in entries if entry["SYMBOL"] == gene)
                if entry["COMPOUND"]:
                    continue
                self.assertEqual(entry["CDS_position"], str(place + 1))
                self.assertEqual(entry["MANE_SELECT"], f"T{gene}.1")
                term = ("start_lost" if place < 3 else "synonymous_variant" if before == after != "*" else
                        "stop_retained_variant" if before == after else "stop_gained" if after == "*" else
                        "stop_lost" if before == "*" else "missense_variant")
                self.assertEqual(entry["Consequence"], term)
                seen.add(term)
        self.assertGreaterEqual(seen, {"missense_variant", "synonymous_variant"})

    def test_every_called_allele_gets_its_record_and_none_a_neighbour_s(self):
        called = {(fields[0], fields[1], fields[4]): info_of(fields) for fields in records(self.vcf("somatic.pass"))}
        joined = left = 0
        for number, (contig, position, _, _, alternate, *_) in enumerate(self.truth):
            info = called.get((contig, position, alternate))
            if info is None:
                continue
            if number % 2 == 0:
                self.assertEqual((info["known_AF"], info["known_SIG"]), ("0.25", "good&fine"))
                joined += 1
            else:
                self.assertNotIn("known_AF", info)
                left += 1
            self.assertEqual("track_name" in info, number < 5)
        self.assertGreater(min(joined, left), 40)
        source = next(line for line in header(self.vcf("germline")) if line.startswith("##norrsken_annotation=<ID=known"))
        self.assertIn('Version="7",Date="2026-01-02"', source)

    def test_the_gvcf_is_not_annotated(self):
        vcf = os.path.join(self.case, "vcf")
        path = next(os.path.join(vcf, name) for name in os.listdir(vcf) if name.endswith(".g.vcf.gz"))
        self.assertFalse([line for line in header(path) if "CSQ" in line])
        self.assertFalse([fields for fields in records(path) if "CSQ=" in fields[7]])

    def test_findings_have_tiers_with_reasons_and_the_first_come_first(self):
        rows = self.table()
        self.assertEqual({row["section"] for row in rows}, {"discuss", "other"})
        self.assertEqual([row["section"] for row in rows], sorted(row["section"] for row in rows))
        tiers = [row["tier"] for row in rows if row["section"] == "discuss" and row["tier"] in ("I", "III")]
        self.assertEqual(tiers, sorted(tiers))
        self.assertGreaterEqual(set(tiers), {"I", "III"})
        for row in rows:
            self.assertTrue(row["reasons"])
            if row["tier"] == "I":
                self.assertEqual(row["list_level"], "A")
                self.assertIn("In a gene of the list (list.level=A", row["reasons"])
        passing = {(fields[0], fields[1], fields[4]) for fields in records(self.vcf("somatic.pass"))}
        self.assertEqual(passing, {(row["contig"], row["position"], row["alt"]) for row in rows
                                   if row["origin"] == "somatic" and row["filter"] == "PASS"})

    def test_known_variants_are_shown_although_filtered(self):
        known = {(fields[0], fields[1], fields[4]) for number, fields in enumerate(self.truth) if number % 2 == 0}
        filtered = {(fields[0], fields[1], fields[4]) for fields in records(self.vcf("somatic")) if fields[6] != "PASS"}
        rescued = {(row["contig"], row["position"], row["alt"]) for row in self.table() if row["rescued"] == "yes"}
        self.assertEqual(rescued, known & filtered | {place for place in rescued if place not in filtered})
        self.assertTrue(all(row["section"] == "discuss" for row in self.table() if row["rescued"] == "yes"))

    def test_the_maf_has_the_columns_and_the_depths(self):
        path = os.path.join(self.case, "tables", f"{os.path.basename(self.case)}.maf")
        with open(path, encoding="utf-8") as file:
            lines = [line.rstrip("\n").split("\t") for line in file][1:]
        self.assertEqual(lines[0][:5], ["Hugo_Symbol", "Entrez_Gene_Id", "Center", "NCBI_Build", "Chromosome"])
        self.assertEqual(lines[0][33:38], ["Matched_Norm_Sample_UUID", "HGVSc", "HGVSp", "HGVSp_Short", "Transcript_ID"])
        rows = [dict(zip(lines[0], line)) for line in lines[1:]]
        self.assertEqual({len(line) for line in lines}, {45})
        somatic = [row for row in self.table() if row["origin"] == "somatic"]
        self.assertEqual(len(rows), len(somatic))
        for row, finding in zip(rows, somatic):
            self.assertEqual(row["Chromosome"], finding["contig"])
            self.assertEqual(row["t_alt_count"], finding[row["Tumor_Sample_Barcode"] + ":alt_reads"])
            self.assertEqual(row["HGVSc"], finding["hgvs_c"].partition(":")[2])
        self.assertIn("Missense_Mutation", {row["Variant_Classification"] for row in rows})
        missense = next(row for row in rows if row["Variant_Classification"] == "Missense_Mutation")
        self.assertRegex(missense["HGVSp_Short"], r"^p\.[A-Z]\d+[A-Z]$")

    def test_other_tools_read_the_annotated_files(self):
        for kind in ("somatic", "germline", "somatic.pass"):
            result = subprocess.run(["bcftools", "query", "-f", "%INFO/CSQ\n", self.vcf(kind)], check=True, capture_output=True,
                                    text=True)
            self.assertNotIn("[E::", result.stderr)
            self.assertNotIn("[W::", result.stderr)

    def test_ranks_do_not_change_a_byte(self):
        expected = result_files(self.case)
        found = result_files(self.call(self.assay, "ranks", "--threads", "1", ranks=3))
        self.assertEqual([name for name in expected if found.get(name) != expected[name]], [])
        self.assertEqual(sorted(found), sorted(expected))

    def test_old_sources_are_errors_or_warnings_as_the_assay_says(self):
        strict = self.write_assay("strict.toml", known="max_days = 30")
        result, _ = self.run_case(strict, "strict", "-q")
        self.assertEqual(result.returncode, 3)
        self.assertIn("known.vcf.gz", result.stderr)
        self.assertIn("days old (of 2026-01-02)", result.stderr)
        mild = self.write_assay("mild.toml", known='max_days = 30\nwhen_old = "warning"')
        result, case = self.run_case(mild, "mild")
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(os.path.join(case, "logs", "norrsken.log"), encoding="utf-8") as file:
            self.assertRegex(file.read(), r"warning +known is \d+ days old")

    def with_header(self, name, *lines):
        """The known alleles with more lines in their header, as a source of an assay `name`.toml."""
        known = os.path.join(self.folder, "known.vcf.gz")
        header_file, made = (os.path.join(self.folder, name + ending) for ending in (".txt", ".vcf.gz"))
        with open(header_file, "w", encoding="ascii") as file:
            file.write("".join(line + "\n" for line in lines))
        subprocess.run(["bcftools", "annotate", "-h", header_file, "-Oz", "-o", made, known], check=True, capture_output=True)
        subprocess.run(["bcftools", "index", "-t", made], check=True)
        return f'file = "{name}.vcf.gz"'

    def assay_with(self, name, source, known):
        path = self.write_assay(name + ".toml", known=known)
        with open(path, encoding="utf-8") as file:
            text = file.read().replace('file = "known.vcf.gz"', source)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_what_a_file_says_of_its_date_counts_more_than_the_assay(self):
        source = self.with_header("dated", "##fileDate=20200229")
        result, _ = self.run_case(self.assay_with("dated", source, "max_days = 300"), "dated", "-q")
        self.assertEqual(result.returncode, 3)
        self.assertRegex(result.stderr, r"dated\.vcf\.gz: is \d+ days old \(of 2020-02-29\)")
        result, case = self.run_case(self.assay_with("dated", source, ""), "dated")
        self.assertEqual(result.returncode, 0, result.stderr)
        told = "known is of 2020-02-29 by its own header, not of 2026-01-02 as the assay says"
        self.assertIn(told, result.stderr)
        with open(os.path.join(case, "report.html"), encoding="utf-8") as file:
            self.assertIn(told, file.read())
        name = os.path.basename(case)
        self.assertIn('Date="2020-02-29"', "".join(header(os.path.join(case, "vcf", f"{name}.somatic.vcf.gz"))))

    def test_alleles_of_another_genome_are_refused(self):
        contig = next(iter(self.contigs))
        path = os.path.join(self.folder, "elsewhere.vcf")
        with open(path, "w", encoding="ascii") as file:
            file.write(f"##fileformat=VCFv4.2\n##contig=<ID={contig},length=12345>\n"
                       '##INFO=<ID=AF,Number=A,Type=Float,Description="x">\n##INFO=<ID=SIG,Number=.,Type=String,Description="x">\n'
                       f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n{contig}\t9\t.\tA\tC\t.\t.\tAF=0.1\n")
        subprocess.run(["bcftools", "view", "-Oz", "-o", path + ".gz", path], check=True, capture_output=True)
        subprocess.run(["bcftools", "index", "-t", path + ".gz"], check=True)
        result, _ = self.run_case(self.assay_with("elsewhere", 'file = "elsewhere.vcf.gz"', ""), "elsewhere", "-q")
        self.assertEqual(result.returncode, 3)
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        self.assertIn("elsewhere.vcf.gz", result.stderr)

    def test_genes_of_another_genome_are_refused(self):
        other = os.path.join(self.folder, "other.gff3")
        with open(os.path.join(self.folder, "genes.gff3"), encoding="ascii") as file:
            text = file.read()
        contig = next(iter(self.contigs))
        with open(other, "w", encoding="ascii") as file:
            file.write(text.replace("#!genome-build", f"##sequence-region {contig} 1 12\n#!genome-build", 1))
        with open(self.assay, encoding="utf-8") as file:
            assay = file.read().replace('file = "genes.gff3"', 'file = "other.gff3"')
        path = os.path.join(self.folder, "other.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(assay)
        result, _ = self.run_case(path, "other", "-q")
        self.assertEqual(result.returncode, 3)
        self.assertRegex(result.stderr, r"other\.gff3 line 2: .*another genome")


class Manifest(unittest.TestCase):
    """refdata/check.sh beside a manifest of the test."""
    SCRIPT = os.path.join(os.path.dirname(__file__), "..", "..", "refdata", "check.sh")

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="norrsken-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def check(self, content, wanted, name="known.vcf.gz"):
        with open(os.path.join(self.folder, "manifest.tsv"), "w", encoding="ascii") as file:
            file.write("name\tversion\tuse\tlicence\tsha256\tsource\n"
                       f"x\t1\tu\tl\t{wanted}\thttps://example.org/data/known.vcf.gz\n")
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content)
        result = subprocess.run([self.SCRIPT, path], env={**os.environ, "MANIFEST": os.path.join(self.folder, "manifest.tsv")},
                                capture_output=True, text=True)
        return result.returncode, result.stdout

    def test_files_are_compared_by_name_and_checksum(self):
        right = hashlib.sha256(b"content").hexdigest()
        self.assertEqual(self.check(b"content", right)[0], 0)
        code, text = self.check(b"other", right)
        self.assertEqual((code, f"in the manifest {right}" in text), (1, True))
        code, text = self.check(b"content", "-")
        self.assertEqual((code, f"sha256 {right}, now pinned" in text), (0, True))
        self.assertEqual(self.check(b"content", right, name="unknown.vcf")[0], 2)

    def test_without_a_checksum_in_the_manifest_the_first_one_seen_counts(self):
        right, other = (hashlib.sha256(text).hexdigest() for text in (b"content", b"other"))
        self.assertIn("now pinned", self.check(b"content", "-")[1])
        self.assertEqual(self.check(b"content", "-")[0], 0)
        self.assertIn("as pinned", self.check(b"content", "-")[1])
        code, text = self.check(b"other", "-")
        self.assertEqual((code, f"sha256 {other}, pinned" in text, right in text), (1, True, True))
        with open(os.path.join(self.folder, "pins.tsv"), encoding="ascii") as file:
            self.assertRegex(file.read(), rf"^known\.vcf\.gz\t{right}\t\d{{4}}-\d\d-\d\d\n$")

    def test_a_missing_file_is_told(self):
        code, text = self.check(None, "-")
        self.assertEqual((code, "cannot be read" in text), (2, True))


class RealSlices(unittest.TestCase):
    """HCC1395 and its normal over BRCA1, joined with slices of ClinVar and gnomAD (real spellings, several ALT a line)."""
    DATA = os.environ.get("NORRSKEN_TEST_DATA", os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared", "data"))
    CONTIG, OFFSET = "chr17_43000000", 42_999_999  # position p of the contig = position p + OFFSET of chr17

    def setUp(self):
        if not os.path.exists(os.path.join(self.DATA, "hcc1395", "chr17_custom_clinvar.vcf.gz")):
            self.skipTest("needs hcc1395 and mini of NORRSKEN_TEST_DATA")
        self.folder = tempfile.mkdtemp(prefix="norrsken-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def file(self, name):
        return os.path.join(self.folder, name)

    def shift(self, source, target, keys):
        """The slice on the contig of mini, INFO cut to `keys`; [(position, ref, alts, {key: value})], position from 0."""
        path = os.path.join(self.DATA, "hcc1395", source)
        kept = []
        with open(self.file(target), "w", encoding="utf-8") as out:
            for line in header(path):
                if line.startswith("##INFO") and line.split("ID=")[1].split(",")[0] in keys:
                    out.write(line + "\n")
                elif line.startswith("##fileformat"):
                    out.write(line + f"\n##contig=<ID={self.CONTIG}>\n")
            out.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
            for fields in records(path):
                position = int(fields[1]) - self.OFFSET
                if not 0 < position < len(self.sequence) - len(fields[3]):
                    continue
                info = {key: value for key, value in info_of(fields).items() if key in keys}
                kept.append((position - 1, fields[3], fields[4].split(","), info))
                text = ";".join(f"{key}={value}" for key, value in info.items()) or "."
                out.write("\t".join([self.CONTIG, str(position), ".", fields[3], fields[4], ".", ".", text]) + "\n")
        subprocess.run(["bcftools", "sort", "-Oz", "-o", self.file(target) + ".gz", self.file(target)], check=True, capture_output=True)
        subprocess.run(["bcftools", "index", "-t", self.file(target) + ".gz"], check=True)
        return kept

    def plain(self, position, reference, alternate):
        """The allele trimmed and left-aligned: what two spellings of one change share."""
        while reference and alternate and reference[-1] == alternate[-1]:
            reference, alternate = reference[:-1], alternate[:-1]
        while reference and alternate and reference[0] == alternate[0]:
            position, reference, alternate = position + 1, reference[1:], alternate[1:]
        while not (reference and alternate) and self.sequence[position - 1] == (reference or alternate)[-1]:
            turned = self.sequence[position - 1] + (reference or alternate)[:-1]
            reference, alternate = (turned, "") if reference else ("", turned)
            position -= 1
        return position, reference, alternate

    def by_allele(self, lines, key, is_per_alternate):
        values = {}
        for position, reference, alternates, info in lines:
            for number, alternate in enumerate(alternates):
                if key not in info or set(reference + alternate) - set("ACGT"):
                    continue
                words = info[key].split(",")
                found = values.setdefault(self.plain(position, reference, alternate), [])
                found += [word for word in (words[number:number + 1] if is_per_alternate else words)
                          if word not in found and word != "."]
        return {allele: "&".join(words) for allele, words in values.items() if words}

    def test_every_called_allele_of_the_slices_gets_its_record_and_no_other(self):
        reference = self.file("ref.fa")
        with gzip.open(os.path.join(self.DATA, "mini", "mini.GRCh38.fa.gz"), "rt") as file, open(reference, "w", encoding="ascii") as out:
            part = next(part for part in file.read().split(">") if part.startswith(self.CONTIG))
            out.write(">" + part)
        self.sequence = part.split("\n", 1)[1].replace("\n", "").upper()
        subprocess.run([run_case.NORRSKEN, "index", reference, "-o", self.file("ref.nsk")], check=True, capture_output=True)
        clinvar = self.by_allele(self.shift("chr17_custom_clinvar.vcf.gz", "clinvar.vcf", {"CLINSIGN"}), "CLINSIGN", False)
        gnomad = self.by_allele(self.shift("chr17_test_gnomADe.vcf.gz", "gnomad.vcf", {"AF"}), "AF", True)
        with open(CONFIG, encoding="utf-8") as file, open(self.file("assay.toml"), "w", encoding="utf-8") as out:
            out.write(file.read() + "".join(f'[[annotation]]\nname = "{name}"\nkind = "vcf"\nfile = "{path}"\nfields = ["{key}"]\n'
                                            for name, path, key in (("clinvar", "clinvar.vcf.gz", "CLINSIGN"),
                                                                    ("gnomad", "gnomad.vcf.gz", "AF"))))
        reads = os.path.join(self.DATA, "hcc1395")
        with open(self.file("sheet.csv"), "w", encoding="ascii") as out:
            out.write("case,sample,role,lane,read1,read2\n" + "".join(
                f"H,{sample},{role},{lane},{reads}/{name}.bam,\n" for sample, role, lane, name in (
                    ("HN", "normal", 1, "2895499331"), ("HN", "normal", 2, "2895499399"),
                    ("HT", "tumor", 1, "2895499223"), ("HT", "tumor", 2, "2895499237"))))
        result = run(self.file("sheet.csv"), "--index", self.file("ref.nsk"), "--assay", self.file("assay.toml"), "-o",
                     self.file("out"), "--allow-mismatch", "H", "-q")
        self.assertEqual(result.returncode, 0, result.stderr)
        joined = 0
        for kind in ("germline", "somatic"):
            for fields in records(os.path.join(self.folder, "out", "H", "vcf", f"H.{kind}.vcf.gz")):
                allele = self.plain(int(fields[1]) - 1, fields[3], fields[4])
                info = info_of(fields)
                for source, known, read in (("clinvar_CLINSIGN", clinvar, str), ("gnomad_AF", gnomad, lambda af: f"{float(af):.4g}")):
                    found, wanted = ([read(word) for word in text.split("&") if word]
                                     for text in (info.get(source, ""), known.get(allele, "")))
                    self.assertEqual(set(found), set(wanted), fields[:5])
                    joined += source in info
        self.assertGreater(joined, 10)
        # BRCA1 chr17:43057078 G>A: heterozygous in the normal, its only copy left in the tumor. A loss is no somatic variant.
        lost = [fields for fields in records(self.file("out/H/vcf/H.germline.vcf.gz")) if int(fields[1]) + self.OFFSET == 43_057_078]
        self.assertEqual([(fields[3], fields[4], fields[6]) for fields in lost], [("G", "A", "PASS")])
        normal, tumor = (sample.split(":")[0].replace("|", "/") for sample in lost[0][9:11])
        self.assertIn(normal, ("0/1", "1/0"))
        self.assertEqual(tumor, "1/1")
        self.assertEqual([fields[:5] for fields in records(self.file("out/H/vcf/H.somatic.vcf.gz")) if fields[6] == "PASS"], [])


if __name__ == "__main__":
    run_case.main()
