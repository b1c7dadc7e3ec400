#!/usr/bin/env python3
"""dense_sources.py FOLDER < FASTA: frequencies.vcf with a record every four bases, one of seven an indel as in gnomAD, clinical.vcf
with a substitution every hundred, and annotation.toml that names them beside genes.gff3."""
import random
import sys

OTHER = {"A": "G", "C": "T", "G": "A", "T": "C"}
HEADER = ("##fileformat=VCFv4.2\n##fileDate=20261101\n"
          '##INFO=<ID=AF,Number=A,Type=Float,Description="x">\n##INFO=<ID=AF_grpmax,Number=A,Type=Float,Description="x">\n'
          '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="x">\n##INFO=<ID=CLNDN,Number=.,Type=String,Description="x">\n')
SETTINGS = """[genes]
file = "genes.gff3"
[[annotation]]
name = "gnomAD"
kind = "vcf"
file = "frequencies.vcf.gz"
fields = ["AF", "AF_grpmax"]
[[annotation]]
name = "ClinVar"
kind = "vcf"
file = "clinical.vcf.gz"
fields = ["CLNSIG", "CLNDN"]
rescues = ["ClinVar.CLNSIG=Pathogenic"]
"""


def write(path, contigs, step, line_of):
    with open(path, "w", encoding="ascii") as file:
        file.write(HEADER + "".join(f"##contig=<ID={name}>\n" for name, _ in contigs))
        file.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
        for name, letters in contigs:
            for at in range(0, len(letters) - 8, step):
                if letters[at] in OTHER:
                    file.write(f"{name}\t{at + 1}\t{line_of(letters, at)}\n")


def frequency_line(letters, at):
    share = 10 ** random.uniform(-6, -1)
    reference, alternate = letters[at], OTHER[letters[at]]
    if random.random() < 1 / 7:
        more = random.randint(1, 5)
        reference, alternate = (letters[at:at + 1 + more], letters[at]) if random.random() < 0.6 else (letters[at], letters[at] + "ACGTA"[:more])
    return f"rs{random.randrange(10 ** 9)}\t{reference}\t{alternate}\t.\tPASS\tAF={share:.5e};AF_grpmax={share * 2:.5e}"


def clinical_line(letters, at):
    return f"{at}\t{letters[at]}\t{OTHER[letters[at]]}\t.\t.\tCLNSIG=Benign;CLNDN=made_up_{at % 10000}"


def main():
    folder = sys.argv[1]
    random.seed(1)
    parts = [part.split("\n", 1) for part in sys.stdin.read().split(">")[1:]]
    contigs = [(title.split(":")[0].split()[0], text.replace("\n", "").upper()) for title, text in parts]
    write(f"{folder}/frequencies.vcf", contigs, 4, frequency_line)
    write(f"{folder}/clinical.vcf", contigs, 100, clinical_line)
    with open(f"{folder}/annotation.toml", "w", encoding="ascii") as file:
        file.write(SETTINGS)


if __name__ == "__main__":
    main()
