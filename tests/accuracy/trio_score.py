#!/usr/bin/env python3
"""trio_score.py JOINT.vcf.gz DE_NOVO_TRUTH.vcf.gz --samples CHILD MOTHER FATHER -o DE_NOVO.vcf: writes the de novo calls
(PASS, the child has the allele, both parents are called without it, GQ of all three at least --min-gq; with --info KEY
only records that say so), and prints
how many PASS records with three called genotypes break Mendel's rules, true de novo variants left out. Autosomes only: a
record where anybody is haploid is not judged."""
import argparse
import gzip


def alleles(field):
    return field.split(":")[0].replace("/", "|").split("|")


def quality(fields, column):
    value = dict(zip(fields[8].split(":"), fields[column].split(":"))).get("GQ", ".")
    return 0 if value == "." else int(value)


def is_mendelian(child, mother, father):
    return any(a in mother and b in father for a, b in (child, child[::-1]))


def read_sites(path):
    with gzip.open(path, "rt") as file:
        rows = [line.split("\t")[:5] for line in file if not line.startswith("#")]
    return {(row[0], int(row[1])) for row in rows}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("joint")
    parser.add_argument("truth")
    parser.add_argument("--samples", nargs=3, required=True)
    parser.add_argument("--min-gq", type=int, default=20)
    parser.add_argument("--info", help="INFO key of de novo records")
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    truth = read_sites(options.truth)
    judged = broken = 0
    with gzip.open(options.joint, "rt") as file, open(options.output, "w") as output:
        for line in file:
            if line.startswith("##"):
                output.write(line)
                continue
            fields = line.rstrip("\n").split("\t")
            if line.startswith("#"):
                columns = [fields.index(name) for name in options.samples]
                output.write("\t".join(fields[:9] + [options.samples[0]]) + "\n")
                continue
            trio = [alleles(fields[column]) for column in columns]
            if fields[6] != "PASS" or any(len(genotype) != 2 or "." in genotype for genotype in trio):
                continue
            judged += 1
            is_true = any((fields[0], int(fields[1]) + shift) in truth for shift in range(-3, 4))
            broken += not is_mendelian(*trio) and not is_true
            is_sure = all(quality(fields, column) >= options.min_gq for column in columns)
            says_so = options.info is None or any(f.split("=")[0] == options.info for f in fields[7].split(";"))
            if is_sure and says_so and "1" in trio[0] and "1" not in trio[1] + trio[2]:
                output.write("\t".join(fields[:9] + [fields[columns[0]]]) + "\n")
    share = 100 * broken / judged if judged else 0
    print(f"Mendelian violations {broken} of {judged} PASS records ({share:.3f} %)"
          + (" below: needs 0.1 %" if share > 0.1 else ""))


if __name__ == "__main__":
    main()
