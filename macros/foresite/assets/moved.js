// Follows the note of an address that has moved; of a page that has moved, the anchor goes along.
(() => {
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const note = id && document.getElementById(id);
    if (note && note.hasAttribute("data-fs-moved")) return location.replace(note.querySelector("a").href);
    const page = document.querySelector('[data-fs-moved="page"] a');
    if (page) location.replace(page.hash ? page.href : page.href + location.hash);
  };
  follow();
  addEventListener("hashchange", follow);
})();
