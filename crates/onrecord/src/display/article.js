// Marks every part of the statement under the pointer or focus, in the text and in the list.
"use strict";
for (const [over, out] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  const mark = (event, on) => {
    const element = event.target.closest("[data-s]");
    if (!element) return;
    // Of nested statements, the innermost.
    const statement = element.dataset.s.split(" ").pop();
    for (const part of document.querySelectorAll(`[data-s~="${statement}"]`)) part.classList.toggle("on", on);
  };
  document.addEventListener(over, (event) => mark(event, true));
  document.addEventListener(out, (event) => mark(event, false));
}
