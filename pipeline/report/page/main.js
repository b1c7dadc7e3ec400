// The report of a case: sections in the order in which a board reads them.
"use strict";

const report = JSON.parse(document.getElementById("case-data").textContent);
for (const finding of report.findings.items) finding.key = keyOf(finding);
let moreFindings = null;  // once unpacked

function section(id, title, lead, ...content) {
  return element("section", {id, "aria-labelledby": id + "-title"}, element("h2", {id: id + "-title"}, title), lead ? element("p", {class: "lead"}, lead) : null, ...content);
}

function lightSign(light) {
  const svg = drawn("svg", {viewBox: "0 0 24 24", "aria-hidden": "true"});
  const strokes = {pass: "M6 12l4 4 8-9", fail: "M7 7l10 10M17 7L7 17", unknown: "M12 6v8M12 17v1"};
  svg.append(drawn("circle", {cx: 12, cy: 12, r: 11, fill: {pass: "#00795a", fail: "#d55e00", unknown: "#e69f00"}[light]}),
    drawn("path", {d: strokes[light], stroke: "#fff", "stroke-width": 2.6, fill: "none", "stroke-linecap": "round"}));
  return svg;
}

function banner() {
  const names = report.samples.map((sample) => `${shorten(sample.name, 60)} (${say("role " + sample.role)})`).join(", ");
  const light = ["pass", "fail"].includes(report.light) ? report.light : "unknown";
  return element("header", {class: "banner"}, element("div", {class: "banner-row"},
    element("div", {class: "grow"}, element("h1", {}, `${say("case")} ${shorten(report.case, 80)}`), element("p", {}, `${say("assay")} ${shorten(report.assay, 60)} · ${names}`),
      report.provenance ? element("p", {}, `${say("finished")} ${time(report.provenance.finished)} · norrsken ${report.program.version}`) : null),
    element("div", {class: "light", role: "status"}, lightSign(light), element("span", {}, say("light_" + light))),
    element("div", {class: "count"}, element("b", {}, number(report.findings.discuss)), say("findings_to_discuss"))));
}

function menu() {
  const entries = ["findings", "biomarkers", "overview", "hotspots", "gates", "plots", "methods"].filter((id) => document.getElementById(id));
  const languages = ["English", "Svenska"].map((name, index) => element("button", {type: "button", lang: index ? "sv" : "en", "aria-pressed": String(language === index),
    onclick: () => { language = index; draw(); document.querySelector(`nav.menu [lang=${index ? "sv" : "en"}]`).focus(); }}, name));
  return element("nav", {class: "menu", "aria-label": say("menu")}, element("ul", {}, entries.map((id) => element("li", {}, element("a", {href: "#" + id}, say(id)))),
    element("li", {class: "right"}, languages, element("button", {type: "button", onclick: () => window.print()}, say("print")))));
}

function findingsSection() {
  const discuss = report.findings.items.filter((finding) => finding.section === "discuss");
  const warnings = report.sources.filter((source) => source.warning).map((source) => element("p", {class: "warning"}, `${shorten(source.name, 40)}: ${shorten(source.warning, 300)}`));
  if (report.rules_missing?.length) warnings.unshift(element("p", {class: "note", id: "rules-missing"}, `${say("rules_missing")} ${report.rules_missing.map((name) => shorten(name, 40)).join(", ")}.`));
  if (!report.has_rules) warnings.unshift(element("p", {class: "warning", id: "no-rules"}, say("no_rules")));
  return section("findings", say("findings"), [say("findings_lead"), " ", element("span", {class: "no-print"}, say("findings_click"))], warnings,
    discuss.length ? findingTable(discuss, report.samples, say("findings"), "table-findings").element : element("p", {}, say("no_findings")), otherFindings());
}

function otherFindings() {
  const here = report.findings.items.filter((finding) => finding.section !== "discuss");
  const packed = document.getElementById("more-findings").textContent.trim();
  const left = report.findings.total - report.findings.items.length - report.findings.packed;
  const known = here.length + (report.findings.packed || 0);
  if (known + left === 0) return null;
  const holder = element("div");
  const show = async () => {
    if (moreFindings === null) {
      moreFindings = packed ? JSON.parse(await inflate(packed)) : [];
      for (const finding of moreFindings) finding.key = keyOf(finding);
    }
    const rest = [...here, ...moreFindings.filter((finding) => finding.section !== "discuss")];
    holder.replaceChildren(findingTable(rest, report.samples, say("other_findings"), "table-other").element);
  };
  const folded = element("details", {id: "other", ontoggle: () => { if (folded.open && !holder.firstChild) show(); }},
    element("summary", {}, `${say("other_findings")} (${number(known + left)})`), element("p", {class: "lead"}, say("other_lead")),
    left > 0 ? element("p", {class: "warning"}, `${number(left)} ${say("not_in_page")}`) : null, holder);
  return folded;
}

