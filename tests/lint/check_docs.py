#!/usr/bin/env python3
"""Checks what can be checked of the documentation: links and named files exist, docs/formats.md has every INFO, FORMAT
and FILTER that the program can write, and nothing else. Exit code 1 with one line per offence."""
import glob
import os
import re
import sys

FOLDERS = ("kernels", "io", "pipeline", "config", "refdata", "slurm", "tests", "docs", "cmake")


def read(path):
    with open(path) as file:
        return file.read()


def named_files(text):
    """Relative paths in links and in code spans."""
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        if not target.startswith(("http:", "https:", "mailto:")):
            yield "link", target
    for span in re.findall(r"`([^`\n]+)`", text):
        if re.fullmatch(r"(%s)/[\w./-]+" % "|".join(FOLDERS), span):
            yield "name", span


def offences_of_document(path, root):
    for kind, target in named_files(read(path)):
        base = os.path.dirname(path) if kind == "link" else root
        if not os.path.exists(os.path.join(base, target)):
            yield f"{os.path.relpath(path, root)}: {target} does not exist"


def first_columns(text, heading):
    """Words of the first column of the table whose first heading is given."""
    table = re.search(rf"^\| {heading} \|.*\n\|[-| ]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    rows = table.group(1).splitlines() if table else []
    return {word for row in rows for word in row.split("|")[1].replace(",", " ").split()}


def offences_of_formats(root):
    germline, somatic = read(os.path.join(root, "docs/formats.md")).split("\n## Somatic VCF", 1)
    gvcf_only = {"END", "MIN_DP"}
    for documented, writer, types, names_of_filters in (
            (germline, "io/vcf_writer.cpp", "kernels/types/variant_call.hpp", r"\bfilter_names = \{(.*?)\};"),
            (somatic, "io/somatic_writer.cpp", "kernels/types/somatic_call.hpp", r"somatic_filter_names = \{(.*?)\};")):
        code = read(os.path.join(root, writer))
        filters = re.search(names_of_filters, read(os.path.join(root, types)), re.DOTALL)
        written = {"INFO": set(re.findall(r"##INFO=<ID=(\w+)", code)) - gvcf_only,
                   "FORMAT": set(re.findall(r"##FORMAT=<ID=(\w+)", code)) - gvcf_only,
                   "FILTER": set(re.findall(r'"(\w+)"', filters.group(1)))}
        for heading, names in written.items():
            if not names:
                yield f"docs/formats.md: found no {heading} in {writer}: this check proves nothing"
            for name in sorted(names ^ first_columns(documented, heading)):
                yield f"docs/formats.md: {heading} {name} stands in {writer} or in the document but not in both"


def main():
    root = os.path.abspath(sys.argv[1])
    documents = [path for pattern in ("*.md", "docs/**/*.md", "tests/**/*.md", "config/*.md", "refdata/*.md", "slurm/*.md")
                 for path in glob.glob(os.path.join(root, pattern), recursive=True)]
    offences = [line for path in documents for line in offences_of_document(path, root)]
    offences += offences_of_formats(root)
    print("\n".join(offences + [f"{len(documents)} documents, {len(offences)} offences"]))
    if offences or not documents:
        sys.exit(1)


if __name__ == "__main__":
    main()
