// Keys for lists of points and work: j and k go from one to the next, others press what bears them (data-desk): in the
// entry at hand, else in its group, else on the page. Never where something is typed; they can be turned off.
const OFF = "desk-keys-off";
const LISTS = ".desk-points > li, .work-list > li";
const TYPED = "select, textarea, input:not([type=checkbox], [type=radio]), dialog, [contenteditable]";

const WRITTEN = "select, textarea, input";

let [here, group] = [null, null];
const bearing = (key) => `[data-desk="${CSS.escape(key)}"]`;
const entries = () => [...document.querySelectorAll(LISTS)].filter((entry) => entry.getClientRects().length);
const focused = () => document.activeElement.closest(LISTS);
const targeted = () => document.querySelector(":target")?.closest(LISTS);
// What has the focus is at hand; the entry gone to before is, while nothing else has it: a fold or a link elsewhere does.
const atHand = () => focused() ?? (document.activeElement.matches("body, main") ? here ?? targeted() : null);

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
  const place = every.indexOf(focused() ?? here ?? targeted());
  go(place < 0 ? every[by > 0 ? 0 : every.length - 1] : every[place + by]);
};

const outside = (place, key, such = "*") =>
  [...(place?.querySelectorAll(bearing(key)) ?? [])].find((one) => !one.closest(LISTS) && one.matches(such));

const press = (key) => {
  const entry = atHand();
  const near = (entry ?? document.activeElement).closest(".desk-group") ?? group;
  const elsewhere = near ? ":not(.desk-group *)" : "*"; // no other group's
  const found = entry?.querySelector(bearing(key)) ?? outside(near, key) ?? outside(document, key, elsewhere);
  if (!found) {
    const first = entry ? null : entries().find((one) => one.querySelector(bearing(key)));
    go(first); // nothing is pressed in an entry that is not at hand: it is gone to first
    return Boolean(first);
  }
  if (found.matches("form")) return found.querySelector("select, textarea")?.focus() ?? true;
  // What is decided for many is not decided by a slip: the first press goes to the button, the second presses it.
  if (found.dataset.first && document.activeElement !== found) return found.focus() ?? true;
  const fold = found.matches("summary") && found.parentElement;
  if (!fold?.open || document.activeElement === found) found.click(); // what is open already is gone to, not closed
  if (fold) ((fold.open && fold.querySelector("form :is(select, textarea)")) || found).focus();
  return true;
};

// What is being written is sent by the button beside it; where several say different things, none is chosen for anybody.
const send = (field) => {
  const form = field.closest("form");
  for (let place = field.parentElement; form?.contains(place); place = place.parentElement) {
    const buttons = [...place.querySelectorAll("button:not([type=button])")];
    if (buttons.length === 1 || (buttons.length && !buttons[0].name)) return form.requestSubmit(buttons[0]);
    if (buttons.length) return;
  }
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
    const written = event.target.matches(WRITTEN) && event.key === "Enter";
    if (written && (event.ctrlKey || event.metaKey)) return send(event.target);
    if (event.ctrlKey || event.metaKey || event.target.closest(TYPED)) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "?") (help.open = !help.open) && help.querySelector("summary").focus();
    else if (!press(key)) return;
    event.preventDefault();
  });
};
