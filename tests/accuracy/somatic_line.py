#!/usr/bin/env python3
"""somatic_line.py SUMMARY.json LABEL [--cpu TABLE] [--need KIND=AT_LEAST ...]: one line of a somatic table from the
summary.json of `norrsken bench --ignore-genotype`. KIND is snv, other (recall), precision, per_mb (at most), false_calls
(at most), or snv:LOW-HIGH, other:LOW-HIGH (recall of truth with that allele fraction in percent). A need that is missed
is named at the end of the line."""
import argparse
import json


def fraction(part, whole):
    return part / whole if whole else None


def shown(value):
    return "-" if value is None else f"{value:.4f}"


def recall_within(summary, kind, low, high):
    bins = [b for b in summary["somatic"]["by_fraction"][kind] if low <= 100 * b["from"] and 100 * b["to"] <= high]
    return fraction(sum(b["truth_tp"] for b in bins), sum(b["truth_total"] for b in bins))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("summary")
    parser.add_argument("label")
    parser.add_argument("--cpu", help="table of measure.py; its last row is told")
    parser.add_argument("--need", nargs="*", default=[])
    options = parser.parse_args()
    with open(options.summary) as file:
        summary = json.load(file)
    counts, somatic = summary["counts"], summary["somatic"]
    names = {"snv": "SNV", "other": "other"}
    values = {name: fraction(counts[key]["truth_tp"], counts[key]["truth_total"]) for name, key in names.items()}
    values["precision"] = fraction(counts["all"]["calls_tp"], counts["all"]["calls_total"])
    values["per_mb"] = round(somatic["false_calls_per_mb"]["all"], 2)
    values["false_calls"] = counts["all"]["fp"]
    missed = []
    for need in options.need:
        kind, limit = need.split("=")
        if ":" in kind:
            name, span = kind.split(":")
            value = recall_within(summary, names[name], *map(float, span.split("-")))
        else:
            value = values[kind]
        if value is None:
            continue
        if value > float(limit) if kind in ("per_mb", "false_calls") else value < float(limit):
            missed.append(f"{kind} {value:.4g} (needs {limit})")
    line = f"{options.label:<22}"
    for name, key in names.items():
        line += f" {key} {shown(values[name])} ({counts[key]['truth_tp']}/{counts[key]['truth_total']})"
    precision = shown(values["precision"] if counts["all"]["truth_total"] else None)
    line += f" precision {precision} FP {counts['all']['fp']} per Mb {values['per_mb']:.2f}"
    if options.cpu:
        with open(options.cpu) as file:
            last = file.read().split("\n")[-2].split("\t")
        line += f" CPU {last[1]} s wall {last[2]} s"
    print(line + (" below: " + ", ".join(missed) if missed else ""))


if __name__ == "__main__":
    main()
