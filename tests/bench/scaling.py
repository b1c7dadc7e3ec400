#!/usr/bin/env python3
"""The model of docs/scaling.md.
scaling.py measure FOLDER   collects what the benchmarks left in FOLDER into results/scaling.json
scaling.py write            writes the tables of docs/scaling.md (between its "table" marks) from results/scaling.json
scaling.py check            exit code 1 when they are not what `write` would write"""
import json
import os
import re
import statistics
import sys

import report

INPUTS = os.path.join(report.HERE, "results", "scaling.json")
DOCUMENT = os.path.join(report.ROOT, "docs", "scaling.md")

GENOME_BASES = 3.1e9
READ_BASES = 150
GERMLINE_READS = 30 * GENOME_BASES / READ_BASES
PAIR_READS = 120 * GENOME_BASES / READ_BASES
CORES = 64            # of a node
THREADS_OF_RANK = 16  # four ranks a node
NODES = (1, 4, 16, 64, 256)
MEMORY = 256e9        # of a node
SCRATCH = 3e9         # bytes/s of a node's own disk
SAMPLES_A_YEAR = 390_000
LOOK_UPS = 3          # of a read, counted: 2.4 of its windows, 0.6 where those do not decide
EVIDENCE = 10 / 250   # somatic variants a megabase: of a tumour with many, by those of the measured sample


def kernel_table(folder):
    with open(os.path.join(folder, "kernels.json")) as file:
        document = json.load(file)
    return {e["run_name"]: e for e in document["benchmarks"] if e.get("aggregate_name") == "median"}


def nanoseconds(entry):
    return entry["cpu_time"] * {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}[entry["time_unit"]]


def output_bytes(folder):
    total = 0
    for base, _, names in os.walk(os.path.join(folder, "runs", "germline.1")):
        if os.path.basename(base) != "logs":
            total += sum(os.path.getsize(os.path.join(base, name)) for name in names)
    return total


def stage_ns(folder, row):
    reads = report.input_reads(folder, row)
    spent = report.stages(report.provenances(folder, row))
    result = {name: cpu / reads * 1e9 for name, cpu, _ in spent}
    # Medians of parts can exceed the median of the whole a little.
    result["start and end"] = max(0, report.medians(folder, row)[0] / reads * 1e9 - sum(result.values()))
    return result


def ranks_row(folder, row, ranks):
    reads = report.input_reads(folder, row)
    documents = report.provenances(folder, row)
    cpu, wall, _ = report.medians(folder, row)
    value = lambda name: statistics.median(int(d["parameters"][name]) for d in documents) / reads
    return {"ranks": ranks, "cpu_ns": cpu / reads * 1e9, "wall_ns": wall / reads * 1e9, "cores_had": cpu / wall,
            "exchanged": value("exchanged_bytes"), "spilled": value("spilled_bytes"),
            "peak": max(d["peak_memory_bytes"] for d in documents), "reads": reads}


def measure(folder):
    kernels = kernel_table(folder)
    of_large = [name for name in kernels if re.match(r"seed_look_up/\d+B/", name)]
    large = next((name.split("/")[1] for name in of_large), None)
    if large is None:
        sys.exit("scaling.py: no look-ups in a large table; run kernels.sh --genome")
    look_up = lambda size: nanoseconds(kernels[f"seed_look_up/{size}/small_pages/ahead_32"])
    reads = lambda name: 1e9 / kernels[name]["reads"]
    with open(os.path.join(folder, "exchange.jsonl")) as file:
        exchange = [json.loads(line) for line in file]
    count = report.input_reads(folder, "germline")
    fastq = sum(os.path.getsize(f["path"]) for f in report.provenances(folder, "germline")[0]["files"] if f["role"] == "reads")
    inputs = {
        "machine": report.machine(),
        "germline_ns": stage_ns(folder, "germline"), "somatic_ns": stage_ns(folder, "somatic"),
        "germline_reads": count, "input_bytes": fastq / count, "output_bytes": output_bytes(folder) / count,
        "inflate_ns": reads("inflate_bgzf"), "inflate_gzip_ns": reads("inflate_gzip"), "parse_ns": reads("parse_fastq"),
        "hash_ns_a_byte": 1e9 / kernels["sha256"]["bytes_per_second"],
        "deliver_ns": reads("deliver_reads"), "store_ns": reads("store_records"),
        "checksum_bytes_per_second": kernels["index_checksum"]["bytes_per_second"],
        "table_bytes": large, "look_up_small_ns": look_up("32MB"), "look_up_large_ns": look_up(large),
        "look_up_huge_ns": nanoseconds(kernels[f"seed_look_up/{large}/huge_pages/ahead_32"]),
        "index_bytes_a_base": 1.436, "record_bytes": 182, "wire_bytes": exchange[0]["record_bytes"],
        "ranks": [ranks_row(folder, row, n) for row, n in (("rank1", 1), ("rank2", 2), ("rank4", 4))],
        "capped": ranks_row(folder, "rank2_160M", 2),
        "exchange": exchange}
    with open(INPUTS, "w") as file:
        json.dump(inputs, file, indent=1)
    print("written:", os.path.relpath(INPUTS, report.ROOT))


