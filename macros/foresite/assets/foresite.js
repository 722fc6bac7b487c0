/* Colours, menu, references, paper. */
(() => {
const root = document.documentElement;
const all = (where, what) => [...where.querySelectorAll(what)];

/* What scripts say, in the language of the page, which brings the words; see language/scripts.py */
const { "": tag = "en", ...messages } = JSON.parse(document.getElementById("fs-words")?.textContent ?? "{}");
// Counts stand as they are, without Intl.NumberFormat, whose first use takes longer than the rest of this script.
const filled = (text, values) => text.replace(/%(?:\((\w+)\)s|%)/g, (_, name) => (name ? values[name] : "%"));
let plurals, collator;
const gettext = (text, values) => filled(messages[text] ?? text, values);
window.foresiteWords = {
  gettext,
  pgettext: (context, text, values) => filled(messages[`${context}\u0004${text}`] ?? text, values),
  ngettext: (one, several, num, values) => {
    const forms = messages[one] ?? { one, other: several };
    plurals ??= new Intl.PluralRules(tag);
    return filled(forms[plurals.select(num)] ?? forms.other ?? several, { num, ...values });
  },
  compare: (a, b) => (collator ??= new Intl.Collator(document.documentElement.lang || "en")).compare(a, b),
};

/* Light or dark */
const isDark = () => (root.dataset.mdColorScheme || (matchMedia("(prefers-color-scheme: dark)").matches && "slate")) === "slate";
for (const button of all(document, ".fs-scheme")) {
  const press = () => { button.ariaPressed = isDark(); };
  button.addEventListener("click", () => {
    root.dataset.mdColorScheme = isDark() ? "default" : "slate";
    press();
    try { localStorage.setItem("fs-scheme", root.dataset.mdColorScheme); } catch { /* not kept */ }
  });
  press();
}

/* A folder on a disk shows its files, not its page */
addEventListener("click", ({ target }) => {
  const link = target.closest?.("a");
  if (link?.protocol === "file:") link.pathname = link.pathname.replace(/\/$/, "/index.html");
}, true);

/* Menu and contents on narrow screens; on wide ones the contents stand beside the text, and fold */
const wide = matchMedia("(min-width: 64em)"), folders = all(document, "[data-shows=fs-toc]");
const fold = (folded) => {
  root.classList.toggle("fs-folded", folded);
  // On a narrow screen the browser says whether the popover is open.
  for (const button of folders) button.ariaExpanded = wide.matches ? String(!folded) : null;
};
for (const button of all(document, "[data-shows]")) {
  const list = document.getElementById(button.dataset.shows);
  list.popover = "auto";
  button.popoverTargetElement = list;
  list.addEventListener("click", ({ target }) => target.closest("a") && list.hidePopover());
}
for (const button of folders) {
  button.addEventListener("click", (event) => {
    if (!wide.matches) return;
    event.preventDefault();
    fold(!root.classList.contains("fs-folded"));
  });
}
wide.addEventListener("change", () => fold(false));
fold(false);

/* Where one is on the page: in the bar, and in the contents */
const bar = document.querySelector(".fs-top"), place = document.querySelector(".fs-place"), title = document.querySelector("h1");
const sections = [];
for (const link of all(document, "#fs-toc a")) {
  const at = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  // What is not drawn yet is asked for no place of its own: that would draw it.
  if (at) sections.push([link, at.closest(".fs-card, .fs-work") ?? at]);
}
let current = null, unfolded, waiting;
const follow = () => {
  waiting = false;
  const line = bar.offsetHeight + innerHeight / 5;
  let low = 0, high = sections.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sections[middle][1].getBoundingClientRect().top <= line) low = middle + 1;
    else high = middle;
  }
  root.classList.toggle("fs-past", scrollY > 0 && (!title || title.getBoundingClientRect().bottom < bar.offsetHeight));
  const [link] = sections[low - 1] ?? [];
  if (!place || link === current) return;
  current?.removeAttribute("aria-current");
  current = link;
  place.lastElementChild.textContent = (link ?? title?.firstChild)?.textContent ?? "";
  if (!link) return;
  link.ariaCurrent = "true";
  const outer = link.parentNode.parentNode.closest("details") ?? link.parentNode.querySelector("details");
  if (outer !== unfolded) {
    if (unfolded) unfolded.open = false;
    unfolded = outer?.open ? null : outer;
    if (outer) outer.open = true;
  }
  const side = link.closest(".fs-side"), { top, bottom } = link.getBoundingClientRect(), around = side.getBoundingClientRect();
  if (top < around.top || bottom > around.bottom) side.scrollTop += top - around.top - around.height / 3;
};
const soon = () => { if (!waiting) waiting = requestAnimationFrame(follow); };
// Another host has a bar of its own.
if (bar) {
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  soon();
}

/* The map of a brief is one stop of the keyboard, in which arrows lead on */
for (const map of all(document, ".fs-map")) {
  const links = all(map, "a"), stop = (link) => links.forEach((one) => { one.tabIndex = one === link ? 0 : -1; });
  stop(links[0]);
  map.addEventListener("focusin", ({ target }) => links.includes(target) && stop(target));
  map.addEventListener("keydown", (event) => {
    const at = links.indexOf(event.target), { key } = event;
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[key];
    if (at < 0 || !links[next]) return;
    event.preventDefault();
    links[next].focus();
  });
}