function card(title, value, ...lines) {
  return element("div", {class: "card"}, element("h3", {}, title), element("div", {class: "value"}, value), lines.flat().filter(Boolean).map((line) => typeof line === "string" ? element("div", {class: "small"}, line) : line));
}

function burdenCard(tumor) {
  const tmb = tumor.tmb;
  if (tmb.per_megabase === undefined) return card(say("tmb"), "–", say("not_judged"));
  return card(say("tmb"), [`${number(tmb.per_megabase, 1)} ${say("per_megabase")} `, element("span", {class: "tag " + (tmb.verdict === "high" ? "bad" : "plain")}, say(tmb.verdict))],
    gauge(say("tmb"), tmb.per_megabase, tmb.low, tmb.high, tmb.high_from), `${say("interval")} ${number(tmb.low, 1)}–${number(tmb.high, 1)}`,
    `${number(tmb.variants)} ${say(tmb.counted)} ${say("over")} ${number(tmb.bases)} ${say("callable")}`);
}

function instabilityCard(tumor) {
  const msi = tumor.msi;
  if (!msi) return null;
  const counts = [`${number(msi.unstable)} ${say("unstable_of")} ${number(msi.sites)} ${say("repeats")}`, {expectation: say("without_normal"), "panel of normals": say("against_panel")}[msi.against]];
  if (!msi.verdict) return card(say("msi"), "–", `${say("not_judged")}: ${say("too_few_sites")} (${number(msi.sites)} < ${number(msi.sites_needed)})`);
  return card(say("msi"), [`${number(msi.percent, 1)} % `, element("span", {class: "tag " + (msi.verdict === "stable" ? "plain" : "bad")}, say(msi.verdict))],
    gauge(say("msi"), msi.percent, msi.low, msi.high, msi.high_from_percent), `${say("interval")} ${number(msi.low, 1)}–${number(msi.high, 1)} %`, counts);
}

function pairCards() {
  if (!report.identity) return [];
  return report.identity.tumors.flatMap((tumor) => [
    card(say("purity"), percent(tumor.purity, 0), shorten(tumor.sample, 60)),
    report.identity.normal ? card(say("identity"), number(tumor.identity, 2), `${say("limit")} ${number(report.identity.identity_limit, 2)} · ${number(tumor.identity_sites)} ${say("identity_sites")}`,
      `${say("contamination")} ${percent(tumor.contamination)}`, `${say("carry_over")} ${percent(report.identity.tumor_carry_over_in_normal)}`) : null].filter(Boolean));
}

function biomarkersSection() {
  if (report.biomarkers.length === 0) return null;
  const cards = report.biomarkers.flatMap((tumor) => [burdenCard(tumor), instabilityCard(tumor)].filter(Boolean));
  const spectra = report.biomarkers.map((tumor) => spectrumPlot(`${say("spectrum")}, ${shorten(tumor.sample, 40)}`, tumor.spectrum));
  return section("biomarkers", say("biomarkers"), say("biomarkers_lead"), element("div", {class: "cards"}, cards, pairCards()), spectra.filter(Boolean));
}

function overviewSection() {
  const chromosomes = report.overview.chromosomes;
  if (chromosomes.length === 0) return null;
  const bin = report.overview.bin_bases;
  const all = chromosomes.flatMap((each) => each.depth_x10.flat()).filter((depth) => depth > 0).sort((a, b) => a - b);
  const most = all.length ? Math.max(1, all[Math.floor(all.length * 0.98)] / 10 * 1.25) : 1;
  const depth = report.samples.map((sample, index) => ({name: sample.name, points: (chromosome) => chromosome.depth_x10[index].map((value, at) => [Math.min((at + 0.5) * bin, chromosome.bases), value / 10])}));
  const balance = report.samples.map((sample, index) => ({name: sample.name, points: (chromosome) => chromosome.balance.filter((point) => point[index + 1] !== null).map((point) => [point[0], point[index + 1] / 1000])}));
  return section("overview", say("overview"), say("overview_lead"), genomePlot(say("depth_along"), chromosomes, depth, most, {y: say("depth")}),
    genomePlot(say("balance"), chromosomes, balance, 1, {y: say("fraction")}));
}

function hotspotResult(row) {
  if (row.record !== ".") return row.record === "PASS" && row.alternate_reads > 0 ? "found" : row.alternate_reads > 0 ? shorten(row.record, 60) : "not_found";
  return row.depth < 10 ? "not_covered" : "not_found";
}

