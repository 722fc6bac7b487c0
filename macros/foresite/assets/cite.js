/* Copies a citation; cuts a claim's out of its page's file. */
(() => {
const served = location.protocol !== "file:";
addEventListener("toggle", ({ target: box }) => {
  if (!box.matches?.(".fs-citethis[open]") || box.querySelector("button")) return;
  const [words, list] = box.querySelectorAll("p, ul"), { href } = list.querySelector("a");
  if (served && box.closest(".fs-card")) list.querySelector("li:not(:has(*))").remove();
  list.insertAdjacentHTML("beforeend", '<li><button class="fs-button" type="button">Copy</button> <span role="status"></span>');
  const [button, said] = list.lastChild.children;
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(words.textContent + (words.firstElementChild ? "" : ` ${href}`));
      said.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(words);
      said.textContent = "Selected";
    }
  };
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
