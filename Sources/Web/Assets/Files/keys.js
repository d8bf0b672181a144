// j and k walk through the queue, "/" goes to the search. Only while nobody is typing, and only on pages with a queue.
(() => {
  if (!document.querySelector("[data-keys]")) return;
  document.querySelectorAll(".keys").forEach((hint) => { hint.hidden = false; });

  addEventListener("keydown", (key) => {
    if (key.ctrlKey || key.metaKey || key.altKey || key.target.closest("input, textarea, select")) return;
    if (key.key === "/") {
      key.preventDefault();
      document.getElementById("q")?.focus();
      return;
    }
    const step = { j: 1, k: -1 }[key.key];
    if (!step) return;
    // Looked up at each key: live updates replace the rows.
    const links = [...document.querySelectorAll("[data-keys] tbody th a")];
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  });
})();