function hotspotsSection() {
  if (report.hotspots.length === 0) return section("hotspots", say("hotspots"), say("no_hotspots"));
  const columns = [
    {key: "gene", title: say("gene"), value: (row) => String(row.gene), filter: (row) => shorten(row.gene, 60), cell: (row) => element("span", {class: "gene"}, shorten(row.gene, 40))},
    {key: "change", title: say("change"), wide: true, value: (row) => `${row.contig}:${row.position} ${row.reference}>${row.alternate} ${row.name}`, cell: (row) => element("span", {}, shorten(row.name, 60), element("br"), element("span", {class: "small code"}, shorten(`${row.contig}:${row.position} ${row.reference}>${row.alternate}`, 70)))},
    {key: "sample", title: say("sample"), value: (row) => String(row.sample), filter: (row) => shorten(row.sample, 60)},
    {key: "depth", title: say("depth"), number: true, value: (row) => row.depth},
    {key: "reads", title: say("reads_with"), number: true, value: (row) => row.alternate_reads, cell: (row) => `${row.alternate_reads} / ${row.reference_reads + row.alternate_reads}`},
    {key: "fraction", title: say("fraction"), narrow: true, value: (row) => row.alternate_percent, cell: (row) => fractionCell({...row, fraction_high: 0})},
    {key: "result", title: say("result"), value: (row) => say(hotspotResult(row)), filter: (row) => say(hotspotResult(row)),
      cell: (row) => element("span", {class: "tag " + (hotspotResult(row) === "found" ? "strong" : "plain")}, say(hotspotResult(row)))}];
  return section("hotspots", say("hotspots"), say("hotspots_lead"), new DataTable(columns, report.hotspots, {caption: say("hotspots"), id: "table-hotspots", pageSize: 25}).element);
}

function gatesSection() {
  const rows = report.samples.flatMap((sample) => sample.quality.limits.map((limit) => ({...limit, sample: sample.name})));
  const columns = [
    {key: "sample", title: say("sample"), value: (row) => row.sample, filter: (row) => shorten(row.sample, 60)},
    {key: "metric", title: say("metric"), value: (row) => metricName(row.metric)},
    {key: "value", title: say("value"), number: true, value: (row) => row.value, cell: (row) => row.value === null ? "–" : number(row.value, row.value % 1 ? 2 : 0) + metricUnit(row.metric)},
    {key: "limit", title: say("limit"), number: true, value: (row) => row.limit, cell: (row) => `${row.bound === ">=" ? "≥" : "≤"} ${number(row.limit, row.limit % 1 ? 2 : 0)}${metricUnit(row.metric)}`},
    {key: "verdict", title: say("verdict"), value: (row) => row.verdict, filter: (row) => say(row.verdict),
      cell: (row) => element("span", {class: "tag " + ({pass: "good", fail: "bad"}[row.verdict] || "plain")}, ({pass: "✓ ", fail: "✗ "}[row.verdict] || "? ") + say(row.verdict))},
    {key: "source", title: say("source"), wide: true, value: (row) => row.source, cell: (row) => shorten(row.source, 300)}];
  return section("gates", say("gates"), say("gates_lead"), new DataTable(columns, rows, {caption: say("gates"), id: "table-gates"}).element, benchmarkPart());
}

function benchmarkPart() {
  if (!report.benchmark) return null;
  const share = (value) => (value === undefined || value === null ? "–" : number(value * 100, 2) + " %");
  const count = (value) => (value === undefined ? "–" : number(value));
  const rows = Object.entries(report.benchmark).map(([type, row]) => element("tr", {}, element("th", {scope: "row"}, shorten(type, 40)),
    [share(row.recall), share(row.precision), share(row.f1), count(row.truth_total), count(row.fn), count(row.fp)].map((text) => element("td", {class: "number"}, text))));
  const head = ["", say("recall"), say("precision"), "F1", say("in_truth"), say("missed"), say("false_calls")];
  return element("div", {id: "benchmark"}, element("h3", {}, say("benchmark")), element("p", {class: "lead"}, say("benchmark_lead")),
    element("table", {}, element("thead", {}, element("tr", {}, head.map((title) => element("th", {scope: "col", class: "number"}, title)))), element("tbody", {}, rows)));
}

/** [value, count] pairs -> [value, percent], up to where all but a five-hundredth lie. */
function sharesOf(pairs, limit = 0.998) {
  const total = pairs.reduce((sum, pair) => sum + pair[1], 0);
  const points = [];
  let seen = 0;
  for (const [value, count] of pairs) {
    if (seen > total * limit) break;
    seen += count;
    points.push([value, count / total * 100]);
  }
  return points;
}

