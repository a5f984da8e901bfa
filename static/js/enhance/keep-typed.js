// Choosing a language opens the page again: what was typed on it meanwhile is put back, once, in this window alone.
const KEPT = `typed:${location.pathname}`;
const controls = () =>
  [...document.querySelectorAll("main form[method=post] :is(input, textarea, select)[name]")].filter(
    (control) => !["hidden", "password", "file", "submit"].includes(control.type),
  );
const told = (control) => (control.type === "checkbox" || control.type === "radio" ? control.checked : control.value);
const put = (control, value) => {
  if (typeof value === "boolean") control.checked = value;
  else control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
};
let restored = false;

const restore = () => {
  restored = true;
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  const now = controls();
  if (kept?.length === now.length) now.forEach((control, place) => told(control) !== kept[place] && put(control, kept[place]));
  for (const fold of now.filter((control) => control.value).map((control) => control.closest("details"))) {
    if (kept && fold) fold.open = true;
  }
};

export default (form) => {
  try {
    if (!restored) restore();
    form.addEventListener("submit", () => sessionStorage.setItem(KEPT, JSON.stringify(controls().map(told))));
  } catch { /* a browser that keeps nothing */ }
};
