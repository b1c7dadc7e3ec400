#!/usr/bin/env python3
"""trio_score.py JOINT.vcf.gz DE_NOVO_TRUTH.vcf.gz --samples CHILD MOTHER FATHER -o DE_NOVO.vcf: writes the de novo calls
(PASS, the child's INH says so, its DQ is at least --min-dq), and prints how many PASS records with three called genotypes
break Mendel's rules, true de novo variants left out. Autosomes only: a record where anybody is haploid is not judged."""
import argparse
import gzip


def alleles(field):
    return field.split(":")[0].replace("/", "|").split("|")


def value_of(key, fields, column):
    return dict(zip(fields[8].split(":"), fields[column].split(":"))).get(key, ".")


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
    parser.add_argument("--min-dq", type=int, default=3)
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
            is_de_novo = value_of("INH", fields, columns[0]) == "denovo"
            if is_de_novo and int(value_of("DQ", fields, columns[0])) >= options.min_dq:
                output.write("\t".join(fields[:9] + [fields[columns[0]]]) + "\n")
    share = 100 * broken / judged if judged else 0
    print(f"Mendelian violations {broken} of {judged} PASS records ({share:.3f} %)"
          + (" below: needs 0.1 %" if share > 0.1 else ""))


if __name__ == "__main__":
    main()
