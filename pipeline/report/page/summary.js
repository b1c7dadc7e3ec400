// All cases of a run on one page.
"use strict";

const run = JSON.parse(document.getElementById("case-data").textContent);

function stateTag(row) {
  return element("span", {class: "tag " + ({done: "good", failed: "bad"}[row.state] || "plain")}, say(row.state));
}

function lightTag(row) {
  if (!row.light) return "–";
  return element("span", {class: "tag " + ({pass: "good", fail: "bad"}[row.light] || "plain")}, ({pass: "✓ ", fail: "✗ "}[row.light] || "? ") + say(row.light));
}

function nameCell(row) {
  const name = shorten(row.case, 80);
  return row.assay ? element("a", {href: encodeURIComponent(row.case) + "/report.html"}, name) : name;
}

function figures(row, key) {
  return (row.biomarkers || []).map((tumor) => tumor[key]).filter(Boolean);
}

function burden(row) {
  return figures(row, "tmb").filter((tmb) => tmb.per_megabase !== undefined).map((tmb) => `${number(tmb.per_megabase, 1)} (${number(tmb.low, 1)}–${number(tmb.high, 1)})`).join(", ");
}

function instability(row) {
  return figures(row, "msi").map((msi) => msi.verdict ? `${number(msi.percent, 1)} % ${say(msi.verdict)}` : say("not_judged")).join(", ");
}

function depths(row) {
  return (row.samples || []).map((sample) => `${shorten(sample.name, 30)} ${number(sample.target_mean_depth ?? sample.mean_depth)}x`).join(", ");
}

function columns() {
  return [
    {key: "case", title: say("case"), value: (row) => row.case, cell: nameCell},
    {key: "state", title: say("state"), value: (row) => say(row.state), filter: (row) => say(row.state), cell: stateTag},
    {key: "assay", title: say("assay"), value: (row) => row.assay || "", filter: (row) => row.assay || ""},
    {key: "light", title: say("quality"), value: (row) => row.light || "", filter: (row) => row.light ? say(row.light) : "", cell: lightTag},
    {key: "discuss", title: say("findings_to_discuss"), number: true, value: (row) => row.discuss ?? null},
    {key: "tmb", title: "TMB /Mb", value: burden},
    {key: "msi", title: "MSI", value: instability},
    {key: "depth", title: say("mean_depth"), value: depths},
    {key: "message", title: say("message"), value: (row) => row.message || "", cell: (row) => shorten(row.message || "", 300)}];
}

function controlMetric(metric) {
  const limits = metric.high > metric.low || metric.high > 0 ? {low: metric.low, high: metric.high} : null;
  const title = `${metric.name} ${Number(metric.value.toPrecision(5))}${metric.breach ? ` · ${say("control_below")}` : ""}`;
  const plot = trendPlot(title, [...metric.before, metric.value], limits, metric.breach);
  if (metric.breach) plot.classList.add("breach");
  return limits ? plot : element("div", {}, plot, element("p", {class: "lead"}, say("control_few")));
}

function controlSection(control) {
  const head = element("h2", {}, `${say("control")} ${shorten(control.sample, 60)}`);
  if (control.not_judged) return element("section", {class: "control"}, head, element("p", {class: "lead"}, `${say("control_not_judged")}: ${shorten(control.not_judged, 300)}`));
  return element("section", {class: "control"}, head, element("p", {class: "lead"}, say("control_lead")), element("div", {class: "plots"}, control.metrics.map(controlMetric)));
}

/** Across the top of the page where the run must not be used as it is. */
function breachMark() {
  return run.control_breach ? element("p", {class: "alarm", role: "alert", id: "control-breach"}, say("control_breach")) : null;
}

function draw() {
  document.documentElement.lang = language === 1 ? "sv" : "en";
  document.title = `norrsken · ${say("summary")}`;
  document.querySelector(".skip").textContent = "";
  const languages = ["English", "Svenska"].map((name, index) => element("button", {type: "button", lang: index ? "sv" : "en", "aria-pressed": String(language === index), onclick: () => { language = index; draw(); }}, name));
  document.getElementById("page").replaceChildren(
    element("header", {class: "banner"}, element("div", {class: "banner-row"}, element("div", {class: "grow"}, element("h1", {}, say("summary")), element("p", {}, `norrsken ${run.program.version}`)), element("div", {class: "count"}, element("b", {}, number(run.cases.length))))),
    element("nav", {class: "menu", "aria-label": say("menu")}, element("ul", {}, element("li", {class: "right"}, languages))),
    element("main", {}, breachMark(), element("section", {id: "cases"}, element("p", {class: "lead"}, say("summary_lead")), new DataTable(columns(), run.cases, {caption: say("summary"), id: "table-cases"}).element), (run.controls || []).map(controlSection)),
    element("footer", {}, say("research_only")));
}

draw();
document.documentElement.dataset.ready = "yes";
