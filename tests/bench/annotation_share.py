#!/usr/bin/env python3
"""annotation_share.py FOLDER: CPU seconds of the runs that annotation.sh measured there, and the share of annotation and report."""
import glob
import json
import statistics
import sys


def cpu_of(folder, row):
    with open(f"{folder}/{row}.tsv", encoding="ascii") as file:
        return statistics.median(float(line.split("\t")[1]) for line in file)


def report_of(folder):
    """Evidence, findings and report: the last two stages."""
    runs = []
    for path in glob.glob(f"{folder}/runs/annotated.*/NA12878/provenance.json"):
        with open(path, encoding="utf-8") as file:
            runs.append(sum(stage["cpu_seconds"] for stage in json.load(file)["stages"] if stage["stage"] in ("evidence", "gather")))
    return statistics.median(runs)


def main():
    folder = sys.argv[1]
    plain, annotated, report = cpu_of(folder, "plain"), cpu_of(folder, "annotated"), report_of(folder)
    # What the plain run does in its last stages is small and counted twice here: never too little.
    share = (max(0.0, annotated - plain) + report) / annotated
    print(f"CPU seconds   without annotation {plain:.2f}, with {annotated:.2f}, of it evidence and report {report:.3f}")
    print(f"annotation and report: {100 * share:.1f} % of the annotated run (asked: at most 10)")
    sys.exit(share > 0.1)


if __name__ == "__main__":
    main()
