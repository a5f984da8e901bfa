// Keys for lists of points and work: j and k go from one to the next, others press what bears them (data-desk): in the
// entry at hand, else in its group, else on the page. Never where something is typed; they can be turned off.
const OFF = "desk-keys-off";
const LISTS = ".desk-points > li, .work-list > li";
const TYPED = "select, textarea, input:not([type=checkbox], [type=radio]), dialog, [contenteditable]";

let [here, group] = [null, null];
const entries = () => [...document.querySelectorAll(LISTS)].filter((entry) => entry.getClientRects().length);
const current = () => document.activeElement.closest(LISTS) ?? here ?? document.querySelector(":target")?.closest(LISTS);

const go = (entry) => {
  if (!entry) return;
  here = entry;
  group = entry.closest(".desk-group");
  entry.tabIndex = -1;
  entry.focus({ preventScroll: true });
  entry.scrollIntoView({ block: "nearest" });
};

const step = (by) => {
  const every = entries();
  const place = every.indexOf(current());
  go(place < 0 ? every[by > 0 ? 0 : every.length - 1] : every[place + by]);
};

const press = (key) => {
  const places = [current(), current()?.closest(".desk-group") ?? group, document];
  const found = places.map((place) => place?.querySelector(`[data-desk="${CSS.escape(key)}"]`)).find(Boolean);
  if (!found) return false;
  if (found.matches("form")) return found.querySelector("select, textarea")?.focus() ?? true;
  const fold = found.matches("summary") && found.parentElement;
  if (!fold?.open || document.activeElement === found) found.click(); // what is open already is gone to, not closed
  if (fold) ((fold.open && fold.querySelector("form :is(select, textarea)")) || found).focus();
  return true;
};

export default (help) => {
  const turn = help.querySelector("button");
  const off = () => localStorage.getItem(OFF) === "yes";
  const tell = () => (turn.textContent = off() ? turn.dataset.on : turn.dataset.off);
  turn.addEventListener("click", () => {
    off() ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes");
    tell();
  });
  tell();
  help.hidden = false;

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.altKey || off()) return;
    const form = event.target.closest("form");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) return form.requestSubmit();
    if (event.ctrlKey || event.metaKey || event.target.closest(TYPED)) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "?") (help.open = !help.open) && help.querySelector("summary").focus();
    else if (!press(key)) return;
    event.preventDefault();
  });
};
