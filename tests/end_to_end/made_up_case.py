"""A case.json as `norrsken run` writes it, with findings of our own: for reports that no simulated case would give."""
import copy
import gzip
import json
import os
import random

SCHEMA = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "case.schema.json")


def reason_of(text):
    """A sentence of a rule that looked at nothing."""
    return {"text": text, "code": "", "sentence": text, "values": [], "facts": []}


def finding_of(contig, position, reference, alternate, number, samples, section="other"):
    """One finding with a consequence and a reason."""
    gene = ("BRCA1", "TP53", "EGFR", "KRAS", "PIK3CA", "IDH1")[number % 6]
    rank = min(number // 3, 3)
    return {"origin": "somatic", "section": section, "contig": contig, "position": position, "reference": reference,
            "alternate": alternate, "quality": 60.5, "filters": "PASS", "is_hotspot": number % 4 == 0, "is_below_report": False,
            "is_rescued": number == 5, "samples": samples, "hgvs_genomic": f"{contig}:g.{position}{reference}>{alternate}",
            "joined": [{"source": "ClinVar", "field": "CLNSIG", "value": "Pathogenic"}], "tier": ("I", "II", "III", "IV")[rank], "rank": rank,
            "evidence": [], "models": [], "reasons": [reason_of(f"Reason {number} of the test"), reason_of("Second reason")],
            "consequence": {"gene": gene, "gene_id": "G1", "transcript": "T1.1", "transcript_kind": "MANE Select",
                            "terms": ("missense_variant", "stop_gained", "frameshift_variant&splice_region_variant")[number % 3], "impact": "HIGH",
                            "hgvs_coding": f"T1.1:c.{number + 1}{reference}>{alternate}", "hgvs_protein": f"P1.1:p.Arg{number + 1}Ter",
                            "exon": "3/24", "intron": "", "compound": ""}}


def samples_of(fields, columns):
    """Of a line of the somatic VCF; columns: of the VCF, in the order of the case."""
    keys = fields[8].split(":")
    samples = []
    for column in columns:
        values = dict(zip(keys, fields[column].split(":")))
        reference, alternate = map(int, values["AD"].split(","))
        low, high = map(float, values["AFCI"].split(","))
        samples.append({"genotype": values["GT"], "depth": int(values["DP"]), "reference_reads": reference, "alternate_reads": alternate,
                        "fraction_low": low, "fraction_high": high})
    return samples


def with_findings(document, case_folder, genome, discuss=9):
    """The document with the somatic records without filter as findings, and the reference around them."""
    document = copy.deepcopy(document)
    with open(genome, encoding="ascii") as file:
        parts = file.read().split(">")[1:]
    sequences = {part.split("\n", 1)[0].split()[0]: part.split("\n", 1)[1].replace("\n", "") for part in parts}
    items = []
    with gzip.open(os.path.join(case_folder, "vcf", document["case"] + ".somatic.pass.vcf.gz"), "rt") as file:
        for line in file:
            if line.startswith("#"):
                continue
            fields = line.rstrip("\n").split("\t")
            number = len(items)
            position = int(fields[1])
            item = finding_of(fields[0], position, fields[3], fields[4], number, samples_of(fields, (10, 9)), "discuss" if number < discuss else "other")
            start = max(0, position - 251)
            item["slice"] = {"start": start, "bases": sequences[fields[0]][start:position + 250], "contig_bases": len(sequences[fields[0]])}
            items.append(item)
    document["findings"] = {"total": len(items), "discuss": min(discuss, len(items)), "items": items}
    return document


def hostile(document, findings=100_000):
    """Names that are code, fields of 10,000 letters, and very many findings."""
    document = copy.deepcopy(document)
    code = "</script><script>window.broken = true</script><img src=x onerror=\"window.broken = true\">'\"&<!--"
    long = "x" * 10_000
    samples = [{"genotype": "0/1", "depth": 100, "reference_reads": 60, "alternate_reads": 40, "fraction_low": 0.3, "fraction_high": 0.5} for _ in document["samples"]]
    random.seed(3)
    items = []
    for number in range(findings):
        contig = code if number % 1000 == 1 else f"chr{number % 22 + 1}"
        item = finding_of(contig, number + 1, "ACGT"[number % 4], "CGTA"[number % 4], number, samples, "discuss" if number < 20 else "other")
        item["reasons"] = [reason_of(f"Reason {random.random()} {code}")]
        if number % 500 == 3:
            item["consequence"]["gene"] = code
            item["tier"] = long
            item["joined"] = [{"source": code, "field": long, "value": long}]
            item["hgvs_genomic"] = item["reference"] + long
        items.append(item)
    document["findings"] = {"total": findings, "discuss": 20, "items": items}
    document["case"] = code
    document["assay"] = long
    for sample in document["samples"]:
        sample["name"] += code + long
        sample["genes"] = [{"gene": code, "bases": 10, "mean_depth": 3, "min_depth": 0, "percent_30x": 20}]
    document["sources"] = [{"name": code, "file": long, "version": code, "date": "", "build": "", "warning": code + long}]
    for chromosome in document["overview"]["chromosomes"]:
        chromosome["name"] = code
    document["settings"]["hostile"] = code + long
    for row in document["hotspots"]:
        row["gene"] = row["name"] = code
    return document


def write(document, folder):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "case.json"), "w", encoding="utf-8") as file:
        json.dump(document, file)
