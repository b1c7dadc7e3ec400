#!/usr/bin/env python3
"""report.py TABLE FOLDER [READS]: prints a table of what the benchmarks measured (medians) and writes it, with the machine
and the date, to tests/bench/results/TABLE.md. TABLE: kernels, germline, somatic, ranks or pileup."""
import datetime
import glob
import json
import os
import re
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def words_of(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def machine():
    """Lines that say on what and how it was measured."""
    info = open("/proc/cpuinfo").read()
    model = re.search(r"model name\s*: (.*)", info)
    flags = re.search(r"^flags\s*: (.*)", info, re.MULTILINE)
    sets = [f for f in ("sse4_2", "avx2", "avx512f", "avx512bw", "sha_ni") if flags and f in flags[1].split()]
    cache = {}
    path = os.path.join(ROOT, "build/release/CMakeCache.txt")
    if os.path.exists(path):
        cache = dict(re.findall(r"^(CMAKE_\w+):\w+=(.*)$", open(path).read(), re.MULTILINE))
    compiler = words_of([cache.get("CMAKE_CXX_COMPILER", "c++"), "--version"]).split("\n")[0]
    return [f"- CPU: {model[1] if model else 'unknown'}, {os.cpu_count()} cores ({', '.join(sets)})",
            f"- {compiler}, {cache.get('CMAKE_BUILD_TYPE', '?')}: {cache.get('CMAKE_CXX_FLAGS_RELEASE', '?')}",
            f"- {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, "
            f"commit {words_of(['git', '-C', ROOT, 'rev-parse', '--short', 'HEAD'])}, "
            f"load of the machine {os.getloadavg()[1]:.1f}"]


def rows_of(path):
    """[(CPU seconds, wall seconds, MB)] of every round."""
    with open(path) as file:
        return [tuple(map(float, line.split("\t")[1:4])) for line in file]


def peer_rows(folder):
    """{step: (CPU seconds, wall seconds, MB)} of the other programs, each measured once."""
    path = os.path.join(folder, "peers", "cpu.tsv")
    with open(path) as file:
        return dict(zip([line.split("\t")[0] for line in file], rows_of(path)))


def median_ratio(ours, others):
    """Of figures that were measured in the same rounds."""
    return statistics.median(one / other for one, other in zip(ours, others))


def cpu_seconds(folder, row):
    return [cpu for cpu, _, _ in rows_of(os.path.join(folder, row + ".tsv"))]


def wall_seconds(folder, row):
    return [wall for _, wall, _ in rows_of(os.path.join(folder, row + ".tsv"))]


def user_seconds(folder, row):
    """CPU seconds of every round but for the kernel's."""
    with open(os.path.join(folder, row + ".tsv")) as file:
        return [float(fields[1]) - float(fields[4]) for fields in (line.split("\t") for line in file)]


def medians(folder, row):
    return tuple(statistics.median(values) for values in zip(*rows_of(os.path.join(folder, row + ".tsv"))))


def provenances(folder, row):
    documents = []
    for path in sorted(glob.glob(os.path.join(folder, "runs", row + ".*", "*", "provenance.json"))):
        with open(path) as file:
            documents.append(json.load(file))
    return documents


def input_reads(folder, row):
    [path] = glob.glob(os.path.join(folder, "runs", row + ".1", "*", "logs", "norrsken.log"))
    with open(path) as file:
        placed = re.search(r"place +([\d,]+) reads in ", file.read())
    return int(placed[1].replace(",", ""))


def stages(documents):
    """[(stage, median CPU seconds, median wall seconds)]."""
    names = [stage["stage"] for stage in documents[0]["stages"]]
    return [(name, statistics.median(d["stages"][i]["cpu_seconds"] for d in documents),
             statistics.median(d["stages"][i]["wall_seconds"] for d in documents)) for i, name in enumerate(names)]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(str(field) for field in row) + " |" for row in rows]


