/* Copies a citation, a link, or the code that embeds a claim; cuts a claim's citation out of its page's file. */
(() => {
const served = location.protocol !== "file:";
const quoted = (text) => text.replace(/[&"<]/g, (sign) => `&#${sign.charCodeAt()};`);
addEventListener("toggle", ({ target }) => {
  const box = target.open && (target.matches(".fs-citethis") ? target : target.querySelector(".fs-more > .fs-citethis"));
  if (!box || box.querySelector("button")) return;
  const list = box.querySelector("ul"), words = list.previousElementSibling, { href } = list.querySelector("a");
  const card = box.closest(".fs-card"), embed = list.querySelector("[data-embed]");
  if (served && card) list.querySelector("li:not(:has(*))").remove();
  const { gettext } = window.foresiteWords;
  const copies = {
    [gettext("Copy citation")]: () => words.textContent + (words.firstElementChild ? "" : ` ${href}`),
    [gettext("Copy link")]: () => href,
  };
  if (embed) copies[gettext("Copy code to embed")] = () => `<iframe src="${quoted(embed.href)}" title="${quoted(card.querySelector("[id]").firstChild.data)}" width="100%" height="${embed.dataset.embed}" loading="lazy" style="border:0"></iframe>`;
  for (const [name, text] of Object.entries(copies)) {
    list.insertAdjacentHTML("beforeend", `<li><button class="fs-button" type="button"></button>`);
    list.lastChild.firstChild.textContent = name;
    list.lastChild.firstChild.onclick = async () => {
      try {
        await navigator.clipboard.writeText(text());
        said.textContent = gettext("Copied");
      } catch {
        said.textContent = text();
        getSelection().selectAllChildren(said);
      }
    };
  }
  list.insertAdjacentHTML("beforeend", '<li><span role="status"></span>');
  const said = list.lastChild.firstChild;
}, true);
addEventListener("click", async (event) => {
  const link = event.target, file = document.createElement("a");
  if (!served || !link.matches?.(".fs-card .fs-citethis [download]")) return;
  event.preventDefault();
  const { id } = link.closest(".fs-card").querySelector("[id]"), own = RegExp(`^(@\\w+{|ID {2}- |.*"id":")${id}[",\\r]`, "m");
  const entry = (await (await fetch(link.href)).text()).split(/\n(?=@|TY|{)/).find((each) => own.test(each));
  file.href = URL.createObjectURL(new Blob([entry.replace(/^({.*}).*$/s, "[$1]")]));
  file.download = id + link.pathname.match(/\.\w+$/);
  file.click();
});
})();
