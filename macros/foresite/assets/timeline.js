/* The timeline: narrows the chart and its lists; shows what a mark stands for, and what it is tied to. */
addEventListener("DOMContentLoaded", () => {
const all = (where, what) => [...where.querySelectorAll(what)];
const make = (name, properties, ...content) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...content);
  return element;
};
const { gettext, pgettext } = window.foresiteWords;
for (const box of all(document, ".fs-timeline")) {
  const form = box.querySelector(".fs-filter"), panel = box.querySelector(".fs-panel"), fields = all(form, "select");
  const events = all(box, "li[data-number]"), claims = all(box, "li[data-claim]"), entries = [...events, ...claims];
  const numbers = new Map(events.map((entry) => [entry.dataset.number, entry]));
  for (const claim of claims) claim.events = claim.dataset.events.split(" ").map((number) => numbers.get(number)).filter(Boolean);
  for (const event of events) event.claims = claims.filter((claim) => claim.events.includes(event));
  const tied = (entry) => entry?.claims ?? entry?.events ?? [];

  /* Each chart, of which the style sheet shows one: its marks, each with its entry and its place */
  const charts = all(box, ".fs-chart").map((svg) => {
    const marks = all(svg, "g[data-number], g[data-claim]").map((mark) => {
      const { number, claim } = mark.dataset, circle = mark.querySelector("circle"), end = mark.querySelector("use");
      const entry = number ? numbers.get(number) : claims[claim - 1];
      const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => +mark.querySelector("rect")?.getAttribute(name));
      const [cx, cy] = circle ? [+circle.getAttribute("cx"), +circle.getAttribute("cy")]
        : end ? ["x", "y"].map((name) => +end.getAttribute(name) + end.getAttribute("width") / 2)
        : svg.matches(".fs-chart--tall") ? [x + w / 2, y + h] : [x + w, y + h / 2];
      return { mark, entry, circle, cx, cy, r: +circle?.getAttribute("r"), x, y, w, h };
    }).filter(({ entry }) => entry);
    // Copies of what is chosen, above the marks, which fade as one: to fade each by itself takes long on a phone.
    const lit = ["fs-chart__bars", "fs-chart__dots"].map((name) => {
      const group = svg.querySelector(`.${name}`).cloneNode();
      group.setAttribute("class", `${name} fs-chart__lit`);
      svg.querySelector(".fs-chart__dots").after(group);
      return group;
    });
    return { svg, marks, lit, threads: svg.querySelector(".fs-chart__threads"), seen: () => svg.getClientRects().length > 0 };
  });
  const current = () => charts.find(({ seen }) => seen()) ?? charts[0];
  const marksOf = (entry) => charts.flatMap(({ marks }) => marks.filter((one) => one.entry === entry));
  const markIn = (chart, entry) => chart.marks.find((one) => one.entry === entry);
  const shown = () => entries.filter((entry) => !entry.hidden);
  const title = (entry) => entry.querySelector(".fs-event__title, .fs-line a");
  const label = (entry) => [entry.querySelector(".fs-event__head, .fs-line"), entry.querySelector(".fs-decides")]
    .map((part) => part?.textContent.replace(/\s+/g, " ").trim()).filter(Boolean).join(pgettext("list", ", "));

  /* One stop of the keyboard for all marks */
  let stop;
  const rove = (entry) => {
    for (const { mark } of marksOf(stop)) mark.tabIndex = -1;
    stop = entry;
    for (const { mark } of marksOf(entry)) mark.tabIndex = 0;
  };

  /* What is chosen stays; what the pointer or the keyboard is on shows meanwhile */
  let chosen, on;
  const sheet = make("section", { className: "fs-sheet", hidden: true });
  panel.append(sheet);
  const button = (text, click, properties) => {
    const made = make("button", { className: "fs-button", type: "button", ...properties }, text);
    made.addEventListener("click", click);
    return made;
  };
  const step = (by) => {
    const kind = chosen.claims ? events : claims, within = kind.filter((entry) => !entry.hidden);
    const next = within[within.indexOf(chosen) + by];
    if (next) choose(next, true);
  };
  const close = () => {
    const entry = chosen;
    choose();
    const mark = entry && markIn(current(), entry)?.mark;
    if (!mark) return;
    rove(entry);
    mark.focus({ preventScroll: true });
    // The focus alone would show it again.
    draw();
  };
  const previous = button(gettext("Previous"), () => step(-1)), next = button(gettext("Next"), () => step(1));
  const bar = make("div", { className: "fs-sheet__bar" }, previous, next, button(gettext("Close"), close, { className: "fs-button fs-sheet__close" }));
  const told = make("div", { className: "fs-sheet__text", tabIndex: 0 });
  told.setAttribute("role", "region");
  told.ariaLabel = gettext("Chosen mark");
  sheet.append(bar, told);
  const pages = new Map();
  const cardOf = async ({ href, hash }) => {
    const [address] = href.split("#");
    if (!pages.has(address)) {
      pages.set(address, fetch(address).then((answer) => answer.text()).then((text) => (
        // What is parsed here obeys the policy of this page, which knows no styles of that one.
        new DOMParser().parseFromString(text.slice(text.indexOf("<body")).replace(/ style="[^"]*"/g, ""), "text/html"))));
    }
    return (await pages.get(address)).getElementById(decodeURIComponent(hash.slice(1)))?.closest(".fs-card");
  };
  const fill = async (entry) => {
    const copy = entry.cloneNode(true);
    all(copy, "[id]").forEach((element) => element.removeAttribute("id"));
    const head = copy.querySelector(".fs-event__head");
    if (head) head.replaceWith(make("h2", { className: "fs-event__head" }, ...head.childNodes));
    else copy.prepend(make("p", { className: "fs-kind" }, pgettext("kind", "forecast")));
    told.replaceChildren(...copy.childNodes);
    told.scrollTop = 0;
    if (!entry.claims) return;
    const link = entry.querySelector(".fs-event__title a"), links = told.querySelector(".fs-links");
    const more = make("p", {}, make("a", { href: link.href }, gettext("Text and sources")));
    links ? links.before(more) : told.append(more);
    // After what was tapped shows: reading a page takes longer than all else.
    await new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
    // A page that is opened from a disk cannot read another: the link to the card remains.
    const card = await cardOf(link).catch(() => null);
    if (!card || !more.isConnected) return;
    const parts = all(card, links ? ":scope > :is(.fs-body, .fs-sources)" : ":scope > :is(.fs-body, .fs-sources, .fs-links)");
    for (const a of parts.flatMap((part) => all(part, "a[href]"))) a.href = new URL(a.getAttribute("href"), link.href).href;
    more.replaceWith(...parts.map((part) => part.cloneNode(true)));
  };
  const draw = (entry) => {
    for (const { mark } of marksOf(on)) mark.classList.remove("fs-on");
    for (const other of tied(on)) for (const { mark } of marksOf(other)) mark.classList.remove("fs-tied");
    on = entry;
    for (const { svg } of charts) svg.classList.toggle("fs-chosen", Boolean(entry));
    panel.classList.toggle("fs-panel--open", Boolean(entry));
    sheet.hidden = !entry;
    panel.firstElementChild.hidden = Boolean(entry);
    for (const { threads, lit } of charts) {
      threads.setAttribute("d", "");
      for (const group of lit) group.replaceChildren();
    }
    if (!entry) return;
    for (const { mark } of marksOf(entry)) mark.classList.add("fs-on");
    for (const other of tied(entry)) for (const { mark } of marksOf(other)) mark.classList.add("fs-tied");
    for (const chart of charts) {
      const from = markIn(chart, entry), [bars, dots] = chart.lit;
      for (const each of [entry, ...tied(entry)]) {
        const { mark } = markIn(chart, each), copy = mark.cloneNode(true);
        for (const name of ["role", "aria-label", "tabindex", "data-number", "data-claim"]) copy.removeAttribute(name);
        copy.classList.remove("fs-on", "fs-tied");
        copy.classList.toggle("fs-picked", each === entry);
        (each.claims ? dots : bars).append(copy);
      }
      const lines = tied(entry).filter((other) => !other.hidden).map((other) => {
        const to = markIn(chart, other), bend = (to.cx - from.cx) / 2 || 18;
        return `M${from.cx} ${from.cy}C${from.cx + bend} ${from.cy} ${to.cx - bend} ${to.cy} ${to.cx} ${to.cy}`;
      });
      chart.threads.setAttribute("d", lines.join(""));
    }
    const kind = (entry.claims ? events : claims).filter((each) => !each.hidden), at = kind.indexOf(entry);
    previous.disabled = at < 1;
    next.disabled = at < 0 || at === kind.length - 1;
    previous.ariaLabel = entry.claims ? gettext("Previous event") : gettext("Previous forecast");
    next.ariaLabel = entry.claims ? gettext("Next event") : gettext("Next forecast");
    // Last, for it asks for the layout.
    fill(entry);
  };
  const address = (hash) => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", `${location.pathname}${query.size ? "?" : ""}${query}${hash}`);
  };
  const choose = (entry, keep = true) => {
    chosen = entry;
    if (entry) rove(entry);
    draw(entry);
    if (keep) address(entry ? `#${entry.id}` : "");
    if (!entry || getComputedStyle(sheet).position !== "fixed") return;
    // What was chosen stays in sight above the panel.
    const hidden = markIn(current(), entry).mark.getBoundingClientRect().bottom - sheet.getBoundingClientRect().top + 16;
    if (hidden > 0) scrollBy(0, hidden);
  };

  /* The mark that is nearest to a pointer: dots first, for they are larger targets than they look */
  const nearest = (chart, event) => {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(chart.svg.getScreenCTM().inverse());
    const named = event.target.closest("[data-named]")?.dataset.named;
    if (named) return chart.marks.find(({ mark }) => mark.dataset.number === named);
    let best, least = Infinity;
    for (const one of chart.marks) {
      if (one.entry.hidden) continue;
      const away = one.circle ? Math.max(Math.hypot(x - one.cx, y - one.cy) - one.r, 0)
        : Math.min(Math.hypot(Math.max(one.x - x, 0, x - one.x - one.w), Math.max(one.y - y, 0, y - one.y - one.h)),
          Math.hypot(x - one.cx, y - one.cy) - 3) + 2;
      if (away < least) [best, least] = [one, away];
    }
    return least < (event.pointerType === "touch" ? 16 : 9) ? best : null;
  };
  for (const chart of charts) {
    const { svg, marks } = chart;
    Object.assign(svg, { role: "group", ariaLabel: form.dataset.drawing });
    for (const { mark, entry } of marks) {
      mark.setAttribute("role", "button");
      mark.ariaLabel = label(entry);
      mark.tabIndex = -1;
    }
    let frame;
    svg.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || frame) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        const found = nearest(chart, event);
        svg.classList.toggle("fs-at", Boolean(found));
        const entry = found?.entry ?? chosen;
        if (entry !== on) draw(entry);
      });
    });
    svg.addEventListener("pointerleave", () => {
      cancelAnimationFrame(frame);
      frame = 0;
      if (on !== chosen) draw(chosen);
    });
    svg.addEventListener("click", (event) => {
      // A screen reader clicks the mark itself.
      const found = marks.find(({ mark }) => mark === event.target) ?? nearest(chart, event);
      if (found) choose(found.entry);
    });
    // On a parent: Chromium makes a drawing with such a listener a stop of the keyboard.
    svg.parentNode.addEventListener("focusin", ({ target }) => {
      const one = marks.find(({ mark }) => mark === target);
      if (one && target.matches(":focus-visible")) draw(one.entry);
    });
    svg.parentNode.addEventListener("focusout", ({ target, relatedTarget }) => {
      if (svg.contains(target) && !svg.contains(relatedTarget) && !panel.contains(relatedTarget) && on !== chosen) draw(chosen);
    });
    svg.addEventListener("keydown", (event) => {
      const one = marks.find(({ mark }) => mark === event.target), { key } = event;
      if (!one) return;
      const within = (one.entry.claims ? events : claims).filter((entry) => !entry.hidden), at = within.indexOf(one.entry);
      const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -at, End: within.length - 1 - at };
      if (key === "Enter" || key === " ") { choose(one.entry); told.focus({ preventScroll: true }); }
      else if (key === "Escape") { if (!on) return; choose(); }
      // From an event to its claims and back.
      else if ((key === "PageDown" || key === "PageUp") && tied(one.entry)[0]) move(tied(one.entry).find((entry) => !entry.hidden));
      else if (key in steps) move(within[at + steps[key]]);
      else return;
      event.preventDefault();
    });
    const move = (entry) => {
      if (!entry) return;
      rove(entry);
      markIn(chart, entry).mark.focus();
    };
  }
  sheet.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  /* Narrowing */
  const has = (entry, { name, value }) => !value || (entry.dataset[name] ?? value).split("|").includes(value);
  const narrow = () => {
    for (const entry of all(box, ".fs-event")) entry.hidden = !fields.every((field) => has(entry, field));
    const actor = form.elements.actor?.value;
    for (const claim of claims) {
      claim.hidden = !fields.every((field) => has(claim, field)) || (actor && !claim.events.some((event) => !event.hidden));
    }
    for (const part of all(box, ".fs-years > section")) part.hidden = !part.querySelector("li[id]:not([hidden]), .fs-published:not([hidden])");
    for (const { svg, marks } of charts) {
      for (const { mark, entry } of marks) mark.classList.toggle("fs-off", entry.hidden);
      for (const name of all(svg, "[data-named]")) name.classList.toggle("fs-off", Boolean(numbers.get(name.dataset.named)?.hidden));
      const { value } = fields.at(-1);
      for (const brief of all(svg, "g[data-group]")) brief.classList.toggle("fs-off", Boolean(value) && brief.dataset.group !== value);
      for (const after of all(svg, "rect[data-group]")) {
        if (value && after.dataset.group === value || !value && "chosen" in after.dataset) after.removeAttribute("display");
        else after.setAttribute("display", "none");
      }
    }
    const left = events.filter((entry) => !entry.hidden).length;
    const values = { shown: left, every: events.length };
    form.querySelector("output").textContent = left ? gettext("%(shown)s of %(every)s events", values) : gettext("None of %(every)s events", values);
    if (chosen?.hidden) choose();
    rove(chosen ?? shown()[0]);
  };
  const entryOf = (hash) => entries.find(({ id }) => id && `#${id}` === decodeURIComponent(hash));
  const point = (scroll) => {
    const entry = entryOf(location.hash);
    if (!entry) return;
    if (entry.hidden) { for (const field of fields) field.value = ""; narrow(); address(location.hash); }
    choose(entry, false);
    // The panel shows what the browser may have opened the list for.
    for (const list of all(box, ".fs-timeline__list")) list.open = false;
    if (scroll) scrollBy(0, markIn(current(), entry).mark.getBoundingClientRect().top - innerHeight * 0.35);
  };
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#timeline-']"), entry = link && entryOf(link.hash);
    if (!entry || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(entry);
    told.focus({ preventScroll: true });
  });
  form.addEventListener("change", () => { narrow(); address(location.hash); });
  form.addEventListener("reset", () => setTimeout(() => { narrow(); address(location.hash); }));
  addEventListener("hashchange", () => point(true));
  for (const field of fields) {
    field.value = new URLSearchParams(location.search).get(field.name);
    if (field.selectedIndex < 0) field.selectedIndex = 0;
  }
  form.hidden = false;
  narrow();
  // The browser has gone to the entry in the list; the chart says the same.
  if (entryOf(location.hash)) setTimeout(() => point(true));
}
});