function geneTable() {
  const rows = report.samples.flatMap((sample) => sample.genes.map((gene) => ({...gene, sample: sample.name})));
  if (rows.length === 0) return null;
  const shares = Object.keys(rows[0]).filter((key) => key.startsWith("percent_"));
  const columns = [
    {key: "gene", title: say("gene"), value: (row) => String(row.gene), cell: (row) => element("span", {class: "gene"}, shorten(row.gene, 40))},
    {key: "sample", title: say("sample"), value: (row) => row.sample, filter: (row) => shorten(row.sample, 60)},
    {key: "mean", title: say("mean_depth"), number: true, value: (row) => row.mean_depth, cell: (row) => number(row.mean_depth, 0)},
    {key: "least", title: say("min_depth"), number: true, value: (row) => row.min_depth},
    ...shares.map((key) => ({key, title: key.replace("percent_", "≥ "), narrow: true, value: (row) => row[key], cell: (row) => {
      const bar = element("span", {class: "bar", "aria-hidden": "true"});
      const fill = element("i");
      fill.style.width = `${row[key]}%`;
      bar.append(fill);
      return element("span", {}, bar, `${number(row[key], 1)} %`);
    }}))];
  return [element("h3", {}, say("gene_coverage")), new DataTable(columns, rows, {caption: say("gene_coverage"), id: "table-genes", pageSize: 20}).element];
}

function plotsSection() {
  const insert = report.samples.map((sample) => ({name: sample.name, points: sharesOf(sample.quality.insert_size.histogram)}));
  const depth = report.samples.map((sample) => ({name: sample.name, points: sharesOf(sample.quality.depth.histogram)}));
  const figures = [linePlot(say("insert_size"), insert, {x: say("bases"), y: say("pairs")}), linePlot(say("depth_distribution"), depth, {x: say("depth"), y: say("positions")})];
  for (const tumor of report.biomarkers)
    if (tumor.fractions.some(Boolean)) figures.push(histogramPlot(`${say("fractions")}, ${shorten(tumor.sample, 40)}`, tumor.fractions, {x: say("fraction") + " (%)", y: say("variants")}));
  const points = report.scatter.filter((point) => point[1] > 0 && point[3] > 0).map((point) => [point[0] / point[1], point[2] / point[3]]);
  if (points.length) figures.push(scatterPlot(say("scatter"), points, {x: `${say("tumor")}, ${say("fraction").toLowerCase()}`, y: `${say("normal")}, ${say("fraction").toLowerCase()}`}));
  return section("plots", say("plots"), null, element("div", {class: "plots"}, figures.filter(Boolean)), geneTable());
}

function folded(title, content) {
  return element("details", {class: "to-print"}, element("summary", {}, title), content);
}

function methodsSection() {
  const sources = report.sources.map((source) => element("tr", {}, [source.name, source.version, source.date, source.file, source.warning].map((text) => element("td", {}, shorten(text, 160)))));
  const sourceTable = sources.length ? [element("h3", {}, say("sources")), element("table", {}, element("thead", {}, element("tr", {}, [say("source"), say("version"), say("date"), say("file"), ""].map((title) => element("th", {scope: "col"}, title)))), element("tbody", {}, sources))] : null;
  const settings = pairs(Object.entries(report.settings).map(([name, value]) => [name, String(value)]));
  const provenance = report.provenance;
  const program = pairs([[say("program"), `norrsken ${report.program.version}`], [say("assay"), report.assay], [say("reference_genome"), provenance ? provenance.reference : ""], [say("started"), provenance ? time(provenance.started) : ""], [say("finished"), provenance ? time(provenance.finished) : ""]]);
  return section("methods", say("methods"), null, element("p", {class: "lead"}, say("methods_text")), program, sourceTable, element("div", {id: "settings"}, folded(say("settings"), settings)), element("p", {class: "lead"}, say("research_only")));
}

/** What stands at the foot of every printed page; a text in CSS has no letters with a meaning of their own. */
function pageFoot() {
  const quoted = (text) => `"${Array.from(text, (letter) => /[\p{L}\p{N} .,_·-]/u.test(letter) ? letter : `\\${letter.codePointAt(0).toString(16)} `).join("")}"`;
  const made = report.provenance ? ` · ${time(report.provenance.finished)}` : "";
  return element("style", {}, `@page { @bottom-left { content: ${quoted(`${say("case")} ${shorten(report.case, 60)}${made} · norrsken ${report.program.version}`)}; font: 8px sans-serif; }
    @bottom-right { content: ${quoted(say("page") + " ")} counter(page) " / " counter(pages); font: 8px sans-serif; } }`);
}

function draw() {
  document.documentElement.lang = language === 1 ? "sv" : "en";
  const skip = document.querySelector(".skip");
  skip.textContent = say("skip");
  const page = document.getElementById("page");
  page.replaceChildren(banner(), element("main", {}, [findingsSection(), biomarkersSection(), overviewSection(), hotspotsSection(), gatesSection(), plotsSection(), methodsSection()].filter(Boolean)),
    element("footer", {}, `norrsken ${report.program.version} · ${say("research_only")}`));
  page.firstChild.after(menu());
  page.append(pageFoot());
}

window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
draw();
document.documentElement.dataset.ready = "yes";