class Model:
    """Seconds and bytes of one case on a number of nodes."""

    def __init__(self, inputs, reads, stage):
        self.inputs = inputs
        self.reads = reads
        self.stage = stage
        # The small genome of the measurement stays in the cache, a human one does not: look-ups cost more, and so does
        # the line of the packed reference that each read is compared with.
        self.extra_ns = LOOK_UPS * (inputs["look_up_large_ns"] - inputs["look_up_small_ns"]) + \
            inputs["look_up_large_ns"] - inputs["look_up_small_ns"]
        self.index_bytes = inputs["index_bytes_a_base"] * GENOME_BASES

    def cpu_ns(self):
        return sum(self.stage.values()) + self.extra_ns

    def core_hours(self):
        return self.reads * self.cpu_ns() / 3600e9

    def imbalance(self, ranks):
        nearest = min(self.inputs["exchange"], key=lambda e: abs(e["ranks"] - ranks))
        return nearest["largest_share_to_mean"] if ranks > 1 else 1

    def seconds(self, nodes, network, storage):
        """Parts that run one after the other, and within `stream` what runs at the same time: the longest counts."""
        ranks = nodes * CORES // THREADS_OF_RANK
        reads = self.reads / nodes
        own = (reads * self.inputs["record_bytes"] + self.index_bytes)
        spilled = max(0, own - 0.8 * MEMORY)
        away = (nodes - 1) / nodes
        stream = {
            "storage": self.reads * self.inputs["input_bytes"] / storage,
            "cores": reads * (self.stage["place"] + self.extra_ns) / CORES / 1e9,
            "network": reads * self.inputs["wire_bytes"] * away / network,
            "receiving thread": self.reads / ranks * (ranks - 1) / ranks * self.inputs["store_ns"] / 1e9,
            "scratch": spilled * 0.8 / SCRATCH}
        after = reads * (self.cpu_ns() - self.stage["place"] - self.extra_ns) / CORES / 1e9 * self.imbalance(ranks)
        return {"check of the index": self.index_bytes / self.inputs["checksum_bytes_per_second"],
                "stream": stream, "calling": after + spilled * 0.8 / SCRATCH,
                "results": self.reads * self.inputs["output_bytes"] / storage, "start": 1.0}

    def wall(self, nodes, network, storage):
        parts = self.seconds(nodes, network, storage)
        return sum(max(part.values()) if isinstance(part, dict) else part for part in parts.values())

    def bottleneck(self, nodes, network, storage):
        parts = self.seconds(nodes, network, storage)
        stream = parts.pop("stream")
        name = max(stream, key=stream.get)
        parts[name] = stream[name]
        return max(parts, key=parts.get)

    def memory(self, nodes):
        ranks = CORES // THREADS_OF_RANK
        exchange = 0 if nodes == 1 and ranks == 1 else ranks * (24e6 + 6 * max(16 * 2**20, nodes * ranks * 65536))
        records = min(self.reads / nodes * self.inputs["record_bytes"] * self.imbalance(nodes * ranks),
                      0.8 * MEMORY - self.index_bytes)
        return self.index_bytes + records + CORES * 24e6 + ranks * 32e6 + exchange


def time_text(seconds):
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.1f} min"