/* Who comes to a card for itself sees all of it */
const unfold = () => {
  const more = document.getElementById(location.hash.slice(1))?.closest(".fs-card")?.querySelector(".fs-more");
  if (more) more.open = true;
};
addEventListener("hashchange", unfold);
unfold();

/* What does not scroll is not a stop of the keyboard */
const reach = () => all(document, ".fs-scroll").forEach((box) => { box.tabIndex = -(box.scrollWidth <= box.clientWidth); });
const sizes = new ResizeObserver(reach);
// It is told of each at once, when the page has been laid out.
for (const box of all(document, ".fs-scroll, .fs-scroll > *")) sizes.observe(box);

/* The reference beside its citation */
const tip = document.createElement("div");
Object.assign(tip, { className: "fs-tip", id: "fs-tip", role: "tooltip" });
let cited, timer;
const later = (what, wait) => { clearTimeout(timer); timer = setTimeout(what, wait); };
const hide = () => {
  clearTimeout(timer);
  cited?.removeAttribute("aria-describedby");
  cited = null;
  tip.remove();
};
const show = (link) => {
  const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!place || link === cited) return;
  hide();
  const text = (place.closest(".fs-work")?.querySelector(".fs-work__entry") ?? place).cloneNode(true);
  all(text, ".fs-back").forEach((back) => back.remove());
  all(text, "a").forEach((a) => a.replaceWith(...a.childNodes));
  tip.replaceChildren(...text.childNodes);
  cited = link;
  link.setAttribute("aria-describedby", tip.id);
  document.querySelector("main").append(tip);
  const { left, right, top } = link.getClientRects()[0], { bottom } = link.getBoundingClientRect(), { offsetWidth: wide, offsetHeight: high } = tip;
  tip.style.left = `${scrollX + Math.max(8, Math.min(root.dir === "rtl" ? right - wide : left, root.clientWidth - wide - 8))}px`;
  tip.style.top = `${scrollY + (bottom + high > innerHeight && top > high ? top - high : bottom)}px`;
};
const citation = (target) => target.closest('a[href^="#ref-"]');
addEventListener("pointerover", ({ target, pointerType }) => {
  const link = pointerType !== "touch" && citation(target);
  if (link) later(() => show(link), 150);
  else if (tip.contains(target)) clearTimeout(timer);
  else if (cited && cited !== document.activeElement) later(hide, 300);
});
addEventListener("focusin", ({ target }) => {
  const link = citation(target);
  link?.matches(":focus-visible") ? show(link) : hide();
});
addEventListener("keydown", ({ key }) => key === "Escape" && hide());

/* Where the pages of a section stand in one line, this page is seen */
const now = document.querySelector(".fs-pages > ul > li > [aria-current]");
if (now) requestAnimationFrame(() => { now.closest("ul").scrollLeft = now.offsetLeft - 48; });

/* On paper the addresses of links stand at the end */
addEventListener("beforeprint", () => {
  const text = document.querySelector("article"), here = document.querySelector("head > [rel=canonical]")?.href || location;
  const list = document.createElement("ol"), known = [];
  document.querySelector(".fs-addresses")?.remove();
  for (const link of all(text, 'a[href]:not([href^="#"], [hidden] *, .fs-out *, .fs-evidence *, .fs-citethis *, .fs-defined *, .fs-back, .fs-read)')) {
    const { href } = new URL(link.getAttribute("href"), here);
    if (link.textContent === href) continue;
    if (!known.includes(href)) list.appendChild(document.createElement("li")).textContent = known[known.length] = href;
    link.dataset.n = known.indexOf(href) + 1;
  }
  Object.assign(list, { className: "fs-addresses", ariaLabel: gettext("Addresses") });
  text.append(list);
});

/* What was known on a day */
const days = all(document, ".fs-days select"), states = all(document, "[data-from], [data-until]");
const tell = (day) => {
  for (const { options } of days) for (const option of options) option.selected = option.value === day;
  for (const state of states) {
    const { from = "", until = "~" } = state.dataset;
    const off = day ? day < from || day >= until : until < "~";
    state.toggleAttribute("hidden", off && !state.ownerSVGElement);
    // A drawing has no attribute `hidden`.
    if (state.ownerSVGElement) off ? state.setAttribute("display", "none") : state.removeAttribute("display");
  }
  dispatchEvent(new Event("fs-day"));
};
const asked = new URLSearchParams(location.search).get("as-of"), [choice] = days;
// The latest day that can be chosen and is not after the one that was asked for.
if (choice) tell(asked && asked < choice.options[0].dataset.day ? [...choice.options].find(({ value }) => value && value <= asked).value : "");
for (const select of days) {
  select.form.hidden = false;
  select.addEventListener("change", ({ target: { value } }) => {
    tell(value);
    const query = new URLSearchParams(location.search);
    value ? query.set("as-of", value) : query.delete("as-of");
    history.replaceState(null, "", `${location.pathname}${query.size ? "?" : ""}${query}${location.hash}`);
  });
}
})();
