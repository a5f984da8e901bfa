// One key for each thing that can be done with the first answer that is offered: in the part or the entry that has the
// focus; where nothing has it, in the only one that is open; never where something is typed, or from a fold elsewhere.
const ENTRIES = ".desk-points > li";
const sections = [];
const seen = (section) => section.querySelector("form")?.checkVisibility?.() ?? section.querySelector("form")?.offsetParent;

const press = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
  if (event.target.closest("select, textarea, input, dialog, [contenteditable]")) return;
  const open = sections.filter(seen);
  const at = document.activeElement;
  const [entry, alone] = [at.closest(ENTRIES), at.matches("body, main") && open.length === 1];
  const section = open.find((one) => one.contains(at) || entry?.contains(one)) ?? (alone ? open[0] : null);
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
