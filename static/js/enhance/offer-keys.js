// One key for each thing that can be done with the first answer that is offered, except where something is typed.
export default (section) => {
  const first = section.querySelector("form");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
    if (event.target.closest("select, textarea, input, dialog, [contenteditable]")) return;
    const chosen = first.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  });
  section.querySelector("[data-keys]").hidden = false;
};