def tables(inputs):
    germline = Model(inputs, GERMLINE_READS, inputs["germline_ns"])
    spent = inputs["somatic_ns"]
    pair = Model(inputs, PAIR_READS, {**spent, "evidence": spent["evidence"] * EVIDENCE})
    result = {"machine": inputs["machine"]}
    names = list(inputs["germline_ns"])
    result["stages"] = report.table(
        ("ns of CPU a read", "germline 30x", "tumour 60x + normal 30x"),
        [(name, f"{inputs['germline_ns'][name]:.0f}", f"{inputs['somatic_ns'][name]:.0f}") for name in names] +
        [("**all**", f"**{sum(inputs['germline_ns'].values()):.0f}**", f"**{sum(inputs['somatic_ns'].values()):.0f}**")])
    result["parts"] = report.table(("part", "measured"), [
        ("inflating BGZF, of a read", f"{inputs['inflate_ns']:.0f} ns"),
        ("inflating one gzip stream, of a read", f"{inputs['inflate_gzip_ns']:.0f} ns, one thread a stream"),
        ("lines, letters and names, of a read", f"{inputs['parse_ns']:.0f} ns"),
        ("sha256 of the input as stored", f"{1 / inputs['hash_ns_a_byte']:.2f} GB/s, beside placing"),
        ("a look-up in 32 MB, in the table of a genome", f"{inputs['look_up_small_ns']:.0f} ns, {inputs['look_up_large_ns']:.0f} ns "
                                                         f"({inputs['look_up_huge_ns']:.0f} ns in huge pages)"),
        ("into the store: own reads, what arrives", f"{inputs['deliver_ns']:.0f} ns, {inputs['store_ns']:.0f} ns a read"),
        ("check of the index when it is opened", f"{inputs['checksum_bytes_per_second'] / 1e9:.1f} GB/s"),
        ("input and results", f"{inputs['input_bytes']:.0f} and {inputs['output_bytes']:.1f} bytes a read"),
        ("a record in memory, between ranks", f"{inputs['record_bytes']}, {inputs['wire_bytes']} bytes a read of 150 with eight qualities (with all: 174)"),
        ("the same, spilled", f"{inputs['capped']['spilled']:.0f} bytes a read of this sample with little memory")])
    rows = []
    for run in inputs["ranks"]:
        n = run["ranks"]
        rows.append((n, f"{run['cpu_ns']:.0f}", f"{run['cpu_ns'] / inputs['ranks'][0]['cpu_ns']:.2f}", f"{run['wall_ns']:.0f}",
                     f"{run['cores_had']:.2f}", f"{run['exchanged']:.1f}", f"{inputs['wire_bytes'] * (n - 1) / n:.1f}",
                     f"{run['peak'] / 2**20:.0f}"))
    result["ranks"] = report.table(("ranks", "CPU ns a read", "of one rank", "wall ns a read", "cores had", "bytes exchanged a read",
                                    "model", "peak MiB a rank"), rows)
    result["exchange"] = report.table(
        ("ranks", "bytes a read", "rounds", "messages a rank", "mean block kB", "largest kB", "GB sent a rank",
         "largest share / mean", "most queued MB", "waited", "seconds", "placing alone"),
        [(e["ranks"], f"{e['bytes_a_read']:.1f}", e["rounds"], f"{e['messages_a_rank']:,.0f}", f"{e['mean_block_kb']:.0f}",
          f"{e['largest_block_kb']:.0f}", f"{e['gb_sent_a_rank']:.2f}", f"{e['largest_share_to_mean']:.2f}",
          f"{e['most_queued_mb']:.0f}", f"{e['waited_share'] * 100:.0f} %", f"{e['seconds']:.1f}", f"{e['place_seconds']:.1f}")
         for e in inputs["exchange"]])
    for title, model in (("germline", germline), ("pair", pair)):
        rows = []
        for nodes in NODES:
            for network, storage in ((1e9, 1e9), (1e9, 10e9), (3e9, 10e9), (12.5e9, 10e9), (12.5e9, 50e9), (25e9, 50e9)):
                if nodes == 1 and network != 1e9 and not (network == 12.5e9 and storage == 50e9):
                    continue
                rows.append((nodes, "-" if nodes == 1 else f"{network / 1e9:g}", f"{storage / 1e9:g}",
                             time_text(model.wall(nodes, network, storage)), f"{model.memory(nodes) / 1e9:.0f}",
                             model.bottleneck(nodes, network, storage)))
        result[title] = [f"{model.reads / 1e6:,.0f} million reads, {model.cpu_ns():.0f} ns each: "
                         f"**{model.core_hours():.2f} core-hours**; the stages as measured, and {model.extra_ns:.0f} ns for a table "
                         "that no cache holds.", "",
                         *report.table(("nodes", "network GB/s", "storage GB/s", "wall", "memory of a node, GB", "longest part"),
                                       rows)]
    reads_a_second = SAMPLES_A_YEAR * GERMLINE_READS / 365 / 86400
    pairs_a_second = SAMPLES_A_YEAR * PAIR_READS / 365 / 86400
    rows = []
    for title, model, rate in (("all germline 30x", germline, reads_a_second), ("all pairs of 90x/30x", pair, pairs_a_second)):
        cores = rate * model.cpu_ns() / 1e9
        rows.append((title, f"{model.core_hours() * SAMPLES_A_YEAR:,.0f}", f"{cores:.0f}", f"{cores / CORES:.2f}",
                     f"{rate * inputs['input_bytes'] / 1e9:.2f}", f"{rate * inputs['input_bytes'] * 365 * 86400 / 1e15:.0f}"))
    result["year"] = report.table((f"{SAMPLES_A_YEAR:,} a year", "core-hours", "cores busy all year", "nodes of 64 cores",
                                   "GB/s read, on average", "PB read"), rows)
    return result


def document_with(text, inputs):
    for name, lines in tables(inputs).items():
        mark = re.compile(rf"(<!-- table {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not mark.search(text):
            sys.exit(f"scaling.py: docs/scaling.md has no place for the table {name}")
        text = mark.sub(lambda found, lines=lines: found[1] + "\n".join(lines) + "\n" + found[2], text)
    return text


def main():
    if sys.argv[1] == "measure":
        measure(sys.argv[2])
        return
    with open(INPUTS) as file:
        inputs = json.load(file)
    with open(DOCUMENT) as file:
        text = file.read()
    written = document_with(text, inputs)
    if sys.argv[1] == "check":
        sys.exit(0 if written == text else "docs/scaling.md is not what tests/bench/scaling.py write makes of results/scaling.json")
    with open(DOCUMENT, "w") as file:
        file.write(written)


if __name__ == "__main__":
    main()
