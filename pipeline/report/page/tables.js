// A table that sorts, filters, searches and turns pages; rows may open.
"use strict";

/**
 * columns: [{key, title, value(row) -> sortable, cell(row) -> node or text, number, filter}]
 * options: {caption, pageSize, detail(row) -> node, id}
 */
class DataTable {
  constructor(columns, rows, options = {}) {
    this.columns = columns;
    this.rows = rows;
    this.options = {pageSize: 50, ...options};
    this.sortColumn = null;
    this.isDescending = false;
    this.page = 0;
    this.filters = new Map();
    this.needle = "";
    this.opened = new Set();
    this.element = this.build();
    this.update();
  }

  build() {
    this.status = element("span", {class: "status", "aria-live": "polite"});
    const search = element("input", {type: "search", placeholder: say("search"), "aria-label": say("search"),
      oninput: (event) => { this.needle = event.target.value.toLowerCase(); this.page = 0; this.update(); }});
    const filters = this.columns.filter((column) => column.filter).map((column) => this.buildFilter(column));
    const head = element("tr", {}, this.columns.map((column) => this.buildHead(column)));
    this.body = element("tbody");
    this.pager = element("div", {class: "tools pager"});
    this.table = element("table", {}, element("caption", {}, this.options.caption || ""), element("thead", {}, head), this.body);
    return element("div", {class: "data-table", id: this.options.id},
      element("div", {class: "tools"}, search, filters, this.status),
      element("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": this.options.caption || ""}, this.table),
      this.pager);
  }

  buildHead(column) {
    const head = element("th", {scope: "col", class: column.number ? "number" : null, "data-column": column.key});
    // A browser repeats the head on every printed page only where nothing in it can be pressed.
    head.append(element("button", {type: "button", onclick: () => this.sortBy(column)}, column.title), element("span", {class: "print-only", "aria-hidden": "true"}, column.title));
    column.head = head;
    return head;
  }

  buildFilter(column) {
    const values = [...new Set(this.rows.map((row) => column.filter(row)))].sort().slice(0, 200);
    const choose = (event) => {
      if (event.target.value === "") this.filters.delete(column);
      else this.filters.set(column, event.target.value);
      this.page = 0;
      this.update();
    };
    return element("select", {"aria-label": column.title, onchange: choose, "data-column": column.key},
      element("option", {value: ""}, `${column.title}: ${say("all")}`),
      values.filter((value) => value !== "").map((value) => element("option", {value}, shorten(value, 40))));
  }

  sortBy(column) {
    this.isDescending = this.sortColumn === column ? !this.isDescending : false;
    this.sortColumn = column;
    this.page = 0;
    this.update();
  }

  textOf(row) {
    if (this.texts === undefined) this.texts = new WeakMap();
    let text = this.texts.get(row);
    if (text === undefined) {
      text = this.columns.map((column) => column.search ? column.search(row) : column.value(row)).join(" ").toLowerCase();
      this.texts.set(row, text);
    }
    return text;
  }

  chosen() {
    let rows = this.rows.filter((row) => [...this.filters].every(([column, value]) => column.filter(row) === value));
    if (this.needle) rows = rows.filter((row) => this.textOf(row).includes(this.needle));
    if (this.sortColumn) {
      const key = this.sortColumn.value;
      const sign = this.isDescending ? -1 : 1;
      rows = rows.slice().sort((a, b) => sign * compareValues(key(a), key(b)));
    }
    return rows;
  }

  update() {
    for (const column of this.columns)
      column.head.setAttribute("aria-sort", column !== this.sortColumn ? "none" : this.isDescending ? "descending" : "ascending");
    const rows = this.chosen();
    const pages = Math.max(1, Math.ceil(rows.length / this.options.pageSize));
    this.page = Math.min(this.page, pages - 1);
    const first = this.page * this.options.pageSize;
    this.body.replaceChildren();
    for (const row of rows.slice(first, first + this.options.pageSize)) this.body.append(...this.buildRow(row));
    this.status.textContent = `${number(rows.length)} ${say("rows_of")} ${number(this.rows.length)} ${say("rows")}`;
    this.updatePager(pages);
  }

  buildRow(row) {
    const cells = this.columns.map((column) =>
      element("td", {class: `${column.number ? "number" : column.narrow ? "narrow" : column.wide ? "wide" : ""} ${column.key}`.trim()}, column.cell ? column.cell(row) : shorten(column.value(row))));
    const line = element("tr", {}, cells);
    if (!this.options.detail) return [line];
    line.dataset.key = this.rows.indexOf(row);
    const toggle = () => { this.opened.has(row) ? this.close(row, line) : this.open(row, line); };
    line.addEventListener("click", (event) => { if (!event.target.closest("a,button")) toggle(); });
    const handle = element("button", {type: "button", class: "handle", "aria-expanded": String(this.opened.has(row)),
      "aria-label": this.options.detailLabel ? this.options.detailLabel(row) : say("why"), onclick: toggle}, "›");
    line.firstChild.prepend(handle);
    line.firstChild.classList.add("narrow");
    if (!this.opened.has(row)) return [line];
    line.classList.add("open");
    return [line, this.buildDetail(row)];
  }

  buildDetail(row) {
    return element("tr", {class: "detail"}, element("td", {colspan: this.columns.length}, this.options.detail(row)));
  }

  open(row, line) {
    this.opened.add(row);
    line.classList.add("open");
    line.querySelector(".handle").setAttribute("aria-expanded", "true");
    line.after(this.buildDetail(row));
  }

  close(row, line) {
    this.opened.delete(row);
    line.classList.remove("open");
    line.querySelector(".handle").setAttribute("aria-expanded", "false");
    if (line.nextSibling && line.nextSibling.classList.contains("detail")) line.nextSibling.remove();
  }

  updatePager(pages) {
    this.pager.replaceChildren();
    if (pages < 2) return;
    const turn = (step) => { this.page += step; this.update(); };
    this.pager.append(
      element("button", {type: "button", onclick: () => turn(-1), disabled: this.page === 0}, say("previous")),
      element("span", {}, `${say("page")} ${this.page + 1} / ${pages}`),
      element("button", {type: "button", onclick: () => turn(1), disabled: this.page === pages - 1}, say("next")));
  }
}

function compareValues(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", {numeric: true});
}
