// Keeps an unfinished answer for as long as its tab lives; sending it forgets it. Passwords are never kept.
(() => {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = "draft:" + location.pathname.split("/")[1] + ":" + form.dataset.draft;
    const areas = [...form.querySelectorAll("textarea")];
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");

    for (const area of areas) {
      if (!area.value && kept[area.name]) {
        area.value = kept[area.name];
        area.closest("details")?.setAttribute("open", "");
      }
      area.addEventListener("input", () => {
        const texts = Object.fromEntries(areas.filter((each) => each.value).map((each) => [each.name, each.value]));
        sessionStorage.setItem(key, JSON.stringify(texts));
      });
    }
    form.addEventListener("submit", () => sessionStorage.removeItem(key));
  }
})();
