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

function percent(share, decimals = 1) {
  return share === null || share === undefined ? "–" : number(share * 100, decimals) + " %";
}

/** Base64 of gzip -> text. */
async function inflate(base64) {
  const bytes = Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
