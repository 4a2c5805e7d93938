// Marks every part of the statement or fact under the pointer or focus, in the text and in the lists, and copies citations.
"use strict";
for (const [over, out] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  const mark = (event, on) => {
    for (const name of ["s", "f"]) {
      const element = event.target.closest(`[data-${name}]`);
      if (!element) continue;
      // Of those that lie in each other, the innermost.
      const inner = element.dataset[name].split(" ").pop();
      for (const part of document.querySelectorAll(`[data-${name}~="${inner}"]`)) part.classList.toggle("on", on);
    }
  };
  document.addEventListener(over, (event) => mark(event, true));
  document.addEventListener(out, (event) => mark(event, false));
}
for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const citation = button.parentElement.querySelector(".citation");
    // Without the right to the clipboard the words are at least selected.
    getSelection().selectAllChildren(citation);
    await navigator.clipboard?.writeText(citation.textContent).then(() => { button.textContent = "Copied"; }, () => {});
  });
}
