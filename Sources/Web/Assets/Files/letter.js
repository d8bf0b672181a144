// Shows how a text reads while it is typed: sends the form as its preview button does, and puts the answer beside it.
(() => {
  for (const form of document.querySelectorAll("form[data-preview]")) {
    const preview = document.querySelector(form.dataset.preview);
    const area = form.querySelector("textarea");
    let wait = 0;
    let asked = 0;

    area.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(async () => {
        const own = ++asked;
        const body = new URLSearchParams(new FormData(form));
        const answer = await fetch(form.action + "?fragment=1", { method: "POST", body, credentials: "same-origin" }).catch(() => null);
        // Only the last answer counts, and only one of ours: a problem with the text is one, too.
        if (!answer || own !== asked || answer.redirected || ![200, 422].includes(answer.status)) return;
        preview.innerHTML = await answer.text();
      }, 400);
    });
  }
})();
