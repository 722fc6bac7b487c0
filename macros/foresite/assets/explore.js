/* Explore: narrows and orders claims; the address keeps what is chosen. */
addEventListener("DOMContentLoaded", () => {
const form = document.querySelector(".fs-facets");
if (!form || !window.foresite) return;
const { text, order, download } = form.elements;
const table = form.parentNode.querySelector("table");
const [first, ...columns] = JSON.parse(table.dataset.columns);
const rows = [...table.tBodies[0].rows].map((row, place) => {
  const { href: url, textContent: title } = row.querySelector("a"), claim = { title, url };
  JSON.parse(row.dataset.claim).forEach((value, at) => { claim[columns[at]] = value; });
  return { row, place: place + first, claim };
});
const facets = [...form.querySelectorAll("fieldset")].map((set) => [...set.querySelectorAll("input")]);
// A claim can have several values of one facet, such as tags.
const valuesOf = (claim, [box]) => {
  const names = (box.closest("fieldset").dataset.columns || box.name).split(" ");
  const values = names.flatMap((name) => claim[name]).filter((value) => value !== "").map(String);
  return values.length ? [...new Set(values)] : ["none"];
};

const orders = {
  title: (a, b) => a.title.localeCompare(b.title),
  likely: (a, b) => (a.least === "") - (b.least === "") || b.least - a.least,
};
const before = (a, b) => orders[order.value]?.(a.claim, b.claim) || a.place - b.place;
const shown = () => rows.filter(({ row }) => !row.hidden);

const show = async () => {
  const { value } = text;
  // Search's index begins with the claims, in this order.
  const ranks = value && await window.foresite.find(value).catch(() => 0);
  if (value !== text.value) return;
  const chosen = facets.map((boxes) => boxes.filter((box) => box.checked).map((box) => box.value));
  const tallies = facets.map(() => new Map());
  for (const each of rows) {
    const has = facets.map((boxes) => valuesOf(each.claim, boxes));
    const outside = has.flatMap((values, at) => (
      chosen[at].length && !values.some((value) => chosen[at].includes(value)) ? at : []));
    const found = !ranks || ranks[each.place] > 0;
    each.row.hidden = !found || outside.length > 0;
    // A value counts what choosing it would show.
    has.forEach((values, at) => {
      if (!found || outside.length > outside.includes(at)) return;
      for (const value of values) tallies[at].set(value, (tallies[at].get(value) || 0) + 1);
    });
  }
  facets.forEach((boxes, at) => boxes.forEach((box) => {
    const count = tallies[at].get(box.value) || 0, label = box.closest("label");
    label.lastElementChild.textContent = count;
    label.classList.toggle("fs-facets__none", !count);
  }));
  table.tBodies[0].append(...rows.sort(before).map(({ row }) => row));
  form.querySelector("[role=status]").textContent = `${shown().length || "None"} of ${rows.length} claims`;
};

const restore = () => {
  const asked = new URLSearchParams(location.search);
  facets.flat().forEach((box) => {
    box.checked = asked.getAll(box.name).includes(box.value);
    box.closest("details").open ||= box.checked;
  });
  for (const field of [text, order]) field.value = asked.get(field.name) || "";
  show();
};
let typing = false;
// One step back undoes one choice, or what was typed in one go.
const keep = (byTyping) => {
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const query = asked.size ? `?${asked}` : "";
  const way = byTyping && typing ? "replaceState" : "pushState";
  if (query !== location.search) history[way](null, "", location.pathname + query + location.hash);
  typing = byTyping;
  show();
};

// RFC 4180; an apostrophe keeps a spreadsheet from running a formula.
const cell = (value) => `"${[value].flat().join(", ").replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
download.addEventListener("click", () => {
  const lines = [Object.keys(rows[0].claim), ...shown().map(({ claim }) => Object.values(claim))];
  const csv = lines.map((line) => `${line.map(cell)}\r\n`).join("");
  const href = URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv;charset=utf-8" }));
  Object.assign(document.createElement("a"), { href, download: "claims.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(keep));
form.addEventListener("change", ({ target }) => target !== text && keep());
text.addEventListener("input", () => keep(true));
addEventListener("popstate", () => { typing = false; restore(); });
form.hidden = false;
restore();
});
