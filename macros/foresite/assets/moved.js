// Follows the note of what has moved; of a page, the anchor goes along.
(() => {
  const follow = () => {
    const note = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const to = (note?.matches("[data-fs-moved]") ? note : document.querySelector("[data-fs-moved=page]"))?.querySelector("a");
    if (to) location.replace(to.hash ? to.href : to.href + location.hash);
  };
  follow();
  addEventListener("hashchange", follow);
})();
