// Elements from plain values. Text goes in as text nodes only: nothing of a case is ever read as HTML.
"use strict";

/** element("td", {class: "number"}, "3", child) */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.flat());
  return made;
}

const texts = JSON.parse(document.getElementById("texts-data").textContent);
let language = 0;  // column of the catalogue

/** The text of the catalogue in the language chosen; a key that is not there stands for itself. */
function say(key) {
  return texts[key] ? texts[key][language] : String(key);
}

/** Why a finding has its tier, in the language chosen; sentences of a laboratory's own rules stay as they are. */
function sayReason(reason) {
  if (language === 0) return reason.text;
  const values = [...reason.values];
  const key = `reason: ${reason.sentence}`;
  const sentence = (texts[key] ? say(key) : reason.sentence).replace(/\{\}/g, (hole) => (values.length ? values.shift() : hole));
  const facts = reason.facts.map((fact) => fact.subject + (fact.value ? `=${fact.value}` : ` ${say("not known")}`));
  return (reason.code ? `${reason.code}: ` : "") + sentence + (facts.length ? ` (${facts.join(", ")})` : "");
}

/** Long fields of hostile or careless sources would push all else away; the whole stands in the title. */
function shorten(value, most = 120) {
  const text = value === null || value === undefined ? "" : String(value);
  return text.length <= most ? text : text.slice(0, most - 1) + "…";
}

function number(value, decimals = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return Number(value).toLocaleString(language === 1 ? "sv-SE" : "en-GB",
    {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
}

/** "2026-11-23T00:48:41Z" -> "2026-11-23 00:48 UTC" */
function time(text) {
  return text ? text.replace(/^(\S{10})T(\d\d:\d\d).*$/, "$1 $2 UTC") : "";
}

/** Quality figures by their names in qc/SAMPLE.json; those that the catalogue lacks by these. */
function metricName(id) {
  return texts["metric " + id] ? say("metric " + id) : id.replace(/_/g, " ");
}

function metricUnit(id) {
  if (/percent|share/.test(id)) return " %";
  return /depth/.test(id) ? "×" : /insert|length/.test(id) ? ` ${say("bases")}` : "";
}

function percent(share, decimals = 1) {
  return share === null || share === undefined ? "–" : number(share * 100, decimals) + " %";
}

/** Base64 of gzip -> text. */
async function inflate(base64) {
  const bytes = Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
