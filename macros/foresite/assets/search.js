/* Search. Its index is scripts, so that a folder will do, and in parts, of which a query needs few. */
(() => {
const root = new URL("..", document.currentScript.src);
// Scripts that join words.
const JOINED = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/;
// A word without the particles that Hangul joins to it.
const STEM = /^([가-힣].*?[가-힣])(?:에게서?|에서|까지|부터|으?로|처럼|보다|에)?(?:이?나|이?란|이?라는|로서는?|[은는이가을를의와과도만]{0,2})$/;

// No case, accents or width; search/terms.py folds texts and joins words in the same way.
const LATIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ħ: "h", ı: "i", ŧ: "t" };
const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "").normalize("NFC")
  .replace(/[’‘ʼ]/g, "'").replace(/[ßæœøłđðþħıŧ]/g, (letter) => LATIN[letter]);
// Divides a text: its words get odd places.
const WORD = /([\p{L}\p{M}\p{N}]+)/u;
// Signs that people leave out: F-16, co-operation, 1,200.
const JOINT = /(?<=[\p{L}\p{M}])[-‐‑](?=[\p{L}\p{N}])|(?<=\p{N})[-‐‑](?=\p{L})|(?<=\d)[.,'](?=\d{3}(?!\d))/gu;
const COMPOUND = /([\p{L}\p{M}\p{N}]+(?:[-‐‑.,'’][\p{L}\p{M}\p{N}]+)+)/u;
const join = (text) => fold(text).replace(JOINT, "");

// The words of a folded text, each with its forms, the best first.
const words = (text) => text.split(WORD)
  .map((word) => word.replace(/[\u1100-\u11ff]+$/, "")) // a syllable that is still being typed
  .filter((word, at) => at % 2 && word)
  .map((word) => [...new Set([word, STEM.exec(word)?.[1] || word, word.replace(/(?<=...)(ie)?s$/, (_, y) => y ? "y" : "")])]);
// What a query consists of: words, as they are typed and as they are joined.
const asked = (query) => fold(query).replace(/'s\b/g, "").split(/\s+/)
  .map((text) => [words(text), ...text.search(JOINT) < 0 ? [] : [words(text.replace(JOINT, ""))]]).filter(([all]) => all.length);

// A file of the index, as search/shards.py makes it.
const files = {};
let index;
const load = (name) => files[name] ||= new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = new URL(`search/${name}.js?${index?.version || ""}`, root);
  script.onerror = () => reject(files[name] = null);
  script.onload = () => resolve(window.foresiteIndex);
  document.head.append(script);
}).then((held) => {
  if (held.terms) return index = held;
  const packed = new Blob([Uint8Array.from(atob(held), (byte) => byte.charCodeAt())]);
  return new Response(packed.stream().pipeThrough(new DecompressionStream("deflate"))).json();
});

// The terms that begin so, or the one that stands for them all.
const terms = async (start) => {
  const end = start + (index.wide.includes(start) ? "*" : "\uffff");
  const parts = index.terms.map((first, n, all) => first > end || all[n + 1] <= start ? [] : load(`terms-${n}`));
  return (await Promise.all(parts)).flat().filter(([term]) => term >= start && term <= end);
};
// How well the forms of a word fit each entry.
const ranks = async (forms) => {
  const best = new Uint8Array(index.count);
  const look = async (start, n, whole, part) => {
    for (const [term, ...lists] of await terms(start)) lists.forEach((gaps, text) => {
      const rank = (term === start ? whole : part) * (text ? 2 : 8) - n;
      let at = -1;
      for (const gap of gaps) {
        const code = gap.codePointAt();
        at += code - (code > 0xdfff ? 0x822 : 34);
        if (rank > best[at]) best[at] = rank;
      }
    });
  };
  await Promise.all(forms.flatMap((form, n) => {
    const start = form.slice(0, 20);
    return [look(start, n, 3, 2), JOINED.test(start) && look(`~${start}`, n, 1, 1)];
  }));
  return best;
};
// How well a query fits each entry, the claims first; 0 where a word is missing.
const find = async (query) => {
  await load("index");
  const sum = (n, all) => all.reduce((sum, best) => sum && best[n] && sum + best[n], 1);
  const all = await Promise.all(asked(query).map(async (forms) => {
    const each = await Promise.all(forms.map((list) => Promise.all(list.map(ranks))));
    return Array.from(Array(index.count), (_, n) => Math.max(...each.map((list) => sum(n, list))));
  }));
  return Array.from(Array(index.count), (_, n) => sum(n, all));
};
window.foresite = { find };

const box = document.querySelector(".fs-search");
if (!box) return;
const [{ firstElementChild: input }, status, list] = box.children;
let active, answer;

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

// A text with its finds marked; of a long one so many words around the first.
const marked = (text, query, most = 1e3) => {
  const whole = (part) => part.search(JOINT) > 0 && query.test(join(part)) && !part.split(WORD).some((word) => query.test(fold(word)));
  const parts = text.split(COMPOUND).flatMap((part) => whole(part) ? part : part.split(WORD));
  const finds = parts.map((part) => whole(part) ? { 0: part, index: 0 } : query.exec(fold(part)));
  const first = finds.findIndex(Boolean), from = parts.findLastIndex((part, at) => at < first - 15 && / /.test(part)) + 1;
  const end = (from | 1) + 2 * most - 1;
  return [from ? "… " : "", ...parts.flatMap((part, at) => {
    if (at < from || at >= end) return [];
    if (!finds[at]) return part;
    const { 0: { length }, index: start } = finds[at];
    return [part.slice(0, start), make("b", {}, part.slice(start, start + length)), part.slice(start + length)];
  }), end < parts.length ? " …" : ""];
};

const result = ([kind, title, address, text, note, outlook], query, at) => {
  const href = new URL(address, root), badge = make("span");
  badge.innerHTML = index.outlooks[outlook] || "";
  return make("a", { class: "fs-result", role: "option", id: `fs-result-${at}`, href, tabindex: -1 },
    span("fs-result__title", ...marked(title, query)), " ",
    span("fs-result__label", span("fs-kind", kind), " ", badge, " ", span("fs-theme", note)), " ",
    span("fs-result__text", ...marked(text, query, 30)));
};

const select = (option) => {
  active = option;
  for (const each of list.children) each.setAttribute("aria-selected", each === option);
  input.setAttribute("aria-activedescendant", option?.id || "");
  option?.scrollIntoView({ block: "nearest" });
};
const tell = (text) => {
  status.textContent = text;
  list.ariaBusy = false;
};
const show = async (value) => {
  const forms = asked(value).flat(2).flat().sort((a, b) => b.length - a.length);
  const ranks = await find(value);
  const found = [...ranks.keys()].filter((n) => forms.length && ranks[n]).sort((a, b) => ranks[b] - ranks[a]);
  const first = value === input.value ? found.slice(0, 30) : [];
  const entries = await Promise.all(first.map((n) => load(`entries-${n >> 5}`)));
  if (value !== input.value) return;
  const query = new RegExp(forms.map((form) => JOINED.test(form) ? form : `^${form}`).join("|"));
  const count = found.length, more = count > 30 ? ", the first 30 shown" : "";
  list.replaceChildren(...first.map((n, at) => result(entries[at][n & 31], query, at)));
  list.hidden = !count;
  list.scrollTop = 0;
  select();
  input.setAttribute("aria-expanded", count > 0);
  tell(forms.length ? `${count || "No"} result${count === 1 ? "" : "s"}${more}` : "");
};
const ask = () => {
  list.ariaBusy = true;
  answer = show(input.value).catch(() => tell("The index could not be loaded"));
};
const open = () => {
  if (!box.open) box.showModal();
  input.select();
  if (!index) status.textContent = "Loading …";
  ask();
};

document.querySelector(".fs-find").onclick = open;
box.onclick = ({ target }) => {
  if (target === box || target.closest("a, button")) box.close();
};
input.oninput = ask;
input.onkeydown = (event) => {
  const { key } = event;
  if (event.isComposing || !/^(Arrow(Down|Up)|Enter)$/.test(key)) return;
  event.preventDefault();
  answer.then(() => {
    const options = [...list.children], at = options.indexOf(active);
    if (key === "ArrowDown") select(options[(at + 1) % options.length]);
    else if (key === "ArrowUp") select(options.at(at < 0 ? -1 : at - 1));
    else (active || options[0])?.click();
  });
};
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || !/^k$/i.test(event.key) || box.open) return;
  event.preventDefault();
  open();
});
})();