def germline(folder, reads):
    ours, inflate, kmc = (medians(folder, row) for row in ("germline", "inflate", "kmc"))
    documents = provenances(folder, "germline")
    count = input_reads(folder, "germline")
    peers = peer_rows(folder)
    together = lambda *steps: (*(sum(peers[step][i] for step in steps) for i in (0, 1)), max(peers[step][2] for step in steps))
    pairs = {"minimap2 + bcftools": together("minimap2", "bcftools"), "bwa + freebayes": together("bwa", "freebayes")}
    least = min(value[0] for value in pairs.values())
    everything = together("minimap2_markdup", "samtools_stats", "bcftools_gvcf")
    pairs["minimap2 + samtools + bcftools: duplicates, gVCF, QC too"] = everything
    rows = [("norrsken run", *ours)]
    rows += [(f"- {name}", cpu, wall, None) for name, cpu, wall in stages(documents)]
    rows += [("igzip of the input", *inflate), ("kmc -k31", *kmc)]
    rows += [(name, *value) for name, value in {**{n: peers[n] for n in ("minimap2", "bwa", "bcftools", "freebayes")},
                                                 **pairs}.items()]
    lines = table(("", "CPU s", "wall s", "peak MB", "CPU / norrsken", "CPU ns a read"),
                  [(name, f"{cpu:.3f}", f"{wall:.2f}", "" if memory is None else f"{memory:.0f}",
                    f"{cpu / ours[0]:.2f}", f"{cpu / count * 1e9:.0f}") for name, cpu, wall, memory in rows])
    gz = sum(os.path.getsize(os.path.join(reads, f"R{mate}.fastq.gz")) for mate in (1, 2))
    return [f"{count:,} reads, {gz / 1e6:.1f} MB of BGZF, one thread; medians of {len(documents)} rounds, peers once.", "",
            *lines, "",
            f"- least peer / norrsken: **{least / ours[0]:.1f}** (asked: 50, aim 80)",
            f"- least peer that marks duplicates and writes gVCF and QC as norrsken does / norrsken: **{everything[0] / ours[0]:.1f}**",
            f"- norrsken / igzip: **{ours[0] / inflate[0]:.1f}** (asked: at most 5, aim 3)",
            f"- kmc / norrsken: **{kmc[0] / ours[0]:.1f}** (asked: above 1)",
            f"- {count * 150 / ours[0] / 1e6:.0f} million bases a CPU second (reads of 150)"]


def somatic(folder):
    ours = medians(folder, "somatic")
    documents = provenances(folder, "somatic")
    count = input_reads(folder, "somatic")
    peers = peer_rows(folder)
    aligned = {name: peers[name][0] for name in ("minimap2", "bwa")}
    scale = count / input_reads(folder, "germline")
    evidence = lambda runs: dict((name, cpu) for name, cpu, _ in stages(runs))["evidence"]
    called = ours[0] - evidence(documents)
    rows = [("norrsken run", f"{ours[0]:.2f}", f"{ours[1]:.2f}", f"{ours[2]:.0f}", "1")]
    rows += [(f"- {name}", f"{cpu:.2f}", f"{wall:.2f}", "", f"{cpu / ours[0]:.2f}") for name, cpu, wall in stages(documents)]
    alone = {"normal": "the normal alone", "normal_sites": "the normal alone, with evidence of as many sites"}
    for row, title in alone.items():
        cpu, wall, memory = medians(folder, row)
        rows.append((title, f"{cpu:.2f}", f"{wall:.2f}", f"{memory:.0f}", f"{cpu / ours[0]:.2f}"))
    rows += [(f"{name} + sort, alignment alone", f"{cpu * scale:.0f}", "", "", f"{cpu * scale / ours[0]:.1f}")
             for name, cpu in aligned.items()]
    ratios = {row: median_ratio(cpu_seconds(folder, "somatic"), cpu_seconds(folder, row)) for row in alone}
    neither = called / (medians(folder, "normal")[0] - evidence(provenances(folder, "normal")))
    user = {row: median_ratio(user_seconds(folder, "somatic"), user_seconds(folder, row)) for row in alone}
    return [f"{count:,} reads of tumour and normal, one thread; medians of {len(documents)} rounds; aligners by the "
            "number of reads from the germline sample.", "", *table(("", "CPU s", "wall s", "peak MB", "CPU / norrsken"), rows), "",
            "- this tumour has 250 somatic variants a megabase, most have 1 to 10: the evidence BAM weighs far more here than in a "
            "laboratory",
            f"- pair / normal alone, both with evidence: **{ratios['normal_sites']:.2f}** (asked: at most 3.5); neither: "
            f"**{neither:.2f}**; where the pair alone keeps some: {ratios['normal']:.2f}",
            f"- the same of user time, without what the kernel takes to clear pages that the machine's host took back: "
            f"**{user['normal_sites']:.2f}**; {user['normal']:.2f} where the pair alone keeps some",
            *(f"- alignment by {name} alone / norrsken: **{cpu * scale / ours[0]:.1f}**, without the evidence BAM "
              f"**{cpu * scale / called:.1f}** (asked: at least 40)" for name, cpu in aligned.items())]


