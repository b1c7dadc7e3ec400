// The tables of variants: cells, what opens below a row, and the reads.
"use strict";

function keyOf(finding) {
  return `${finding.contig}:${finding.position}:${finding.reference}:${finding.alternate}`;
}

/** The sample that a finding is about: the tumor of a somatic one, else the first that carries it, a tumor last. */
function mainSample(finding, samples) {
  const carriesAt = (mayBeTumor) => finding.samples.findIndex((each, index) => /[1-9]/.test(each.genotype) && (mayBeTumor || !samples[index]?.is_tumor));
  const carries = carriesAt(false) >= 0 ? carriesAt(false) : carriesAt(true);
  const tumor = samples.findIndex((each) => each.is_tumor);
  const chosen = finding.origin === "somatic" && tumor >= 0 ? tumor : Math.max(carries, 0);
  return finding.samples[chosen] || {depth: 0, reference_reads: 0, alternate_reads: 0, fraction_low: 0, fraction_high: 0};
}

function fractionOf(sample) {
  const all = sample.reference_reads + sample.alternate_reads;
  return all === 0 ? null : sample.alternate_reads / all;
}

function fractionCell(sample) {
  const fraction = fractionOf(sample);
  if (fraction === null) return "–";
  const bar = element("span", {class: "bar", "aria-hidden": "true"});
  const fill = element("i");
  fill.style.width = `${Math.min(100, fraction * 100)}%`;
  bar.append(fill);
  if (sample.fraction_high > 0) {
    const spread = element("u");
    spread.style.left = `${sample.fraction_low * 100}%`;
    spread.style.width = `${Math.max(1, (sample.fraction_high - sample.fraction_low) * 100)}%`;
    bar.append(spread);
    bar.title = `${say("interval")}: ${percent(sample.fraction_low)} – ${percent(sample.fraction_high)}`;
  }
  return element("span", {}, bar, percent(fraction));
}

function changeOf(finding) {
  return `${finding.contig}:${finding.position} ${finding.reference}>${finding.alternate}`;
}

/** "ENST00000357654.9:c.4327C>T" -> "c.4327C>T" */
function withoutAccession(name) {
  return name ? name.slice(name.indexOf(":") + 1) : "";
}

function variantCell(finding) {
  const c = finding.consequence || {};
  const lines = [withoutAccession(c.hgvs_protein), withoutAccession(c.hgvs_coding)].filter(Boolean);
  const main = lines.length ? lines[0] : changeOf(finding);
  const rest = lines.length > 1 ? lines[1] + " · " + changeOf(finding) : lines.length ? changeOf(finding) : "";
  return element("span", {}, element("span", {title: main}, shorten(main, 60)), element("br"), element("span", {class: "small code", title: rest}, shorten(rest, 70)));
}

function consequenceText(finding) {
  return finding.consequence ? finding.consequence.terms.replace(/_variant\b/g, "").replace(/_/g, " ").replace(/&/g, ", ") : "";
}

function tags(finding) {
  const list = [];
  if (finding.is_rescued) list.push(element("span", {class: "tag bad"}, say("rescued")));
  if (finding.is_hotspot) list.push(element("span", {class: "tag good"}, say("hotspot")));
  if (finding.is_below_report) list.push(element("span", {class: "tag plain"}, say("below_report")));
  return list;
}

function reasonsCell(finding) {
  return element("span", {}, shorten(sayReason(finding.reasons[0]), 160), finding.reasons.length > 1 ? ` (+${finding.reasons.length - 1})` : "", " ", tags(finding));
}

