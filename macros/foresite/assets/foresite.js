/* Colours, menu, references, paper. */
(() => {
const root = document.documentElement;
const all = (where, what) => [...where.querySelectorAll(what)];

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

/* Menu and contents on narrow screens */
for (const button of all(document, ".fs-menu")) {
  const list = document.getElementById(button.dataset.shows);
  list.popover = "auto";
  button.popoverTargetElement = list;
  list.addEventListener("click", () => list.hidePopover());
}

/* What does not scroll is not a stop of the keyboard */
const reach = () => all(document, ".fs-scroll").forEach((box) => { box.tabIndex = -(box.scrollWidth <= box.clientWidth); });
addEventListener("resize", reach);
reach();

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
  const { left, top } = link.getClientRects()[0], { bottom } = link.getBoundingClientRect(), { offsetWidth: wide, offsetHeight: high } = tip;
  tip.style.left = `${scrollX + Math.max(8, Math.min(left, root.clientWidth - wide - 8))}px`;
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

/* On paper the addresses of links stand at the end */
addEventListener("beforeprint", () => {
  const text = document.querySelector("article"), here = document.querySelector("head > [rel=canonical]")?.href || location;
  const list = document.createElement("ol"), known = [];
  document.querySelector(".fs-addresses")?.remove();
  for (const link of all(text, 'a[href]:not([href^="#"], [hidden] *, .fs-citethis *, .fs-back, .fs-read)')) {
    const { href } = new URL(link.getAttribute("href"), here);
    if (link.textContent === href) continue;
    if (!known.includes(href)) list.appendChild(document.createElement("li")).textContent = known[known.length] = href;
    link.dataset.n = known.indexOf(href) + 1;
  }
  Object.assign(list, { className: "fs-addresses", ariaLabel: "Addresses" });
  text.append(list);
});

/* What was known on a day */
const days = all(document, ".fs-days select"), states = all(document, "[data-from], [data-until]");
const tell = (day) => {
  for (const { options } of days) for (const option of options) option.selected = option.value === day;
  for (const state of states) {
    const { from = "", until = "~" } = state.dataset;
    state.toggleAttribute("hidden", day ? day < from || day >= until : until < "~");
  }
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
