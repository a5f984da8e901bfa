// One key for each thing that can be done with the first answer that is offered: in the part that has the focus, else in
// the first that is open; never where something is typed.
const sections = [];
const seen = (section) => section.querySelector("form")?.checkVisibility?.() ?? section.querySelector("form")?.offsetParent;

const press = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
  if (event.target.closest("select, textarea, input, dialog, [contenteditable]")) return;
  const open = sections.filter(seen);
  const section = open.find((one) => one.contains(document.activeElement)) ?? open[0];
  const chosen = section?.querySelector("form").querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!chosen) return;
  event.preventDefault();
  chosen.click();
};

export default (section) => {
  if (!sections.length) document.addEventListener("keydown", press);
  sections.push(section);
  section.querySelector("[data-keys]").hidden = false;
};
