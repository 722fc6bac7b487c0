// Copies a citation. Without scripts it can be selected, and its formats are files.
addEventListener("toggle", ({ target: box }) => {
  if (!box.matches?.(".fs-citethis[open]") || box.querySelector("button")) return;
  const words = box.querySelector("p");
  const item = box.querySelector("ul").appendChild(document.createElement("li"));
  item.innerHTML = '<button class="fs-button" type="button">Copy</button> <span role="status"></span>';
  const [button, said] = item.children;
  button.addEventListener("click", async () => {
    const address = words.querySelector("span") ? "" : ` ${box.querySelector("a").href}`;
    try {
      await navigator.clipboard.writeText(words.textContent + address);
      said.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(words);
      said.textContent = "Selected";
    }
  });
}, true);