function findingColumns(samples) {
  const gene = (finding) => (finding.consequence ? finding.consequence.gene : "");
  return [
    {key: "gene", title: say("gene"), value: gene, filter: (finding) => shorten(gene(finding), 60),
      cell: (finding) => element("span", {class: "gene", title: gene(finding)}, shorten(gene(finding) || "–", 30))},
    {key: "variant", title: say("variant"), wide: true, value: (finding) => finding.contig + String(finding.position).padStart(11, "0"), cell: variantCell,
      search: (finding) => `${changeOf(finding)} ${finding.hgvs_genomic} ${finding.consequence ? finding.consequence.hgvs_coding + finding.consequence.hgvs_protein : ""}`},
    {key: "consequence", title: say("consequence"), wide: true, value: consequenceText, filter: (finding) => shorten(consequenceText(finding), 60),
      cell: (finding) => shorten(consequenceText(finding) || "–", 70)},
    {key: "fraction", title: say("fraction"), narrow: true, value: (finding) => fractionOf(mainSample(finding, samples)), cell: (finding) => fractionCell(mainSample(finding, samples))},
    {key: "depth", title: say("depth"), number: true, value: (finding) => mainSample(finding, samples).depth},
    {key: "tier", title: say("tier"), value: (finding) => finding.rank, filter: (finding) => shorten(say(finding.tier), 40), search: (finding) => say(finding.tier),
      cell: (finding) => finding.tier ? element("span", {class: "tag strong", title: say(finding.tier)}, shorten(say(finding.tier), 28)) : "–"},
    {key: "why", title: say("why"), wide: true, value: (finding) => finding.reasons.map(sayReason).join(" "), cell: reasonsCell},
    {key: "origin", title: say("origin"), value: (finding) => say(finding.origin), filter: (finding) => say(finding.origin)},
    {key: "filters", title: say("filters"), wide: true, value: (finding) => finding.filters, filter: (finding) => shorten(finding.filters, 40)},
  ];
}

function pairs(entries) {
  return element("dl", {}, entries.filter(([, value]) => value).flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, typeof value === "string" ? shorten(value, 400) : value)]));
}

function sampleTable(finding, samples) {
  const head = [say("sample"), say("genotype"), say("reads_with"), say("fraction")];
  const hasInheritance = finding.samples.some((each) => each.inheritance);
  if (hasInheritance) head.push(say("inherited"));
  const rows = finding.samples.map((each, index) => element("tr", {},
    element("td", {}, shorten(samples[index] ? samples[index].name : index, 60)), element("td", {}, each.genotype),
    element("td", {}, `${each.alternate_reads} / ${each.reference_reads + each.alternate_reads}`), element("td", {class: "narrow"}, fractionCell(each)),
    hasInheritance ? element("td", {}, each.inheritance ? say(each.inheritance) : "–") : null));
  return element("table", {}, element("thead", {}, element("tr", {}, head.map((title) => element("th", {scope: "col"}, title)))), element("tbody", {}, rows));
}

function detailOf(finding, samples) {
  const c = finding.consequence || {};
  const worst = finding.worst ? `${finding.worst.transcript} ${finding.worst.terms.replace(/&/g, ", ")} ${withoutAccession(finding.worst.hgvs_protein)}` : "";
  const exon = [c.exon && `exon ${c.exon}`, c.intron && `intron ${c.intron}`].filter(Boolean).join(", ");
  const joined = finding.joined.map((each) => element("div", {title: each.value}, `${shorten(each.source, 40)} ${shorten(each.field, 40)}: ${shorten(each.value, 200)}`));
  const holder = element("div", {class: "viewer", hidden: true});
  const button = element("button", {type: "button", class: "show-reads"}, say("show_reads"));
  button.addEventListener("click", () => {
    holder.hidden = false;
    button.hidden = true;
    showReads(finding, samples, holder).catch((error) => { holder.textContent = String(error.message || error); });
  });
  if (hasReads(finding)) queueMicrotask(() => button.click());
  return element("div", {},
    element("div", {class: "detail-grid"},
      element("div", {}, element("h3", {}, say("why")), element("ul", {class: "reasons"}, finding.reasons.map((reason) => element("li", {}, shorten(sayReason(reason), 400)))),
        finding.evidence.length || finding.models.length ? element("p", {}, [...finding.evidence, ...finding.models].map((each) => [element("span", {class: "tag plain"}, shorten(say(each), 40)), " "])) : null),
      element("div", {}, element("h3", {}, say("variant")), pairs([[say("place"), finding.hgvs_genomic || changeOf(finding)], [say("transcript"), [c.hgvs_coding, c.transcript_kind].filter(Boolean).join(" · ")],
        ["", c.hgvs_protein], ["", exon], ["", c.compound], [say("worst"), worst], [say("filters"), finding.filters], [say("quality"), number(finding.quality, 1)]])),
      element("div", {}, element("h3", {}, say("samples")), sampleTable(finding, samples)),
      joined.length ? element("div", {}, element("h3", {}, say("known")), joined) : null),
    hasReads(finding) ? [button, holder] : element("p", {class: "small"}, say("no_reads")));
}

function findingTable(findings, samples, caption, id) {
  return new DataTable(findingColumns(samples), findings, {caption, id, detail: (finding) => detailOf(finding, samples),
    detailLabel: (finding) => `${say("reads_of")} ${shorten(changeOf(finding), 60)}`});
}
