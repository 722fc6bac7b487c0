/* Search. Its index is a script, so that a folder will do. */
(() => {
const root = new URL("..", document.currentScript.src);
const SHOWN = 30, LENGTH = 190;
const LETTER = /[\p{L}\p{M}\p{N}]/u;
// Scripts that join words.
const JOINED = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/;
// A word without the particles that Hangul joins to it.
const STEM = /^([가-힣].*?[가-힣])(?:에게서?|에서|까지|부터|으?로|처럼|보다|에)?(?:이?나|이?란|이?라는|로서는?|[은는이가을를의와과도만]{0,2})$/;

const letters = new Map();
const letter = (char) => {
  if (!letters.has(char)) {
    const plain = char.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "").normalize("NFC");
    letters.set(char, plain.replace(/[’‘ʼ]/g, "'").replace(/ß/g, "ss"));
  }
  return letters.get(char);
};
// One form whatever the case, accents and width.
const fold = (text) => Array.from(text.normalize("NFC"), letter).join("");

// The words of a query, each with its forms, the best first.
const words = (query) => (fold(query).replace(/'s\b/g, "").match(/[\p{L}\p{M}\p{N}]+/gu) || [])
  .map((word) => word.replace(/[\u1100-\u11ff]+$/, "")) // a syllable that is still being typed
  .filter(Boolean)
  .map((word) => [...new Set([word, STEM.exec(word)?.[1] || word, word.replace(/(ie)?s$/, (_, y) => y ? "y" : "")])]);

// Where a word is in a text: 3 by itself, 2 as a beginning, 1 inside another, if it is long enough.
const places = function* (text, word) {
  const anywhere = word.length > 2 || JOINED.test(word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const begins = !LETTER.test(text[at - 1] || " ");
    if (begins || anywhere) yield [at, begins ? (LETTER.test(text[at + word.length] || " ") ? 2 : 3) : 1];
  }
};
const best = (text, word) => [...places(text, word)].reduce((most, [, rank]) => Math.max(most, rank), 0);
// How well an entry answers, its title before its text; 0 where a word is missing.
const score = ({ title, text }, query) => query.reduce((sum, forms) => {
  const most = Math.max(...forms.map((word, n) => (4 * best(title, word) || best(text, word)) - n / 2));
  return sum && most && sum + most;
}, 1);

let index, loading;
const load = () => loading ||= new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = new URL("search/index.js", root);
  script.onerror = () => reject(loading = null);
  script.onload = () => {
    index = window.foresiteIndex.entries.map((entry) => {
      const [kind, title, , text, note, outlook] = entry;
      return { entry, title: fold(title), text: fold(`${text} ${note} ${kind} ${outlook || ""}`) };
    });
    resolve(index);
  };
  document.head.append(script);
});
window.foresite = { fold, words, score, load };

const box = document.querySelector(".fs-search");
if (!box) return;
const [{ firstElementChild: input }, status, list] = box.children;
let active;

const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};
const span = (name, ...children) => {
  const element = make("span", { class: name }, ...children);
  if (/^\P{L}*[가-힣]/u.test(element.textContent)) element.lang = "ko";
  return element;
};
const badge = (year) => {
  const [colour, d] = window.foresiteIndex.outlooks[year];
  const badge = span(`fs-outlook fs-outlook--${colour}`);
  badge.innerHTML = `<svg class="fs-mark" viewBox="0 0 12 12" aria-hidden="true"><path d="${d}"/></svg>${year}`;
  return badge;
};

// A text with its finds marked; of a long one the part around the first.
const marked = (text, query, short) => {
  const from = []; // each folded letter's place in the text
  let plain = "", at = 0;
  for (const char of `${text} `) {
    plain += letter(char);
    while (from.length < plain.length) from.push(at);
    at += char.length;
  }
  const finds = query.flat().flatMap((word) => [...places(plain, word)].map(([n]) => [from[n], from[n + word.length]]));
  finds.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  let done = 0, end = text.length;
  if (short && end > LENGTH) {
    const [start, stop] = finds[0] || [0, 0];
    if (start > 60) done = Math.min(start, text.indexOf(" ", start - 60) + 1 || start);
    end = Math.min(end, done + LENGTH);
    if (end < text.length) end = Math.max(stop, text.lastIndexOf(" ", end));
  }
  const parts = [done ? "… " : ""];
  for (const [start, stop] of finds) {
    if (start < done || stop > end) continue;
    parts.push(text.slice(done, start), make("b", {}, text.slice(start, stop)));
    done = stop;
  }
  return [...parts, text.slice(done, end), end < text.length ? " …" : ""];
};

const result = ([kind, title, address, text, note, outlook], query, at) => {
  const href = new URL(address, root);
  return make("a", { class: "fs-result", role: "option", id: `fs-result-${at}`, href, tabindex: -1 },
    span("fs-result__title", ...marked(title, query)), " ",
    span("fs-result__label", span("fs-kind", kind), " ", outlook ? badge(outlook) : "", " ", span("fs-theme", note)), " ",
    span("fs-result__text", ...marked(text, query, true)));
};

const select = (option) => {
  active = option;
  for (const each of list.children) each.setAttribute("aria-selected", each === option);
  input.setAttribute("aria-activedescendant", option?.id || "");
  option?.scrollIntoView({ block: "nearest" });
};
const show = () => {
  const query = words(input.value);
  const found = index.map((each) => [query.length && score(each, query), each.entry]).filter(([rank]) => rank);
  const count = found.length, more = count > SHOWN ? `, the first ${SHOWN} shown` : "";
  found.sort((a, b) => b[0] - a[0]);
  list.replaceChildren(...found.slice(0, SHOWN).map(([, entry], at) => result(entry, query, at)));
  list.hidden = !count;
  list.scrollTop = 0;
  select();
  input.setAttribute("aria-expanded", count > 0);
  status.textContent = query.length ? `${count || "No"} result${count === 1 ? "" : "s"}${more}` : "";
};
const open = () => {
  if (!box.open) box.showModal();
  input.select();
  if (!index) status.textContent = "Loading …";
  load().then(show, () => { status.textContent = "The index could not be loaded"; });
};

document.querySelector(".fs-find").addEventListener("click", open);
box.addEventListener("click", ({ target }) => {
  if (target === box || target.closest("a, button")) box.close();
});
input.addEventListener("input", () => index && show());
input.addEventListener("keydown", (event) => {
  const options = [...list.children], at = options.indexOf(active), { length } = options;
  if (event.isComposing || !length) return;
  if (event.key === "ArrowDown") select(options[(at + 1) % length]);
  else if (event.key === "ArrowUp") select(options.at(at < 0 ? -1 : at - 1));
  else if (event.key === "Enter") (active || options[0]).click();
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || !/^k$/i.test(event.key) || box.open) return;
  event.preventDefault();
  open();
});
})();
