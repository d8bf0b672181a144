// Pasted screenshots and dropped files go into the plain file input of their form.
(() => {
  for (const input of document.querySelectorAll("input[data-drop]")) {
    const place = input.closest(".drop");
    const form = input.form;
    const names = place.querySelector(".files");
    place.querySelectorAll(".script-only").forEach((hint) => { hint.hidden = false; });

    const show = () => {
      names.replaceChildren(...[...input.files].map((file) => {
        const line = document.createElement("li");
        line.textContent = `${file.name} (${Math.max(1, Math.round(file.size / 1024))} KB)`;
        return line;
      }));
    };
    const add = (files) => {
      const all = new DataTransfer();
      for (const file of [...input.files, ...files]) all.items.add(file);
      input.files = all.files;
      show();
    };

    input.addEventListener("change", show);
    form.addEventListener("paste", (paste) => {
      const files = [...(paste.clipboardData?.files ?? [])];
      if (!files.length) return;
      paste.preventDefault();
      const stamp = new Date().toTimeString().slice(0, 8).replaceAll(":", "");
      add(files.map((file, index) => file.name === "image.png"
        ? new File([file], `captura-${stamp}-${index + 1}.png`, { type: file.type }) : file));
    });
    form.addEventListener("dragover", (drag) => { drag.preventDefault(); place.classList.add("over"); });
    form.addEventListener("dragleave", () => place.classList.remove("over"));
    form.addEventListener("drop", (drop) => {
      if (!drop.dataTransfer?.files.length) return;
      drop.preventDefault();
      place.classList.remove("over");
      add(drop.dataTransfer.files);
    });
  }
})();