def ranks(folder):
    rows = []
    for row, title in (("rank1", "1 rank"), ("rank2", "2 ranks"), ("rank4", "4 ranks"), ("rank2_2G", "2 ranks, --memory 2G"),
                       ("rank2_160M", "2 ranks, --memory 160M"), ("large1", "1 rank, large sample"), ("large2", "2 ranks, large sample")):
        count = input_reads(folder, "large1" if row.startswith("large") else "rank1")
        cpu, wall, _ = medians(folder, row)
        documents = provenances(folder, row)
        value = lambda name: statistics.median(int(d["parameters"][name]) for d in documents)
        peak = max(d["peak_memory_bytes"] for d in documents)
        cores = statistics.median(c / w for c, w, _ in rows_of(os.path.join(folder, row + ".tsv")))
        rows.append((title, f"{cpu:.2f}", f"{wall:.2f}", f"{cores:.2f}", f"{value('exchanged_bytes') / count:.1f}",
                     f"{value('spilled_bytes') / count:.1f}", f"{peak / 2**20:.0f}"))
    two = medians(folder, "rank2")
    gains = {title: median_ratio(wall_seconds(folder, a), wall_seconds(folder, b))
             for title, a, b in (("the large sample", "large1", "large2"), ("the small one", "rank1", "rank2"))}
    return [f"{input_reads(folder, 'rank1'):,} reads at 60x, in the large sample {input_reads(folder, 'large1'):,}, one thread a rank; medians of {len(rows_of(os.path.join(folder, 'rank1.tsv')))} rounds. "
            "All wrote the same bytes.", "",
            *table(("", "CPU s", "wall s", "cores had", "bytes exchanged a read", "bytes spilled a read", "peak MiB a rank"), rows),
            "", *(f"- 1 rank / 2 ranks, wall, {title}: **{gain:.2f}** (asked: 1.8 on two free cores; compare the cores had)"
                  for title, gain in gains.items()),
            *(f"- {title} / 2 ranks, CPU: **{medians(folder, row)[0] / two[0]:.2f}** (asked: at most 1.5)"
              for row, title in (("rank2_2G", "--memory 2G"), ("rank2_160M", "--memory 160M")))]


def pileup(folder):
    plain, piled, capped = (medians(folder, row) for row in ("plain", "piled", "piled_1G"))
    reads, more = input_reads(folder, "plain"), input_reads(folder, "piled")
    rows = []
    for row, title, result in (("plain", "30x sample", plain), ("piled", "with the pile", piled),
                               ("piled_1G", "with the pile, --memory 1G", capped)):
        documents = provenances(folder, row)
        peak = max(d["peak_memory_bytes"] for d in documents)
        spent = dict((name, wall) for name, _, wall in stages(documents))
        rows.append((title, f"{input_reads(folder, row):,}", f"{result[0]:.2f}", f"{result[1]:.2f}",
                     *(f"{spent[name]:.2f}" for name in ("place", "prepare", "call")), f"{peak / 2**20:.0f}"))
    extra = (piled[0] - plain[0]) / (more - reads)
    genome_reads = 3.1e9 * 30 / 150
    return [f"Two threads; medians of {len(rows_of(os.path.join(folder, 'plain.tsv')))} rounds. All wrote the same bytes.", "",
            *table(("", "reads", "CPU s", "wall s", "place s", "prepare s", "call s", "peak MiB"), rows), "",
            f"- a read of the pile costs {extra * 1e9:.0f} ns of CPU, one of the sample {plain[0] / reads * 1e9:.0f} ns: "
            f"**{extra / (plain[0] / reads):.2f}** of it",
            f"- in a 30x genome the pile adds **{extra * (more - reads) / (plain[0] / reads * genome_reads) * 100:.2f} %** of CPU "
            "(asked: at most 20 %)"]


def kernels(folder):
    with open(os.path.join(folder, "kernels.json")) as file:
        document = json.load(file)
    medians_of = {}
    for entry in document["benchmarks"]:
        if entry.get("aggregate_name") == "median":
            name, _, column = entry["run_name"].partition("/")
            if column not in ("SCALAR", "SSE4", "AVX2", "AVX3", "NEON", "oracle"):
                name, column = entry["run_name"], "portable"
            medians_of.setdefault(name, {})[column] = entry
    columns = ["oracle", "SCALAR", "SSE4", "AVX2", "AVX3", "NEON", "portable"]
    columns = [c for c in columns if any(c in rows for rows in medians_of.values())]
    rows = []
    for name, entries in medians_of.items():
        value = lambda e: f"{e['cycles/base']:.2f}" if "cycles/base" in e else f"{e['cpu_time']:.0f} {e['time_unit']}"
        best = min(entries.values(), key=lambda e: e["cpu_time"])
        rates = [f"{best[key] / 1e6:.2f} M {key}/s" for key in ("reads", "look-ups", "records", "alleles", "candidates", "UMIs")
                 if key in best]
        if "bytes_per_second" in best:
            rates.append(f"{best['bytes_per_second'] / 1e9:.2f} GB/s")
        rows.append((name, *(value(entries[c]) if c in entries else "" for c in columns), ", ".join(rates)))
    return ["Cycles a base at the nominal clock, or CPU time of one item; medians of "
            f"{document['benchmarks'][0].get('repetitions', '?')} runs. AVX3 is AVX-512; `SCALAR` the same source for one lane; "
            "the oracle is what tests compare with. Rows whose figures are alike in all columns have no vectors of their own.",
            "", *table(("kernel", *columns, "best"), rows)]


def main():
    name, folder, *more = sys.argv[1:]
    lines = globals()[name](folder, *more)
    print("\n".join(lines))
    path = os.path.join(HERE, "results", name + ".md")
    with open(path, "w") as file:
        file.write("\n".join([f"# {name}", "", *machine(), "", *lines]) + "\n")
    print(f"written: {os.path.relpath(path, ROOT)}")


if __name__ == "__main__":
    main()
