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

// The words of a folded text.
const words = (text) => text.split(WORD)
  .map((word) => word.replace(/[\u1100-\u11ff]+$/, "")) // a syllable that is still being typed
  .filter((word, at) => at % 2 && word);

// English, where the site is: words that are seldom meant, irregular forms, British and American spellings.
const STOP = new Set(("a an and are as at be been by did do does for from had has have how in is it its of on or that the "
  + "their they this to was were what when where which who whom whose why will with").split(" "));
const IRREGULAR = ("man men|woman women|child children|send sent|meet met|hold held|build built|lead led|fight fought|"
  + "give gave given|take took taken|rise rose risen|fall fell fallen|break broke broken|grow grew grown|begin began begun|"
  + "become became|say said|go goes went gone|withdraw withdrew withdrawn|make made|buy bought|sell sold|win won|lose lost|"
  + "leave left|keep kept|seek sought|speak spoke spoken|write wrote written|choose chose chosen|crisis crises").split("|")
  .map((group) => group.split(" "));
// Of each pair, what begins so in one spelling begins so in the other.
const PAIRS = ("programme program|catalogue catalog|dialogue dialog|analogue analog|grey gray|sceptic skeptic|plough plow|"
  + "manoeuvre maneuver|aluminium aluminum|tyre tire|ageing aging|judgement judgment|acknowledgement acknowledgment|"
  + "instalment installment|skilful skillful|wilful willful|artefact artifact|enquir inquir|mould mold|sulphur sulfur|"
  + "aeroplane airplane|archaeolog archeolog|paediatr pediatr|anaem anem|haemo hemo|defence defense|offence offense|"
  + "licence license|pretence pretense|practise practice|per-cent percent").split("|").map((pair) => pair.split(" "));
const OUR = /^((?:mis|dis|un)?(?:arm|behavi|cand|clam|col|demean|endeav|fav|ferv|flav|glam|harb|hon|hum|lab|neighb|od|parl|ranc|rig|rum|sav|savi|splend|tum|val|vap|vig))o(u?)r/;
const RE = /^((?:centi|kilo|milli)?met|cent|theat|fib|calib|sab|lit|spect|somb)(re|er)(?=s?$)/;
const spellings = (word) => !index.english ? [word] : [...new Set([
  word,
  word.replace(OUR, (_, start, u) => `${start}o${u ? "" : "u"}r`),
  word.replace(RE, (_, start, end) => start + (end === "re" ? "er" : "re")),
  word.replace(/^(.+[iy])([sz])(?=(e[drs]?|ers|ing|ations?)?$)/, (_, start, letter) => start + (letter === "s" ? "z" : "s")),
  ...PAIRS.flatMap(([a, b]) => (word.startsWith(a) ? b + word.slice(a.length) : word.startsWith(b) ? a + word.slice(b.length) : [])),
  ...IRREGULAR.flatMap((group) => group.includes(word) ? group : []),
])];
// What inflected forms of an English word share: the first and last steps of Porter's algorithm, with a few exceptions.
const vowels = (word) => word.replace(/(^|[aeiou])y/g, "$1j");
const measure = (word) => (vowels(word).match(/[aeiouy]+[^aeiouy]/g) || []).length;
const short = (word) => measure(word) === 1 && /(^|[^aeiouy])[aeiouy][^aeiouywxj]$/.test(vowels(word));
const stems = new Map();
const stem = (word) => {
  if (!/^[a-z]{4,20}$/.test(word)) return word;
  if (stems.has(word)) return stems.get(word);
  let root = word.replace(/sses$/, "ss").replace(/(..)ies$/, "$1i").replace(/ies$/, "ie").replace(/([aeiouy].*[^us])s$/, "$1");
  const cut = /^(.*)(ed|ing)$/.exec(root);
  if (/eed$/.test(root)) root = measure(root.slice(0, -3)) ? root.slice(0, -1) : root;
  else if (cut && /[aeiouy]/.test(vowels(cut[1]))) {
    [, root] = cut;
    if (/(at|bl|iz)$/.test(root) || short(root)) root += "e";
    else if (root.length > 3) root = root.replace(/([^aeioulsz])\1$/, "$1");
  }
  root = root.replace(/(.*[aeiouy].*)y$/, "$1i");
  const bare = root.replace(/e$/, "");
  if (bare !== root && (measure(bare) > 1 || measure(bare) && !short(bare))) root = bare;
  if (/ll$/.test(root) && measure(root) > 1) root = root.slice(0, -1);
  stems.set(word, root = root.length < 3 ? word : root);
  return root;
};
const key = (word) => index.english ? stem(word) : word;

