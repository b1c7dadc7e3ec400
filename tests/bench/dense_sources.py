#!/usr/bin/env python3
"""dense_sources.py FOLDER < FASTA: frequencies.vcf with a substitution every four bases, clinical.vcf with one every hundred, and
annotation.toml that names them beside genes.gff3."""
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


def main():
    folder = sys.argv[1]
    contigs = [part.split("\n", 1) for part in sys.stdin.read().split(">")[1:]]
    for name, step, info in (("frequencies", 4, "AF=0.{0:04d};AF_grpmax=0.{0:04d}"), ("clinical", 100, "CLNSIG=Benign;CLNDN=made_up_{0}")):
        with open(f"{folder}/{name}.vcf", "w", encoding="ascii") as file:
            file.write(HEADER + "".join(f"##contig=<ID={title.split(':')[0].split()[0]}>\n" for title, _ in contigs))
            file.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
            for title, text in contigs:
                letters = text.replace("\n", "").upper()
                for at in range(0, len(letters), step):
                    if letters[at] in OTHER:
                        file.write(f"{title.split()[0]}\t{at + 1}\trs{at}\t{letters[at]}\t{OTHER[letters[at]]}\t50\tPASS\t{info.format(at % 10000)}\n")
    with open(f"{folder}/annotation.toml", "w", encoding="ascii") as file:
        file.write(SETTINGS)


if __name__ == "__main__":
    main()
