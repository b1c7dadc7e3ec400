// Plots as plain SVG: a few kinds, drawn once. Every plot has a name for screen readers.
"use strict";

const palette = ["#0072b2", "#e69f00", "#00795a", "#cc79a7", "#56b4e9", "#d55e00"];

/** Round steps for an axis from 0 to `most`. */
function ticksTo(most, wanted = 5) {
  if (!(most > 0)) return [0, 1];
  const raw = most / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= raw);
  const ticks = [];
  for (let at = 0; at < most + step * 0.999; at += step) ticks.push(Number(at.toPrecision(12)));
  return ticks;
}

/** As many decimals as tell the ticks apart. */
function tickText(tick, ticks) {
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 1;
  const decimals = [0, 1, 2, 3].find((each) => Math.abs(step * 10 ** each - Math.round(step * 10 ** each)) < 1e-6) ?? 4;
  return number(tick, tick === 0 ? 0 : decimals);
}

/** A frame with axes: {svg, x(value), y(value)}. size: {width, height, left, bottom, top, right}. */
function frame(name, xRange, yTicks, labels = {}, size = {}) {
  const {width = 560, height = 230, left = 46, right = 16, top = 8, bottom = 34} = size;
  const svg = drawn("svg", {class: "plot", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": name});
  svg.append(drawn("title", {}, name));
  const most = yTicks[yTicks.length - 1];
  const x = (value) => left + (value - xRange[0]) / (xRange[1] - xRange[0] || 1) * (width - left - right);
  const y = (value) => height - bottom - value / most * (height - top - bottom);
  for (const tick of yTicks) {
    svg.append(drawn("line", {x1: left, x2: width - right, y1: y(tick), y2: y(tick), stroke: tick === 0 ? "#8a98a5" : "#e3e8ed"}));
    svg.append(drawn("text", {x: left - 5, y: y(tick) + 4, "text-anchor": "end"}, tickText(tick, yTicks)));
  }
  for (const tick of labels.xTicks || [])
    svg.append(drawn("text", {x: x(tick), y: height - bottom + 14, "text-anchor": "middle"}, tickText(tick, labels.xTicks)));
  if (labels.x) svg.append(drawn("text", {x: (left + width - right) / 2, y: height - 4, "text-anchor": "middle"}, labels.x));
  if (labels.y) svg.append(drawn("text", {x: 10, y: (height - bottom) / 2, "text-anchor": "middle", transform: `rotate(-90 10 ${(height - bottom) / 2})`}, labels.y));
  return {svg, x, y};
}

function figure(title, svg, legend = []) {
  const marks = legend.map(([text, colour]) => {
    const mark = element("i");
    mark.style.background = colour;
    return element("span", {}, mark, shorten(text, 60));
  });
  return element("figure", {}, element("figcaption", {}, title), svg, legend.length ? element("div", {class: "legend"}, marks) : null);
}

/** series: [{name, points: [[x, y], ...]}], one colour each. */
function linePlot(title, series, labels) {
  const points = series.flatMap((each) => each.points);
  if (points.length === 0) return null;
  const xMost = Math.max(...points.map((point) => point[0]));
  const xTicks = ticksTo(xMost).filter((tick) => tick <= xMost);
  const plot = frame(title, [0, xMost], ticksTo(Math.max(...points.map((point) => point[1]))), {...labels, xTicks});
  series.forEach((each, index) => {
    const path = each.points.map(([x, y], i) => `${i ? "L" : "M"}${plot.x(x).toFixed(1)} ${plot.y(y).toFixed(1)}`).join("");
    plot.svg.append(drawn("path", {d: path, fill: "none", stroke: palette[index % palette.length], "stroke-width": 1.8,
      "stroke-dasharray": index % 2 ? "5 2" : "none"}));
  });
  return figure(title, plot.svg, series.map((each, index) => [each.name, palette[index % palette.length]]));
}

/** values by x = index. */
function histogramPlot(title, values, labels) {
  const most = Math.max(...values, 1);
  const last = values.length - 1;
  const plot = frame(title, [0, last + 1], ticksTo(most), {...labels, xTicks: ticksTo(last).filter((tick) => tick <= last)});
  values.forEach((value, index) => {
    if (value > 0) plot.svg.append(drawn("rect", {x: plot.x(index), width: Math.max(1, plot.x(index + 1) - plot.x(index) - 0.8),
      y: plot.y(value), height: plot.y(0) - plot.y(value), fill: palette[0]}));
  });
  return figure(title, plot.svg);
}

function spectrumPlot(title, spectrum) {
  const entries = Object.entries(spectrum);
  const colours = ["#0072b2", "#1b2733", "#d55e00", "#8a98a5", "#00795a", "#cc79a7"];
  const total = entries.reduce((sum, entry) => sum + entry[1], 0);
  if (total === 0) return null;
  const size = {width: 1180, height: 230, left: 40, bottom: 46, top: 24};
  const plot = frame(title, [0, 96], ticksTo(Math.max(...entries.map((entry) => entry[1]))), {}, size);
  entries.forEach(([name, count], index) => {
    const kind = Math.floor(index / 16);
    const x = plot.x(index);
    const bar = drawn("rect", {x: x + 1, width: plot.x(index + 1) - x - 2, y: plot.y(count), height: plot.y(0) - plot.y(count), fill: colours[kind]});
    bar.append(drawn("title", {}, `${name}: ${count}`));
    plot.svg.append(bar);
    const label = drawn("text", {transform: `rotate(-90 ${x + 9} ${plot.y(0) + 5})`, x: x + 9, y: plot.y(0) + 5, "text-anchor": "end"}, name[0] + name[2] + name[6]);
    label.style.fontSize = "8px";
    plot.svg.append(label);
    if (index % 16 === 0) {
      plot.svg.append(drawn("rect", {x: x + 1, width: plot.x(index + 16) - x - 2, y: 14, height: 4, fill: colours[kind]}));
      plot.svg.append(drawn("text", {x: plot.x(index + 8), y: 10, "text-anchor": "middle"}, name.slice(2, 5)));
    }
  });
  return figure(`${title} · ${number(total)} ${say("substitutions")}`, plot.svg);
}

/** Dots; points: [[x, y], ...] in shares from 0 to 1. */
function scatterPlot(title, points, labels) {
  const plot = frame(title, [0, 1], [0, 0.25, 0.5, 0.75, 1], {...labels, xTicks: [0, 0.25, 0.5, 0.75, 1]}, {height: 300});
  for (const [x, y] of points)
    plot.svg.append(drawn("circle", {cx: plot.x(x).toFixed(1), cy: plot.y(y).toFixed(1), r: 2.4, fill: palette[0], "fill-opacity": 0.55}));
  return figure(title, plot.svg);
}

/** chromosomes side by side; values(chromosome) -> [[place from 0, value], ...] */
function genomePlot(title, chromosomes, series, most, labels) {
  const size = {width: 1180, height: 190, left: 44, bottom: 30};
  const total = chromosomes.reduce((sum, each) => sum + each.bases, 0);
  const plot = frame(title, [0, total], ticksTo(most, 4), labels, size);
  let start = 0;
  chromosomes.forEach((chromosome, index) => {
    const from = plot.x(start);
    const to = plot.x(start + chromosome.bases);
    if (index % 2) plot.svg.append(drawn("rect", {x: from, width: to - from, y: 8, height: plot.y(0) - 8, fill: "#12324a", "fill-opacity": 0.045}));
    if (to - from > 14)
      plot.svg.append(drawn("text", {x: (from + to) / 2, y: 175, "text-anchor": "middle"}, shorten(chromosome.name.replace(/^chr/, ""), Math.max(2, Math.floor((to - from) / 7)))));
    series.forEach((each, number) => {
      let path = "";
      for (const [place, value] of each.points(chromosome)) {
        const x = plot.x(start + place);
        path += `M${(x - 1.4).toFixed(1)} ${plot.y(Math.min(value, most)).toFixed(1)}h2.8`;
      }
      plot.svg.append(drawn("path", {d: path, stroke: palette[number % palette.length], "stroke-width": 2.8, fill: "none", "stroke-opacity": 0.7}));
    });
    start += chromosome.bases;
  });
  return figure(title, plot.svg, series.map((each, index) => [each.name, palette[index % palette.length]]));
}

/** A figure over runs, the last one a dot; limits {low, high} are dashed lines, or missing. */
function trendPlot(title, values, limits, isBreach) {
  const shown = limits ? [...values, limits.low, limits.high] : values;
  const least = Math.min(...shown);
  const range = Math.max(...shown) - least || 1;
  const svg = drawn("svg", {class: "plot", viewBox: "0 0 420 110", role: "img", "aria-label": title});
  const x = (index) => 8 + (values.length < 2 ? 0.5 : index / (values.length - 1)) * 330;
  const y = (value) => 98 - (value - least) / range * 84;
  for (const limit of limits ? [limits.low, limits.high] : []) {
    svg.append(drawn("line", {x1: 8, x2: 338, y1: y(limit), y2: y(limit), stroke: "#d55e00", "stroke-dasharray": "4 3"}));
    svg.append(drawn("text", {x: 346, y: y(limit) + 4}, Number(limit.toPrecision(5))));
  }
  svg.append(drawn("polyline", {points: values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" "), fill: "none", stroke: palette[0], "stroke-width": 1.8}));
  const last = values.length - 1;
  svg.append(drawn("circle", {cx: x(last), cy: y(values[last]), r: 4, fill: isBreach ? "#d55e00" : palette[0]}));
  return figure(title, svg);
}

/** A value with its interval and its limit on a bar from 0. */
function gauge(name, value, low, high, limit) {
  const most = ticksTo(Math.max(high, limit * 1.3, value), 4).pop();
  const svg = drawn("svg", {viewBox: "0 0 230 44", class: "plot", role: "img", "aria-label": `${name}: ${value}, ${low}–${high}`});
  const x = (at) => 5 + at / most * 220;
  svg.append(drawn("rect", {x: 5, y: 14, width: 220, height: 10, rx: 5, fill: "#e7ecf1"}));
  svg.append(drawn("rect", {x: 5, y: 14, width: Math.max(2, x(value) - 5), height: 10, rx: 5, fill: value >= limit ? "#d55e00" : "#0072b2"}));
  svg.append(drawn("line", {x1: x(low), x2: x(high), y1: 19, y2: 19, stroke: "#1b2733", "stroke-width": 2}));
  svg.append(drawn("line", {x1: x(limit), x2: x(limit), y1: 9, y2: 29, stroke: "#1b2733", "stroke-dasharray": "3 2"}));
  svg.append(drawn("text", {x: Math.min(Math.max(x(limit), 12), 195), y: 41, "text-anchor": "middle"}, number(limit, limit % 1 ? 1 : 0)));
  if (x(limit) > 28) svg.append(drawn("text", {x: 5, y: 41}, "0"));
  svg.append(drawn("text", {x: 225, y: 41, "text-anchor": "end"}, number(most)));
  return svg;
}