// What search/terms.py says of the language: words that lose their vowel before another, vowels that are also written
// with an e behind them, and whether words stand without spaces.
const elided = (text) => !index.elisions ? text
  : text.replace(RegExp(`(?<![\\p{L}\\p{N}])(?:${index.elisions})'(?=\\p{L})`, "gu"), "");
const otherwise = (text) => {
  const found = text.search(JOINT) < 0 ? [] : [words(text.replace(JOINT, ""))];
  if (index.umlauts && /[aou]e/.test(text)) found.push(words(text.replace(/([aou])e/g, "$1")));
  if (index.segmented && Intl.Segmenter && JOINED.test(text)) {
    const segments = [...new Intl.Segmenter(index.segmented, { granularity: "word" }).segment(text)];
    // What is of Hiragana alone and this short is a particle.
    const meant = segments.filter(({ isWordLike, segment }) => isWordLike && !/^[\u3040-\u309f]{1,2}$/.test(segment));
    if (segments.length > 1 && meant.length) found.push(meant.flatMap(({ segment }) => words(segment)));
  }
  return found;
};

// What a query consists of. Of each part any of several lists of words will do, the first without a loss of rank.
const QUOTED = /"([^"]*)"/;
const asked = (query) => {
  const clauses = fold(query).replace(/[“”„«»]/g, '"').split(QUOTED).flatMap((text, at) => {
    if (at % 2) return [{ phrase: true, any: [words(text)] }];
    return elided(text).replace(/'s\b/g, "").split(/\s+/).map((text) => ({ any: [words(text), ...otherwise(text)] }));
  }).filter(({ any: [all] }) => all.length);
  const seldom = ({ phrase, any: [[word, ...more]] }) => index.english && !phrase && !more.length && STOP.has(word);
  const groups = index.synonyms.map((group) => group.map((text) => words(fold(text))));
  const found = [];
  for (let at = 0; at < clauses.length; at++) {
    // The longest synonym that begins here.
    let best = 0, others = [];
    for (const group of groups) for (const member of group) {
      let end = at, all = [];
      while (end < clauses.length && !clauses[end].phrase && all.length < member.length) all.push(...clauses[end++].any[0]);
      if (end - at < best || all.map(key).join(" ") !== member.map(key).join(" ")) continue;
      if (end - at > best) others = [];
      best = end - at;
      others.push(...group.filter((other) => other !== member));
    }
    if (best < 2) found.push({ ...clauses[at], others });
    else found.push({ any: [clauses.slice(at, at += best).flatMap(({ any }) => any[0])], others }), at--;
  }
  const meant = found.filter((clause) => !seldom(clause));
  return meant.length ? meant : found;
};

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

// The rows of the terms that begin so; of very many, the one that stands for them all.
const terms = async (start, each = false) => {
  const end = start + (!each && index.wide.includes(start) ? "*" : "\uffff");
  const parts = index.terms.map((first, n, all) => first > end || all[n + 1] <= start ? [] : load(`terms-${n}`));
  return (await Promise.all(parts)).flat().filter(([term]) => term >= start && term <= end);
};
// How much it counts where a term stands: in a title, in a text.
const WHOLE = [24, 6], FORM = [22, 5], PART = [16, 4], DERIVED = [14, 3], OTHER = [12, 2], NEAR = [10, 1], BOTH = 1 / 16;
const mark = (best, lists, ranks) => lists.forEach((gaps, text) => {
  let at = -1;
  for (const gap of gaps) {
    const code = gap.codePointAt();
    at += code - (code > 0xdfff ? 0x822 : 34);
    if (ranks[text] > best[at]) best[at] = ranks[text];
  }
});
const SHORTEST = 3; // letters by which a word is looked up
// How well a word fits each entry: as it is, without particles and inside, inflected, in another spelling.
const ranks = async (word, exact = false) => {
  const best = new Uint8Array(index.count);
  const look = async (start, each, rank) => {
    for (const [term, ...lists] of await terms(start, each)) {
      const found = rank(term);
      if (found) mark(best, lists, found);
    }
  };
  const start = word.slice(0, 20), joined = JOINED.test(word);
  const begins = (start) => look(start, false, (term) => term === start ? WHOLE : PART);
  if (exact && !joined) {
    await look(start, true, (term) => term === start && WHOLE);
    return best;
  }
  const bare = exact ? start : (STEM.exec(word)?.[1] || word).slice(0, 20);
  const jobs = [begins(start), ...bare === start ? [] : [begins(bare)]];
  if (joined) for (const each of new Set([start, bare])) jobs.push(look(`~${each}`, false, () => DERIVED));
  else if (!index.english) jobs.push(begins(word.replace(/(?<=...)(ie)?s$/, (_, y) => y ? "y" : "").slice(0, 20)));
  else for (const form of spellings(start)) {
    const root = stem(form);
    let n = 0;
    while (n < form.length && form[n] === root[n]) n++;
    if (root[n - 1] === "i") n--; // treaty, treaties
    if (n < SHORTEST) continue;
    jobs.push(look(form.slice(0, n), true, (term) => (
      form !== start && term === form || stem(term) === root ? FORM
        : form !== start && term.startsWith(form) ? PART
          : root.length > 4 && term.startsWith(root) && DERIVED)));
  }
  await Promise.all(jobs);
  return best;
};
// The term of two words in a row, as search/terms.py counts it.
const pair = (first, second) => {
  let crc = -1;
  for (const byte of new TextEncoder().encode(`${first.slice(0, 20)} ${second.slice(0, 20)}`)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc >>> 1 ^ (crc & 1 && 0xedb88320);
  }
  return `"${(~crc & 16383).toString(16)}`;
};

// How many letters are wrong, too few, too many or exchanged, up to a limit: in the word, and in its beginning.
const distance = (word, term, most) => {
  let before, last = Array.from({ length: term.length + 1 }, (_, n) => n);
  for (let a = 1; a <= word.length; a++) {
    const row = [a];
    for (let b = 1; b <= term.length; b++) {
      row[b] = Math.min(row[b - 1] + 1, last[b] + 1, last[b - 1] + (word[a - 1] !== term[b - 1]));
      if (a > 1 && b > 1 && word[a - 1] === term[b - 2] && word[a - 2] === term[b - 1]) row[b] = Math.min(row[b], before[b - 2] + 1);
    }
    if (Math.min(...row) > most) return [9, 9];
    [before, last] = [last, row];
  }
  return [last[term.length], Math.min(...last)];
};
// The words of the site that are nearest to one that it does not have; none where no letter may be wrong.
const near = async (word) => {
  const parted = (text) => JOINED.test(text) ? text.normalize("NFD") : text;
  const own = parted(word), hangul = JOINED.test(word), most = own.length < 4 || /^\p{N}+$/u.test(own) ? 0 : own.length < 8 ? 1 : 2;
  if (!most) return [];
  let best = 2 * most + 1, found = [];
  for (const term of await load("words")) {
    if (hangul !== JOINED.test(term)) continue;
    const text = parted(term);
    if (text.length < own.length - most) continue;
    const [whole, start] = distance(own, text.slice(0, own.length + most), most);
    // A word that was typed to its end is likelier than one that was not.
    const off = Math.min(text.length > own.length + most ? 9 : 2 * whole, 2 * start + 1);
    if (off > best) continue;
    if (off < best) [best, found] = [off, []];
    found.push(term);
  }
  return found.slice(0, 8);
};

// How well a query fits each entry, the claims first; 0 where a word is missing.
const find = async (query) => {
  await load("index");
  const { count } = index, none = new Uint8Array(count), nearest = new Map();
  const every = (lists) => Float32Array.from(none, (_, n) => {
    let sum = 0;
    for (const best of lists) {
      if (!best[n]) return 0;
      sum += best[n];
    }
    return sum;
  });
  const most = (lists) => Float32Array.from(none, (_, n) => lists.reduce((most, best) => best[n] > most ? best[n] : most, 0));
  const fit = async ({ phrase, any, others = [] }) => {
    if (phrase) {
      const [all] = any, exact = all.map((word) => ranks(word, true));
      if (!all.some((word) => JOINED.test(word))) {
        exact.push(...all.slice(1).map(async (word, n) => {
          const term = pair(all[n], word), best = new Uint8Array(count);
          for (const [each, ...lists] of await terms(term, true)) if (each === term) mark(best, lists, WHOLE);
          return best;
        }));
      }
      return every(await Promise.all(exact));
    }
    const direct = await Promise.all(any.map(async (list) => every(await Promise.all(list.map((word) => ranks(word))))));
    const lesser = await Promise.all(others.map(async (list) => {
      const best = every(await Promise.all(list.map((word) => ranks(word, list.length > 1))));
      return best.map((rank) => rank && Math.max(1, Math.min(rank >> 1, OTHER[0] * any[0].length)));
    }));
    const own = most(direct), other = most(lesser);
    // What says it in both words is more about it.
    const best = own.map((rank, n) => Math.max(rank, other[n]) + (rank && other[n] && BOTH));
    if (best.some(Boolean) || any[0].length > 1) return best;
    const close = await near(any[0][0]);
    if (!close.length) return best;
    nearest.set(any[0][0], close);
    const lists = await Promise.all(close.map((word) => ranks(word)));
    return most(lists).map((rank) => rank && NEAR[rank < 12 ? 1 : 0]);
  };
  const all = await Promise.all(asked(query).map(fit));
  return Object.assign(every(all), { near: nearest });
};
window.foresite = { find, stem, spellings };

const box = document.querySelector(".fs-search");
if (!box) return;
const { gettext, ngettext, pgettext } = window.foresiteWords;
const SEPARATOR = pgettext("list", ", ");
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

// Finds what a query looks for in a single word: where it begins and how long it is.
const finder = (query, nearest) => {
  const clauses = asked(query), forms = new Set(), exact = new Set(), roots = new Set();
  for (const { phrase, any, others = [] } of clauses) for (const word of [...any, ...others].flat()) {
    if (phrase) exact.add(word);
    else {
      for (const form of [word, STEM.exec(word)?.[1] || word, ...spellings(word)]) forms.add(form), roots.add(key(form));
      if (!index.english) forms.add(word.replace(/(?<=...)(ie)?s$/, (_, y) => y ? "y" : ""));
    }
  }
  for (const word of [...nearest.values()].flat()) forms.add(word), roots.add(key(word));
  const longest = [...forms].sort((a, b) => b.length - a.length), known = new Map();
  const find = (word) => {
    if (exact.has(word)) return [0, word.length];
    for (const form of longest) {
      const start = JOINED.test(form) ? word.indexOf(form) : word.startsWith(form) - 1;
      if (start >= 0) return [start, form.length];
    }
    const root = key(word);
    return roots.has(root) && [0, word.length];
  };
  return (text) => {
    const word = fold(text);
    if (!known.has(word)) known.set(word, WORD.test(word) && find(word));
    return known.get(word);
  };
};

// A text with its finds marked; of a long one so many words around the first.
const marked = (text, find, most = 1e3) => {
  const whole = (part) => part.search(JOINT) > 0 && find(join(part)) && !part.split(WORD).some(find);
  const parts = text.split(COMPOUND).flatMap((part) => whole(part) ? part : part.split(WORD));
  const finds = parts.map((part) => whole(part) ? [0, part.length] : find(part));
  const first = finds.findIndex(Boolean), from = parts.findLastIndex((part, at) => at < first - 15 && / /.test(part)) + 1;
  const end = (from | 1) + 2 * most - 1;
  return [from ? "… " : "", ...parts.flatMap((part, at) => {
    if (at < from || at >= end) return [];
    if (!finds[at]) return part;
    const [start, length] = finds[at];
    return [part.slice(0, start), make("b", {}, part.slice(start, start + length)), part.slice(start + length)];
  }), end < parts.length ? " …" : ""];
};

const badge = (html) => {
  const element = make("span");
  element.innerHTML = html;
  return element.firstElementChild;
};
const kindOf = (kind) => index.kinds?.[kind] ?? kind;
// Said with pauses between its parts, which a reader sees by their looks.
const comma = () => make("span", { class: "fs-hidden" }, SEPARATOR);
const result = ([kind, title, address, text, note, outlook, likelihood, became], find, at) => {
  const href = new URL(address, root), { outlooks, verdicts } = index;
  const parts = [
    span("fs-kind", kindOf(kind)), outlooks[outlook] && badge(outlooks[outlook]),
    likelihood && span("fs-likelihood", likelihood), verdicts[became] ? badge(verdicts[became]) : became && span("fs-thin", became),
    note && span("fs-theme", note),
  ].filter(Boolean);
  const option = make("a", { class: "fs-result", role: "option", id: `fs-result-${at}`, href, tabindex: -1 },
    span("fs-result__title", make("bdi", {}, ...marked(title, find))), comma(),
    span("fs-result__label", ...parts.flatMap((part, at) => at ? [comma(), part] : part)),
    comma(), span("fs-result__text", ...marked(text, find, 30)));
  // Without empty texts, which would part the words that are read out.
  option.normalize();
  return option;
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
const SHOWN = 30, ASKED_KIND = 4;
const ORDER = ["shift", "event", "reference", "page"]; // behind the claims
// What cannot be told from where words stand: the first results as they read.
const arranged = (found, ranks, entries, value) => {
  const said = (text) => ` ${words(fold(text)).join(" ")} `, clauses = asked(value);
  const query = said(value.replace(/["“”„«»]/g, " ")).replace(/\S+/g, (word) => ranks.near.get(word)?.[0] || word);
  const kinds = new Set(clauses.flatMap(({ any, others = [] }) => [...any, ...others].flat().map(key)));
  const phrases = clauses.filter(({ phrase }) => phrase).map(({ any: [all] }) => ` ${all.join(" ")} `);
  return found.map((n, at) => {
    const [kind, title, , text, note, outlook] = entries[at], whole = said(title);
    const fits = whole === query ? 2 : +whole.includes(query), cut = text.endsWith(" …");
    const wrong = !cut && phrases.some((phrase) => !JOINED.test(phrase)
      && ![title, `${text.replace(/ · /g, " ")} ${note} ${kindOf(kind)} ${outlook}`].some((each) => said(each).includes(phrase)));
    return { n, entry: entries[at], wrong, order: [n < index.last, Math.floor(ranks[n]) + (words(fold(kindOf(kind))).some((word) => kinds.has(key(word))) && ASKED_KIND), fits, ranks[n], -(ORDER.indexOf(kind) + 1), -title.length] };
  }).filter(({ wrong }) => !wrong).sort(({ order: a }, { order: b }) => {
    const at = a.findIndex((value, n) => value !== b[n]);
    return at < 0 ? 0 : b[at] - a[at];
  });
};
const show = async (value) => {
  const ranks = await find(value), forms = asked(value).length;
  const last = (n) => n >= index.last;
  const all = [...ranks.keys()].filter((n) => forms && ranks[n]).sort((a, b) => last(a) - last(b) || ranks[b] - ranks[a]);
  const first = value === input.value ? all.slice(0, SHOWN) : [];
  const entries = await Promise.all(first.map((n) => load(`entries-${n >> 5}`)));
  if (value !== input.value) return;
  const shown = arranged(first, ranks, entries.map((part, at) => part[first[at] & 31]), value);
  const count = all.length - first.length + shown.length;
  const finds = finder(value, ranks.near);
  list.replaceChildren(...shown.map(({ entry }, at) => result(entry, finds, at)));
  list.hidden = !count;
  list.scrollTop = 0;
  select();
  input.setAttribute("aria-expanded", count > 0);
  const said = !count ? gettext("No results")
    : count > SHOWN ? ngettext("%(num)s result, the first %(shown)s shown", "%(num)s results, the first %(shown)s shown", count, { shown: SHOWN })
      : ngettext("%(num)s result", "%(num)s results", count);
  const instead = [...count ? ranks.near : []].map(([word, close]) => (
    gettext("nothing matches “%(word)s”, showing: %(found)s", { word, found: close.join(SEPARATOR) })));
  tell(forms ? [said, ...instead].join(pgettext("list", "; ")) : "");
};
const ask = () => {
  list.ariaBusy = true;
  answer = show(input.value).catch(() => tell(gettext("The index could not be loaded")));
};
const open = () => {
  if (!box.open) box.showModal();
  input.select();
  if (!index) status.textContent = gettext("Loading …");
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
