/* Explore and the ledger: narrow and order claims; the address keeps what is chosen. */
addEventListener("DOMContentLoaded", () => {
if (!window.foresite) return;
[...document.querySelectorAll(".fs-facets")].forEach((form, nth) => {
const { text, order, download } = form.elements;
const ledger = form.parentNode, box = ledger.querySelector(".fs-scroll"), table = box.querySelector("table");
const columns = JSON.parse(table.dataset.columns), status = form.querySelector("[role=status]");
const { gettext, pgettext, compare } = window.foresiteWords;
// A ledger has forecasts alone, and says so before anything is narrowed.
const forecasts = status.textContent === gettext("%(every)s of %(every)s forecasts", { every: table.tBodies.length });
// Values of these columns are others as of earlier days.
const changing = ["status", "reason", "as_of", "verdict"];
const rows = [...table.tBodies].map((row) => {
  const { href: url, textContent: title } = row.querySelector("a"), claim = { title, url };
  const [place, ...values] = JSON.parse(row.dataset.claim);
  values.forEach((value, at) => { claim[columns[at + 1]] = value; });
  return { row, place, claim, latest: claim, past: JSON.parse(row.dataset.past ?? "[]") };
});
const sets = [...form.querySelectorAll("fieldset")], facets = sets.map((set) => [...set.querySelectorAll("input")]);
const looked = sets.map((set, at) => (set.dataset.columns || facets[at][0].name).split(" "));
const verdicts = facets.flat().filter(({ name }) => name === "verdict").map(({ value }) => value);
// Of several tables on a page, the address tells those behind the first by their number.
const named = (name) => (nth ? `${nth + 1}-${name}` : name);
// A claim can have several values of one facet, such as tags.
const valuesOf = (claim, names) => {
  const values = names.flatMap((name) => claim[name]).filter((value) => value !== "").map(String);
  return values.length ? [...new Set(values)] : ["none"];
};

const orders = {
  title: (a, b) => compare(a.title, b.title),
  likely: (a, b) => (a.least === "") - (b.least === "") || b.least - a.least,
  verdict: (a, b) => !a.verdict - !b.verdict || verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict),
};
const before = (a, b) => (order.value === "brief" ? a.place - b.place : orders[order.value]?.(a.claim, b.claim)) || a.at - b.at;
rows.forEach((each, at) => { each.at = at; });
const shown = () => rows.filter(({ row }) => !row.hidden && !row.classList.contains("fs-out"));

const show = async () => {
  const { value } = text;
  // Search's index begins with the claims, in this order.
  const ranks = value && await window.foresite.find(value).catch(() => 0);
  if (value !== text.value) return;
  const chosen = facets.map((inputs) => inputs.filter((input) => input.checked).map((input) => input.value));
  const tallies = facets.map(() => new Map());
  for (const each of rows) {
    const has = looked.map((names) => valuesOf(each.claim, names));
    const outside = has.flatMap((values, at) => (
      chosen[at].length && !values.some((value) => chosen[at].includes(value)) ? at : []));
    const found = (!ranks || ranks[each.place] > 0) && !each.row.hidden;
    each.row.classList.toggle("fs-out", !found || outside.length > 0);
    // A value counts what choosing it would show.
    has.forEach((values, at) => {
      if (!found || outside.length > outside.includes(at)) return;
      for (const value of values) tallies[at].set(value, (tallies[at].get(value) || 0) + 1);
    });
  }
  facets.forEach((inputs, at) => inputs.forEach((input) => {
    const count = tallies[at].get(input.value) || 0, label = input.closest("label");
    label.lastElementChild.textContent = count;
    label.classList.toggle("fs-facets__none", !count);
  }));
  const ordered = [...rows].sort(before);
  if (ordered.some(({ row }, at) => table.tBodies[at] !== row)) table.append(...ordered.map(({ row }) => row));
  const { length } = shown();
  box.hidden = !length;
  const labels = facets.flat().filter((input) => input.checked).map((input) => input.nextElementSibling.textContent);
  const values = { shown: length, every: rows.filter(({ row }) => !row.hidden).length };
  const none = () => forecasts ? gettext("None of %(every)s forecasts", values) : gettext("None of %(every)s claims", values);
  const some = () => forecasts ? gettext("%(shown)s of %(every)s forecasts", values) : gettext("%(shown)s of %(every)s claims", values);
  const told = length ? some() : none(), choices = labels.join(pgettext("list", ", "));
  status.textContent = labels.length ? gettext("%(found)s: %(chosen)s", { found: told, chosen: choices }) : told;
};

let begun = false;
const restore = () => {
  const { search } = location;
  const asked = new URLSearchParams(search);
  // What was chosen is named above the table: the filters stay folded, and do not push the claims out of sight.
  facets.flat().forEach((input) => { input.checked = asked.getAll(named(input.name)).includes(input.value); });
  for (const field of [text, order]) field.value = asked.get(named(field.name)) || "";
  // What is not narrowed stands on the page already.
  if (search || begun) show();
  begun = true;
};
let typing = false;
// One step back undoes one choice, or what was typed in one go.
const keep = (byTyping) => {
  const asked = new URLSearchParams(location.search);
  for (const { name } of form.elements) if (name) asked.delete(named(name));
  for (const [name, value] of new FormData(form)) if (value) asked.append(named(name), value);
  const query = asked.size ? `?${asked}` : "";
  const way = byTyping && typing ? "replaceState" : "pushState";
  if (query !== location.search) history[way](null, "", location.pathname + query + location.hash);
  typing = byTyping;
  show();
};

// RFC 4180; an apostrophe keeps a spreadsheet from running a formula.
const cell = (value) => `"${[value].flat().join(", ").replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
download.addEventListener("click", () => {
  const found = shown().sort(before);
  const lines = [Object.keys(rows[0].claim), ...found.map(({ claim }) => Object.values(claim))];
  const csv = lines.map((line) => `${line.map(cell)}\r\n`).join("");
  const href = URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv;charset=utf-8" }));
  Object.assign(document.createElement("a"), { href, download: "claims.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
});
// As of another day, some claims are not there, and others fared otherwise.
const day = () => {
  const chosen = document.querySelector(".fs-days select")?.value;
  for (const each of rows) {
    const state = chosen && each.past.findLast(([start]) => start <= chosen);
    each.claim = state ? { ...each.latest, ...Object.fromEntries(changing.map((name, at) => [name, state[at + 1]])) } : each.latest;
  }
};
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(keep));
form.addEventListener("change", ({ target }) => target !== text && keep());
text.addEventListener("input", () => keep(true));
addEventListener("fs-day", () => { day(); show(); });
addEventListener("popstate", () => { typing = false; restore(); });
form.hidden = false;
day();
restore();
});
});
